/**
 * Why a client is below the floor: rules in order, each with what it rests on. Pure.
 *
 * An old version on a connection does not prove an old client: the server may lack the newer one, the client may be
 * trying again after a refusal, a middlebox may stand between, or it may be no user at all.
 *
 * @module
 */
import type { Identification } from '../clients/identify.ts';
import { reachOf, versionsOn } from '../clients/reach.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import { FLOOR_VERSION, type Floor, type YesNoUnknown } from '../facts/server-facts.ts';
import type { UsageVersion } from '../facts/usage-facts.ts';
import { AS_OLD_AS, type OldClient, USAGE_VERSIONS, type UsageCause } from '../facts/usage-summary.ts';
import { isOlder, spokenVersion, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { KNOWN_SCANNERS } from './known-scanners.ts';

/** What the catalogue says of a program: by what it sent, and by what it calls itself. */
export type KnownProgram = Identification & { readonly claimed: readonly ClientFacts[] };

/** A client, and what else is known that bears on it. */
export type Case = {
  readonly client: OldClient;
  readonly floor: Floor;
  /** What the catalogue says of each of `client.programs`. */
  readonly programs: readonly KnownProgram[];
  /** Whether each service that it used reaches the floor, by a scan; empty without one. */
  readonly services: readonly YesNoUnknown[];
};

type CauseRule = {
  readonly cause: UsageCause;
  /** One sentence if the rule fits, else `undefined`. */
  readonly evidence: (of: Case) => string | undefined;
};

/** The first that fits counts. */
const CAUSE_RULES: readonly CauseRule[] = [
  { cause: 'scanner', evidence: namedScanner },
  { cause: 'scanner', evidence: manyVersions },
  { cause: 'scanner', evidence: manyServices },
  { cause: 'intercepted', evidence: otherHello },
  { cause: 'intercepted', evidence: tooOldForClaim },
  {
    cause: 'fallback-dance',
    evidence: ({ client: { signs } }) =>
      signs.fallback > 0 ? 'its hello says that it is a second try (TLS_FALLBACK_SCSV, RFC 7507)' : undefined,
  },
  {
    cause: 'fallback-dance',
    evidence: ({ client: { shortestFallbackMs: ms } }) =>
      ms !== null && ms <= FALLBACK_MS ? `a newer hello of it was refused ${spokenMs(ms)} before` : undefined,
  },
  {
    cause: 'server-limited',
    evidence: ({ client: { signs, offered } }) =>
      signs.offeredMore > signs.offeredLess ? `it offers ${newest(offered)}, and the server chose less` : undefined,
  },
  {
    cause: 'server-limited',
    evidence: ({ client, services, floor }) =>
      client.below > 0 && client.signs.offeredLess === 0 && services.length > 0 && services.every((s) => s === 'no')
        ? `by the scan, no server that it used speaks ${spokenVersion(FLOOR_VERSION[floor])}`
        : undefined,
  },
  {
    cause: 'client-limited',
    evidence: ({ client: { signs, offered } }) =>
      signs.offeredLess > 0 ? `it offers ${newest(offered)} at most` : undefined,
  },
  {
    cause: 'client-limited',
    evidence: ({ client: { signs } }) =>
      signs.sentinel > 0 ? 'the server said that it can do more than was offered (RFC 9846 §4.2.3)' : undefined,
  },
  {
    cause: 'client-limited',
    evidence: ({ client, services, floor }) =>
      client.below > 0 && services.length > 0 && services.every((s) => s === 'yes')
        ? `by the scan, every server that it used speaks ${spokenVersion(FLOOR_VERSION[floor])}`
        : undefined,
  },
  { cause: 'client-limited', evidence: oldProgram },
  {
    cause: 'client-limited',
    evidence: ({ client: { blocked, below } }) =>
      blocked > 0 && below === 0 ? 'servers refuse its version, and it offers no other' : undefined,
  },
];

export function causeOf(of: Case): { readonly cause: UsageCause; readonly evidence: string } {
  for (const { cause, evidence } of CAUSE_RULES) {
    const sentence = evidence(of);
    if (sentence !== undefined) return { cause, evidence: sentence };
  }
  return { cause: 'unknown', evidence: 'the sources tell only what was negotiated, not what was offered' };
}

function namedScanner({ client }: Case): string | undefined {
  for (const { userAgent } of client.programs) {
    const found = userAgent === null ? undefined : KNOWN_SCANNERS.find((scanner) => scanner.userAgent.test(userAgent));
    if (found) return `it calls itself ${found.name}`;
  }
  return undefined;
}

/** One program does not offer SSL 2.0, SSL 3.0 and TLS 1.0 by turns; our own scan asks for each of them. */
function manyVersions({ client }: Case): string | undefined {
  const old = USAGE_VERSIONS.filter((version) => client.offered[version] !== undefined);
  const isAncient = old.includes('SSLv2') || old.includes('SSLv3');
  const ms = durationMs(client);
  if (old.length < MANY_VERSIONS || !isAncient || ms === undefined || ms > SHORT_MS) return undefined;
  return `it tried ${old.length} versions within ${spokenMs(ms)}`;
}

function manyServices({ client }: Case): string | undefined {
  const ms = durationMs(client);
  if (client.services.length < MANY_SERVICES || ms === undefined || ms > SHORT_MS) return undefined;
  return `it tried ${client.services.length} services or more within ${spokenMs(ms)}`;
}

function otherHello({ programs }: Case): string | undefined {
  return programs.find(({ agreement }) => agreement === 'contradicts')?.reason;
}

/** The user agent names a program that does not go down to what was negotiated, or goes far beyond what was offered. */
function tooOldForClaim({ client, programs }: Case): string | undefined {
  const newestUsed = tlsOf(USAGE_VERSIONS.findLast((version) => client.negotiated[version] ?? client.offered[version]));
  if (newestUsed === undefined) return undefined;
  for (const { claimed } of programs) {
    const oldest = claimed.map((one) => versionsOn(one)[0]);
    if (oldest.length === 0 || oldest.some((version) => version === undefined || !isOlder(newestUsed, version)))
      continue;
    const [first] = TLS_VERSIONS.filter((version) => oldest.includes(version));
    return `${named(claimed)}, as it calls itself, does not go below ${spokenVersion(first ?? 'TLSv1.2')}`;
  }
  return undefined;
}

/** All that fit are known not to reach the floor as they come. */
function oldProgram({ programs, floor }: Case): string | undefined {
  if (floor === 'pq') return undefined;
  const fitting = programs.flatMap(({ candidates }) => candidates.map(({ client }) => client));
  const isOld = fitting.every((one) => ['cannot', 'after-change'].includes(reachOf(one, floor)));
  if (fitting.length === 0 || !isOld) return undefined;
  return `${named(fitting)} does not offer ${spokenVersion(FLOOR_VERSION[floor])} as it comes`;
}

function named(clients: readonly ClientFacts[]): string {
  const names = clients.slice(0, MOST_NAMES).map(({ name }) => name);
  return clients.length > MOST_NAMES
    ? `${names.join(', ')} or one of ${clients.length - MOST_NAMES} others`
    : names.join(' or ');
}

function newest(offered: OldClient['offered']): string {
  const version = tlsOf(USAGE_VERSIONS.findLast((one) => offered[one] !== undefined));
  return version === undefined ? 'more' : spokenVersion(version);
}

function tlsOf(version: UsageVersion | undefined): TlsVersion | undefined {
  return version === undefined ? undefined : AS_OLD_AS[version];
}

function durationMs({ firstSeen, lastSeen }: OldClient): number | undefined {
  return firstSeen === null || lastSeen === null ? undefined : lastSeen - firstSeen;
}

function spokenMs(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${Math.round(ms / 1000)} s`;
}

/** Browsers tried again at once; a person who reloads the page is slower. */
const FALLBACK_MS = 10_000;
const SHORT_MS = 600_000;
const MANY_VERSIONS = 3;
const MANY_SERVICES = 20;
const MOST_NAMES = 2;
