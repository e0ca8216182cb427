import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerFacts } from '../../src/facts/server-facts.ts';
import { TRANSCRIPTS, type Transcript } from '../../src/scan/dialects/fixtures/transcripts.ts';
import type { ScanOptions } from '../../src/scan/scan-address.ts';
import { TLS_VERSIONS } from '../../src/tls/version.ts';
import { NODE_RECIPES } from '../real/node.ts';
import { LAB_NAME, scanLab, unconfirmed, wrongAnswers } from '../scan-lab.ts';
import type { LabServer } from '../server.ts';
import { type StartedLab, startAll } from '../start-all.ts';
import { type Fault, startTranscriptServer, type TranscriptServer } from './transcript-server.ts';

const backends = ['node-1.2-1.3', 'node-1.0-1.3', 'node-latent'];
let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(NODE_RECIPES.filter(({ name }) => backends.includes(name)));
});

afterAll(async () => {
  await lab.stop();
});

describe.concurrent('each dialect, in front of a TLS server', () => {
  test.for(
    TRANSCRIPTS.flatMap((transcript) => backends.map((backend) => [transcript.scheme, backend, transcript] as const)),
  )('%s in front of %s', async ([scheme, backend, transcript]) => {
    const { facts, wrong, server } = await scanFake(transcript, backend, undefined, { confirm: true });
    expect(server.mistakes).toEqual([]);
    expect(wrong).toEqual([]);
    expect(unconfirmed(facts)).toEqual([]);
    expect(facts.error).toBeNull();
    expect(facts.service).toMatchObject({ scheme, startsWith: 'dialogue' });
    const { before } = facts.versions?.['TLSv1.2'].evidence[0] ?? {};
    expect(before).toMatchObject({ reached: 'tls', said: transcript.said, leftOver: 0 });
  });
});

/** Where the dialogue goes wrong, no version is ever judged, and the error says where. */
describe.concurrent('hostile services', () => {
  const atEachTurn = TRANSCRIPTS.filter(({ scheme }) =>
    ['smtp', 'imap', 'postgres', 'vnc', 'mysql'].includes(scheme),
  ).flatMap((transcript) => transcript.turns.map((_, turn) => ({ transcript, scheme: transcript.scheme, turn })));

  test.for(atEachTurn)('$scheme that stalls at turn $turn', async ({ transcript, turn }) => {
    const started = performance.now();
    const { facts, server } = await scanFake(transcript, 'node-1.0-1.3', { kind: 'stall', turn }, { startTlsMs: 150 });
    expect(server.peak()).toBe(2);
    expectUnjudged(facts, 'starttls-broken', 'fell silent');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.for(atEachTurn)('$scheme that closes at turn $turn', async ({ transcript, turn }) => {
    expectUnjudged(await scanFaulty(transcript, { kind: 'close', turn }), 'starttls-broken', 'closed the connection');
  });

  test.for(atEachTurn)('$scheme that resets at turn $turn', async ({ transcript, turn }) => {
    expectUnjudged(await scanFaulty(transcript, { kind: 'reset', turn }), 'starttls-broken', 'the connection');
  });

  test.for(atEachTurn.filter(({ scheme }) => scheme === 'smtp'))(
    'smtp that babbles at turn $turn',
    async ({ transcript, turn }) => {
      const facts = await scanFaulty(transcript, { kind: 'endless', turn });
      expectUnjudged(facts, 'starttls-broken', 'sent without end');
      const received = facts.versions?.['TLSv1.2'].evidence.map(({ before }) => before?.bytesReceived ?? 0) ?? [];
      expect(Math.max(...received)).toBeLessThan(256 * 1024);
    },
  );

  test.for([
    [0, '421 4.3.2 shutting down\r\n', 'starttls-refused-temporary'],
    [1, '450 4.7.1 slow down\r\n', 'starttls-refused-temporary'],
    [2, '454 4.7.0 no entropy\r\n', 'starttls-refused-temporary'],
    [0, '554 5.7.1 go away\r\n', 'starttls-refused'],
    [1, '550 5.7.1 who are you\r\n', 'starttls-refused'],
    [1, '502 5.5.2 what\r\n', 'starttls-unsupported'],
    [1, '250-lab.test\r\n250 SIZE\r\n', 'starttls-unsupported'],
    [2, '554 5.3.0 no certificate\r\n', 'starttls-refused'],
    [0, 'HTTP/1.1 400 Bad Request\r\n', 'starttls-broken'],
  ] as const)('smtp whose turn %i is %j', { timeout: 20_000 }, async ([turn, text, code]) => {
    // The deadline cuts the patience with a service that says "later" short.
    const facts = await scanFaulty(transcriptOf('smtp'), { kind: 'say', turn, text }, { deadlineMs: 1500 });
    if (code === 'starttls-refused-temporary') expect(facts.error?.code).toBe(code);
    else expectUnjudged(facts, code, code === 'starttls-unsupported' && turn === 1 ? '' : text.trim());
  });

  test('a service that says "later" to a burst is asked again and judged', { timeout: 20_000 }, async () => {
    const fault: Fault = { kind: 'say', turn: 0, text: '421 4.7.0 too many connections\r\n', connections: 2 };
    const { facts, wrong } = await scanFake(transcriptOf('smtp'), 'node-1.2-1.3', fault);
    expect(wrong).toEqual([]);
    expect(facts.error).toBeNull();
    expect(facts.durationMs).toBeGreaterThan(900);
  });

  test.for(TRANSCRIPTS)('$scheme one byte at a time', async (transcript) => {
    const { facts, wrong } = await scanFake(transcript, 'node-1.0-1.3', { kind: 'dribble' });
    expect(wrong).toEqual([]);
    expect(facts.error).toBeNull();
  });

  test.for(TRANSCRIPTS)('$scheme with words injected behind the go-ahead', async (transcript) => {
    const { facts, wrong } = await scanFake(transcript, 'node-1.0-1.3', { kind: 'inject', text: 'MAIL FROM:<x>\r\n' });
    expect(wrong).toEqual([]);
    const before = facts.versions?.['TLSv1.2'].evidence[0]?.before;
    expect(before).toMatchObject({ reached: 'tls', leftOver: 15 });
  });
});

describe('the wrong scheme', () => {
  test('a dialogue with a port that speaks TLS at once falls silent, and the hint says so', async () => {
    const target = { ...backendServer('node-1.2-1.3'), scheme: 'smtp' as const };
    const [facts] = (await scanLab(target, { startTlsMs: 150 })).results;
    expect(facts?.error).toMatchObject({ code: 'starttls-broken', hint: expect.stringContaining('tls://') });
  });

  test('plain TLS to a service that greets names the scheme to write', async () => {
    const server = await startTranscriptServer(transcriptOf('smtp'), 1);
    try {
      const target: LabServer = { ...backendServer('node-1.2-1.3'), port: server.port };
      const [facts] = (await scanLab(target)).results;
      expect(facts?.error).toMatchObject({ code: 'not-tls', hint: expect.stringContaining('smtp://') });
    } finally {
      await server.stop();
    }
  });
});

type FakeOptions = Partial<ScanOptions> & { readonly deadlineMs?: number };

type Faked = { readonly facts: ServerFacts; readonly wrong: readonly string[]; readonly server: TranscriptServer };

async function scanFake(
  transcript: Transcript,
  backend: string,
  fault?: Fault,
  options: FakeOptions = {},
): Promise<Faked> {
  const behind = backendServer(backend);
  const server = await startTranscriptServer(transcript, behind.port, fault);
  try {
    const scan = await scanLab(
      { ...behind, name: transcript.scheme, scheme: transcript.scheme, port: server.port },
      options,
    );
    const [facts] = scan.results;
    if (!facts) throw new Error('no result');
    expect(facts.sni).toBe(LAB_NAME);
    return { facts, wrong: wrongAnswers(scan), server };
  } finally {
    await server.stop();
  }
}

async function scanFaulty(transcript: Transcript, fault: Fault, options?: FakeOptions): Promise<ServerFacts> {
  return (await scanFake(transcript, 'node-1.0-1.3', fault, options)).facts;
}

function expectUnjudged(facts: ServerFacts, code: string, words: string): void {
  expect(facts.error).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(TLS_VERSIONS.map((version) => facts.versions?.[version].answer)).toEqual(
    TLS_VERSIONS.map(() => 'inconclusive'),
  );
  expect(facts.floor).toMatchObject({ supports: 'unknown', enforces: 'unknown' });
}

function backendServer(name: string): LabServer {
  const server = lab.servers.find((one) => one.name === name);
  if (!server) throw new Error(`${name} was not started`);
  return server;
}

function transcriptOf(scheme: Transcript['scheme']): Transcript {
  const transcript = TRANSCRIPTS.find((one) => one.scheme === scheme);
  if (!transcript) throw new Error(`no transcript of ${scheme}`);
  return transcript;
}
