import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmedFacts, ServerFacts } from '../src/facts/server-facts.ts';
import { type Certificate, labCertificates } from './certificates.ts';
import { type HostileRow, startHostile } from './hostile/hostile-server.ts';
import {
  alert,
  HANDSHAKE_RECORD,
  handshake,
  records,
  SERVER_HELLO,
  serverFlight,
  serverHelloBody,
} from './hostile/wire.ts';
import { findProgram, freePorts, startServer } from './process.ts';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab } from './scan-lab.ts';
import type { LabServer } from './server.ts';
import { type StartedLab, startAll } from './start-all.ts';
import { startWithholdingRelay } from './withholding-relay.ts';

/** Real servers of every library, and old ones that speak what Node lacks. */
const NAMES = [
  ...['nginx-1.0-1.3', 'nginx-1.3', 'nginx-1.2-1.3-rsa-ecdsa', 'apache-1.0-1.3', 'haproxy-1.0-1.3', 'gnutls-1.2-1.3'],
  ...['nss-1.0-1.3', 'java-1.0-1.3', 'node0.10.0-default', 'node0.8-default', 'forge-1.0'],
  ...['postfix-smtp-1.3', 'postfix-smtp-1.0-1.3', 'dovecot-imap-1.0-1.3', 'postgres-postgres-1.0-1.3'],
  ...['mariadb-mysql-1.0-1.3', 'slapd-ldap-1.0-1.3', 'vsftpd-ftp-1.0-1.3', 'prosody-xmpp-1.0-1.3'],
  ...['xrdp-rdp-1.0-1.3', 'tigervnc-vnc-1.0-1.3'],
];
const TLS13_SUITES = [
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  ...['TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256'],
];
const TLS12 = 0x0303;
/** Application data by its header. */
const GARBLED = [23, 3, 3, 0, 32, ...Array.from({ length: 32 }, () => 7)];
const openssl = findProgram('openssl');

let lab: StartedLab;
let rsa: Certificate;
let ecdsa: Certificate | undefined;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => NAMES.includes(name)));
  ({ rsa, ecdsa } = await labCertificates());
}, 120_000);

afterAll(async () => {
  await lab.stop();
});

describe('handshakes of real servers go through in every version', () => {
  test.for(NAMES)('%s', { timeout: 60_000 }, async (name, context) => {
    const server = lab.servers.find((one) => one.name === name);
    context.skip(server === undefined, 'not on this machine');
    if (!server) return;
    const [facts] = (await scanLab(server, { confirm: true, versionsOnly: true })).results;
    for (const [version, { answer, confirmed }] of Object.entries(facts?.versions ?? {})) {
      const isLacking = version === 'SSLv2' || version === 'SSLv3';
      const expected = answer !== 'accepted' ? null : isLacking ? LACKS : YES;
      expect.soft(confirmed, version).toEqual(expected);
    }
  });
});

describe('the chain of a server with TLS 1.3 alone comes from a completed handshake', () => {
  test.for(['nginx-1.3', 'postfix-smtp-1.3'])('%s', async (name, context) => {
    const server = lab.servers.find((one) => one.name === name);
    context.skip(server === undefined, 'not on this machine');
    if (!server) return;
    const [facts] = (await scanLab(server)).results;
    expect(facts?.versions?.['TLSv1.3'].confirmed).toBeNull();
    expect(facts?.chains).toMatchObject([
      { certificates: [fingerprint(rsa)], seenIn: [{ version: 'TLSv1.3', sni: 'lab.test' }], nameMatch: 'match' },
    ]);
  });

  test.runIf(openssl).for(TLS13_SUITES)(
    'with %s, as it was sent and not as it would be in order',
    async (suite, context) => {
      context.skip(ecdsa === undefined, 'no ECDSA certificate');
      if (!ecdsa) return;
      const options = ['-tls1_3', '-ciphersuites', suite, '-cert_chain', ecdsa.certFile];
      const facts = await scanServer(options);
      expect(facts?.chains?.map(({ certificates }) => certificates)).toEqual([[fingerprint(rsa), fingerprint(ecdsa)]]);
    },
  );
});

test('nginx shows its RSA and its ECDSA certificate', async (context) => {
  const server = lab.servers.find(({ name }) => name === 'nginx-1.2-1.3-rsa-ecdsa');
  context.skip(server === undefined || ecdsa === undefined, 'not on this machine');
  if (!server || !ecdsa) return;
  const [facts] = (await scanLab(server)).results;
  const leaves = facts?.chains?.map(({ certificates }) => certificates[0]);
  expect(leaves?.toSorted()).toEqual([fingerprint(rsa), fingerprint(ecdsa)].toSorted());
});

describe.skipIf(openssl === undefined)('what openssl s_server wants more than a hello', () => {
  test.for(['TLSv1.0', 'TLSv1.2', 'TLSv1.3'] as const)('a client certificate in %s', async (version) => {
    const name = version.replace('TLSv1.0', 'tls1').replace('TLSv1.', 'tls1_');
    const facts = await scanServer([`-${name}`, '-Verify', '1', '-cipher', 'ALL:@SECLEVEL=0']);
    const detail = version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure';
    expect(facts?.versions?.[version].confirmed).toEqual({
      answer: 'unable',
      reason: 'client-certificate-required',
      detail,
    });
  });

  test('a client certificate that nobody insists on', async () => {
    const facts = await scanServer(['-tls1_3', '-verify', '1']);
    expect(facts?.versions?.['TLSv1.3'].confirmed).toEqual(YES);
  });
});

describe('servers that do not go on', () => {
  test.for<readonly [what: string, onKeyExchange: HostileRow['behaviour'], ConfirmedFacts]>([
    ['an alert', afterKeyExchange(alert(2, 51, TLS12)), { answer: 'no', reason: 'alert', detail: 'decrypt_error' }],
    ['a reset', afterKeyExchange('reset'), { answer: 'no', reason: 'reset', detail: null }],
    ['a goodbye', afterKeyExchange(Buffer.alloc(0)), { answer: 'no', reason: 'closed', detail: null }],
    ['silence', afterKeyExchange(undefined), { answer: 'unable', reason: 'silent', detail: null }],
    [
      'a prime of 512 bits',
      () => anonymous(primeBelow2To(512, 569)),
      { answer: 'unable', reason: 'node-refuses', detail: 'dh key too small' },
    ],
    [
      'a prime of 1024 bits, the least OpenSSL takes, and silence',
      () => anonymous(primeBelow2To(1024, 105)),
      { answer: 'unable', reason: 'silent', detail: null },
    ],
    ['a suite that Node lacks', exportOnly, { answer: 'unable', reason: 'hello-refused', detail: 'handshake_failure' }],
  ])('%s', async ([does, behaviour, expected]) => {
    const server = await startHostile({ name: 'hostile-half-way', does, truth: {}, behaviour });
    try {
      const [facts] = (await scanLab(server, { confirm: true, versionsOnly: true, answerMs: 500 })).results;
      expect(facts?.versions?.['TLSv1.2']).toMatchObject({ answer: 'accepted', confirmed: expected });
    } finally {
      await server.stop();
    }
  });
});

describe('in TLS 1.3 only what the server encrypts behind our part is a yes', () => {
  test.for<[string, (client: Socket) => void, ConfirmedFacts['reason']]>([
    ['a record that nobody can decrypt', (client) => client.write(Buffer.from(GARBLED)), 'malformed-answer'],
    ['an alert in the clear', (client) => client.write(Buffer.of(21, 3, 3, 0, 2, 2, 51)), 'malformed-answer'],
    ['text', (client) => client.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'malformed-answer'],
    ['a hang-up', (client) => client.end(), 'closed'],
    ['a reset', (client) => client.resetAndDestroy(), 'reset'],
    ['silence', () => undefined, 'silent'],
  ])('%s', async ([, answer, reason], context) => {
    const server = lab.servers.find(({ name }) => name === 'nginx-1.3');
    context.skip(server === undefined, 'not on this machine');
    if (!server) return;
    const relay = await startWithholdingRelay(server, answer);
    try {
      const [facts] = (await scanLab(server, { port: relay.port, confirm: true, versionsOnly: true })).results;
      expect(facts?.versions?.['TLSv1.3'].confirmed).toEqual({ answer: 'unable', reason, detail: null });
    } finally {
      await relay.stop();
    }
  });
});

async function scanServer(options: readonly string[]): Promise<ServerFacts | undefined> {
  const [port = 0] = await freePorts(1);
  const files = ['-cert', rsa.certFile, '-key', rsa.keyFile];
  const args = ['s_server', '-quiet', ...files, '-accept', `127.0.0.1:${port}`, '-www', ...options];
  const child = await startServer(openssl ?? '', args, [port]);
  const server: LabServer = {
    name: 's_server',
    product: 'OpenSSL',
    address: '127.0.0.1',
    port,
    truth: {},
    stop: () => child.stop(),
  };
  try {
    return (await scanLab(server, { confirm: true })).results[0];
  } finally {
    await server.stop();
  }
}

/** @param answer `undefined`: none */
function afterKeyExchange(answer: Buffer | 'reset' | undefined): HostileRow['behaviour'] {
  return () => async (peer) => {
    if (!(await peer.firstFlight())) return;
    await peer.send(serverFlight(TLS12, RSA_AES128_SHA));
    if (answer === undefined) return peer.stall();
    peer.socket.once('data', () => {
      if (answer === 'reset') peer.reset();
      else peer.end(answer);
    });
    peer.socket.once('end', () => peer.end());
    peer.socket.resume();
  };
}

/** Anonymous, so that nothing need be signed: ServerHello, ServerKeyExchange, ServerHelloDone. */
function anonymous(prime: Buffer): ReturnType<HostileRow['behaviour']> {
  const vector = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
  const numbers = [prime, Buffer.of(2), Buffer.alloc(prime.length, 0x55)].map(vector);
  const messages = [
    handshake(SERVER_HELLO, serverHelloBody(TLS12, DH_ANON_AES128_SHA)),
    handshake(12, Buffer.concat(numbers)),
    handshake(14, Buffer.alloc(0)),
  ];
  return answering(DH_ANON_AES128_SHA, records(HANDSHAKE_RECORD, TLS12, Buffer.concat(messages)));
}

/** The largest prime below 2^bits. */
function primeBelow2To(bits: number, distance: number): Buffer {
  return Buffer.from((2n ** BigInt(bits) - BigInt(distance)).toString(16), 'hex');
}

function exportOnly(): ReturnType<HostileRow['behaviour']> {
  return answering(RSA_EXPORT_RC4_40_MD5, serverFlight(TLS12, RSA_EXPORT_RC4_40_MD5));
}

function answering(suite: number, flight: Buffer): ReturnType<HostileRow['behaviour']> {
  return async (peer) => {
    const asked = await peer.firstFlight();
    await peer.send(asked?.hello?.cipherSuites.includes(suite) ? flight : alert(2, 40, TLS12));
    peer.stall();
  };
}

function fingerprint({ cert }: Certificate): string {
  return new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
}

const YES: ConfirmedFacts = { answer: 'yes', reason: 'completed', detail: null };
const LACKS: ConfirmedFacts = { answer: 'unable', reason: 'node-lacks-version', detail: null };
const RSA_AES128_SHA = 0x002f;
const DH_ANON_AES128_SHA = 0x0034;
const RSA_EXPORT_RC4_40_MD5 = 0x0003;
