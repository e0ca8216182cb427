/**
 * Servers that run inside this process.
 *
 * @module
 */
import type { Server, Socket } from 'node:net';

/** Resolves once `server` listens on the loopback port. @throws Error `EADDRINUSE` if somebody was faster */
export async function listenOn(server: Server, port: number): Promise<void> {
  const sockets = new Set<Socket>();
  open.set(server, sockets);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A scanner's reset would otherwise end the whole process.
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Closes the servers and every connection that is still open. */
export async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open.get(server) ?? []) socket.destroy();
      return closed;
    }),
  );
}

const open = new WeakMap<Server, Set<Socket>>();
