/**
 * One client of a hostile server, as behaviours see it.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import { ignoreErrors, resetSocket } from './loopback.ts';
import { type HelloPeek, peekHello } from './peek.ts';

/** What a hostile server does with one client; it is over when the promise settles or the client is gone. */
export type Behaviour = (peer: Peer) => Promise<void> | void;

/** The client's first bytes; `hello` is absent if they are no ClientHello. */
export type FirstFlight = { readonly bytes: Buffer; readonly hello?: HelloPeek };

/** Turns a piece of the backend's answer into what the client gets instead. */
export type Rewrite = (chunk: Buffer) => Iterable<Buffer> | AsyncIterable<Buffer>;

/** A connected client, the way to it, and the way to the well-behaved server behind. */
export class Peer {
  /** How many clients came before this one. */
  readonly index: number;
  readonly socket: Socket;
  readonly #gone = new AbortController();
  readonly #backendPort: number;

  constructor(socket: Socket, index: number, backendPort: number) {
    this.socket = socket;
    this.index = index;
    this.#backendPort = backendPort;
    socket.once('close', () => this.#gone.abort());
  }

  /** Aborts when the connection is closed, by whichever side. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** Waits for a whole ClientHello, or for bytes that cannot be one; `undefined` if the client leaves first. */
  firstFlight(): Promise<FirstFlight | undefined> {
    const { socket, signal } = this;
    return new Promise((resolve) => {
      let bytes: Buffer = Buffer.alloc(0);
      const onData = (chunk: Buffer): void => {
        bytes = Buffer.concat([bytes, chunk]);
        const result = peekHello(bytes);
        if (result.kind === 'partial') return;
        socket.off('data', onData).off('end', onEnd).pause();
        resolve(result.kind === 'hello' ? { bytes, hello: result.hello } : { bytes });
      };
      const onEnd = (): void => void socket.end();
      socket.on('data', onData).on('end', onEnd);
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  }

  /** Resolves once the kernel has taken the bytes, so a reader that stalls stalls us; false if the client is gone. */
  send(bytes: Buffer): Promise<boolean> {
    const { socket } = this;
    return new Promise((resolve) => {
      if (!socket.writable) return resolve(false);
      socket.write(bytes, (error) => resolve(!error && socket.writable));
    });
  }

  /** Says nothing by itself, but reads on and closes when the client does: else its FIN stays unread for ever. */
  stall(): void {
    const { socket } = this;
    socket.once('end', () => socket.end()).resume();
  }

  /** Sends the last bytes and a FIN. Reads on, since closing over unread bytes would send a RST instead. */
  end(bytes: Buffer = Buffer.alloc(0)): void {
    this.socket.end(bytes);
    this.socket.resume();
  }

  /** Sends a RST and is done. */
  reset(): void {
    resetSocket(this.socket);
  }

  /** Lets the backend have the conversation from `flight` on; its answers go through `rewrite`. */
  async forward(flight?: FirstFlight, rewrite: Rewrite = (chunk) => [chunk]): Promise<void> {
    const backend = connect({ port: this.#backendPort, host: '127.0.0.1', noDelay: true });
    ignoreErrors(backend);
    this.socket.once('close', () => backend.destroy());
    if (flight) backend.write(flight.bytes);
    this.socket.pipe(backend);
    try {
      for await (const chunk of backend) {
        for await (const piece of rewrite(chunk)) await this.send(piece);
      }
      this.end();
    } catch (error) {
      // A system error is a connection that broke, which is passed on; anything else is a bug of the lab.
      if (!(error instanceof Error && 'code' in error)) throw error;
      this.reset();
    }
  }
}
