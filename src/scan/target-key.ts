/**
 * What makes two targets the same, and which shard a target is in. Pure.
 *
 * @module
 */
import { stableHash } from '../core/stable-hash.ts';
import { formatIp, parseIp } from './addresses/ip.ts';
import type { Target } from './target.ts';

/** One part of a run that is split among machines: `index` is from 1 to `count`. */
export type Shard = { readonly index: number; readonly count: number };

/** The same text for every way to write the same target: `example.org:443`, `smtp://[2001:db8::1]:25`. */
export function targetKey({ text, host, port }: Pick<Target, 'text' | 'host' | 'port'>): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase() ?? 'https';
  const ip = parseIp(host);
  // A zone is part of the address: fe80::1%eth0 and fe80::1%eth1 are two machines.
  const zone = /%.*$/.exec(host)?.[0] ?? '';
  const address = ip && `${formatIp(ip)}${zone}`;
  const place = address ? (ip.family === 6 ? `[${address}]` : address) : host.toLowerCase().replace(/\.$/, '');
  return `${scheme === 'https' ? '' : `${scheme}://`}${place}:${port}`;
}

/** Whether a target belongs to a shard: the same on every machine, however the list is ordered. */
export function isInShard(key: string, { index, count }: Shard): boolean {
  const [high, low] = stableHash(key);
  return ((high % count) * (2 ** 32 % count) + (low % count)) % count === index - 1;
}
