/**
 * The scan of one address of a target: what can be done on another thread as well.
 *
 * @module
 */
import { withDeadline } from '../core/pause.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { sniFor } from './hellos.ts';
import { type ScanOptions, scanAddress } from './scan-address.ts';
import type { Target } from './target.ts';

/** Plain data throughout. */
export type AddressJob = {
  readonly target: Target;
  readonly address: string;
  /** What the target has left of its deadline, in ms. */
  readonly leftMs: number;
};

export type JobOptions = ScanOptions & {
  /** The name to send: the target's own by default, `false` for none. */
  readonly sni: string | false | undefined;
};

/**
 * Never rejects for anything a server does.
 *
 * @returns one result, or two: a server whose nameless default differs gets one of its own for clients without SNI
 */
export async function scanJob(
  { target, address, leftMs }: AddressJob,
  options: JobOptions,
  signal: AbortSignal,
): Promise<ServerFacts[]> {
  const sni = options.sni === false ? undefined : (options.sni ?? sniFor(target.host));
  const endpoint = { address, port: target.port };
  const scan = { target: target.text, endpoint, service: target.service, name: sni ?? target.host };
  // Suites and groups are those of the name: what matters of the default is what it lets through.
  const nameless = { ...options, versionsOnly: true };
  return await withDeadline(leftMs, signal, async (limited) => {
    const named = await scanAddress({ ...scan, sni }, options, limited);
    if (named.withoutSni?.answer !== 'differs') return [named];
    return [named, await scanAddress({ ...scan, sni: undefined }, nameless, limited)];
  });
}
