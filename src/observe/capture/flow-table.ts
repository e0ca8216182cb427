/**
 * Which connections are under way, in typed arrays: four million packets a second ask it, and none may cost an object.
 *
 * A connection is known by 64 bits made of its addresses, ports and protocol with a secret of this run, so that nobody
 * can choose ones that meet. Two generations: when the young one is full, what is left in the old one is the oldest
 * there is and goes, as a whole; whoever is asked for in the old one moves to the young one.
 *
 * @module
 */
import { randomFillSync } from 'node:crypto';

/** What stands in a place, beside the flows that the owner numbers from {@link FIRST_FLOW} on; 0: there is none. */
const ABSENT = 0;
/** Judged, or of no interest: its packets are passed over. */
export const DONE = 1;
/** Opened by a SYN; nothing was said yet. */
export const OPENED = 2;
export const FIRST_FLOW = 16;

export class FlowTable {
  readonly #mostPerGeneration: number;
  readonly #onDropped: (state: number) => void;
  readonly #secret = randomFillSync(new Int32Array(4));
  #young: Generation;
  #old: Generation;

  /** The connection asked for last: its two halves of 64 bits, and which end sent the packet. */
  keyA = 0;
  keyB = 0;
  direction: 0 | 1 = 0;

  /**
   * @param most connections remembered, judged ones included
   * @param onDropped called with the state of each that is forgotten while it was not {@link DONE}
   */
  constructor(most: number, onDropped: (state: number) => void) {
    this.#mostPerGeneration = Math.max(1, Math.floor(most / 2));
    this.#onDropped = onDropped;
    const slots = Math.min(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(2 * this.#mostPerGeneration + 1)));
    this.#young = new Generation(slots);
    this.#old = new Generation(slots);
  }

  /** Makes the key; both directions of a connection have the same one. */
  setKey(
    protocol: number,
    addresses: Uint8Array,
    sourceAt: number,
    destinationAt: number,
    length: number,
    sourcePort: number,
    destinationPort: number,
  ): void {
    const [secretA = 0, secretB = 0, secretC = 0, secretD = 0] = this.#secret;
    // A round of its own for each part: ports and addresses that only met in an exclusive or could be exchanged.
    let sourceA = mix(secretA, sourcePort);
    let sourceB = mix(secretB, sourcePort);
    let destinationA = mix(secretA, destinationPort);
    let destinationB = mix(secretB, destinationPort);
    for (let at = 0; at < length; at += 4) {
      const source = word(addresses, sourceAt + at);
      const destination = word(addresses, destinationAt + at);
      sourceA = mix(sourceA, source);
      sourceB = mix(sourceB, source ^ secretC);
      destinationA = mix(destinationA, destination);
      destinationB = mix(destinationB, destination ^ secretC);
    }
    const isForward = sourceA < destinationA || (sourceA === destinationA && sourceB <= destinationB);
    this.direction = isForward ? 0 : 1;
    const lowA = isForward ? sourceA : destinationA;
    const lowB = isForward ? sourceB : destinationB;
    const highA = isForward ? destinationA : sourceA;
    const highB = isForward ? destinationB : sourceB;
    this.keyA = mix(mix(lowA, highA), protocol ^ secretD);
    // The pair 0, 0 would be an empty place.
    this.keyB = mix(mix(lowB, highB), protocol + secretC) | 1;
  }

  /** State of the connection whose key was set; 0 if there is none. */
  get(): number {
    const slot = this.#young.find(this.keyA, this.keyB);
    if (slot >= 0) return this.#young.states[slot] ?? ABSENT;
    const oldSlot = this.#old.find(this.keyA, this.keyB);
    if (oldSlot < 0) return ABSENT;
    const state = this.#old.states[oldSlot] ?? ABSENT;
    const sequenceA = this.#old.sequenceA[oldSlot] ?? 0;
    const sequenceB = this.#old.sequenceB[oldSlot] ?? 0;
    // It stays there as done, so that nothing is told of it when the old generation goes.
    this.#old.states[oldSlot] = DONE;
    this.#insert(this.keyA, this.keyB, state, sequenceA, sequenceB);
    return state;
  }

  /** Sets the state of the connection whose key was set, and two numbers that its owner wants to find again. */
  set(state: number, sequenceA: number = 0, sequenceB: number = 0): void {
    this.setAt(this.keyA, this.keyB, state, sequenceA, sequenceB);
  }

  /** The same of another connection: in the generation that has it, and else in the young one. */
  setAt(keyA: number, keyB: number, state: number, sequenceA: number = 0, sequenceB: number = 0): void {
    for (const generation of [this.#young, this.#old]) {
      const slot = generation.find(keyA, keyB);
      if (slot < 0) continue;
      generation.states[slot] = state;
      generation.sequenceA[slot] = sequenceA;
      generation.sequenceB[slot] = sequenceB;
      return;
    }
    this.#insert(keyA, keyB, state, sequenceA, sequenceB);
  }

  /** The two numbers of the connection whose key was set, as they were given; 0 for an absent one. */
  sequence(which: 0 | 1): number {
    const slot = this.#young.find(this.keyA, this.keyB);
    return (which === 0 ? this.#young.sequenceA[slot] : this.#young.sequenceB[slot]) ?? 0;
  }

  #insert(keyA: number, keyB: number, state: number, sequenceA: number, sequenceB: number): void {
    if (this.#young.used >= this.#mostPerGeneration) {
      const gone = this.#old;
      this.#old = this.#young;
      // Emptied and used again: the arrays are large.
      this.#young = gone;
      for (const left of gone.states) if (left > DONE) this.#onDropped(left);
      gone.clear();
    } else if (this.#young.used * 2 >= this.#young.keysA.length) {
      this.#young = this.#young.grown();
    }
    this.#young.put(keyA, keyB, state, sequenceA, sequenceB);
  }
}

/** Open addressing with linear probing, at most half full; a place is empty when its key's second half is 0. */
class Generation {
  readonly keysA: Int32Array;
  readonly keysB: Int32Array;
  readonly states: Int32Array;
  readonly sequenceA: Int32Array;
  readonly sequenceB: Int32Array;
  readonly #mask: number;
  used = 0;

  constructor(slots: number) {
    this.#mask = slots - 1;
    this.keysA = new Int32Array(slots);
    this.keysB = new Int32Array(slots);
    this.states = new Int32Array(slots);
    this.sequenceA = new Int32Array(slots);
    this.sequenceB = new Int32Array(slots);
  }

  find(keyA: number, keyB: number): number {
    const { keysA, keysB } = this;
    const mask = this.#mask;
    for (let slot = keyA & mask; ; slot = (slot + 1) & mask) {
      const found = keysB[slot];
      if (found === 0) return -1;
      if (found === keyB && keysA[slot] === keyA) return slot;
    }
  }

  put(keyA: number, keyB: number, state: number, sequenceA: number, sequenceB: number): void {
    let slot = keyA & this.#mask;
    while (this.keysB[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.keysA[slot] = keyA;
    this.keysB[slot] = keyB;
    this.states[slot] = state;
    this.sequenceA[slot] = sequenceA;
    this.sequenceB[slot] = sequenceB;
    this.used++;
  }

  grown(): Generation {
    const next = new Generation(this.keysA.length * 2);
    for (let slot = 0; slot < this.keysA.length; slot++) {
      const keyB = this.keysB[slot] ?? 0;
      if (keyB === 0) continue;
      const [keyA = 0, state = 0] = [this.keysA[slot], this.states[slot]];
      next.put(keyA, keyB, state, this.sequenceA[slot] ?? 0, this.sequenceB[slot] ?? 0);
    }
    return next;
  }

  clear(): void {
    for (const array of [this.keysA, this.keysB, this.states, this.sequenceA, this.sequenceB]) array.fill(0);
    this.used = 0;
  }
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

/** A round and the end of MurmurHash3's 32 bits: every bit of either touches every bit of the result. */
function mix(state: number, value: number): number {
  let mixed = Math.imul(state ^ value, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const FIRST_SLOTS = 2 ** 14;
