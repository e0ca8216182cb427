/**
 * Cuts bytes into lines as they come in, in bounded memory.
 *
 * @module
 */

/** Is given a line without its end; the bytes are good until it returns. */
export type LineListener = (bytes: Buffer, start: number, end: number) => void;

/** Lines that end in `\n`, with or without `\r`. A line that is too long is passed over, and told as such. */
export class LineCutter {
  readonly #onLine: LineListener;
  readonly #onTooLong: () => void;
  readonly #maxBytes: number;
  /** The beginning of a line whose end has not come yet. */
  #rest: Buffer = Buffer.alloc(0);
  #restLength = 0;
  #isPassingOver = false;
  /** Bytes of all lines that are over, with their ends. */
  #consumed = 0;

  constructor(maxBytes: number, onLine: LineListener, onTooLong: () => void) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  get consumed(): number {
    return this.#consumed;
  }

  push(chunk: Buffer): void {
    let start = 0;
    if (this.#restLength > 0 || this.#isPassingOver) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) {
        this.#keep(chunk, 0);
        return;
      }
      this.#keep(chunk.subarray(0, end), 0);
      start = end + 1;
      this.#endLine(1);
    }
    for (let end = chunk.indexOf(NEWLINE, start); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (end - start > this.#maxBytes) this.#onTooLong();
      else this.#give(chunk, start, end);
      this.#consumed += end + 1 - start;
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk, start);
  }

  /** What is left is the last line, if nobody wrote its end. */
  end(): void {
    if (this.#restLength > 0 || this.#isPassingOver) this.#endLine(0);
  }

  #endLine(terminator: number): void {
    const length = this.#restLength;
    this.#restLength = 0;
    if (this.#isPassingOver) this.#onTooLong();
    else this.#give(this.#rest, 0, length);
    this.#consumed += length + terminator;
    this.#isPassingOver = false;
    if (this.#rest.length > KEPT_BYTES) this.#rest = Buffer.alloc(0);
  }

  #keep(chunk: Buffer, start: number): void {
    const added = chunk.length - start;
    if (this.#isPassingOver || this.#restLength + added > this.#maxBytes) {
      this.#isPassingOver = true;
      this.#consumed += this.#restLength + added;
      this.#restLength = 0;
      return;
    }
    if (this.#restLength + added > this.#rest.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#rest.length, this.#restLength + added, 4096));
      this.#rest.copy(larger, 0, 0, this.#restLength);
      this.#rest = larger;
    }
    chunk.copy(this.#rest, this.#restLength, start);
    this.#restLength += added;
  }

  /** A file that was cut off under a program that goes on writing has zero bytes where it was (`copytruncate`). */
  #give(bytes: Buffer, start: number, end: number): void {
    let from = start;
    while (from < end && bytes[from] === 0) from++;
    const to = end > from && bytes[end - 1] === RETURN ? end - 1 : end;
    this.#onLine(bytes, from, to);
  }
}

const NEWLINE = 10;
const RETURN = 13;
const KEPT_BYTES = 65_536;
