/**
 * One direction of a TCP connection: brings its segments into order, without the bytes that came twice.
 *
 * @module
 */

export type SegmentTaker = {
  /** The next bytes of the stream; `missing` more were sent behind them and not captured. */
  take(bytes: Uint8Array, at: number, end: number, missing: number): void;
  /** So many bytes were given up: they will not come any more. */
  lose(length: number): void;
};

export class Half {
  /** Sequence number of the next byte; `undefined` until a SYN or the first segment tells. */
  next: number | undefined;
  /** Whether any byte has been taken. */
  hasData = false;
  #first: number | undefined;
  #finishedAt: number | undefined;
  readonly #waiting: Segment[] = [];
  #waitingBytes = 0;

  /** Whether the sender said that it is done, and all of it has come. */
  get isClosed(): boolean {
    return this.#finishedAt !== undefined && this.next === this.#finishedAt;
  }

  /** Whether its SYN was seen. */
  get isOpened(): boolean {
    return this.#first !== undefined;
  }

  /** @returns false if bytes were taken that do not follow from this SYN: it begins another connection */
  open(firstSequence: number): boolean {
    if (this.#first === undefined && !this.hasData) {
      this.#first = firstSequence;
      this.next = firstSequence;
    }
    return this.#first === firstSequence;
  }

  /**
   * A segment with content. What is early waits, in a copy; where two overlap, what came first counts.
   *
   * @param length bytes sent; fewer may have been captured
   */
  segment(sequence: number, bytes: Uint8Array, at: number, end: number, length: number, taker: SegmentTaker): void {
    this.next ??= sequence;
    if (((sequence - this.next) | 0) <= 0) {
      this.#takeRest(sequence, bytes, at, end, length, taker);
    } else {
      // Buffers have a slice of their own, which is no copy; and what is read fastest is always of one class.
      this.#wait(sequence, Buffer.from(bytes.subarray(at, end)), length);
      if (this.#waiting.length > MOST_SEGMENTS || this.#waitingBytes > MOST_BYTES) this.#skipHole(taker);
    }
    this.#takeWaiting(taker);
  }

  finish(sequence: number): void {
    this.#finishedAt ??= sequence;
  }

  /** Nothing more will come: what waits is taken, with the holes before it. */
  flush(taker: SegmentTaker): void {
    while (this.#waiting.length > 0) {
      this.#skipHole(taker);
      this.#takeWaiting(taker);
    }
  }

  #takeRest(sequence: number, bytes: Uint8Array, at: number, end: number, length: number, taker: SegmentTaker): void {
    const known = ((this.next ?? sequence) - sequence) | 0;
    if (known >= length) return;
    const from = Math.min(at + known, end);
    // Before the taker has its turn: it may ask whether the stream is closed.
    this.next = (sequence + length) | 0;
    taker.take(bytes, from, end, length - known - (end - from));
    this.hasData = true;
  }

  #wait(sequence: number, bytes: Uint8Array, length: number): void {
    let index = this.#waiting.length;
    while (index > 0 && ((sequence - (this.#waiting[index - 1]?.sequence ?? 0)) | 0) < 0) index--;
    this.#waiting.splice(index, 0, { sequence, bytes, length });
    this.#waitingBytes += bytes.length;
  }

  #takeWaiting(taker: SegmentTaker): void {
    for (;;) {
      const [first] = this.#waiting;
      if (!first || ((first.sequence - (this.next ?? 0)) | 0) > 0) return;
      this.#waiting.shift();
      this.#waitingBytes -= first.bytes.length;
      this.#takeRest(first.sequence, first.bytes, 0, first.bytes.length, first.length, taker);
    }
  }

  #skipHole(taker: SegmentTaker): void {
    const [first] = this.#waiting;
    if (!first || this.next === undefined) return;
    const hole = (first.sequence - this.next) | 0;
    this.next = first.sequence;
    if (hole > 0) taker.lose(hole);
  }
}

type Segment = { readonly sequence: number; readonly bytes: Uint8Array; readonly length: number };

/** More than a window of a handshake: what has not come by then was not captured. */
const MOST_SEGMENTS = 48;
const MOST_BYTES = 128 * 1024;
