import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../src/facts/usage-facts.ts';
import { suiteCode } from '../../src/tls/registry/cipher-suites.ts';
import { labCertificates } from '../certificates.ts';
import { findProgram, freePorts } from '../process.ts';
import { pcap } from './capture-file.ts';
import { closeFrame, cryptoFrame, type Datagram, sealInitial, startDatagramRelay } from './datagrams.ts';
import * as frame from './frames.ts';
import { type Reading, readWritten } from './reading.ts';
import { tshark, tsharkHellos } from './tshark.ts';

const openssl = findProgram('openssl');
let folder = '';
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datagrams-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('DTLS', () => {
  const known = [
    ['DTLSv1.0', ['-dtls1'], 0xfeff],
    ['DTLSv1.2', ['-dtls1_2'], 0xfefd],
    ['DTLSv1.2', ['-dtls1_2', '-mtu', '300'], 0xfefd],
  ] as const;

  test.skipIf(!openssl).each(known)('%s by openssl %j is one event, cookie and all', async (version, options, code) => {
    const datagrams = await dtlsConversation(options, ['-listen']);
    const { events, path } = await read(datagrams);
    expect(events).toMatchObject([
      {
        transport: 'dtls',
        sni: 'lab.test',
        offeredMax: version,
        negotiated: version,
        outcome: 'established',
        alert: null,
      },
    ]);
    if (!tshark) return;
    const hellos = tsharkHellos(path, 'dtls');
    expect(hellos.filter(({ kind }) => kind === 'client').length).toBeGreaterThan(0);
    const server = hellos.find(({ kind }) => kind === 'server');
    expect(server).toMatchObject({ version: code, suite: suiteCode(events[0]?.cipherSuite ?? '') });
    // Of a hello in fragments, tshark has nothing to say before the last.
    const whole = hellos.find(({ ja3 }) => ja3 !== '');
    expect(whole).toMatchObject({ ja3: events[0]?.ja3, serverName: 'lab.test' });
  });

  test.skipIf(!openssl)('a server that wants newer refuses with its alert', async () => {
    const { events } = await read(await dtlsConversation(['-dtls1'], ['-dtls1_2']));
    expect(events).toMatchObject([
      {
        offeredMax: 'DTLSv1.0',
        negotiated: null,
        outcome: 'refused',
        alert: { name: 'protocol_version', by: 'server' },
      },
    ]);
  });
});

describe('QUIC', () => {
  const keyId = Buffer.from('8394c8f03e515708', 'hex');
  const none = Buffer.alloc(0);

  const client = (version: 1 | 2, frames: Buffer, number = 2, ids = { keyId, destination: keyId }): Datagram => ({
    from: 'client',
    bytes: sealInitial({
      version,
      from: 'client',
      ...ids,
      source: none,
      number,
      numberBytes: 4,
      frames: padded(frames),
    }),
  });
  const server = (version: 1 | 2, frames: Buffer): Datagram => ({
    from: 'server',
    bytes: sealInitial({
      ...{ version, from: 'server', keyId, destination: none, source: Buffer.from('f067a5502a4262b5', 'hex') },
      ...{ number: 1, numberBytes: 2, frames },
    }),
  });
  const short = (from: Datagram['from']): Datagram => ({ from, bytes: Buffer.alloc(60, 0x41) });

  test('the packets of the RFCs come out byte for byte', () => {
    expect(client(1, CLIENT_FRAME).bytes.toString('hex', 0, 40)).toBe(
      'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8ba',
    );
    expect(client(2, CLIENT_FRAME).bytes.toString('hex', 0, 40)).toBe(
      'd76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071bf03',
    );
    expect(server(1, SERVER_FRAMES).bytes.toString('hex')).toBe(SERVER_PACKET);
  });

  test.each([1, 2] as const)('version %i, from hello to data', async (version) => {
    const datagrams = [
      client(version, CLIENT_FRAME),
      server(version, SERVER_FRAMES),
      short('server'),
      short('client'),
      short('server'),
    ];
    const { events, path } = await read(datagrams);
    expect(events).toMatchObject([
      {
        transport: 'quic',
        sni: 'example.com',
        offered: ['TLSv1.3'],
        negotiated: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        group: 'x25519',
        outcome: 'established',
      },
    ]);
    expect(events[0]?.ja4).toMatch(/^q13d/);
    // tshark 4.0 knows version 2 by an earlier number alone.
    if (tshark && version === 1) {
      const [first] = tsharkHellos(path);
      expect(first).toMatchObject({ ja3: events[0]?.ja3, serverName: 'example.com' });
    }
  });

  test('a hello in pieces over two packets, the later piece first', async () => {
    const hello = CLIENT_FRAME.subarray(4);
    const pieces = [cryptoFrame(100, hello.subarray(100)), cryptoFrame(0, hello.subarray(0, 60))];
    const rest = cryptoFrame(60, hello.subarray(60, 100));
    const { events } = await read([client(1, Buffer.concat([...pieces]), 0), client(1, rest, 1)]);
    expect(events).toMatchObject([{ sni: 'example.com', negotiated: null, outcome: 'unknown' }]);
  });

  test('after a Retry the keys are others', async () => {
    const retryId = Buffer.from('f067a5502a4262b5', 'hex');
    const retry = Buffer.concat([Buffer.from('ff00000001', 'hex'), Buffer.from([0, 8]), retryId, Buffer.alloc(21, 7)]);
    const again = { keyId: retryId, destination: retryId };
    // The first packet carries no hello that could be read, as if it had been lost.
    const { events } = await read([
      client(1, Buffer.from([1]), 0),
      { from: 'server', bytes: retry },
      client(1, CLIENT_FRAME, 1, again),
    ]);
    expect(events).toMatchObject([{ sni: 'example.com' }]);
  });

  test('a server that refuses closes with the alert', async () => {
    const { events } = await read([client(1, CLIENT_FRAME), server(1, padded(closeFrame(120)))]);
    expect(events).toMatchObject([
      {
        outcome: 'refused',
        negotiated: null,
        alert: { description: 120, name: 'no_application_protocol', by: 'server' },
      },
    ]);
  });

  test('a packet that was changed on the way is none', async () => {
    const changed = client(1, CLIENT_FRAME);
    changed.bytes[700] = (changed.bytes[700] ?? 0) ^ 1;
    expect((await read([changed])).events).toEqual([]);
  });

  function padded(frames: Buffer): Buffer {
    return Buffer.concat([frames, Buffer.alloc(Math.max(0, 1162 - frames.length))]);
  }
});

/** RFC 9001, Appendix A.2 and A.3. */
const CLIENT_FRAME: Buffer = Buffer.from(
  '060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302010000c0000000' +
    '10000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c706e000500050100000000003300' +
    '260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306' +
    '030203080408050806002d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff08011001048000753009' +
    '01100f088394c8f03e51570806048000ffff',
  'hex',
);
const SERVER_FRAMES: Buffer = Buffer.from(
  '02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a045a1200130100002e00330024' +
    '001d00209d3c940d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9da1a002b00020304',
  'hex',
);
const SERVER_PACKET =
  'cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c' +
  '3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f5889' +
  '1850abbdca3d20398c276456cbc42158407dd074ee';

async function read(
  datagrams: readonly Datagram[],
): Promise<Reading & { events: readonly UsageEvent[]; path: string }> {
  const path = join(folder, `${count++}`);
  const frames = datagrams.map(({ from, bytes }) => ({
    linkType: 101,
    bytes: frame.ip4(from, 17, frame.udp(from, bytes, frame.ENDS4)),
  }));
  return { ...(await readWritten(path, pcap(frames))), path };
}

/** One handshake of openssl with itself, and a line each way. */
async function dtlsConversation(client: readonly string[], server: readonly string[]): Promise<readonly Datagram[]> {
  const { rsa } = await labCertificates();
  const [port = 0] = await freePorts(1);
  const open = ['-cipher', 'ALL:@SECLEVEL=0'];
  const newest = server.includes('-listen') ? client.filter((option) => option.startsWith('-dtls')) : [];
  const serving = spawn(openssl ?? 'openssl', [
    ...['s_server', '-accept', `127.0.0.1:${port}`, '-cert', rsa.certFile, '-key', rsa.keyFile],
    ...newest,
    ...server,
    ...open,
  ]);
  const relay = await startDatagramRelay(port);
  try {
    await once(serving.stdout, 'data');
    const asking = spawn(openssl ?? 'openssl', [
      ...['s_client', '-connect', `127.0.0.1:${relay.port}`, '-servername', 'lab.test'],
      ...client,
      ...open,
    ]);
    let said = '';
    asking.stdout.on('data', (text: Buffer) => {
      said += text.toString('latin1');
      if (said.includes('Verify return code')) serving.stdin.write('from the server\n');
      if (said.includes('from the server')) asking.kill();
    });
    asking.stdin.write('from the client\n');
    await once(asking, 'close');
  } finally {
    serving.kill();
    await relay.stop();
  }
  return relay.datagrams;
}
