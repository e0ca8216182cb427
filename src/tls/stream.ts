/**
 * One direction of a connection, put together again from whatever pieces TCP and the record layer cut it into.
 *
 * Bytes go in as they arrive; records, alerts and whole handshake messages come out. Memory is bounded by
 * {@link StreamLimits}, whatever lengths the peer announces.
 *
 * @module
 */
import { err, ok, type Result } from '../core/result.ts';
import { type Alert, decodeAlert } from './alert.ts';
import type { DecodeIssue } from './bytes.ts';
import { HANDSHAKE_HEADER_LENGTH, type HandshakeMessage } from './handshake.ts';
import { CONTENT_TYPE, looksLikeRecord, MAX_FRAGMENT_LENGTH, RECORD_HEADER_LENGTH } from './record.ts';

export type StreamItem =
  | { readonly kind: 'handshake'; readonly message: HandshakeMessage; readonly recordVersion: number }
  | { readonly kind: 'alert'; readonly alert: Alert; readonly recordVersion: number }
  /** ChangeCipherSpec, application data, heartbeat or an unknown type: passed on, not looked into. */
  | { readonly kind: 'record'; readonly contentType: number; readonly fragment: Uint8Array };

/** Why the stream cannot go on: a broken record or message, or bytes that are no TLS at all. */
export type StreamIssue = DecodeIssue | { readonly code: 'not-tls'; readonly field: string; readonly offset: number };

export type StreamLimits = {
  /** The longest handshake message put together, in bytes; an honest chain stays well under the default 256 KiB. */
  readonly maxMessageBytes: number;
  /** How many records may come in a row without a byte of content, as an empty fragment costs the sender nothing. */
  readonly maxEmptyRecords: number;
};

/** Takes the bytes of one direction and gives what is complete. */
export class TlsStream {
  readonly #limits: StreamLimits;
  readonly #input = new ByteQueue();
  readonly #handshake = new ByteQueue();
  #consumed = 0;
  #emptyRecords = 0;
  #issue: StreamIssue | undefined;

  constructor(limits: StreamLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Whether bytes are held that do not make a whole record or message yet: a close now cuts something off. */
  get isMidway(): boolean {
    return this.#input.length > 0 || this.#handshake.length > 0;
  }

  /** Feeds bytes; after the first issue every later call returns that issue again. */
  push(chunk: Uint8Array): Result<StreamItem[], { readonly issue: StreamIssue; readonly items: StreamItem[] }> {
    const items: StreamItem[] = [];
    this.#input.push(chunk);
    while (!this.#issue && this.#takeRecord(items));
    return this.#issue ? err({ issue: this.#issue, items }) : ok(items);
  }

  /** Takes one record off the input; false when there is no whole one or the stream is broken. */
  #takeRecord(items: StreamItem[]): boolean {
    const header = this.#input.peek(RECORD_HEADER_LENGTH);
    if (!looksLikeRecord(header) && header.length > 0) return this.#fail('not-tls', 'record.type');
    const [contentType = 0, major = 0, minor = 0, high = 0, low = 0] = header;
    if (header.length < RECORD_HEADER_LENGTH) return false;
    const length = high * 256 + low;
    if (length > MAX_FRAGMENT_LENGTH) return this.#fail('too-long', 'record.length');
    if (this.#input.length < RECORD_HEADER_LENGTH + length) return false;
    const fragment = this.#input.take(RECORD_HEADER_LENGTH + length).subarray(RECORD_HEADER_LENGTH);
    this.#consumed += RECORD_HEADER_LENGTH + length;
    this.#emptyRecords = length === 0 ? this.#emptyRecords + 1 : 0;
    if (this.#emptyRecords > this.#limits.maxEmptyRecords) return this.#fail('too-long', 'record.fragment');
    return this.#takeFragment(contentType, major * 256 + minor, fragment, items);
  }

  #takeFragment(contentType: number, recordVersion: number, fragment: Uint8Array, items: StreamItem[]): boolean {
    if (contentType === CONTENT_TYPE.handshake) {
      this.#handshake.push(fragment);
      return this.#takeMessages(recordVersion, items);
    }
    if (contentType !== CONTENT_TYPE.alert) {
      items.push({ kind: 'record', contentType, fragment });
      return true;
    }
    // Messages of one type may share a record (RFC 5246 §6.2.1), so several alerts may stand in one.
    for (let at = 0; at < Math.max(1, fragment.length); at += ALERT_LENGTH) {
      const alert = decodeAlert(fragment.subarray(at, at + ALERT_LENGTH));
      if (!alert.ok) return this.#fail(alert.error.code, alert.error.field);
      items.push({ kind: 'alert', alert: alert.value, recordVersion });
    }
    return true;
  }

  #takeMessages(recordVersion: number, items: StreamItem[]): boolean {
    for (;;) {
      const header = this.#handshake.peek(HANDSHAKE_HEADER_LENGTH);
      if (header.length < HANDSHAKE_HEADER_LENGTH) return true;
      const [type = 0, high = 0, middle = 0, low = 0] = header;
      const length = HANDSHAKE_HEADER_LENGTH + high * 65536 + middle * 256 + low;
      if (length > this.#limits.maxMessageBytes) return this.#fail('too-long', 'handshake.length');
      if (this.#handshake.length < length) return true;
      const body = this.#handshake.take(length).subarray(HANDSHAKE_HEADER_LENGTH);
      items.push({ kind: 'handshake', message: { type, body }, recordVersion });
    }
  }

  #fail(code: StreamIssue['code'], field: string): false {
    this.#issue = { code, field, offset: this.#consumed };
    return false;
  }
}

/** First-in, first-out bytes; joins its pieces only when somebody needs them in one. */
class ByteQueue {
  #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  /** Up to `count` bytes from the front, which stay in the queue. */
  peek(count: number): Uint8Array {
    const [first] = this.#pieces;
    if (first && first.length >= count) return first.subarray(0, count);
    const wanted = Math.min(count, this.#length);
    const bytes = new Uint8Array(wanted);
    let at = 0;
    for (const piece of this.#pieces) {
      const part = piece.subarray(0, wanted - at);
      bytes.set(part, at);
      at += part.length;
      if (at === wanted) break;
    }
    return bytes;
  }

  /** Removes `count` bytes from the front; the caller has made sure that they are there. */
  take(count: number): Uint8Array {
    const bytes = this.peek(count);
    this.#length -= count;
    let left = count;
    let used = 0;
    for (const piece of this.#pieces) {
      if (piece.length > left) break;
      left -= piece.length;
      used++;
    }
    // One splice for all of them: a shift each would make a stream of one-byte records quadratic.
    this.#pieces.splice(0, used);
    const [first] = this.#pieces;
    if (first && left > 0) this.#pieces[0] = first.subarray(left);
    return bytes;
  }
}

const ALERT_LENGTH = 2;
const DEFAULT_LIMITS: StreamLimits = { maxMessageBytes: 256 * 1024, maxEmptyRecords: 32 };
