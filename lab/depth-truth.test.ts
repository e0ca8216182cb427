import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerFacts } from '../src/facts/server-facts.ts';
import { makePaint } from '../src/report/paint.ts';
import { scanText } from '../src/report/scan-text.ts';
import { cipherSuite } from '../src/tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../src/tls/version.ts';
import { labCertificates } from './certificates.ts';
import { acceptedGroups, OPENSSL_GROUPS, type OpensslSuite, opensslSuites, pickedSuites } from './one-by-one.ts';
import { findProgram, freePorts, startServer } from './process.ts';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab } from './scan-lab.ts';
import type { LabServer } from './server.ts';
import { type StartedLab, startAll } from './start-all.ts';

const NAMES = [
  'nginx-1.0-1.3-ecdsa',
  'apache-1.2-1.3',
  'haproxy-1.0-1.3',
  'gnutls-legacy',
  'nss-1.0-1.3',
  'java-1.2-1.3',
  'node-1.2-1.3',
  'postfix-smtp-1.0-1.3',
  'dovecot-imap-1.0-1.3',
  'postgres-postgres-1.0-1.3',
  'mariadb-mysql-1.0-1.3',
  'slapd-ldap-1.0-1.3',
  'vsftpd-ftp-1.0-1.3',
  'prosody-xmpp-1.0-1.3',
  'redis-redis-1.0-1.3',
];
const ODD =
  'AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-SHA:AES256-SHA256:ECDHE-RSA-CHACHA20-POLY1305:CAMELLIA256-SHA';
const S_SERVERS: Readonly<Record<string, readonly string[]>> = {
  'odd-order': ['-cipher', `${ODD}:@SECLEVEL=0`, '-serverpref'],
  'odd-order-client': ['-cipher', `${ODD}:@SECLEVEL=0`],
  everything: ['-cipher', 'ALL:aNULL:eNULL:@SECLEVEL=0'],
  'brainpool-and-old': ['-cipher', 'ALL:@SECLEVEL=0', '-groups', 'brainpoolP256r1:P-384', '-no_tls1_2'],
};
const hasOpenssl = findProgram('openssl') !== undefined;

let lab: StartedLab;
let suites: readonly OpensslSuite[];

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => NAMES.includes(name)));
  if (hasOpenssl) suites = await opensslSuites();
}, 60_000);

afterAll(async () => {
  await lab.stop();
});

describe.skipIf(!hasOpenssl)('suites and groups are what openssl s_client finds one by one', () => {
  test.for(NAMES)('%s', { timeout: 60_000 }, async (name, context) => {
    const server = lab.servers.find((one) => one.name === name);
    context.skip(server === undefined, 'not on this machine');
    if (server) await compare(server);
  });

  test.for(Object.keys(S_SERVERS))('s_server %s', { timeout: 60_000 }, async (name) => {
    const server = await startSServer(S_SERVERS[name] ?? []);
    try {
      await compare(server);
    } finally {
      await server.stop();
    }
  });
});

test.skipIf(!hasOpenssl).for([
  [[], 'yes'],
  [['-no_ticket'], 'yes'],
  [['-no_ticket', '-no_cache'], 'no'],
] as const)('session ids of s_server %j: %s', { timeout: 60_000 }, async ([options, sessionIds]) => {
  const server = await startSServer([...options]);
  try {
    const [facts] = (await scanLab(server)).results;
    expect(facts?.features).toMatchObject({ sessionIds, sessionTickets: options.length === 0 ? 'yes' : 'no' });
  } finally {
    await server.stop();
  }
});

test.skipIf(!hasOpenssl)('what a server without a certificate has chosen in ALPN is not said to be none', async () => {
  const server = await startSServer(['-nocert', '-cipher', 'aNULL:@SECLEVEL=0', '-no_tls1_3', '-alpn', 'h2']);
  try {
    const { results } = await scanLab(server);
    expect(results[0]?.features).toMatchObject({ compression: 'inconclusive', alpn: null });
    expect(scanText(results, '1.2', makePaint(false), { isLong: true })).toMatch(/ALPN:\s+inconclusive/);
  } finally {
    await server.stop();
  }
});

async function compare(server: LabServer): Promise<void> {
  const [facts] = (await scanLab(server)).results;
  expect(facts?.error).toBeNull();
  for (const version of ASKED) {
    const choice = facts?.cipherSuites?.[version];
    if (!choice) continue;
    const codes = choice.items.map(({ code }) => code);
    const picked = await pickedSuites(server, version, suites);
    expect(choice.isComplete).toBe(true);
    // slapd's GnuTLS takes DHE from those who name a finite field among their groups (RFC 7919), as s_client does not.
    const isCompared = (code: number): boolean =>
      isOpensslSuite(code) && !(server.scheme === 'ldap' && cipherSuite(code)?.keyExchange === 'DHE');
    expect.soft(named(codes.filter(isCompared)).toSorted(), version).toEqual(named(picked).toSorted());
    if (choice.isOrdered)
      expect.soft(named(codes.filter(isOpensslSuite)), `${version} in order`).toEqual(named(picked));
  }
  // A handshake with one group alone needs that to be the group of an ECDSA certificate as well: docs/scan-depth.md.
  if (!server.name.includes('ecdsa')) await compareGroups(facts, server);
}

async function compareGroups(facts: ServerFacts | undefined, server: LabServer): Promise<void> {
  for (const version of TLS_VERSIONS) {
    const choice = facts?.groups?.[version];
    if (!choice || choice.items.length === 0) continue;
    const codes = choice.items.map(({ code }) => code).filter((code) => OPENSSL_GROUPS.some(([one]) => one === code));
    expect.soft(codes.toSorted(), `${version} groups`).toEqual((await acceptedGroups(server, version)).toSorted());
  }
}

function isOpensslSuite(code: number): boolean {
  return suites.some((suite) => suite.code === code);
}

function named(codes: readonly number[]): string[] {
  return codes.map((code) => suites.find((suite) => suite.code === code)?.name ?? code.toString(16));
}

async function startSServer(options: readonly string[]): Promise<LabServer> {
  const [port = 0] = await freePorts(1);
  const { rsa } = await labCertificates();
  const files = options.includes('-nocert') ? [] : ['-cert', rsa.certFile, '-key', rsa.keyFile];
  const args = ['s_server', '-quiet', ...files, '-accept', `127.0.0.1:${port}`, '-www', ...options];
  const child = await startServer(findProgram('openssl') ?? '', args, [port]);
  return { name: 's_server', product: 'OpenSSL', address: '127.0.0.1', port, truth: {}, stop: () => child.stop() };
}

/** TLS 1.1 is checked where it was inferred, too. */
const ASKED: readonly TlsVersion[] = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'];
