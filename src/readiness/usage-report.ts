/**
 * The answer to "who still uses it": what was rolled up, with causes, candidates, a trend, and what was not seen. Pure.
 *
 * @module
 */
import { type Evidence, identify } from '../clients/identify.ts';
import { reachOf } from '../clients/reach.ts';
import { claimedClients, readUserAgent } from '../clients/user-agent.ts';
import type { ClientFacts, ClientMatch } from '../facts/client-facts.ts';
import { FLOOR_VERSION, type Floor, type YesNoUnknown } from '../facts/server-facts.ts';
import type { ServerState } from '../facts/server-state.ts';
import type { SourceCoverage } from '../facts/usage-facts.ts';
import type {
  ClientProgram,
  JudgedClient,
  OldClient,
  ServiceUsage,
  UsageCause,
  UsageCounts,
  UsageReport,
  UsageSummary,
  UsageTrend,
} from '../facts/usage-summary.ts';
import { isOlder, spokenVersion, TLS_VERSIONS } from '../tls/version.ts';
import { causeOf, type KnownProgram } from './usage-cause.ts';
import { silencesIn } from './usage-gaps.ts';

/** @param scan servers of an earlier scan; empty without one */
export function usageReport(
  summary: UsageSummary,
  sources: readonly SourceCoverage[],
  catalogue: readonly ClientFacts[],
  scan: readonly ServerState[],
): UsageReport {
  const { totals, services, floor } = summary;
  const identified = identifier(catalogue);
  const reaching = new Map(services.map((service) => [service.service, reachesFloor(service, scan, floor)]));
  return {
    ...summary,
    share: shareOf(totals),
    trend: trendOf(totals),
    clients: summary.clients.map((client) => judged(client, floor, identified, reaching)),
    sources,
    gaps: {
      unseenServices: scan.filter((state) => !services.some((service) => isOf(state, service))).map(placeOf),
      silences: silencesIn(sources, totals.days),
      untold: totals.untold,
    },
  };
}

/** Share below the floor of what came off; `null`: nothing did. */
export function shareOf({ fine, below }: Pick<UsageCounts, 'fine' | 'below'>): number | null {
  return fine + below === 0 ? null : below / (fine + below);
}

/** Compares the first half of the days with the second. */
export function trendOf({ days }: Pick<UsageCounts, 'days'>): UsageTrend {
  const half = (list: typeof days): number | null =>
    shareOf(list.reduce((sum, { fine, below }) => ({ fine: sum.fine + fine, below: sum.below + below }), NOTHING));
  const middle = Math.ceil(days.length / 2);
  const before = half(days.slice(0, middle));
  const after = half(days.slice(middle));
  if (before === null || after === null) return { direction: 'unknown', before, after };
  const change = after - before;
  const isSteady = Math.abs(change) <= STEADY * Math.max(before, after);
  return { direction: isSteady ? 'steady' : change < 0 ? 'falling' : 'rising', before, after };
}

type Identify = (program: ClientProgram) => KnownProgram;

/** Many clients send the same: each program is looked up once. */
function identifier(catalogue: readonly ClientFacts[]): Identify {
  const known = new Map<string, KnownProgram>();
  return ({ ja3, ja4, userAgent }) => {
    const key = JSON.stringify([ja3, ja4, userAgent]);
    const found = known.get(key) ?? {
      ...identify(catalogue, evidenceOf(ja3, ja4, userAgent)),
      claimed: claimedBy(userAgent, catalogue),
    };
    known.set(key, found);
    return found;
  };
}

function claimedBy(userAgent: string | null, catalogue: readonly ClientFacts[]): readonly ClientFacts[] {
  const claim = userAgent === null ? undefined : readUserAgent(userAgent);
  return claim === undefined ? [] : claimedClients(catalogue, claim);
}

function evidenceOf(ja3: string | null, ja4: string | null, userAgent: string | null): Evidence {
  return { ja3: ja3 ?? undefined, ja4: ja4 ?? undefined, userAgent: userAgent ?? undefined };
}

function judged(
  client: OldClient,
  floor: Floor,
  identified: Identify,
  reaching: ReadonlyMap<string, YesNoUnknown>,
): JudgedClient {
  const programs = client.programs.map(identified);
  const services = client.services.map(({ service }) => reaching.get(service) ?? 'unknown');
  const { cause, evidence } = causeOf({ client, floor, programs, services });
  const candidates = mostLikely(programs.flatMap((program) => program.candidates));
  return { ...client, cause, evidence, candidates, mend: mendOf(cause, candidates, floor) };
}

/** Each once; where some are known by what they sent, those that only their user agent names are left out. */
function mostLikely(matches: readonly ClientMatch[]): ClientMatch[] {
  const unique = matches.filter((one, index) => matches.findIndex(({ client }) => client === one.client) === index);
  const sent = unique.filter(({ by }) => by.some((sign) => sign !== 'user-agent'));
  return sent.length > 0 ? sent : unique;
}

function mendOf(cause: UsageCause, candidates: readonly ClientMatch[], floor: Floor): string | null {
  const wanted = spokenVersion(FLOOR_VERSION[floor]);
  switch (cause) {
    case 'client-limited':
      return stepOf(candidates, floor) ?? `update the program, or the TLS library that it uses, to one with ${wanted}`;
    case 'server-limited':
      return `let the server speak ${wanted}: the client is ready`;
    case 'fallback-dance':
      return 'find out why its first hello is refused or lost; the client can do more';
    case 'intercepted':
      return 'find the middlebox between and update it; the program behind it can do more';
    case 'scanner':
      return 'nothing: it is no user';
    case 'unknown':
      return null;
  }
}

/** What the catalogue knows to help, where all that fit need the same. */
function stepOf(candidates: readonly ClientMatch[], floor: Floor): string | undefined {
  if (floor === 'pq') return undefined;
  const steps = new Set(
    candidates.map(({ client }) => {
      const step = client.enable?.find(({ version }) => !isOlder(version, FLOOR_VERSION[floor]));
      if (reachOf(client, floor) === 'after-change' && step) return step.how;
      return client.upgrade === undefined ? undefined : `update to ${client.upgrade.to}`;
    }),
  );
  const [step] = steps;
  return steps.size === 1 ? step : undefined;
}

/** Whether a service reaches the floor, as far as the scan knows all the servers behind it. */
function reachesFloor(service: ServiceUsage, scan: readonly ServerState[], floor: Floor): YesNoUnknown {
  const answers = scan
    .filter((state) => isOf(state, service))
    .map(({ versions }): YesNoUnknown => {
      const asked = TLS_VERSIONS.filter((version) => !isOlder(version, FLOOR_VERSION[floor]));
      if (asked.some((version) => versions?.[version] === 'accepted')) return 'yes';
      return versions !== null && asked.every((version) => versions[version] === 'refused') ? 'no' : 'unknown';
    });
  const [first = 'unknown'] = answers;
  return answers.every((answer) => answer === first) ? first : 'unknown';
}

function isOf(state: ServerState, { service, names }: Pick<ServiceUsage, 'service' | 'names'>): boolean {
  const called = [service, ...names];
  if (called.includes(placeOf(state))) return true;
  const host = state.sni ?? hostOf(state.target);
  return called.some((name) => name === host || name === state.target || name === `${host}:${state.port}`);
}

function placeOf({ address, port, target }: ServerState): string {
  if (address === null) return target;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The host of `scheme://host:port`. */
function hostOf(target: string): string {
  return target.replace(/^[a-z0-9+.-]+:\/\//i, '').replace(/:\d+$/, '');
}

const NOTHING = { fine: 0, below: 0 };
/** Halves that differ by less than a tenth are called steady. */
const STEADY = 0.1;
