import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type DelayProxy, startDelayProxy } from './delay-proxy.ts';
import { type Listener, listenOnLoopback } from './hostile/loopback.ts';

const running: (Listener | DelayProxy)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

async function proxyTo(server: Server, roundTripMs: number): Promise<DelayProxy> {
  const backend = await listenOnLoopback(server);
  const proxy = await startDelayProxy({ to: { address: '127.0.0.1', port: backend.port }, roundTripMs });
  running.push(proxy, backend);
  return proxy;
}

const echoServer = (): Server => createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket));

/** Connects, and for each text sends it and waits for its echo; then leaves. */
async function converse(port: number, texts: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const socket = connect({ port, host: '127.0.0.1' });
  for (const text of texts) {
    socket.write(text);
    expect(await read(socket, text.length)).toBe(text);
  }
  const elapsedMs = performance.now() - startedMs;
  socket.destroy();
  await once(socket, 'close');
  return elapsedMs;
}

async function read(socket: Socket, length: number): Promise<string> {
  let text = '';
  while (text.length < length) {
    const [chunk] = await once(socket, 'data');
    text += String(chunk);
  }
  return text;
}

describe('depth', () => {
  test.each([0, 6])('connections in parallel are two deep (round trip %d ms)', async (roundTripMs) => {
    const proxy = await proxyTo(echoServer(), roundTripMs);
    await Promise.all(Array.from({ length: 5 }, () => converse(proxy.port, ['hello'])));
    expect(proxy.stats()).toEqual({ connections: 5, maxConcurrent: 5, depth: 2 });
  });

  test.each([0, 6])('connections in sequence are two deep each (round trip %d ms)', async (roundTripMs) => {
    const proxy = await proxyTo(echoServer(), roundTripMs);
    for (let i = 0; i < 4; i++) await converse(proxy.port, ['hello']);
    expect(proxy.stats()).toEqual({ connections: 4, maxConcurrent: 1, depth: 8 });
  });

  test('each question on one connection is one more', async () => {
    const proxy = await proxyTo(echoServer(), 0);
    await converse(proxy.port, ['hello', 'again', 'and again']);
    expect(proxy.stats().depth).toBe(4);
  });

  test('an answer in many pieces counts once', async () => {
    const talker = await proxyTo(
      createServer((socket) => void socket.once('data', () => void socket.end('x'.repeat(1_000_000)))),
      0,
    );
    const socket = connect({ port: talker.port, host: '127.0.0.1' });
    socket.write('go');
    await read(socket, 1_000_000);
    expect(talker.stats().depth).toBe(2);
    socket.destroy();
  });

  test('a greeting answers the connect', async () => {
    const proxy = await proxyTo(
      createServer((socket) => void socket.end('220 hello')),
      0,
    );
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    expect(await read(socket, 9)).toBe('220 hello');
    expect(proxy.stats().depth).toBe(2);
    socket.destroy();
  });
});

describe('time', () => {
  test('an answer takes two round trips, and one more for each further question', async () => {
    const proxy = await proxyTo(echoServer(), 20);
    expect(await converse(proxy.port, ['hello'])).toBeGreaterThanOrEqual(40);
    expect(await converse(proxy.port, ['hello', 'again'])).toBeGreaterThanOrEqual(60);
  });

  test('the server hears of a client after one and a half round trips', async () => {
    const server = echoServer();
    const proxy = await proxyTo(server, 20);
    const startedMs = performance.now();
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    await once(server, 'connection');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(30);
    socket.destroy();
  });
});

describe('as a carrier', () => {
  test('keeps order and bytes over more than it holds, and the end after them', async () => {
    const proxy = await proxyTo(echoServer(), 2);
    const sent = Buffer.from(Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 31) >> 3));
    const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end(sent);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
  });

  test('stops reading when the client does', async () => {
    let sentBytes = 0;
    const proxy = await proxyTo(
      createServer(async (socket) => {
        while (await new Promise((resolve) => socket.write(Buffer.alloc(65_536), (error) => resolve(!error)))) {
          sentBytes += 65_536;
        }
      }),
      2,
    );
    const socket = connect({ port: proxy.port, host: '127.0.0.1' }).pause();
    let last = -1;
    await vi.waitFor(
      () => {
        const isSteady = sentBytes > 0 && sentBytes === last;
        last = sentBytes;
        expect(isSteady).toBe(true);
      },
      { interval: 40, timeout: 5000 },
    );
    expect(last).toBeLessThan(64 << 20);
    socket.destroy();
  });

  test('passes a reset on, in both directions', async () => {
    const proxy = await proxyTo(
      createServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
      4,
    );
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    socket.write('hello');
    await expect(once(socket, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });

    const server = createServer();
    const other = await proxyTo(server, 4);
    const client = connect({ port: other.port, host: '127.0.0.1' });
    const [accepted]: Socket[] = await once(server, 'connection');
    client.resetAndDestroy();
    await new Promise((resolve) => accepted?.once('error', resolve));
  });

  test('a server that is not there is a reset', async () => {
    const gone = await listenOnLoopback(createServer());
    await gone.stop();
    const proxy = await startDelayProxy({ to: { address: '127.0.0.1', port: gone.port }, roundTripMs: 2 });
    running.push(proxy);
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    await expect(once(socket, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('stop leaves no handle, even with bytes on their way', async () => {
    const handles = (): number => process.getActiveResourcesInfo().filter((name) => /^TCP|Timeout/.test(name)).length;
    const before = handles();
    const proxy = await proxyTo(echoServer(), 100_000);
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write('hello');
    await vi.waitFor(() => expect(proxy.stats().connections).toBe(1), { interval: 1 });
    await Promise.all(running.splice(0).map((each) => each.stop()));
    await proxy.stop();
    socket.destroy();
    await vi.waitFor(() => expect(handles()).toBeLessThanOrEqual(before), { interval: 5 });
  });
});
