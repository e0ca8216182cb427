/**
 * Reader for DER (ITU-T X.690), as far as certificates need it: definite lengths, low tag numbers.
 *
 * @module
 */
import type { Reader } from './bytes.ts';

/** One tag-length-value. `bytes` is all of it, `content` the value alone. */
export type Der = {
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number;
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
};

/** The next value; fails on a tag that is not the one expected, and on lengths that DER does not allow (§10.1). */
export function readDer(r: Reader, field: string, tag?: number): Der {
  const header: number[] = [r.uint(1, field)];
  const found = header[0] ?? 0;
  if ((found & TAG_NUMBER) === TAG_NUMBER || (tag !== undefined && found !== tag)) r.fail('bad-value', field);
  const first = r.uint(1, field);
  header.push(first);
  let length = first;
  if (first >= LONG_FORM) {
    const size = first - LONG_FORM;
    if (size === 0 || size > 3) r.fail('bad-value', field);
    length = 0;
    for (let i = 0; i < size; i++) {
      const byte = r.uint(1, field);
      header.push(byte);
      length = length * 256 + byte;
    }
    // The shortest form only.
    if (length < LONG_FORM || length < 256 ** (size - 1)) r.fail('bad-value', field);
  }
  const content = r.take(length, field);
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  bytes.set(content, header.length);
  return { tag: found, content, bytes };
}

/** Dotted decimal of an OBJECT IDENTIFIER's content (§8.19); `undefined` when it is none. */
export function oidText(content: Uint8Array): string | undefined {
  if (content.length === 0 || content.length > MOST_OID_BYTES || (content.at(-1) ?? 0) >= 0x80) return undefined;
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - 40n * top, ...rest].join('.');
}

/** Tags of the universal class, with the constructed bit where DER sets it. */
export const DER_TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
} as const;

const TAG_NUMBER = 0x1f;
const LONG_FORM = 0x80;
const MOST_OID_BYTES = 64;
