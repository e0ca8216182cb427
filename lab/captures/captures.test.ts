import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../src/facts/usage-facts.ts';
import { latin1, TRANSCRIPTS } from '../../src/scan/dialects/fixtures/transcripts.ts';
import { suiteCode } from '../../src/tls/registry/cipher-suites.ts';
import { type TlsVersion, VERSION_CODE } from '../../src/tls/version.ts';
import { LAB_CLIENTS } from '../clients/index.ts';
import { REAL_RECIPES } from '../real/index.ts';
import { type StartedLab, startAll } from '../start-all.ts';
import { FIRST_TIME_MS, type Frame, pcap, STEP_MS } from './capture-file.ts';
import { startRelay, type Turn } from './conversation.ts';
import * as frame from './frames.ts';
import { readCaptureBytes, readWritten } from './reading.ts';
import { RST, type Segment, segmentsOf } from './segments.ts';
import { tshark, tsharkHellos } from './tshark.ts';
import { VARIANTS } from './variants.ts';

const NAME = 'lab.test';
const WANTED = new Set([
  'openssl-1.0-1.3',
  'openssl-1.0',
  'openssl-1.2',
  'openssl-1.3',
  'nss-ssl3',
  'node0.10-default',
]);
const CLIENTS = LAB_CLIENTS.filter(({ name }) => !name.startsWith('java-1.1') && !name.startsWith('java-1.2'));
const lastingTest = { timeout: 120_000 };
let lab: StartedLab;
let folder = '';
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'captures-'));
  lab = await startAll(REAL_RECIPES.filter(({ name }) => WANTED.has(name)));
}, 60_000);
afterAll(async () => {
  await lab.stop();
  await rm(folder, { recursive: true });
});

describe.each([...WANTED])('what real clients say to %s', (serverName) => {
  test('is read as it was', lastingTest, async () => {
    const server = lab.servers.find(({ name }) => name === serverName);
    if (!server) return console.warn(`skipped: ${serverName} cannot run here`);
    const relay = await startRelay(server.port);
    try {
      for (const client of CLIENTS) {
        if ((await client.missing()) !== undefined) continue;
        const begun = relay.conversations.length;
        const run = await client.connect({ address: '127.0.0.1', port: relay.port, name: NAME });
        await relay.settled();
        const turns = relay.conversations[begun] ?? [];
        const { event } = await readOne(pcapOf(segmentsOf(turns)));
        const label = `${client.name} and ${serverName}`;
        expect(event?.offeredMax, label).toBe(client.versions.at(-1));
        // Node.js is content, and goes before its Finished is out: nobody on the wire can tell.
        const isLeft = turns.filter(({ from, bytes }) => from === 'client' && bytes).length === 1;
        if (run.completed && isLeft) expect(event?.outcome, label).toBe('abandoned');
        else if (run.completed) expect(['established', 'unknown'], label).toContain(event?.outcome);
        else expect(['refused', 'abandoned'], label).toContain(event?.outcome);
        if (run.version) expect(event?.negotiated, label).toBe(run.version);
        expect(event?.sni ?? NAME, label).toBe(NAME);
      }
    } finally {
      await relay.stop();
    }
  });
});

describe('however it lies in a capture, a conversation is the same', () => {
  const conversations = new Map<TlsVersion, readonly Turn[]>();
  const known = new Map<TlsVersion, UsageEvent>();
  const versions = ['TLSv1.0', 'TLSv1.2', 'TLSv1.3'] as const;

  beforeAll(async () => {
    const server = lab.servers.find(({ name }) => name === 'openssl-1.0-1.3');
    if (!server) throw new Error('there is no openssl here');
    const relay = await startRelay(server.port);
    for (const version of versions) {
      const client = CLIENTS.find(({ name }) => name === version.replace('TLSv', 'openssl-'));
      await client?.connect({ address: '127.0.0.1', port: relay.port, name: NAME });
      await relay.settled();
      const turns = relay.conversations.at(-1) ?? [];
      conversations.set(version, turns);
      const { event } = await readOne(pcapOf(segmentsOf(turns)));
      if (event) known.set(version, event);
    }
    await relay.stop();
  }, 60_000);

  test.each(versions)('%s is what client and server were told to speak', (version) => {
    expect(known.get(version)).toMatchObject({
      time: FIRST_TIME_MS + 3 * STEP_MS,
      client: { address: '192.0.2.7', port: 50_123 },
      server: { address: '198.51.100.4', port: 443 },
      transport: 'tcp',
      sni: NAME,
      offeredMax: version,
      negotiated: version,
      outcome: 'established',
      alert: null,
      source: { number: 4 },
    });
  });

  describe.each(VARIANTS)('$name', ({ name, make }) => {
    test.each(versions)('of %s, as tshark has it too', lastingTest, async (version) => {
      const bytes = make(conversations.get(version) ?? []);
      const { event, path } = await readOne(bytes);
      const expected = known.get(version);
      expect(same(event)).toEqual(same(expected));
      if (bytes[0] !== 0x1f) {
        for (const size of [1, 7, 4096]) {
          const again = await readCaptureBytes(bytes, size);
          expect(again.events.map(same)).toEqual([same(event)]);
        }
      }
      if (tshark && event && !TSHARK_CANNOT.has(name)) agreesWithTshark(path, event);
    });
  });

  test.each(versions)('one side of %s alone says what that side said', async (version) => {
    const segments = segmentsOf(conversations.get(version) ?? []);
    const whole = known.get(version);
    const client = await readOne(pcapOf(segments.filter(({ from }) => from === 'client')));
    expect(client.event).toMatchObject({ offeredMax: version, negotiated: null, outcome: 'unknown', ja3: whole?.ja3 });
    const server = await readOne(pcapOf(segments.filter(({ from }) => from === 'server')));
    expect(server.event).toMatchObject({
      client: whole?.client,
      offered: null,
      offeredMax: null,
      negotiated: version,
      cipherSuite: whole?.cipherSuite,
      outcome: 'unknown',
      ja3: null,
    });
  });

  test.each(versions)('%s with a hole behind the hello is told as far as it is known', async (version) => {
    const segments = segmentsOf(conversations.get(version) ?? [], { most: 200 });
    const firstOfServer = segments.findIndex(({ from, payload }) => from === 'server' && payload.length > 0);
    const { event, coverage } = await readOne(pcapOf(segments.filter((_, index) => index !== firstOfServer + 1)));
    expect(event).toMatchObject({ sni: NAME, offeredMax: version, negotiated: version });
    expect(coverage.skipped['lost-bytes']).toBeGreaterThan(0);
  });

  test.each(versions)('%s that ends without a word is abandoned, and cut off it is unknown', async (version) => {
    const segments = segmentsOf(conversations.get(version) ?? []);
    const begun = segments.slice(0, 4);
    const last = begun.at(-1);
    if (!last) throw new Error('no segments');
    expect((await readOne(pcapOf(begun))).event).toMatchObject({ outcome: 'unknown', negotiated: null });
    const reset: Segment = { ...last, from: 'server', flags: RST, payload: Buffer.alloc(0) };
    expect((await readOne(pcapOf([...begun, reset]))).event).toMatchObject({ outcome: 'abandoned', alert: null });
  });

  test.each(versions)(
    '%s with packets cut to 200 bytes still has its server, and says what is cut',
    async (version) => {
      const frames = framesOf(segmentsOf(conversations.get(version) ?? []));
      const cut = frames.map(({ linkType, bytes }) => ({
        linkType,
        bytes: bytes.subarray(0, 200),
        sent: bytes.length,
      }));
      const { events, coverage } = await readWritten(join(folder, `cut-${version}`), pcap(cut));
      expect(coverage.skipped['cut-packet']).toBeGreaterThan(0);
      expect(events.length).toBeLessThanOrEqual(1);
      expect(events[0]?.negotiated ?? version).toBe(version);
    },
  );

  test('a file cut anywhere gives what is before the cut', lastingTest, async () => {
    const bytes = pcapOf(segmentsOf(conversations.get('TLSv1.2') ?? []));
    for (let end = 0; end < bytes.length; end += 97) {
      const { events, coverage } = await readCaptureBytes(bytes.subarray(0, end), 64);
      expect(events.length).toBeLessThanOrEqual(1);
      if (end > 24) expect(coverage.format).toBe('pcap');
    }
  });

  test.each(TRANSCRIPTS.map(({ scheme }) => scheme))('the hello is found behind the dialogue of %s', async (scheme) => {
    const transcript = TRANSCRIPTS.find((one) => one.scheme === scheme);
    const dialogue = (transcript?.turns ?? []).flatMap(({ client, server }): Turn[] => [
      ...(client === '' ? [] : [{ from: 'client' as const, bytes: Buffer.from(latin1(client)) }]),
      { from: 'server', bytes: Buffer.from(latin1(server)) },
    ]);
    const { event } = await readOne(pcapOf(segmentsOf([...dialogue, ...(conversations.get('TLSv1.0') ?? [])])));
    expect(same(event)).toEqual(same(known.get('TLSv1.0')));
  });

  test.each(Object.entries(PRELUDES))('and behind %s', async (_name, prelude) => {
    const { event } = await readOne(pcapOf(segmentsOf([...prelude, ...(conversations.get('TLSv1.2') ?? [])])));
    expect(same(event)).toEqual(same(known.get('TLSv1.2')));
  });

  test('a hello that somebody uploads is no handshake', async () => {
    const turns = conversations.get('TLSv1.2') ?? [];
    const hello = turns.find(({ from, bytes }) => from === 'client' && bytes)?.bytes ?? Buffer.alloc(0);
    const header = Buffer.from(`POST /sample HTTP/1.1\r\nHost: x\r\nContent-Length: ${hello.length}\r\n\r\n`);
    const { events } = await readWritten(
      join(folder, 'upload'),
      pcapOf(
        segmentsOf([
          { from: 'client', bytes: header },
          { from: 'client', bytes: hello },
          { from: 'server', bytes: Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n') },
        ]),
      ),
    );
    expect(events).toEqual([]);
  });
});

/** What other programs say before the hello. */
const PRELUDES: Readonly<Record<string, readonly Turn[]>> = {
  'HTTP CONNECT': [
    { from: 'client', bytes: Buffer.from('CONNECT lab.test:443 HTTP/1.1\r\nHost: lab.test:443\r\n\r\n') },
    { from: 'server', bytes: Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n') },
  ],
  'SOCKS 5': [
    { from: 'client', bytes: Buffer.from('050100', 'hex') },
    { from: 'server', bytes: Buffer.from('0500', 'hex') },
    { from: 'client', bytes: Buffer.from('05010001c633640401bb', 'hex') },
    { from: 'server', bytes: Buffer.from('05000001000000000000', 'hex') },
  ],
  'SOCKS 4': [
    { from: 'client', bytes: Buffer.from('040101bbc633640400', 'hex') },
    { from: 'server', bytes: Buffer.from('005a000000000000', 'hex') },
  ],
};

/** tshark reads neither of these as we do: it has no such option, or gives up. */
const TSHARK_CANNOT = new Set(['segments out of order', 'segments that overlap']);

function agreesWithTshark(path: string, event: UsageEvent): void {
  const hellos = tsharkHellos(path);
  const client = hellos.find(({ kind }) => kind === 'client');
  const server = hellos.find(({ kind }) => kind === 'server');
  expect(client?.ja3).toBe(event.ja3);
  expect(client?.serverName).toBe(event.sni);
  expect(client?.newest ?? client?.version).toBe(VERSION_CODE[event.offeredMax as TlsVersion]);
  expect(server?.version).toBe(VERSION_CODE[event.negotiated as TlsVersion]);
  expect(server?.suite).toBe(suiteCode(event.cipherSuite ?? ''));
}

/** Without what tells one capture from the next. */
function same(event: UsageEvent | undefined): Partial<UsageEvent> {
  const { time: _time, source: _source, client: _client, server: _server, ...rest } = event ?? {};
  return rest;
}

function framesOf(segments: readonly Segment[]): Frame[] {
  return segments.map((segment) => ({
    linkType: 101,
    bytes: frame.ip4(segment.from, 6, frame.tcp(segment, frame.ENDS4)),
  }));
}

function pcapOf(segments: readonly Segment[]): Buffer {
  return pcap(framesOf(segments));
}

async function readOne(bytes: Buffer): Promise<{
  event: UsageEvent | undefined;
  path: string;
  coverage: Awaited<ReturnType<typeof readWritten>>['coverage'];
}> {
  const path = join(folder, `${count++}`);
  const { events, coverage } = await readWritten(path, bytes);
  expect(events.length).toBeLessThanOrEqual(1);
  return { event: events[0], path, coverage };
}
