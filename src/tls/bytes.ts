/**
 * Cursor and builder for wire bytes: windows, length prefixes, errors that name field and offset.
 *
 * @module
 */
import { err, ok, type Result } from '../core/result.ts';

/** Why bytes from a peer were rejected, and where. */
export type DecodeIssue = {
  readonly code: 'truncated' | 'trailing-bytes' | 'empty-vector' | 'odd-length' | 'bad-value' | 'too-long';
  /** Dotted path of the field being read, in RFC spelling: `client_hello.cipher_suites`. */
  readonly field: string;
  /** Offset of the field from the start of the outermost buffer, in bytes. */
  readonly offset: number;
};

/** One field as it was read; `explain` and `--trace` collect them. Offsets count from the outermost buffer. */
export type FieldNote = {
  readonly field: string;
  readonly offset: number;
  readonly length: number;
  /** The number read, for `uint` fields; absent for byte strings and vectors. */
  readonly value?: number;
  /** True for the length prefix of the vector `field`. */
  readonly isLength?: boolean;
};

/** Called for every field read, in wire order, before the decoder knows whether the whole is sound. */
export type NoteListener = (note: FieldNote) => void;

/** Runs `read` over all of `bytes`; bytes left over are an error, as in RFC 9846 §6.2 `decode_error`. */
export function decode<T>(
  bytes: Uint8Array,
  field: string,
  read: (r: Reader) => T,
  options: { readonly base?: number; readonly onNote?: NoteListener } = {},
): Result<T, DecodeIssue> {
  const reader = new Reader(bytes, options.base, options.onNote);
  try {
    const value = read(reader);
    reader.end(field);
    return ok(value);
  } catch (error) {
    if (error instanceof DecodeError) return err(error.issue);
    throw error;
  }
}

/** Cursor over bytes from the network. Never copies and never reads past the end of its window. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  readonly #onNote: NoteListener | undefined;
  #at = 0;

  constructor(bytes: Uint8Array, base = 0, onNote?: NoteListener) {
    this.#bytes = bytes;
    this.#base = base;
    this.#onNote = onNote;
  }

  /** Bytes not yet read in this window. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Offset of the next byte from the start of the outermost buffer. */
  get offset(): number {
    return this.#base + this.#at;
  }

  take(length: number, field: string): Uint8Array {
    const bytes = this.#advance(length, field);
    this.#onNote?.({ field, offset: this.offset - length, length });
    return bytes;
  }

  uint(size: 1 | 2 | 3, field: string): number {
    const value = this.#number(size, field);
    this.#onNote?.({ field, offset: this.offset - size, length: size, value });
    return value;
  }

  /** A vector `T field<0..2^(8·size)-1>` (RFC 9846 §3.4), read through its own window. */
  vector<T>(size: 1 | 2 | 3, field: string, read: (r: Reader) => T): T {
    const length = this.#number(size, field);
    this.#onNote?.({ field, offset: this.offset - size, length: size, value: length, isLength: true });
    return this.window(length, field, read);
  }

  /** The next `length` bytes as a window of their own that `read` must use up. */
  window<T>(length: number, field: string, read: (r: Reader) => T): T {
    const base = this.offset;
    const inner = new Reader(this.#advance(length, field), base, this.#onNote);
    const value = read(inner);
    inner.end(field);
    return value;
  }

  rest(field: string): Uint8Array {
    return this.take(this.left, field);
  }

  end(field: string): void {
    if (this.left > 0) this.fail('trailing-bytes', field);
  }

  fail(code: DecodeIssue['code'], field: string): never {
    // oxlint-disable-next-line typescript/only-throw-error -- caught in decode; see DecodeError for why it is no Error
    throw new DecodeError({ code, field, offset: this.offset });
  }

  #number(size: 1 | 2 | 3, field: string): number {
    if (size > this.left) this.fail('truncated', field);
    let value = 0;
    for (const end = this.#at + size; this.#at < end; this.#at++) value = value * 256 + (this.#bytes[this.#at] ?? 0);
    return value;
  }

  #advance(length: number, field: string): Uint8Array {
    if (length > this.left) this.fail('truncated', field);
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}

/** Append-only byte builder; length prefixes are back-filled when their closure returns. */
export class Writer {
  #out = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  uint(size: 1 | 2 | 3, value: number): this {
    this.#put(this.#extend(size), size, value);
    return this;
  }

  /** Code points of two bytes each, one behind the other: a scan's hello has hundreds. */
  uint16s(values: readonly number[]): this {
    let at = this.#extend(2 * values.length);
    for (const value of values) {
      this.#out[at++] = (value >>> 8) & 0xff;
      this.#out[at++] = value & 0xff;
    }
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#extend(bytes.length);
    this.#out.set(bytes, at);
    return this;
  }

  /** @throws RangeError if the body is longer than a prefix of `size` bytes can say. */
  vector(size: 1 | 2 | 3, write: (w: Writer) => void): this {
    const at = this.#extend(size);
    write(this);
    const length = this.#length - at - size;
    if (length >= 256 ** size) throw new RangeError(`vector of ${length} bytes needs a wider prefix than ${size}`);
    this.#put(at, size, length);
    return this;
  }

  finish(): Uint8Array {
    return this.#out.slice(0, this.#length);
  }

  #put(at: number, size: number, value: number): void {
    for (let index = size - 1, left = value; index >= 0; index--, left >>>= 8) this.#out[at + index] = left & 0xff;
  }

  /** Makes room for `size` bytes more and returns where they begin. */
  #extend(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#out.length) {
      const wider = new Uint8Array(Math.max(this.#length, 2 * this.#out.length));
      wider.set(this.#out.subarray(0, at));
      this.#out = wider;
    }
    return at;
  }
}

/**
 * Thrown inside codecs only; {@link decode} is the one place that catches it. Not an `Error`: taking a stack would make
 * refusing a message several times as dear as reading it, which a peer could use.
 */
class DecodeError {
  readonly issue: DecodeIssue;

  constructor(issue: DecodeIssue) {
    this.issue = issue;
  }
}

/** Most of a scan's hellos fit: a growing buffer is copied each time. */
const FIRST_CAPACITY = 768;
