/**
 * Scans many targets: names to addresses, addresses to facts, bounded and in the order they finish.
 *
 * @module
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Failure, failure } from '../core/errors.ts';
import { withDeadline } from '../core/pause.ts';
import { runPool } from '../core/pool.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { judgeFloor } from './floor.ts';
import { sniFor } from './hellos.ts';
import { type ScanOptions, scanAddress } from './scan-address.ts';
import type { Target } from './target.ts';

export type TargetScanOptions = ScanOptions & {
  /** Targets at once. */
  readonly concurrency: number;
  /** Limit for one target with all its addresses, in ms; what is not known by then is inconclusive. */
  readonly deadlineMs: number;
  /** The name to send: the target's own by default, `false` for none. */
  readonly sni: string | false | undefined;
  /** Only addresses of this family; 0 takes both. */
  readonly family: 0 | 4 | 6;
};

/**
 * One result for each address of each target, and a second one without a name where the server then answers otherwise.
 *
 * @throws what `targets` throws; what a server or the DNS does is a result
 */
export async function* scanTargets(
  targets: AsyncIterable<Target> | Iterable<Target>,
  options: TargetScanOptions,
  signal: AbortSignal,
): AsyncGenerator<ServerFacts, void, undefined> {
  const scan = (target: Target, stop: AbortSignal): Promise<ServerFacts[]> =>
    withDeadline(options.deadlineMs, stop, (limited) => scanTarget(target, options, limited));
  for await (const results of runPool(targets, scan, { concurrency: options.concurrency, signal })) yield* results;
}

async function scanTarget(target: Target, options: TargetScanOptions, signal: AbortSignal): Promise<ServerFacts[]> {
  const addresses = await resolve(target.host, options.family, signal);
  if (!addresses.ok) return [withoutAddress(target, addresses.error, options)];
  const scans = addresses.value.map((address) => scanBothWays(target, address, options, signal));
  return (await Promise.all(scans)).flat();
}

/** A server whose nameless default differs gets a result of its own for clients without SNI. */
async function scanBothWays(
  target: Target,
  address: string,
  options: TargetScanOptions,
  signal: AbortSignal,
): Promise<ServerFacts[]> {
  const sni = options.sni === false ? undefined : (options.sni ?? sniFor(target.host));
  const scan = { target: target.text, endpoint: { address, port: target.port } };
  const named = await scanAddress({ ...scan, sni }, options, signal);
  if (named.withoutSni?.answer !== 'differs') return [named];
  // Suites and groups are those of the name: what matters of the default is what it lets through.
  const nameless = { ...options, versionsOnly: true };
  return [named, await scanAddress({ ...scan, sni: undefined }, nameless, signal)];
}

async function resolve(host: string, family: 0 | 4 | 6, signal: AbortSignal): Promise<Result<string[], Failure>> {
  const literal = isIP(host.split('%', 1)[0] ?? '');
  if (literal !== 0) {
    if (family === 0 || family === literal) return ok([host]);
    return err(failure('unknown-host', `${host} is no IPv${family} address`, `leave --ip ${family} out`));
  }
  const stopped = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(STOPPED);
    signal.addEventListener('abort', () => reject(STOPPED), { once: true });
  });
  try {
    const found = await Promise.race([lookup(host, { all: true, family, order: 'verbatim' }), stopped]);
    return ok([...new Set(found.map(({ address }) => address))]);
  } catch (error) {
    return err(dnsFailure(host, error, signal));
  }
}

function dnsFailure(host: string, error: unknown, signal: AbortSignal): Failure {
  if (error === STOPPED && signal.reason !== 'deadline')
    return failure('interrupted', `interrupted while looking up ${host}`);
  if (error === STOPPED) return failure('dns-failure', `the DNS did not answer for ${host} within the deadline`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return code === 'ENOTFOUND' || code === 'ENODATA'
    ? failure('unknown-host', `${host} has no address (${code})`)
    : failure('dns-failure', `looking up ${host} failed (${code})`);
}

function withoutAddress(target: Target, error: Failure, options: TargetScanOptions): ServerFacts {
  return {
    target: target.text,
    address: null,
    port: target.port,
    sni: null,
    versions: null,
    cipherSuites: null,
    groups: null,
    signatureSchemes: null,
    features: null,
    downgrade: null,
    withoutSni: null,
    certificates: null,
    intolerances: null,
    clients: null,
    floor: judgeFloor(options.floor, { versions: null, downgrade: null, withoutSni: null }),
    connections: 0,
    durationMs: 0,
    error,
  };
}

const STOPPED = new Error('stopped');
