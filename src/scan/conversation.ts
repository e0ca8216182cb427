/**
 * One connection that goes back and forth: send, listen, send again. Beside `exchange.ts` the only file of the scan with
 * a socket.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { err, ok, type Result } from '../core/result.ts';
import type { TalkFailure } from '../facts/attack-facts.ts';
import { type StreamItem, TlsStream } from '../tls/stream.ts';
import type { Endpoint, ExchangeLimits } from './exchange.ts';

/** What came while we listened. `found`: the last item is the one listened for. */
export type Heard = {
  readonly items: readonly StreamItem[];
  readonly end: 'found' | TalkFailure;
  /** The first byte that came: the content type of a record, of which there may be no more yet. */
  readonly firstByte: number | undefined;
  /** Bytes that came while this was listened to. */
  readonly bytesReceived: number;
  readonly durationMs: number;
};

export type HearOptions = {
  /** How long to listen; the limit for an answer if left out. */
  readonly ms?: number;
  /** Ceiling on the bytes taken in meanwhile; beyond it the connection is broken off. */
  readonly maxBytes?: number;
  /** So many bytes are enough, whatever they are. */
  readonly enoughBytes?: number;
};

/** A connection under the scan's limits. Nothing it meets is thrown: it shows in what is heard. */
export class Conversation {
  readonly #limits: ExchangeLimits;
  readonly #stream = new TlsStream();
  #socket: Socket | undefined;
  #items: StreamItem[] = [];
  #received = 0;
  #firstByte: number | undefined;
  #ceiling = MAX_BYTES;
  #end: TalkFailure | undefined;
  #wake: (() => void) | undefined;
  #release: (() => void) | undefined;

  private constructor(limits: ExchangeLimits) {
    this.#limits = limits;
  }

  /** Resolves once the connection stands or cannot; `signal` ends it at any time. */
  static async open(endpoint: Endpoint, limits: ExchangeLimits, signal: AbortSignal): Promise<Conversation> {
    const conversation = new Conversation(limits);
    await conversation.#connect(endpoint, signal);
    return conversation;
  }

  send(bytes: Uint8Array): void {
    if (this.#end === undefined) this.#socket?.write(bytes);
  }

  /** Listens until an item is the one meant, the connection ends, or the time is up. What follows it stays for later. */
  async hear(isMeant: (item: StreamItem) => boolean, options: HearOptions = {}): Promise<Heard> {
    const started = performance.now();
    const before = this.#received;
    this.#ceiling = before + (options.maxBytes ?? MAX_BYTES);
    this.#firstByte = undefined;
    const until = started + (options.ms ?? this.#limits.answerMs);
    const items: StreamItem[] = [];
    const heard = (end: Heard['end']): Heard => ({
      items,
      end,
      firstByte: this.#firstByte,
      bytesReceived: this.#received - before,
      durationMs: Math.round((performance.now() - started) * 10) / 10,
    });
    for (;;) {
      for (let item = this.#items.shift(); item; item = this.#items.shift()) {
        items.push(item);
        if (isMeant(item)) return heard('found');
      }
      if (this.#received - before >= (options.enoughBytes ?? Number.POSITIVE_INFINITY)) return heard('found');
      if (this.#end !== undefined) return heard(this.#end);
      if (performance.now() >= until) return heard('silent');
      await this.#news(until - performance.now());
    }
  }

  close(): void {
    this.#finish('closed');
  }

  #connect(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
    const stopped = (): void => this.#finish(signal.reason === 'deadline' ? 'deadline' : 'interrupted');
    if (signal.aborted) {
      stopped();
      return Promise.resolve();
    }
    signal.addEventListener('abort', stopped, { once: true });
    this.#release = () => signal.removeEventListener('abort', stopped);
    const socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true });
    this.#socket = socket;
    return new Promise((resolve) => {
      let isConnected = false;
      const timer = setTimeout(() => this.#finish('unreachable'), this.#limits.connectMs);
      socket.on('connect', () => {
        isConnected = true;
        clearTimeout(timer);
        resolve();
      });
      socket.on('data', (chunk: Buffer) => this.#take(chunk));
      socket.on('end', () => this.#finish('closed'));
      socket.on('error', () => this.#finish(isConnected ? 'reset' : 'unreachable'));
      socket.on('close', () => {
        clearTimeout(timer);
        this.#finish('closed');
        resolve();
      });
    });
  }

  #take(chunk: Uint8Array): void {
    if (this.#end !== undefined) return;
    this.#received += chunk.length;
    this.#firstByte ??= chunk[0];
    const result = this.#stream.push(chunk);
    this.#items.push(...(result.ok ? result.value : result.error.items));
    if (!result.ok) this.#finish('malformed-answer');
    else if (this.#received > this.#ceiling) this.#finish('too-many-bytes');
    this.#wake?.();
  }

  #finish(end: TalkFailure): void {
    this.#end ??= end;
    this.#release?.();
    this.#socket?.destroy();
    this.#wake?.();
  }

  /** Until something came, or the time is up. */
  #news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
    });
  }
}

/**
 * Completes a handshake of TLS 1.2 or older with Node's own OpenSSL and leaves with the session ticket (RFC 5077);
 * `undefined` if the server gave none. An error means that the two did not agree, which says nothing of the server.
 */
export function fetchTicket(
  endpoint: Endpoint,
  sni: string | undefined,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<Result<Uint8Array | undefined, 'no-handshake'>> {
  return new Promise((resolve) => {
    const socket = connectTls({
      host: endpoint.address,
      port: endpoint.port,
      ...(sni === undefined ? {} : { servername: sni }),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'ALL:@SECLEVEL=0',
      // Only the ticket is wanted; who the server is, others judge.
      rejectUnauthorized: false,
    });
    const finish = (result: Result<Uint8Array | undefined, 'no-handshake'>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', fail);
      resolve(result);
      socket.destroy();
    };
    const fail = (): void => finish(err('no-handshake'));
    const timer = setTimeout(fail, limits.connectMs + limits.answerMs);
    signal.addEventListener('abort', fail, { once: true });
    if (signal.aborted) fail();
    socket.on('secureConnect', () => finish(ok(socket.getTLSTicket())));
    socket.on('error', fail);
    socket.on('close', fail);
  });
}

/** An honest first flight, certificates included, stays far below. */
const MAX_BYTES = 256 * 1024;
