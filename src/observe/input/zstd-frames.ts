/**
 * Walks over the frames and blocks of Zstandard (RFC 8878 §3.1) without unpacking them: whether the file ends between
 * two frames, and whether one asks for more memory than it is to get.
 *
 * @module
 */

/** What the walk waits for next. */
type Step = 'magic' | 'skippable-size' | 'descriptor' | 'header' | 'block' | 'skip';

export class ZstdFrames {
  readonly #maxWindowBytes: number;
  readonly #held = new Uint8Array(MAX_HEADER_BYTES);
  #step: Step = 'magic';
  #heldBytes = 0;
  #wanted = MAGIC_BYTES;
  #descriptor = 0;
  /** Bytes to pass over, and what comes behind them. */
  #left = 0;
  #next: Step = 'magic';
  isBroken = false;

  constructor(maxWindowBytes: number) {
    this.#maxWindowBytes = maxWindowBytes;
  }

  /** Whether a frame has begun and not ended. */
  get isMidway(): boolean {
    return this.#step !== 'magic' || this.#heldBytes > 0;
  }

  push(bytes: Uint8Array): 'too-big' | undefined {
    let at = 0;
    while (at < bytes.length && !this.isBroken) {
      if (this.#step === 'skip') {
        const passed = Math.min(this.#left, bytes.length - at);
        at += passed;
        this.#left -= passed;
        if (this.#left === 0) this.#await(this.#next);
        continue;
      }
      this.#held[this.#heldBytes++] = bytes[at++] ?? 0;
      if (this.#heldBytes === this.#wanted && this.#takeField()) return 'too-big';
    }
    return undefined;
  }

  /** Takes the field that is now whole; `true` if it asks for too much. */
  #takeField(): boolean {
    const value = this.#uint(0, Math.min(4, this.#wanted));
    switch (this.#step) {
      case 'magic':
        if (value === FRAME_MAGIC) this.#await('descriptor');
        else if (value >>> 4 === SKIPPABLE_MAGIC) this.#await('skippable-size');
        else this.isBroken = true;
        return false;
      case 'skippable-size':
        this.#skip(value, 'magic');
        return false;
      case 'descriptor':
        this.#descriptor = value;
        this.#await('header');
        return false;
      case 'header': {
        const windowBytes = this.#windowBytes();
        this.#await('block');
        return windowBytes > this.#maxWindowBytes;
      }
      case 'block': {
        const isLast = (value & 1) === 1;
        const checksumBytes = isLast && (this.#descriptor & CHECKSUM_FLAG) !== 0 ? CHECKSUM_BYTES : 0;
        const isRunLength = ((value >> 1) & 3) === RUN_LENGTH_BLOCK;
        this.#skip((isRunLength ? 1 : value >>> 3) + checksumBytes, isLast ? 'magic' : 'block');
        return false;
      }
      case 'skip':
        return false;
    }
  }

  #await(step: Step): void {
    this.#step = step;
    this.#heldBytes = 0;
    this.#wanted = step === 'header' ? this.#headerBytes() : FIELD_BYTES[step];
    // A header without fields does not exist: there is a window descriptor or a content size (RFC 8878 §3.1.1.1.1).
  }

  #skip(count: number, next: Step): void {
    this.#left = count;
    this.#next = next;
    if (count === 0) this.#await(next);
    else this.#step = 'skip';
  }

  /** Window descriptor, dictionary id and content size (RFC 8878 §3.1.1.1). */
  #headerBytes(): number {
    return (this.#isSingleSegment() ? 0 : 1) + this.#dictionaryBytes() + this.#contentSizeBytes();
  }

  #windowBytes(): number {
    if (!this.#isSingleSegment()) {
      const descriptor = this.#held[0] ?? 0;
      const base = 2 ** (10 + (descriptor >> 3));
      return base + (base / 8) * (descriptor & 7);
    }
    const at = this.#dictionaryBytes();
    const size = this.#contentSizeBytes();
    if (size === 8) return this.#uint(at, 4) + this.#uint(at + 4, 4) * 2 ** 32;
    return this.#uint(at, size) + (size === 2 ? 256 : 0);
  }

  #isSingleSegment(): boolean {
    return (this.#descriptor & SINGLE_SEGMENT_FLAG) !== 0;
  }

  #dictionaryBytes(): number {
    return [0, 1, 2, 4][this.#descriptor & 3] ?? 0;
  }

  #contentSizeBytes(): number {
    return [this.#isSingleSegment() ? 1 : 0, 2, 4, 8][this.#descriptor >> 6] ?? 0;
  }

  /** Little-endian, as everything in here. */
  #uint(at: number, size: number): number {
    let value = 0;
    for (let index = size - 1; index >= 0; index--) value = value * 256 + (this.#held[at + index] ?? 0);
    return value;
  }
}

const FIELD_BYTES = { magic: 4, 'skippable-size': 4, descriptor: 1, block: 3, skip: 0 } as const;
const MAGIC_BYTES = 4;
const MAX_HEADER_BYTES = 14;
const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a5;
const SINGLE_SEGMENT_FLAG = 0x20;
const CHECKSUM_FLAG = 0x04;
const CHECKSUM_BYTES = 4;
const RUN_LENGTH_BLOCK = 1;
