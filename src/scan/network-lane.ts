/**
 * Which addresses have to wait for one another, so that no machine and no network gets too many connections. Pure.
 *
 * @module
 */
import type { Lane } from '../core/fair-queue.ts';
import { formatIp, type Ip, networkOf, parseIp } from './addresses/ip.ts';

export type Politeness = {
  /** Connections that the scan of one address opens at once. */
  readonly parallel: number;
  /** Connections at once into one /24 (IPv4) or /48 (IPv6). */
  readonly perNetwork?: number | undefined;
};

/** The lane of what opens no connection. */
export const NOBODYS_LANE: Lane = { key: '', limit: Number.POSITIVE_INFINITY, solo: undefined };

/**
 * Scans of one address never overlap, whatever port or name they are for, so it never sees more than `parallel`
 * connections. Of a network, so many addresses are scanned at once that their connections fit the limit.
 */
export function networkLane(address: string, { parallel, perNetwork }: Politeness): Lane {
  const ip = parseIp(address);
  if (!ip) return { key: address, limit: 1, solo: address };
  const key = formatIp(networkOf(ip, ip.family === 4 ? 24 : 48));
  const connections = perNetwork ?? (isLoopback(ip) ? Number.POSITIVE_INFINITY : PER_NETWORK);
  return { key, limit: Math.max(1, Math.floor(connections / parallel)), solo: address };
}

/** This machine is nobody else's network. */
function isLoopback({ family, value }: Ip): boolean {
  return family === 4 ? value >> 24n === 127n : value === 1n;
}

/** Eight servers of a small network at once, or twelve where versions alone are asked. */
const PER_NETWORK = 64;
