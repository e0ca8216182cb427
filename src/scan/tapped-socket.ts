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
import type { Connection } from './connection.ts';

/** For `node:tls` to use as its socket; keeps what the server sends. */
export class TappedSocket extends Duplex {
  readonly #connection: Connection;
  readonly #stream = new TlsStream();
  readonly #flight: HandshakeMessage[] = [];
  readonly #encrypted: Uint8Array[] = [];
  #hello: ServerHello | undefined;
  #received = 0;

  constructor(connection: Connection) {
    super();
    this.#connection = connection;
    connection.listen({
      onBytes: (chunk) => this.#take(chunk),
      onEnd: (end) => {
        // What came before the end is read first: an alert says more than the hang-up behind it.
        if (end === 'closed') this.push(null);
        else this.destroy();
      },
    });
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

  override _read(): void {
    // All that comes is pushed as it comes: there is no more than a first flight of it.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#connection.send(chunk);
    done();
  }

  override _final(done: () => void): void {
    // The goodbye of TLS has gone out; a FIN behind it would make relays hang up before the server's last word is here.
    done();
  }

  override _destroy(_error: Error | null, done: (error: null) => void): void {
    this.#connection.finish('closed');
    done(null);
  }

  #take(bytes: Uint8Array): void {
    this.#received += bytes.length;
    if (this.#received > MAX_BYTES) {
      this.#connection.finish('too-many-bytes');
      return;
    }
    const read = this.#stream.push(bytes);
    for (const item of read.ok ? read.value : read.error.items) this.#note(item);
    if (bytes.length > 0) this.push(bytes);
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
}

/** An honest first flight, certificates included, stays far below. */
const MAX_BYTES = 256 * 1024;
