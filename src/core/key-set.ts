import { stableHash } from './stable-hash.ts';

/**
 * Which texts were there before, in 8 bytes each: a million take 16 MB. Two texts are taken for one when their 64-bit
 * hashes agree, which happens among a million once in 37 million sets.
 */
export class KeySet {
  /** Open addressing; a slot is the two halves of a hash, and free when both are zero. */
  #slots: Uint32Array = new Uint32Array(2 * LEAST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(key: string): boolean {
    const [high, low] = hashOf(key);
    return this.#slots[this.#slotOf(high, low) + 1] !== 0;
  }

  /** @returns whether it is new */
  add(key: string): boolean {
    const [high, low] = hashOf(key);
    const at = this.#slotOf(high, low);
    if (this.#slots[at + 1] !== 0) return false;
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
    this.#size++;
    // Past two thirds, look-ups in a row of taken slots become long.
    if (this.#size * 3 > this.#slots.length) this.#grow();
    return true;
  }

  /** Index of the pair's slot, or of the free one where it belongs. */
  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let at = (low * 2) & mask;
    while (this.#slots[at + 1] !== 0 && (this.#slots[at] !== high || this.#slots[at + 1] !== low)) at = (at + 2) & mask;
    return at;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let i = 0; i < old.length; i += 2) {
      const high = old[i] ?? 0;
      const low = old[i + 1] ?? 0;
      if (low === 0) continue;
      const at = this.#slotOf(high, low);
      this.#slots[at] = high;
      this.#slots[at + 1] = low;
    }
  }
}

/** A low half of zero marks a free slot, so none is ever stored. */
function hashOf(key: string): readonly [high: number, low: number] {
  const [high, low] = stableHash(key);
  return [high, low === 0 ? 1 : low];
}

const LEAST_SLOTS = 1024;
