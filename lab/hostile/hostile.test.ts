import { once } from 'node:events';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { describe, expect, test, vi } from 'vitest';
import { FRONTING_ROWS, rateLimit } from './fronting-rows.ts';
import { type HostileServer, startHostile } from './hostile-server.ts';
import { ask, connectAndSend, firstWord, isFirstRecordWhole } from './raw-client.ts';
import { HOSTILE_RECIPES } from './recipes.ts';
import {
  SSL2,
  SSL3,
  TLS10,
  TLS10_NINE_SUITES,
  TLS12,
  TLS12_LONG,
  TLS12_NO_NAME,
  TLS13,
  tls10WithSessionId,
  tls10WithSuites,
} from './test-hellos.ts';

async function withServer(name: string, use: (server: HostileServer) => Promise<void>): Promise<void> {
  const recipe = HOSTILE_RECIPES.find((each) => each.name === `hostile-${name}`);
  if (!recipe) throw new Error(`no recipe hostile-${name}`);
  const server = await recipe.start();
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

/** What the server says first, or how it leaves without a word. */
async function answerTo(server: HostileServer, hello: Buffer): Promise<string> {
  const { bytes, ending } = await ask(server.port, hello, isFirstRecordWhole);
  return bytes.length === 0 || ending === 'reset' ? ending : firstWord(bytes);
}

test('every recipe starts, stops twice, counts, and leaves no handle', async () => {
  const handles = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
  const before = handles();
  expect(new Set(HOSTILE_RECIPES.map(({ name }) => name)).size).toBe(HOSTILE_RECIPES.length);
  for (const recipe of HOSTILE_RECIPES) {
    expect(recipe.name).toMatch(/^hostile-[a-z0-9-]+$/);
    await expect(recipe.missing()).resolves.toBeUndefined();
    const server = await recipe.start();
    const client = await connectAndSend(server.port, TLS12);
    await vi.waitFor(() => expect(server.stats().connections).toBe(1), { interval: 1 });
    await Promise.all([server.stop(), server.stop()]);
    expect(server.stats().openConnections).toBe(0);
    client.destroy();
    await once(client, 'close');
  }
  await vi.waitFor(() => expect(handles()).toBe(before), { interval: 5 });
});

describe('rows in front of a backend', () => {
  const HELLO_10 = 'ServerHello 0301';
  const HELLO_12 = 'ServerHello 0303';

  test.each<readonly [name: string, hello: Buffer, answer: string]>([
    ['rst-old', TLS10, 'reset'],
    ['rst-old', SSL3, 'reset'],
    ['rst-old', SSL2, 'reset'],
    ['rst-old', TLS12, HELLO_12],
    ['rst-old', TLS13, HELLO_12],
    ['fin-old', TLS10, 'fin'],
    ['fin-old', TLS13, HELLO_12],
    ['http400-old', TLS12, HELLO_12],
    ['higher-version', TLS10, HELLO_12],
    ['higher-version', TLS13, HELLO_12],
    ['needs-session-id', TLS10, 'reset'],
    ['needs-session-id', tls10WithSessionId(), HELLO_10],
    ['needs-session-id', TLS12, HELLO_12],
    ['over-128-suites', tls10WithSuites(128), HELLO_10],
    ['over-128-suites', tls10WithSuites(129), 'alert 2/47'],
    ['over-128-suites', SSL3, 'alert 2/40'],
    ['over-128-suites', SSL2, 'alert 2/70'],
    ['one-suite-set', TLS10_NINE_SUITES, HELLO_10],
    ['one-suite-set', tls10WithSuites(39), HELLO_10],
    ['one-suite-set', tls10WithSuites(40), 'alert 2/40'],
    ['one-suite-set', TLS12_LONG, HELLO_12],
    ['small-hello-only', TLS13, HELLO_12],
    ['small-hello-only', TLS12_LONG, 'alert 2/40'],
    ['alert-unrecognized-name', TLS12, 'alert 2/112'],
    ['alert-unrecognized-name', TLS12_NO_NAME, HELLO_12],
    ['warning-112-first', TLS10, 'alert 1/112'],
  ])('%s', (name, hello, answer) =>
    withServer(name, async (server) => expect(await answerTo(server, hello)).toBe(answer)),
  );

  test('silent holds old hellos open without a word while new ones are answered', () =>
    withServer('silent', async (server) => {
      const old = await Promise.all([TLS10, SSL3, SSL2].map((hello) => connectAndSend(server.port, hello)));
      expect(await answerTo(server, TLS12)).toBe(HELLO_12);
      expect(await answerTo(server, TLS13)).toBe(HELLO_12);
      for (const socket of old) {
        expect(socket).toMatchObject({ readyState: 'open', bytesRead: 0 });
        socket.destroy();
      }
      await vi.waitFor(() => expect(server.stats().openConnections).toBe(0), { interval: 1 });
    }));

  test('http400-old answers in plaintext and closes', () =>
    withServer('http400-old', async (server) => {
      const { bytes, ending } = await ask(server.port, TLS10);
      expect([bytes.toString('latin1'), ending]).toEqual(['HTTP/1.1 400 Bad Request\r\n\r\n', 'fin']);
    }));

  test('flapping resets every second connection', () =>
    withServer('flapping', async (server) => {
      const answers: string[] = [];
      for (const hello of [TLS12, TLS12, TLS10, TLS10]) answers.push(await answerTo(server, hello));
      expect(answers).toEqual([HELLO_12, 'reset', HELLO_10, 'reset']);
    }));

  test('rate-limit resets over the limit, and serves again a window later', async () => {
    let nowMs = 0;
    const [row] = FRONTING_ROWS.filter(({ name }) => name === 'hostile-rate-limit');
    if (!row) throw new Error('no such row');
    const limit = { limit: 2, windowMs: 2000, nowMs: () => nowMs };
    const server = await startHostile({ ...row, behaviour: () => rateLimit(limit) });
    const answers: string[] = [];
    for (const atMs of [0, 1500, 1999, 2000, 2001, 3500]) {
      nowMs = atMs;
      answers.push(await answerTo(server, TLS12));
    }
    expect(answers).toEqual([HELLO_12, HELLO_12, 'reset', HELLO_12, 'reset', HELLO_12]);
    await server.stop();
  });

  test('the row called rate-limit serves ten in two seconds', () =>
    withServer('rate-limit', async (server) => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => answerTo(server, TLS12)));
      expect(answers.filter((answer) => answer === 'reset')).toHaveLength(2);
    }));

  test('slow-loris sends right bytes, one at a time', () =>
    withServer('slow-loris', async (server) => {
      const { bytes } = await ask(server.port, TLS12, (got) => got.length > 0);
      expect(bytes).toEqual(Buffer.of(22));
    }));

  test.each(['tiny-records', 'one-byte-writes', 'warning-112-first'])('%s: a whole handshake goes through', (name) =>
    withServer(name, async (server) => {
      const versions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
      // OpenSSL is one of those that give up on a warning in TLS 1.3.
      for (const version of name === 'warning-112-first' ? versions.slice(0, 3) : versions) {
        const socket = connectTls({
          port: server.port,
          host: '127.0.0.1',
          rejectUnauthorized: false,
          minVersion: version,
          maxVersion: version,
          ...(version === 'TLSv1.3' ? {} : { ciphers: 'ALL:@SECLEVEL=0' }),
        });
        await once(socket, 'secureConnect');
        expect(socket.getProtocol()).toBe(version);
        expect(socket.getPeerCertificate().subject.CN).toBe('lab.test');
        socket.destroy();
      }
    }),
  );
});
