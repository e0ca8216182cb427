/**
 * A server that plays its half of a transcript and then hands the connection to a TLS server behind it.
 *
 * @module
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { latin1, type Transcript } from '../../src/scan/dialects/fixtures/transcripts.ts';
import { SCHEMES } from '../../src/scan/dialects.ts';
import { type Listener, listenOnLoopback, resetSocket } from '../hostile/loopback.ts';

/** What goes wrong, and before which of the server's turns, counted from 0. */
export type Fault =
  | { readonly kind: 'stall' | 'close' | 'reset' | 'endless'; readonly turn: number }
  /** Says this in place of its turn and goes on reading. `connections`: only to so many, then behaves. */
  | { readonly kind: 'say'; readonly turn: number; readonly text: string; readonly connections?: number }
  /** Sends every turn one byte at a time. */
  | { readonly kind: 'dribble' }
  /** Sends more in the clear right behind the go-ahead. */
  | { readonly kind: 'inject'; readonly text: string };

export type TranscriptServer = Listener & {
  /** What clients said that is not in the transcript; empty if they kept to it. */
  readonly mistakes: readonly string[];
  /** The most connections open at once, of those that stay for {@link SETTLED_MS}. */
  peak(): number;
};

/** @param backendPort the TLS server on loopback that has the rest of the conversation */
export async function startTranscriptServer(
  transcript: Transcript,
  backendPort: number,
  fault?: Fault,
): Promise<TranscriptServer> {
  const mistakes: string[] = [];
  let connections = 0;
  const open = new Set<Socket>();
  let peak = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    const leave = (): void => void open.delete(socket);
    socket.once('end', leave).once('close', leave);
    // A client's leaving may be seen after its next coming: who is still here a little later was here at once.
    setTimeout(() => {
      peak = Math.max(peak, open.size);
    }, SETTLED_MS);
    const mine =
      fault?.kind === 'say' && connections >= (fault.connections ?? Number.POSITIVE_INFINITY) ? undefined : fault;
    connections++;
    void play(socket, transcript, backendPort, mine, mistakes);
  });
  return { ...(await listenOnLoopback(server)), mistakes, peak: () => peak };
}

async function play(
  socket: Socket,
  { scheme, turns, farewell = '' }: Transcript,
  backendPort: number,
  fault: Fault | undefined,
  mistakes: string[],
): Promise<void> {
  const heard = new Heard(socket);
  for (const [index, { client, server }] of turns.entries()) {
    const said = await heard.take(client.length);
    if (said === undefined) return;
    if (said !== client) mistakes.push(said);
    if (fault && 'turn' in fault && fault.turn === index) return misbehave(socket, fault);
    const isLast = index === turns.length - 1;
    const text = isLast && fault?.kind === 'inject' ? server + fault.text : server;
    for (const piece of fault?.kind === 'dribble' ? text : [text]) {
      socket.write(latin1(piece));
      if (fault?.kind === 'dribble') await nextTurn();
    }
  }
  const last = await heard.take(farewell.length);
  if (last === undefined) return;
  if (last !== farewell) mistakes.push(last);
  handOver(socket, heard.rest(), scheme, backendPort);
}

function misbehave(socket: Socket, fault: Fault): void {
  // Read on, so that the client's FIN is seen and the socket can close.
  socket.resume().once('end', () => socket.end());
  if (fault.kind === 'close') socket.end();
  if (fault.kind === 'reset') resetSocket(socket);
  if (fault.kind === 'say') socket.write(latin1(fault.text));
  if (fault.kind === 'endless') void babble(socket);
}

async function babble(socket: Socket): Promise<void> {
  const gone = once(socket, 'close').catch(() => undefined);
  while (socket.writable) {
    if (!socket.write('220-'.padEnd(1024, 'x')))
      await Promise.race([once(socket, 'drain').catch(() => undefined), gone]);
    await nextTurn();
  }
}

function handOver(socket: Socket, first: Buffer, scheme: Transcript['scheme'], backendPort: number): void {
  const { how } = SCHEMES[scheme];
  const wrapping = how === 'tls' ? undefined : how.wrapping?.();
  const backend = connect({ port: backendPort, host: '127.0.0.1', noDelay: true });
  const toBackend = (chunk: Buffer): void => {
    const bytes = wrapping ? wrapping.unwrap(chunk) : chunk;
    if (bytes) backend.write(bytes);
    else socket.destroy();
  };
  if (first.length > 0) toBackend(first);
  socket.on('data', toBackend).resume();
  socket.once('end', () => backend.end());
  backend.on('data', (chunk) => void socket.write(wrapping ? wrapping.wrap(chunk) : chunk));
  backend.once('end', () => socket.end());
  backend.on('error', () => socket.destroy());
  socket.once('close', () => backend.destroy());
}

/** The client's bytes, taken in the pieces that the transcript wants. */
class Heard {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #isOver = false;
  readonly #onData = (chunk: Buffer): void => {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    this.#wake?.();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    const end = (): void => {
      this.#isOver = true;
      this.#wake?.();
    };
    socket.once('end', end).once('close', end);
  }

  /** The next `length` bytes; `undefined` if the client leaves first. */
  async take(length: number): Promise<string | undefined> {
    while (this.#bytes.length < length) {
      if (this.#isOver) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const piece = this.#bytes.subarray(0, length).toString('latin1');
    this.#bytes = this.#bytes.subarray(length);
    return piece;
  }

  /** What is left; the socket is paused and its data is the caller's from now on. */
  rest(): Buffer {
    this.#socket.off('data', this.#onData).pause();
    return this.#bytes;
  }
}

const SETTLED_MS = 20;
