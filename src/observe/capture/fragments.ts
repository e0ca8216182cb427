/**
 * IP packets that came in several pieces (RFC 791 §3.2, RFC 8200 §4.5), put together in bounded memory.
 *
 * @module
 */

export class Fragments {
  readonly #waiting = new Map<string, Waiting>();
  readonly #onDropped: () => void;

  /** @param onDropped called for each packet that is given up */
  constructor(onDropped: () => void) {
    this.#onDropped = onDropped;
  }

  /**
   * Takes a piece, in any order; where two overlap, the first one counts.
   *
   * @param key addresses, protocol and number of the packet
   * @returns the packet, once there is all of it
   */
  add(key: string, piece: Uint8Array, offset: number, isMore: boolean): Uint8Array | undefined {
    if (offset + piece.length > LONGEST_BYTES) return undefined;
    const waiting = this.#waiting.get(key) ?? this.#begin(key);
    if (waiting.pieces.length >= MOST_PIECES) return undefined;
    if (!isMore) waiting.length = offset + piece.length;
    waiting.pieces.push({ offset, bytes: Uint8Array.from(piece) });
    const whole = join(waiting);
    if (whole) this.#waiting.delete(key);
    return whole;
  }

  #begin(key: string): Waiting {
    if (this.#waiting.size >= MOST_PACKETS) {
      for (const oldest of this.#waiting.keys()) {
        this.#waiting.delete(oldest);
        this.#onDropped();
        break;
      }
    }
    const waiting: Waiting = { pieces: [], length: undefined };
    this.#waiting.set(key, waiting);
    return waiting;
  }
}

type Waiting = {
  readonly pieces: { readonly offset: number; readonly bytes: Uint8Array }[];
  /** Known once the last piece has come. */
  length: number | undefined;
};

function join({ pieces, length }: Waiting): Uint8Array | undefined {
  if (length === undefined) return undefined;
  const whole = Buffer.alloc(length);
  let filled = 0;
  for (const { offset, bytes } of pieces.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > filled) return undefined;
    const rest = bytes.subarray(filled - offset, length - offset);
    whole.set(rest, filled);
    filled += rest.length;
  }
  return filled === length ? whole : undefined;
}

const LONGEST_BYTES = 65_535;
const MOST_PACKETS = 256;
/** 1500 bytes each and more, so that a longest packet fits twice; memory in all stays under 17 MB. */
const MOST_PIECES = 96;
