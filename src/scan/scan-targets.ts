/**
 * Scans many targets: names to addresses, addresses to facts, bounded, polite, and in the order they finish.
 *
 * @module
 */
import { type Failure, failure } from '../core/errors.ts';
import { FairQueue, type Lane } from '../core/fair-queue.ts';
import { withDeadline } from '../core/pause.ts';
import { runPool } from '../core/pool.ts';
import { ok } from '../core/result.ts';
import { NOTHING_KNOWN, type ServerFacts } from '../facts/server-facts.ts';
import { type JobOptions, scanJob } from './address-job.ts';
import { type Exclusions, NOTHING_EXCLUDED } from './addresses/exclusions.ts';
import { judgeFloor } from './floor.ts';
import { NOBODYS_LANE, networkLane } from './network-lane.ts';
import { type Family, type Lookup, resolve } from './resolve.ts';
import { serviceFacts } from './service.ts';
import type { Target } from './target.ts';

export type TargetScanOptions = JobOptions & {
  /** Addresses at once. */
  readonly concurrency: number;
  /** Limit for one target, in ms; what is not known by then is inconclusive. Waiting for a polite moment is not counted. */
  readonly deadlineMs: number;
  /** Only addresses of this family; 0 takes both. */
  readonly family: Family;
  /** Connections at once into one /24 (IPv4) or /48 (IPv6); by default 64, and no limit into loopback. */
  readonly perNetwork?: number | undefined;
  readonly exclusions?: Exclusions | undefined;
  readonly lookup?: Lookup | undefined;
  /** Scans one address; here and now by default. */
  readonly scanOne?: typeof scanJob | undefined;
};

/** A target with everything that was found out about it. */
export type ScannedTarget<T extends Target = Target> = {
  readonly target: T;
  /** One for each address, and a second one for an address that answers otherwise without a name. Never empty. */
  readonly results: readonly ServerFacts[];
  /** Whether there is no more to find out: `false` when the run was stopped on the way. */
  readonly isComplete: boolean;
};

/**
 * The results of {@link scanEach}, one by one.
 *
 * @throws what `targets` throws; what a server or the DNS does is a result
 */
export async function* scanTargets(
  targets: AsyncIterable<Target> | Iterable<Target>,
  options: TargetScanOptions,
  signal: AbortSignal,
): AsyncGenerator<ServerFacts, void, undefined> {
  for await (const { results } of scanEach(targets, options, signal)) yield* results;
}

/**
 * Scans each target and yields it with all its results as soon as the last is known.
 *
 * @throws what `targets` throws; what a server or the DNS does is a result
 */
export async function* scanEach<T extends Target>(
  targets: AsyncIterable<T> | Iterable<T>,
  options: TargetScanOptions,
  signal: AbortSignal,
): AsyncGenerator<ScannedTarget<T>, void, undefined> {
  const { concurrency, perNetwork = Number.POSITIVE_INFINITY } = options;
  const polite = { ...options, parallel: Math.min(options.parallel, perNetwork) };
  const prepare = (target: T, stop: AbortSignal): Promise<Visit<T>> => startVisit(target, polite, stop);
  const visits = runPool(targets, prepare, { concurrency, signal });
  const { scanOne = scanJob } = options;
  const waiting = new FairQueue<Stop<T>>(LOOK_AHEAD * concurrency, ({ lane }) => lane);
  const unfinished = new Set<Visit<T>>();
  const scan = async (stop: Stop<T>, limit: AbortSignal): Promise<Visit<T>> => {
    const { visit, address, index } = stop;
    unfinished.add(visit);
    const { target, leftMs } = visit;
    if (address !== undefined) visit.found[index] = await scanOne({ target, address, leftMs }, polite, limit);
    visit.open--;
    return visit;
  };
  for await (const visit of runPool(stopsOf(visits, polite), scan, { concurrency, signal, waiting })) {
    if (visit.open > 0) continue;
    unfinished.delete(visit);
    yield scanned(visit);
  }
  for (const visit of unfinished) yield scanned(visit);
}

/** One target under way. */
type Visit<T> = {
  readonly target: T;
  readonly addresses: readonly string[];
  /** By the index of the address; what needs no connection stands behind them. */
  readonly found: (readonly ServerFacts[])[];
  /** Addresses that are not done yet. */
  open: number;
  /** What the look-up has left of the deadline, in ms. */
  readonly leftMs: number;
};

/** One address of a visit; `undefined` where there is nothing to connect to. */
type Stop<T> = {
  readonly visit: Visit<T>;
  readonly index: number;
  readonly address: string | undefined;
  readonly lane: Lane;
};

function scanned<T extends Target>({ target, found, open }: Visit<T>): ScannedTarget<T> {
  const results = found.flat();
  return { target, results, isComplete: open <= 0 && results.every(({ error }) => error?.code !== 'interrupted') };
}

async function startVisit<T extends Target>(
  target: T,
  options: TargetScanOptions,
  signal: AbortSignal,
): Promise<Visit<T>> {
  const exclusions = options.exclusions ?? NOTHING_EXCLUDED;
  const without = (error: Failure, address: string | null = null): ServerFacts[] => {
    return [withoutContact(target, address, error, options)];
  };
  const visit = (addresses: readonly string[], settled: readonly ServerFacts[], leftMs: number): Visit<T> => {
    return { target, addresses, found: [...addresses.map(() => []), settled], open: addresses.length, leftMs };
  };
  if (exclusions.has(target.host)) return visit([], without(excluded(target.host)), 0);
  const started = performance.now();
  const found = await withDeadline(options.deadlineMs, signal, (limited) =>
    // A proxy that resolves names is handed the name; nobody here may know it.
    options.proxy?.resolvesNames
      ? Promise.resolve(ok([target.host]))
      : resolve(target.host, options.family, limited, options.lookup),
  );
  if (!found.ok) return visit([], without(found.error), 0);
  const isFree = (address: string): boolean => !exclusions.has(address);
  const left = found.value.filter((address) => !isFree(address));
  const refused = left.flatMap((address) => without(excluded(address, target.host), address));
  return visit(found.value.filter(isFree), refused, Math.max(1, options.deadlineMs - (performance.now() - started)));
}

async function* stopsOf<T>(
  visits: AsyncIterable<Visit<T>>,
  options: TargetScanOptions,
): AsyncGenerator<Stop<T>, void, undefined> {
  for await (const visit of visits) {
    if (visit.addresses.length === 0) yield { visit, index: 0, address: undefined, lane: NOBODYS_LANE };
    for (const [index, address] of visit.addresses.entries()) {
      yield { visit, index, address, lane: networkLane(address, options) };
    }
  }
}

function withoutContact(
  target: Target,
  address: string | null,
  error: Failure,
  options: TargetScanOptions,
): ServerFacts {
  return {
    target: target.text,
    service: serviceFacts(target.service, options.proxy),
    address,
    port: target.port,
    sni: null,
    ...NOTHING_KNOWN,
    floor: judgeFloor(options.floor, { versions: null, downgrade: null, withoutSni: null, postQuantum: null }),
    connections: 0,
    durationMs: 0,
    error,
  };
}

function excluded(place: string, host: string = place): Failure {
  const reason = place === host ? `${host} is` : `${place}, an address of ${host}, is`;
  return failure('excluded', `${reason} on the list of --exclude: not contacted`);
}

/** Waiting addresses for each one that may run: enough to find other networks when one of them is busy. */
const LOOK_AHEAD = 16;
