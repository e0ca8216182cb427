import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { listenOnLoopback, resetSocket } from './loopback.ts';

test('a socket whose FIN is on its way can be reset, and the listener still stops', async () => {
  const server = createServer();
  const listener = await listenOnLoopback(server);
  const client = connect({ port: listener.port, host: '127.0.0.1' });
  const [socket]: Socket[] = await once(server, 'connection');
  if (!socket) throw new Error('no socket');
  const closed = once(socket, 'close');
  socket.end();
  // One turn of the microtasks later the shutdown is with libuv, and not done.
  await new Promise((resolve) => process.nextTick(resolve));
  resetSocket(socket);
  await closed;
  await listener.stop();
  expect(listener.sockets.size).toBe(0);
  client.destroy();
});

test('an idle socket is reset', async () => {
  const server = createServer((socket) => resetSocket(socket));
  const listener = await listenOnLoopback(server);
  const client = connect({ port: listener.port, host: '127.0.0.1' });
  await expect(once(client, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
  await listener.stop();
});
