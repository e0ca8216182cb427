/**
 * The cheapest TLS server there is: it answers every hello with the fatal alert protocol_version, on all of 127.0.0.0/8
 * at once. For tests of long lists, where what a server says matters less than how many there are.
 *
 * @module
 */
import { createServer, type Socket } from 'node:net';

export type Refuser = {
  readonly port: number;
  /** Connections so far, by the loopback address they were made to. */
  readonly connections: ReadonlyMap<string, number>;
  /** The most connections that were open at once, by address and, under its /24 (`127.0.1.`), by network. */
  readonly peaks: ReadonlyMap<string, number>;
  stop(): Promise<void>;
};

/**
 * @param delayMs how long each connection stays open before the answer; `Infinity`: there is none
 * @param onConnection called for each connection
 */
export async function startRefuser(delayMs = 0, onConnection?: () => void): Promise<Refuser> {
  const connections = new Map<string, number>();
  const open = new Map<string, number>();
  const peaks = new Map<string, number>();
  const sockets = new Set<Socket>();
  const count = (key: string, change: 1 | -1): void => {
    const now = (open.get(key) ?? 0) + change;
    open.set(key, now);
    peaks.set(key, Math.max(peaks.get(key) ?? 0, now));
  };
  const server = createServer({ noDelay: true }, (socket) => {
    const address = socket.localAddress ?? '';
    const keys = [address, address.replace(/\d+$/, '')];
    connections.set(address, (connections.get(address) ?? 0) + 1);
    sockets.add(socket);
    onConnection?.();
    for (const key of keys) count(key, 1);
    let isOver = false;
    const over = (): void => {
      if (!isOver) for (const key of keys) count(key, -1);
      isOver = true;
    };
    const answer = (): void => {
      // Counted out here and not when the peer's FIN is seen: its next connection may well be seen before that.
      over();
      socket.end(PROTOCOL_VERSION);
    };
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      over();
    });
    socket.once('data', () => {
      if (delayMs === 0) answer();
      else if (Number.isFinite(delayMs)) setTimeout(answer, delayMs);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '0.0.0.0', backlog: 1024 }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listener without a port');
  return {
    port: address.port,
    connections,
    peaks,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Record of type alert, TLS 1.0, two bytes: fatal, protocol_version (RFC 9846 §6). */
const PROTOCOL_VERSION = Uint8Array.of(21, 3, 1, 0, 2, 2, 70);
