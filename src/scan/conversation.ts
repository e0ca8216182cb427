/**
 * Talks that go back and forth on one connection: send, listen, send again.
 *
 * @module
 */
import type { TalkFailure } from '../facts/attack-facts.ts';
import { type StreamItem, TlsStream } from '../tls/stream.ts';
import type { Connection } from './connection.ts';

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

/** A talk under the scan's limits. Nothing it meets is thrown: it shows in what is heard. */
export class Conversation {
  readonly #answerMs: number;
  readonly #stream = new TlsStream();
  readonly #connection: Connection;
  #items: StreamItem[] = [];
  #received = 0;
  #firstByte: number | undefined;
  #ceiling = MAX_BYTES;
  #end: TalkFailure | undefined;
  #wake: (() => void) | undefined;

  /** @param answerMs how long to listen where nothing else is said */
  constructor(connection: Connection, answerMs: number) {
    this.#connection = connection;
    this.#answerMs = answerMs;
    connection.listen({
      onBytes: (chunk) => this.#take(chunk),
      onEnd: (end) => {
        this.#end ??= end;
        this.#wake?.();
      },
    });
  }

  send(bytes: Uint8Array): void {
    this.#connection.send(bytes);
  }

  /** See {@link Connection.keepNothingMore}. */
  keepNothingMore(): void {
    this.#connection.keepNothingMore();
  }

  /** Listens until an item is the one meant, the connection ends, or the time is up. What follows it stays for later. */
  async hear(isMeant: (item: StreamItem) => boolean, options: HearOptions = {}): Promise<Heard> {
    const started = performance.now();
    const before = this.#received;
    this.#ceiling = before + (options.maxBytes ?? MAX_BYTES);
    this.#firstByte = undefined;
    const until = started + (options.ms ?? this.#answerMs);
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
    this.#connection.finish('closed');
  }

  #take(chunk: Uint8Array): void {
    this.#received += chunk.length;
    this.#firstByte ??= chunk[0];
    const result = this.#stream.push(chunk);
    this.#items.push(...(result.ok ? result.value : result.error.items));
    if (!result.ok) this.#connection.finish('malformed-answer');
    else if (this.#received > this.#ceiling) this.#connection.finish('too-many-bytes');
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

/** An honest first flight, certificates included, stays far below. */
const MAX_BYTES = 256 * 1024;
