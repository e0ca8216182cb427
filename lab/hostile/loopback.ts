/**
 * A TCP listener on loopback that can be stopped for good: it knows every socket it accepted.
 *
 * @module
 */
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';

/** A server that listens; `stop` resets what is still connected and may be called twice. */
export type Listener = {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
  stop(): Promise<void>;
};

/** Listens on a free port of 127.0.0.1. A `tls.Server` is fine: its raw sockets are the ones tracked. */
export async function listenOnLoopback(server: Server, address = '127.0.0.1'): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    ignoreErrors(socket);
  });
  server.listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a loopback listener has no TCP port');
  let stopped: Promise<void> | undefined;
  return {
    port: bound.port,
    sockets,
    stop() {
      stopped ??= close(server, sockets);
      return stopped;
    },
  };
}

/** Keeps a peer that resets from ending the process: in the lab that is what peers do, and 'close' still follows. */
export function ignoreErrors(emitter: NodeJS.EventEmitter): void {
  emitter.on('error', () => {});
}

/**
 * Closes with a RST, or plainly while a FIN is on its way: libuv refuses to reset then, and a socket that was refused
 * never says 'close'.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  // The server counts itself closed a little before its sockets have said so.
  const closed = [server, ...sockets].map((each) => once(each, 'close'));
  server.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(closed);
}
