/**
 * Where bytes that are read together stand in the input: a handshake message may be cut up by records.
 *
 * @module
 */
import { concatBytes } from '../../core/hex.ts';

/** A run of the input. */
export type Piece = { readonly offset: number; readonly bytes: Uint8Array };

/** Bytes to read, and the way back to the input. */
export type Source = {
  readonly bytes: Uint8Array;
  /** The runs of the input that `length` bytes from `at` on are; one, unless a boundary cuts them. */
  pieces(at: number, length: number): Piece[];
  /** The offset in the input of the byte at `at`; for the end, the one behind the last byte. */
  offsetOf(at: number): number;
};

/** Bytes that stand in the input as they are. */
export function wholeSource(bytes: Uint8Array): Source {
  return {
    bytes,
    pieces: (at, length) => [{ offset: at, bytes: bytes.subarray(at, at + length) }],
    offsetOf: (at) => at,
  };
}

/** Bytes put together from pieces, in order. */
export function joinedSource(pieces: readonly Piece[]): Source {
  const used = pieces.filter((piece) => piece.bytes.length > 0);
  const starts: number[] = [];
  let total = 0;
  for (const piece of used) {
    starts.push(total);
    total += piece.bytes.length;
  }
  const bytes = concatBytes(used.map((piece) => piece.bytes));
  const indexAt = (at: number): number => lastAtMost(starts, at);
  return {
    bytes,
    pieces: (at, length) => {
      const found: Piece[] = [];
      for (let i = indexAt(at), left = length, from = at; left > 0; i++) {
        const piece = used[i];
        if (!piece) break;
        const inside = from - (starts[i] ?? 0);
        const part = piece.bytes.subarray(inside, inside + left);
        found.push({ offset: piece.offset + inside, bytes: part });
        left -= part.length;
        from += part.length;
      }
      return found;
    },
    offsetOf: (at) => {
      const i = indexAt(at);
      return (used[i]?.offset ?? 0) + at - (starts[i] ?? 0);
    },
  };
}

/** Index of the last number that is not over `limit`, in a list that only grows; 0 if all are over it. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
