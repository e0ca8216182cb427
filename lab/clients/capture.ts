/**
 * A listener that keeps what clients send first, and turns them away.
 *
 * @module
 */
import { createServer } from 'node:net';
import { ignoreErrors, listenOnLoopback } from '../hostile/loopback.ts';
import { Peer } from '../hostile/peer.ts';
import { alert } from '../hostile/wire.ts';

export type Capture = {
  readonly address: '127.0.0.1';
  readonly port: number;
  /** The whole first flight of each client so far, in the order they came. */
  readonly hellos: readonly Buffer[];
  stop(): Promise<void>;
};

/** Listens on a free loopback port; alert 40 ends each connection once its hello is whole. */
export async function startCapture(): Promise<Capture> {
  const hellos: Buffer[] = [];
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    ignoreErrors(socket);
    const peer = new Peer(socket, hellos.length, 0);
    void peer.firstFlight().then((flight) => {
      if (flight?.hello) hellos.push(flight.bytes);
      peer.end(alert(2, HANDSHAKE_FAILURE));
    });
  });
  const { port, stop } = await listenOnLoopback(server);
  return { address: '127.0.0.1', port, hellos, stop };
}

const HANDSHAKE_FAILURE = 40;
