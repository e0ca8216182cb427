/**
 * IP addresses as numbers, so that they can be compared, counted and put into networks. Pure.
 *
 * @module
 */

/** An address; IPv4 written as IPv6 (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is the IPv4 address it means. */
export type Ip = { readonly family: 4 | 6; readonly value: bigint };

/** Bits of an address. */
export const BITS: Readonly<Record<4 | 6, number>> = { 4: 32, 6: 128 };

/** Reads an address without brackets; a zone (`%eth0`) is passed over. `undefined` if it is none. */
export function parseIp(text: string): Ip | undefined {
  const bare = text.split('%', 1)[0] ?? '';
  if (!bare.includes(':')) {
    const value = parseV4(bare);
    return value === undefined ? undefined : { family: 4, value };
  }
  const value = parseV6(bare);
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED ? { family: 4, value: value & LOW_32 } : { family: 6, value };
}

/** An address as RFC 5952 writes it, without brackets. */
export function formatIp({ family, value }: Ip): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const words = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - index * 16)) & 0xffffn));
  const gap = longestZeroes(words);
  const hex = words.map((word) => word.toString(16));
  if (gap.length < 2) return hex.join(':');
  return `${hex.slice(0, gap.start).join(':')}::${hex.slice(gap.start + gap.length).join(':')}`;
}

/** The IPv4 address inside one that NAT64 made for it (RFC 6052 §2.1, the well-known prefix 64:ff9b::/96). */
export function behindNat64({ family, value }: Ip): Ip | undefined {
  return family === 6 && value >> 32n === NAT64 ? { family: 4, value: value & LOW_32 } : undefined;
}

/** The first `bits` bits of an address, the others zero. */
export function networkOf({ family, value }: Ip, bits: number): Ip {
  const host = BigInt(BITS[family] - bits);
  return { family, value: (value >> host) << host };
}

function parseV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    // A leading zero is octal to some programs and decimal to others: it is no address here, as in node:net.
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + Number(part);
  }
  return BigInt(value);
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => wordsOf(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const words = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return words.reduce((value, word) => (value << 16n) | BigInt(word), 0n);
}

/** 16-bit words of one side of `::`; at the end of the address two may be written as an IPv4 address. */
function wordsOf(side: string, isEnd: boolean): number[] | undefined {
  if (side === '') return [];
  const words: number[] = [];
  const parts = side.split(':');
  for (const [index, part] of parts.entries()) {
    if (isEnd && index === parts.length - 1 && part.includes('.')) {
      const v4 = parseV4(part);
      if (v4 === undefined) return undefined;
      words.push(Number(v4 >> 16n), Number(v4 & 0xffffn));
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      words.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return words;
}

function longestZeroes(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

const LOW_32 = 0xffffffffn;
const MAPPED = 0xffffn;
const NAT64 = 0x64ff9b0000000000000000n;
