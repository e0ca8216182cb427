/**
 * One port in front of two servers: hellos that carry a name go to one, nameless ones to the other.
 *
 * @module
 */
import { connect, createServer } from 'node:net';
import { type Listener, listenOnLoopback } from './hostile/loopback.ts';

/** Starts it; `name` is looked for in the first bytes, as a lab needs no more. */
export async function startSniRouter(name: string, ports: { named: number; nameless: number }): Promise<Listener> {
  const needle = Buffer.from(name);
  const server = createServer((socket) => {
    socket.once('data', (hello) => {
      const port = hello.includes(needle) ? ports.named : ports.nameless;
      const upstream = connect({ port, host: '127.0.0.1' });
      upstream.write(hello);
      socket.pipe(upstream).pipe(socket);
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
  });
  return await listenOnLoopback(server);
}
