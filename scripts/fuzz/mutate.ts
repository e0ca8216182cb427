/**
 * Makes inputs for the fuzzer out of real bytes: the same seed and number give the same input, on any machine.
 *
 * @module
 */

/** Gives whole numbers from 0 to below `limit`, at most 2^32. */
export type Random = (limit: number) => number;

/** The random numbers of input `index` of a run (mulberry32, with a start that mixes both). */
export function randomFor(seed: number, index: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}

/** `start`, changed in one to four places; one in sixteen is left as it is. @param corpus what may be spliced in */
export function mutate(start: Uint8Array, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = start;
  if (random(16) === 0) return bytes;
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const change = CHANGES[random(CHANGES.length)];
    if (change && bytes.length > 0) bytes = change(bytes, random, corpus);
  }
  return bytes.length > LONGEST ? bytes.subarray(0, LONGEST) : bytes;
}

/** The bytes in pieces of random sizes, as a network may deliver them. */
export function chunksOf(bytes: Uint8Array, random: Random): Uint8Array[] {
  const largest = 1 + random(random(2) === 0 ? 16 : bytes.length + 1);
  // A byte at a time is worth trying, but not through all of a long input.
  const atLeast = Math.ceil(bytes.length / 64);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(atLeast, 1 + random(largest));
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

type Change = (bytes: Uint8Array, random: Random, corpus: readonly Uint8Array[]) => Uint8Array;

function pick(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  return corpus[random(corpus.length)] ?? new Uint8Array();
}

const flipBit: Change = (bytes, random) => {
  const copy = new Uint8Array(bytes);
  const at = random(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
  return copy;
};

const setByte: Change = (bytes, random) => {
  const copy = new Uint8Array(bytes);
  copy[random(copy.length)] = random(256);
  return copy;
};

/** Wherever it falls, some two or three bytes there are a length: one more, one less, or one of the extremes. */
const changeLength: Change = (bytes, random) => {
  const copy = new Uint8Array(bytes);
  const size = 1 + random(3);
  const at = random(Math.max(1, copy.length - size));
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (copy[at + i] ?? 0);
  const most = 256 ** size - 1;
  const changed = [value + 1, value - 1, 0, 1, most, most - 1, most >>> 1, (most >>> 1) + 1, bytes.length][random(9)];
  for (let i = size - 1, left = changed ?? 0; i >= 0; i--, left = Math.floor(left / 256)) copy[at + i] = left & 0xff;
  return copy;
};

/** The first bytes hold types, versions and the outer lengths, so they are worth more changes than the rest. */
const changeHeader: Change = (bytes, random) => {
  const copy = new Uint8Array(bytes);
  copy[random(Math.min(12, copy.length))] = random(3) === 0 ? random(256) : random(4);
  return copy;
};

const truncate: Change = (bytes, random) => bytes.subarray(0, random(bytes.length));

const insert: Change = (bytes, random) => {
  const extra = Uint8Array.from({ length: 1 + random(24) }, () => random(256));
  return replace(bytes, random(bytes.length + 1), 0, extra);
};

const remove: Change = (bytes, random) => {
  const at = random(bytes.length);
  return replace(bytes, at, 1 + random(Math.min(64, bytes.length - at)), NONE);
};

const duplicate: Change = (bytes, random) => {
  const at = random(bytes.length);
  const run = bytes.subarray(at, at + 1 + random(Math.min(256, bytes.length - at)));
  return replace(bytes, at, 0, run);
};

const splice: Change = (bytes, random, corpus) => {
  const other = pick(corpus, random);
  const from = random(other.length + 1);
  const run = other.subarray(from, from + random(512));
  return replace(bytes, random(bytes.length + 1), random(2) === 0 ? run.length : 0, run);
};

const append: Change = (bytes, random, corpus) => replace(bytes, bytes.length, 0, pick(corpus, random));

function replace(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const tail = bytes.subarray(Math.min(bytes.length, at + removed));
  const joined = new Uint8Array(at + inserted.length + tail.length);
  joined.set(bytes.subarray(0, at));
  joined.set(inserted, at);
  joined.set(tail, at + inserted.length);
  return joined;
}

const CHANGES: readonly Change[] = [
  flipBit,
  flipBit,
  setByte,
  changeLength,
  changeLength,
  changeHeader,
  truncate,
  insert,
  remove,
  duplicate,
  splice,
  append,
];

const NONE = new Uint8Array();
/** Longer inputs find nothing that shorter ones do not, and cost time. */
const LONGEST = 20_000;
