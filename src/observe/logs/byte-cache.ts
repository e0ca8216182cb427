/**
 * What runs of bytes mean, without working it out twice: a log names the same few clients and services over and over.
 *
 * @module
 */

/**
 * Gives what `make` makes of a run of bytes, the same for the same bytes as long as no other took its place. As each
 * run has one place to be in, memory is bounded however many there are.
 */
export class ByteCache<T> {
  readonly #make: (text: string) => T;
  readonly #mask: number;
  /** Room is made when the first is asked for: of the many formats that are tried on a log, one reads it. */
  #bytes: Uint8Array = new Uint8Array(0);
  #lengths: Uint8Array = new Uint8Array(0);
  #values: (T | undefined)[] = [];

  /** @param places how many are kept; a power of two */
  constructor(make: (text: string) => T, places = 4096) {
    this.#make = make;
    this.#mask = places - 1;
  }

  get(bytes: Buffer, start: number, end: number): T {
    const length = end - start;
    if (length > WIDTH || length <= 0) return this.#make(textOf(bytes, start, end));
    if (this.#bytes.length === 0) this.#makeRoom();
    let hash = length;
    // What tells addresses apart is at their end, and what tells names apart at their beginning.
    const tail = length > SAMPLED ? end - SAMPLED : start;
    for (let at = tail; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    if (tail > start) hash = Math.imul(hash ^ (bytes[start] ?? 0) ^ ((bytes[start + 4] ?? 0) << 8), 0x01000193);
    const place = (hash ^ (hash >>> 15)) & this.#mask;
    const base = place * WIDTH;
    const kept = this.#bytes;
    const value = this.#values[place];
    if (this.#lengths[place] === length && value !== undefined) {
      let at = 0;
      while (at < length && kept[base + at] === bytes[start + at]) at++;
      if (at === length) return value;
    }
    const made = this.#make(textOf(bytes, start, end));
    for (let at = 0; at < length; at++) kept[base + at] = bytes[start + at] ?? 0;
    this.#lengths[place] = length;
    this.#values[place] = made;
    return made;
  }

  #makeRoom(): void {
    const places = this.#mask + 1;
    this.#bytes = new Uint8Array(places * WIDTH);
    this.#lengths = new Uint8Array(places);
    this.#values = new Array<T | undefined>(places).fill(undefined);
  }
}

/** UTF-8 where there is more than ASCII; what is no UTF-8 is taken as Latin-1, in which every byte is a character. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  let at = start;
  while (at < end && (bytes[at] ?? 0) < 0x80) at++;
  if (at === end) return bytes.toString('latin1', start, end);
  const text = bytes.toString('utf8', start, end);
  return text.includes('\ufffd') ? bytes.toString('latin1', start, end) : text;
}

const WIDTH = 48;
const SAMPLED = 8;
