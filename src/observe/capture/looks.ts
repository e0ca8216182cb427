/**
 * Whether bytes begin like a hello, by a test strict enough to find one behind a dialogue that nobody follows.
 *
 * @module
 */
import { uint16 } from './packet-sink.ts';

/** What the bytes begin like. */
export type Looks = 'client-hello' | 'server-hello' | 'alert' | undefined;

/**
 * Compares as many bytes as there are; a first segment of a few bytes is enough where nothing else was said yet.
 *
 * @param least bytes that must be there for an answer
 */
export function looksLike(bytes: Uint8Array, at: number, end: number, least: number): Looks {
  const length = end - at;
  if (length < least) return undefined;
  const first = bytes[at] ?? 0;
  if (first === 21) return isAlert(bytes, at, length) ? 'alert' : undefined;
  if (first === 22) return looksLikeTls(bytes, at, length);
  return first >= 0x80 && length >= 3 ? looksLikeSsl2(bytes, at, length) : undefined;
}

function looksLikeTls(bytes: Uint8Array, at: number, length: number): Looks {
  if (length >= 2 && bytes[at + 1] !== 3) return undefined;
  if (length >= 3 && (bytes[at + 2] ?? 0) > 4) return undefined;
  const recordLength = uint16(bytes, at + 3);
  if (length >= 5 && (recordLength === 0 || recordLength > 18_432)) return undefined;
  // Cut so early, it can only be the client's: a server does not split its first five bytes.
  if (length < 6) return 'client-hello';
  const type = bytes[at + 5];
  if (type !== 1 && type !== 2) return undefined;
  const messageLength = ((bytes[at + 6] ?? 0) << 16) | uint16(bytes, at + 7);
  // 34 bytes of version and random, then one length at least.
  if (length >= 9 && (messageLength < 38 || messageLength > MOST_HELLO_BYTES)) return undefined;
  // The message fills its record, or goes on in the next; a server may put others behind its own.
  if (length >= 9 && type === 1 && messageLength + 4 < recordLength) return undefined;
  if (length >= 11 && (bytes[at + 9] !== 3 || (bytes[at + 10] ?? 0) > 4)) return undefined;
  if (length >= 44 && (bytes[at + 43] ?? 0) > 32) return undefined;
  return type === 1 ? 'client-hello' : 'server-hello';
}

/** The lengths inside an SSLv2 hello add up to the length of its record. */
function looksLikeSsl2(bytes: Uint8Array, at: number, length: number): Looks {
  const recordLength = uint16(bytes, at) & 0x7fff;
  const type = bytes[at + 2];
  if (type === 4 && length >= 13) {
    const parts = uint16(bytes, at + 7) + uint16(bytes, at + 9) + uint16(bytes, at + 11);
    return uint16(bytes, at + 5) === 2 && parts + 11 === recordLength ? 'server-hello' : undefined;
  }
  if (type !== 1 || length < 11) return undefined;
  const version = uint16(bytes, at + 3);
  const specs = uint16(bytes, at + 5);
  const challenge = uint16(bytes, at + 9);
  if (version !== 2 && (version < 0x300 || version > 0x304)) return undefined;
  if (specs === 0 || specs % 3 !== 0 || challenge < 16 || challenge > 32) return undefined;
  return specs + uint16(bytes, at + 7) + challenge + 9 === recordLength ? 'client-hello' : undefined;
}

/** A whole alert of seven bytes and nothing else: what a server that refuses sends first. */
function isAlert(bytes: Uint8Array, at: number, length: number): boolean {
  const level = bytes[at + 5];
  return (
    length === 7 &&
    bytes[at + 1] === 3 &&
    (bytes[at + 2] ?? 9) <= 4 &&
    uint16(bytes, at + 3) === 2 &&
    (level === 1 || level === 2)
  );
}

/** Longer than any that was ever seen, with every post-quantum share in it. */
const MOST_HELLO_BYTES = 65_535;
