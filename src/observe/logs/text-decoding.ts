/**
 * Makes bytes of UTF-16, as Windows programs write it, into bytes of a character each, and takes a byte order mark away.
 * All that a log format is made of is ASCII; what is not in Latin-1 becomes `?`.
 *
 * @module
 */
export type TextForm = 'unknown' | 'bytes' | 'utf16le' | 'utf16be';

export class TextDecoding {
  #form: TextForm;
  #markBytes = 0;
  /** Too few bytes to tell, or half a character. */
  #rest: Buffer = Buffer.alloc(0);

  /** @param form `unknown`: the first bytes tell */
  constructor(form: TextForm) {
    this.#form = form;
  }

  get form(): TextForm {
    return this.#form;
  }

  decode(chunk: Uint8Array): Buffer {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#form === 'bytes') return bytes;
    const joined = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = Buffer.alloc(0);
    if (this.#form !== 'unknown') return this.#fromUtf16(joined);
    if (joined.length < 3 && isStartOfMark(joined)) {
      this.#rest = Buffer.from(joined);
      return Buffer.alloc(0);
    }
    const form = formOf(joined);
    this.#form = form;
    if (form !== 'bytes') this.#markBytes = 2;
    else if (joined[0] === 0xef && joined[1] === 0xbb && joined[2] === 0xbf) this.#markBytes = 3;
    const behind = joined.subarray(this.#markBytes);
    return form === 'bytes' ? behind : this.#fromUtf16(behind);
  }

  /** How many bytes of the file the first `length` of what was given stand for. */
  sourceBytes(length: number): number {
    return this.#markBytes + (this.#form === 'utf16le' || this.#form === 'utf16be' ? 2 * length : length);
  }

  #fromUtf16(bytes: Buffer): Buffer {
    const length = Math.floor(bytes.length / 2);
    const low = this.#form === 'utf16le' ? 0 : 1;
    const out = Buffer.alloc(length);
    for (let index = 0; index < length; index++) {
      const high = bytes[2 * index + 1 - low];
      out[index] = high === 0 ? (bytes[2 * index + low] ?? 0) : QUESTION;
    }
    this.#rest = Buffer.from(bytes.subarray(2 * length));
    return out;
  }
}

function formOf([first, second]: Buffer): TextForm {
  if (first === 0xff && second === 0xfe) return 'utf16le';
  return first === 0xfe && second === 0xff ? 'utf16be' : 'bytes';
}

function isStartOfMark(bytes: Buffer): boolean {
  return MARKS.some((mark) => bytes.every((byte, index) => byte === mark[index]));
}

const MARKS: readonly (readonly number[])[] = [
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0xef, 0xbb, 0xbf],
];
const QUESTION = 63;
