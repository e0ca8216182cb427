/**
 * A connection that somebody else speaks TLS over, while we read along.
 *
 * @module
 */
import { Duplex } from 'node:stream';
import { HANDSHAKE_TYPE, type HandshakeMessage } from '../tls/handshake.ts';
import { CONTENT_TYPE } from '../tls/record.ts';
import { decodeServerHello, isHelloRetryRequest, type ServerHello } from '../tls/server-hello.ts';
import { type StreamItem, TlsStream } from '../tls/stream.ts';
import type { OpenSocket } from './exchange.ts';

/** For `node:tls` to use as its socket: packs what the protocol wants packed, and keeps what the server sends. */
export class TappedSocket extends Duplex {
  readonly #open: OpenSocket;
  readonly #stream = new TlsStream();
  readonly #flight: HandshakeMessage[] = [];
  readonly #encrypted: Uint8Array[] = [];
  #hello: ServerHello | undefined;
  #received = 0;
  #cut: 'closed' | 'reset' | 'too-many-bytes' | 'malformed' | undefined;

  constructor(open: OpenSocket) {
    super();
    this.#open = open;
    const { socket } = open;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => {
      this.#cut ??= 'closed';
      this.push(null);
    });
    socket.on('error', () => this.#end('reset'));
    socket.on('close', () => this.#end('closed'));
  }

  /** The ServerHello; `undefined` as long as none came. */
  get hello(): ServerHello | undefined {
    return this.#hello;
  }

  /** Handshake messages that came in the clear. */
  get flight(): readonly HandshakeMessage[] {
    return this.#flight;
  }

  /** Fragments of application data, which TLS 1.3 hides its handshake in. */
  get encrypted(): readonly Uint8Array[] {
    return this.#encrypted;
  }

  /** What ended the stream, if something did. */
  get cut(): 'closed' | 'reset' | 'too-many-bytes' | 'malformed' | undefined {
    return this.#cut;
  }

  override _read(): void {
    this.#open.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const { socket, wrapping } = this.#open;
    // An error shows in the socket's own event: here it would only be told twice.
    socket.write(wrapping ? wrapping.wrap(chunk) : chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#open.socket.end(() => done());
  }

  override _destroy(_error: Error | null, done: (error: null) => void): void {
    this.#open.socket.destroy();
    done(null);
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.length;
    const { socket, wrapping } = this.#open;
    const bytes = wrapping ? wrapping.unwrap(chunk) : chunk;
    if (!bytes || this.#received > MAX_BYTES) {
      this.#end(bytes ? 'too-many-bytes' : 'malformed');
      return;
    }
    const read = this.#stream.push(bytes);
    for (const item of read.ok ? read.value : read.error.items) this.#note(item);
    if (bytes.length > 0 && !this.push(bytes)) socket.pause();
  }

  /** What is encrypted in the older versions comes as handshake records too; what it seems to say is never used. */
  #note(item: StreamItem): void {
    if (item.kind === 'record' && item.contentType === CONTENT_TYPE.applicationData) {
      this.#encrypted.push(item.fragment);
    }
    if (item.kind !== 'handshake') return;
    this.#flight.push(item.message);
    if (item.message.type !== HANDSHAKE_TYPE.serverHello || this.#hello) return;
    const hello = decodeServerHello(item.message.body);
    if (hello.ok && !isHelloRetryRequest(hello.value)) this.#hello = hello.value;
  }

  #end(how: 'closed' | 'reset' | 'too-many-bytes' | 'malformed'): void {
    this.#cut ??= how;
    this.destroy();
  }
}

/** An honest first flight, certificates included, stays far below. */
const MAX_BYTES = 256 * 1024;
