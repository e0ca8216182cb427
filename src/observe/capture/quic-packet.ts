/**
 * The outside of QUIC's packets (RFC 9000 §17; version 2: RFC 9369 §3) and the frames of an Initial (RFC 9000 §19).
 *
 * @module
 */
import { int32 } from './packet-sink.ts';
import type { QuicVersion } from './quic-keys.ts';

/** `protected`: of a later stage, opaque; `short`: of 1-RTT; `other`: Retry, Version Negotiation, or what is unknown. */
export type QuicPacket =
  | {
      readonly kind: 'initial';
      readonly version: QuicVersion;
      readonly connectionId: Uint8Array;
      /** The packet alone; a datagram may hold several. */
      readonly bytes: Uint8Array;
      readonly numberAt: number;
      readonly end: number;
    }
  | { readonly kind: 'protected'; readonly end: number }
  | { readonly kind: 'short' | 'other'; readonly end?: undefined };

/** Reads the header of the packet at `at`. */
export function readQuicPacket(bytes: Uint8Array, at: number, datagramEnd: number): QuicPacket {
  const first = bytes[at] ?? 0;
  if ((first & 0x80) === 0) return { kind: (first & 0x40) === 0 ? 'other' : 'short' };
  const version = VERSIONS.get(int32(bytes, at + 1));
  if (version === undefined || datagramEnd - at < 7) return OTHER;
  const type = TYPES[version][(first >> 4) & 3];
  const connectionIdAt = at + 6;
  const sourceAt = connectionIdAt + (bytes[at + 5] ?? 0);
  const connectionId = bytes.subarray(connectionIdAt, Math.min(sourceAt, datagramEnd));
  const cursor = new Cursor(bytes, sourceAt + 1 + (bytes[sourceAt] ?? 0), datagramEnd);
  if (type === 'retry' || connectionId.length > 20) return OTHER;
  if (type === 'initial') {
    const tokenLength = cursor.integer();
    cursor.at += tokenLength;
  }
  const length = cursor.integer();
  const end = cursor.at + length;
  if (cursor.isOver || end > datagramEnd) return OTHER;
  if (type !== 'initial') return { kind: 'protected', end };
  return { kind: 'initial', version, connectionId, bytes: bytes.subarray(at, end), numberAt: cursor.at - at, end };
}

export type FrameTaker = {
  crypto(offset: number, bytes: Uint8Array): void;
  close(errorCode: number): void;
};

/** Goes through the frames that an Initial may hold (RFC 9000 §12.4), and ends at any other. */
export function readFrames(frames: Uint8Array, taker: FrameTaker): void {
  const cursor = new Cursor(frames, 0, frames.length);
  while (!cursor.isOver && cursor.at < frames.length) {
    const type = cursor.integer();
    if (type === FRAME.padding || type === FRAME.ping) continue;
    if (type === FRAME.ack || type === FRAME.ackWithEcn) passAck(cursor, type === FRAME.ackWithEcn);
    else if (type === FRAME.crypto) {
      const offset = cursor.integer();
      const length = cursor.integer();
      if (cursor.isOver || cursor.at + length > frames.length) return;
      taker.crypto(offset, frames.subarray(cursor.at, cursor.at + length));
      cursor.at += length;
    } else {
      if (type === FRAME.connectionClose) taker.close(cursor.integer());
      return;
    }
  }
}

function passAck(cursor: Cursor, hasEcn: boolean): void {
  cursor.integer();
  cursor.integer();
  // The first range has one number, each of the others two.
  let numbers = 2 * cursor.integer() + 1 + (hasEcn ? 3 : 0);
  for (; numbers > 0 && !cursor.isOver; numbers--) cursor.integer();
}

/** Reads integers of 1, 2, 4 or 8 bytes (RFC 9000 §16); past the end it gives 0 and says so. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  at: number;
  isOver = false;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  integer(): number {
    const first = this.#bytes[this.at] ?? 0;
    const length = 1 << (first >> 6);
    if (this.at + length > this.#end) {
      this.isOver = true;
      return 0;
    }
    let value = first & 0x3f;
    for (let index = 1; index < length; index++) value = value * 256 + (this.#bytes[this.at + index] ?? 0);
    this.at += length;
    return value;
  }
}

const VERSIONS: ReadonlyMap<number, QuicVersion> = new Map([
  [0x00000001, 1],
  [0x6b3343cf, 2],
]);
const TYPES = {
  1: ['initial', '0-rtt', 'handshake', 'retry'],
  2: ['retry', 'initial', '0-rtt', 'handshake'],
} as const;
const FRAME = { padding: 0, ping: 1, ack: 2, ackWithEcn: 3, crypto: 6, connectionClose: 0x1c } as const;
const OTHER: QuicPacket = { kind: 'other' };
