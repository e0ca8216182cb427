import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCHEMES } from '../../src/scan/dialects.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { findProgram, runProgram } from '../process.ts';
import type { LabServer } from '../server.ts';
import { REAL_RECIPES } from './index.ts';
import { opensslName } from './truth.ts';

/** In our own CI every product must be there; on anybody else's machine what is missing is skipped aloud. */
const peersRequired = process.env.TLSFLOOR_REQUIRE_PEERS === '1';
const openssl = findProgram('openssl');
/** The first run downloads old Node. */
const startTimeoutMs = 180_000;

const missing = new Map<string, string>();
const servers = new Map<string, LabServer>();

beforeAll(async () => {
  const started = await Promise.allSettled(
    REAL_RECIPES.map(async (recipe) => {
      const reason = await recipe.missing();
      if (reason === undefined) servers.set(recipe.name, await recipe.start());
      else missing.set(recipe.name, reason);
    }),
  );
  for (const reason of new Set(missing.values())) {
    const names = [...missing].filter(([, why]) => why === reason).map(([name]) => name);
    console.warn(`skipped, ${reason}: ${names.join(', ')}`);
  }
  if (openssl === undefined) console.warn('skipped, openssl is not installed: the truth of all real servers');
  expect(started.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))).toEqual([]);
}, startTimeoutMs);

afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.stop()));
});

test('every recipe has a name of its own', () => {
  expect(new Set(REAL_RECIPES.map(({ name }) => name)).size).toBe(REAL_RECIPES.length);
});

/**
 * RDP and VNC are not among the protocols of `s_client -starttls`, and OpenSSL before 3.5 has no post-quantum group: their
 * truth rests on the configuration alone.
 */
const SPOKEN = REAL_RECIPES.map(({ name }) => name).filter((name) => !/^(xrdp|tigervnc|node24-pq)/.test(name));

describe('openssl s_client completes a handshake exactly in the versions that are accepted', () => {
  test.for(SPOKEN)('%s', async (name, context) => {
    const reason = openssl === undefined ? 'openssl is not installed' : missing.get(name);
    if (peersRequired) expect(reason).toBeUndefined();
    context.skip(reason !== undefined, reason);
    const server = servers.get(name);
    if (server === undefined) throw new Error(`${name} was not started`);

    const asked = clientVersions.filter((version) => server.truth[version] !== undefined);
    expect(startTls(server)).toBeDefined();
    const completed = await Promise.all(asked.map((version) => completes(server, version)));
    expect(asked.filter((_, index) => completed[index])).toEqual(
      asked.filter((version) => server.truth[version] === 'accepted'),
    );
  });
});

async function completes(server: LabServer, version: TlsVersion): Promise<boolean> {
  const only = `-${opensslName(version).toLowerCase().replace('v', '').replace('.', '_')}`;
  const { code, output } = await runProgram(openssl ?? 'openssl', [
    ...['s_client', '-connect', `127.0.0.1:${server.port}`, only, ...(startTls(server) ?? [])],
    ...['-servername', 'lab.test', '-cipher', 'ALL:eNULL:@SECLEVEL=0', '-legacy_server_connect'],
  ]);
  if (code === null) throw new Error(`s_client did not end: ${output}`);
  // Not the exit code: a server that ends without close_notify makes it 1, with the handshake long complete.
  const shaken = /^New, .*, Cipher is (?!\(NONE\))/m.test(output);
  return shaken && new RegExp(`Protocol *: ${opensslName(version)}$|^New, ${version}`, 'm').test(output);
}

/** The options that make s_client speak the service's protocol first; `undefined` if it cannot. */
function startTls({ scheme = 'tls' }: LabServer): readonly string[] | undefined {
  if (SCHEMES[scheme].how === 'tls') return [];
  const protocol = scheme === 'submission' ? 'smtp' : scheme;
  return S_CLIENT_PROTOCOLS.includes(protocol) ? ['-starttls', protocol, '-xmpphost', 'lab.test'] : undefined;
}

const S_CLIENT_PROTOCOLS: readonly string[] = [
  ...[
    'smtp',
    'lmtp',
    'imap',
    'pop3',
    'sieve',
    'ftp',
    'ldap',
    'nntp',
    'xmpp',
    'xmpp-server',
    'irc',
    'mysql',
    'postgres',
  ],
];

/** OpenSSL 3 speaks nothing older. */
const clientVersions: readonly TlsVersion[] = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
