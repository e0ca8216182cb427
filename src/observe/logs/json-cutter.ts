/**
 * Cuts a stream of JSON into the objects that are its records: one a line, one behind the other, over many lines, as
 * the elements of an array, or as those of the array `Records`, `records`, `value` or `entries` of an object, as clouds
 * write their files. The file may be larger than memory.
 *
 * @module
 */
import type { LineListener } from './lines.ts';

export class JsonCutter {
  readonly #onRecord: LineListener;
  readonly #onTooLong: () => void;
  readonly #maxBytes: number;
  #buffer: Buffer = Buffer.alloc(65_536);
  #length = 0;
  #depth = 0;
  /** Depth at which an object is a record. */
  #recordDepth = 0;
  #isInRecord = false;
  #isTooLong = false;
  #isInString = false;
  #isEscaped = false;
  /** Of the string that is being read, or was last. */
  #stringStart = 0;
  #lastString = '';
  #seen = 0;
  #consumed = 0;

  constructor(maxBytes: number, onRecord: LineListener, onTooLong: () => void) {
    this.#maxBytes = maxBytes;
    this.#onRecord = onRecord;
    this.#onTooLong = onTooLong;
  }

  /** Bytes up to the end of the last record. It can be gone on from there only if records are not in an array. */
  get consumed(): number {
    return this.#consumed;
  }

  push(chunk: Buffer): void {
    for (const byte of chunk) {
      this.#seen++;
      if (this.#isInRecord) this.#keep(byte);
      if (this.#isInString) this.#inString(byte);
      else this.#outside(byte);
    }
  }

  /** A record that was cut off is passed over. */
  end(): void {
    if (this.#isInRecord) this.#onTooLong();
    this.#isInRecord = false;
  }

  #inString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) {
      this.#isInString = false;
      const from = this.#stringStart;
      const isShort = this.#isInRecord && !this.#isTooLong && this.#depth === 1 && this.#length - 1 - from < 16;
      this.#lastString = isShort ? this.#buffer.toString('latin1', from, this.#length - 1) : '';
    }
  }

  #outside(byte: number): void {
    if (byte === QUOTE) {
      this.#isInString = true;
      this.#stringStart = this.#length;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#open(byte);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#close();
    else if (byte === COMMA) this.#lastString = '';
  }

  #open(byte: number): void {
    if (byte === OPEN_BRACE && !this.#isInRecord && this.#depth === this.#recordDepth) {
      this.#isInRecord = true;
      this.#isTooLong = false;
      this.#length = 0;
      this.#keep(byte);
    } else if (byte === OPEN_BRACKET && this.#depth === 0) {
      this.#recordDepth = 1;
    } else if (byte === OPEN_BRACKET && this.#depth === 1 && this.#isInRecord && CONTAINERS.has(this.#lastString)) {
      // What looked like a record holds them.
      this.#isInRecord = false;
      this.#recordDepth = 2;
    }
    this.#depth++;
  }

  #close(): void {
    if (this.#depth > 0) this.#depth--;
    if (this.#isInRecord && this.#depth === this.#recordDepth) {
      this.#isInRecord = false;
      if (this.#isTooLong) this.#onTooLong();
      else this.#onRecord(this.#buffer, 0, this.#length);
      this.#consumed = this.#seen;
    }
    if (this.#depth === 0) this.#recordDepth = 0;
  }

  #keep(byte: number): void {
    if (this.#length >= this.#maxBytes) this.#isTooLong = true;
    if (this.#isTooLong) return;
    if (this.#length === this.#buffer.length) {
      this.#buffer = Buffer.concat([this.#buffer, Buffer.alloc(this.#buffer.length)]);
    }
    this.#buffer[this.#length++] = byte;
  }
}

const CONTAINERS: ReadonlySet<string> = new Set(['Records', 'records', 'value', 'entries']);
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
