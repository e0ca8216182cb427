/**
 * A real conversation over TCP, taken down by a relay between the two.
 *
 * @module
 */
import { connect, createServer, type Socket } from 'node:net';
import { ignoreErrors, listenOnLoopback } from '../hostile/loopback.ts';

export type Speaker = 'client' | 'server';

/** What was said, in order; `null` for bytes: the speaker is done. */
export type Turn = { readonly from: Speaker; readonly bytes: Buffer | null };

export type Relay = {
  readonly port: number;
  /** Every conversation so far, in the order they began; the last may still go on. */
  readonly conversations: readonly (readonly Turn[])[];
  /** Resolves once every conversation that began is over. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

/** Passes everything on to a loopback port, and keeps it. */
export async function startRelay(targetPort: number): Promise<Relay> {
  const conversations: Turn[][] = [];
  const closed: Promise<void>[] = [];
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const turns: Turn[] = [];
    conversations.push(turns);
    const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    closed.push(closeOf(client), closeOf(upstream));
    pass('client', client, upstream, turns);
    pass('server', upstream, client, turns);
  });
  const { port, stop } = await listenOnLoopback(server);
  return { port, conversations, settled: async () => void (await Promise.all(closed)), stop };
}

function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

function pass(from: Speaker, source: Socket, sink: Socket, turns: Turn[]): void {
  ignoreErrors(source);
  source.on('data', (bytes: Buffer) => {
    turns.push({ from, bytes });
    sink.write(bytes);
  });
  source.on('end', () => {
    turns.push({ from, bytes: null });
    sink.end();
  });
  source.on('close', () => sink.end());
}
