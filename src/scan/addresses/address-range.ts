/**
 * Ranges of addresses: a CIDR block, or from one address to another. Pure.
 *
 * @module
 */
import { BITS, formatIp, type Ip, networkOf, parseIp } from './ip.ts';

/** From `first` to `last`, both included. */
export type AddressRange = { readonly family: 4 | 6; readonly first: bigint; readonly last: bigint };

/**
 * Reads `192.0.2.0/24`, `2001:db8::/120`, `192.0.2.1-192.0.2.9` or, for short, `192.0.2.1-9`.
 *
 * @returns `undefined` for text that is no range at all; a sentence for one that cannot be right
 */
export function parseRange(text: string): AddressRange | string | undefined {
  const match = /^([0-9a-f:.]+)([/-])([0-9a-f:.]+)$/i.exec(text);
  const [, start = '', sign, end = ''] = match ?? [];
  const first = parseIp(start);
  if (!match || !first) return undefined;
  return sign === '/' ? block(first, start, end) : span(first, end);
}

/** A block of one address. */
export function rangeOf({ family, value }: Ip): AddressRange {
  return { family, first: value, last: value };
}

/** How many addresses there are; exact up to 2^53. */
export function rangeSize({ first, last }: AddressRange): number {
  return Number(last - first + 1n);
}

/**
 * Every address of a range, lazily. IPv4 goes through the last octet slowest, so that neighbours in the list are in
 * different /24 networks and a limit for each network does not hold the whole run up.
 */
export function* addressesOf({ family, first, last }: AddressRange): Generator<string, void, undefined> {
  if (family === 6) {
    for (let value = first; value <= last; value++) yield formatIp({ family, value });
    return;
  }
  const firstNetwork = first >> 8n;
  const lastNetwork = last >> 8n;
  for (let octet = 0n; octet < 256n; octet++) {
    for (let network = firstNetwork; network <= lastNetwork; network++) {
      const value = (network << 8n) | octet;
      if (value >= first && value <= last) yield formatIp({ family, value });
    }
  }
}

function block(ip: Ip, written: string, length: string): AddressRange | string {
  const isMapped = ip.family === 4 && written.includes(':');
  const bits = /^\d{1,3}$/.test(length) ? Number(length) - (isMapped ? 96 : 0) : Number.NaN;
  if (!(bits >= 0 && bits <= BITS[ip.family])) return `/${length} is no prefix length for IPv${ip.family}`;
  const first = networkOf(ip, bits).value;
  return { family: ip.family, first, last: first + (1n << BigInt(BITS[ip.family] - bits)) - 1n };
}

function span(first: Ip, end: string): AddressRange | string {
  const isOctet = first.family === 4 && /^\d{1,3}$/.test(end) && Number(end) <= 255;
  const last: Ip | undefined = isOctet ? { family: 4, value: networkOf(first, 24).value + BigInt(end) } : parseIp(end);
  if (!last || last.family !== first.family) return `${end} is no IPv${first.family} address`;
  if (last.value < first.value) return `it ends before it starts`;
  return { family: first.family, first: first.value, last: last.value };
}
