/**
 * Scans lab servers for everything, as the command does.
 *
 * @module
 */
import type { AttackFacts } from '../src/facts/attack-facts.ts';
import type { ServerFacts } from '../src/facts/server-facts.ts';
import { type ScanOptions, scanAddress } from '../src/scan/scan-address.ts';
import { LAB_NAME, LAB_OPTIONS } from './scan-lab.ts';

/** @throws Error if the scan did not ask for attacks: the server speaks nothing, or a bug */
export async function attackLab(port: number, options: Partial<ScanOptions> = {}): Promise<AttackFacts> {
  const { attacks } = await factsOf(port, options);
  if (!attacks) throw new Error('a scan without attacks');
  return attacks;
}

export async function factsOf(
  port: number,
  options: Partial<ScanOptions> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ServerFacts> {
  const service = { scheme: 'tls', schemeFrom: 'default' } as const;
  const endpoint = { address: '127.0.0.1', port };
  const scan = { target: 'lab', endpoint, service, name: LAB_NAME, sni: LAB_NAME };
  return await scanAddress(scan, { ...LAB_OPTIONS, answerMs: 3000, ...options }, signal);
}
