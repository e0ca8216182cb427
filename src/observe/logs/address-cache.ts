import { ByteCache } from './byte-cache.ts';
import { plainAddress } from './log-events.ts';

/**
 * The text of addresses, the same string for the same address as long as it is kept. An IPv4 address is its own number,
 * so that it is found by that alone; others are found by their bytes.
 */
export class AddressCache {
  readonly #others = new ByteCache<string | null>(plainAddress);
  /** The number of the address in each place; two places side by side are one choice. */
  #numbers: Int32Array = new Int32Array(0);
  #texts: string[] = [];

  get(bytes: Buffer, start: number, end: number): string | null {
    const number = ipv4Number(bytes, start, end);
    if (number < 0) return this.#others.get(bytes, start, end);
    if (this.#texts.length === 0) this.#makeRoom();
    const key = number | 0;
    const mixed = Math.imul(key, 0x9e3779b1);
    const place = (mixed ^ (mixed >>> 15)) & (PLACES - 1);
    const numbers = this.#numbers;
    const texts = this.#texts;
    const text = texts[place] ?? '';
    if (numbers[place] === key && text !== '') return text;
    const beside = place ^ 1;
    const textBeside = texts[beside] ?? '';
    if (numbers[beside] === key && textBeside !== '') return textBeside;
    // The one that came last stays beside the new one.
    numbers[beside] = numbers[place] ?? 0;
    texts[beside] = text;
    numbers[place] = key;
    const made = bytes.toString('latin1', start, end);
    texts[place] = made;
    return made;
  }

  #makeRoom(): void {
    this.#numbers = new Int32Array(PLACES);
    this.#texts = new Array<string>(PLACES).fill('');
  }
}

/** The 32 bits of `192.0.2.1`; -1 for anything else, also for numbers with zeros before them. */
function ipv4Number(bytes: Buffer, start: number, end: number): number {
  if (end - start > 15 || end - start < 7) return -1;
  let whole = 0;
  let dots = 0;
  let part = 0;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === DOT) {
      if (digits === 0 || ++dots > 3) return -1;
      whole = whole * 256 + part;
      part = 0;
      digits = 0;
    } else {
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return -1;
      part = part * 10 + digit;
      digits++;
      if (part > 255) return -1;
    }
  }
  return dots === 3 && digits > 0 ? whole * 256 + part : -1;
}

/** A power of two. */
const PLACES = 131_072;
const DOT = 46;
const ZERO = 48;
