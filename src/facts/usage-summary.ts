/**
 * What many handshakes come to: counts for all services and for each, and every client that uses an old version.
 *
 * `schemas/observe.schema.json` is the same in JSON Schema.
 *
 * @module
 */

import type { TlsVersion } from '../tls/version.ts';
import type { ClientMatch } from './client-facts.ts';
import type { Floor } from './server-facts.ts';
import type { SourceCoverage, UsageVersion } from './usage-facts.ts';

/** Every version, oldest first; DTLS behind the TLS that it is made of. */
export const USAGE_VERSIONS: readonly UsageVersion[] = [
  'SSLv2',
  'SSLv3',
  'TLSv1.0',
  'TLSv1.1',
  'DTLSv1.0',
  'TLSv1.2',
  'DTLSv1.2',
  'TLSv1.3',
  'DTLSv1.3',
];

/** The TLS that a version is as old as: DTLS 1.0 is TLS 1.1 in datagrams (RFC 4347 §1). */
export const AS_OLD_AS: Readonly<Record<UsageVersion, TlsVersion>> = {
  SSLv2: 'SSLv2',
  SSLv3: 'SSLv3',
  'TLSv1.0': 'TLSv1.0',
  'TLSv1.1': 'TLSv1.1',
  'DTLSv1.0': 'TLSv1.1',
  'TLSv1.2': 'TLSv1.2',
  'DTLSv1.2': 'TLSv1.2',
  'TLSv1.3': 'TLSv1.3',
  'DTLSv1.3': 'TLSv1.3',
};

/**
 * What became of handshakes. Each is in one of these: `fine`: came off, at the floor or over it; `below`: came off below
 * it; `blocked`: refused because of the version, so that somebody cannot connect already; `failed`: did not come off for
 * another reason, or for none that is told; `untold`: the source does not say which version it was.
 */
export type UsageStanding = (typeof USAGE_STANDINGS)[number];
export const USAGE_STANDINGS = ['fine', 'below', 'blocked', 'failed', 'untold'] as const;

export type StandingCounts = Readonly<Record<UsageStanding, number>>;

export type VersionUsage = {
  readonly handshakes: number;
  /** Distinct addresses; exact or estimated, as `UsageSummary.clientCountError` says. */
  readonly clients: number;
};

export type DayUsage = StandingCounts & {
  /** ISO 8601, in UTC. */
  readonly day: string;
  readonly negotiated: Readonly<Partial<Record<UsageVersion, number>>>;
};

export type UsageCounts = StandingCounts & {
  /** All of them; the sum of the standings. */
  readonly handshakes: number;
  /** Distinct addresses, of whatever standing. */
  readonly clients: number;
  /** Exact: they are kept one by one. */
  readonly clientsBelow: number;
  readonly clientsBlocked: number;
  /** By what the two sides agreed on. */
  readonly negotiated: Readonly<Partial<Record<UsageVersion, VersionUsage>>>;
  /** By the newest that the client offered, where the source tells. */
  readonly offered: Readonly<Partial<Record<UsageVersion, VersionUsage>>>;
  /** Oldest first; days without a handshake are left out. */
  readonly days: readonly DayUsage[];
};

export type ServiceUsage = UsageCounts & {
  /** What the source calls it, or else address and port, or else the name that was asked for. Hostile text. */
  readonly service: string;
  /** Names asked for there, the first few. Hostile text. */
  readonly names: readonly string[];
};

/** One program behind an address, as far as its fingerprints and its words tell it from others. */
export type ClientProgram = {
  readonly ja3: string | null;
  readonly ja4: string | null;
  /** Hostile text. */
  readonly userAgent: string | null;
  readonly handshakes: number;
};

/** A client that negotiated or wanted a version below the floor, with all that was seen of it. */
export type OldClient = {
  /** As `--privacy` lets it through; `null`: not told by the source, or kept back. */
  readonly address: string | null;
  readonly below: number;
  readonly blocked: number;
  /** Milliseconds since 1970, of handshakes that are below or blocked; `null`: the sources have no time. */
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
  readonly negotiated: Readonly<Partial<Record<UsageVersion, number>>>;
  readonly offered: Readonly<Partial<Record<UsageVersion, number>>>;
  readonly services: readonly { readonly service: string; readonly below: number; readonly blocked: number }[];
  readonly programs: readonly ClientProgram[];
  /** What speaks for one cause or another: how many of its handshakes show it. */
  readonly signs: ClientSigns;
  /** Milliseconds from a refused newer hello of the same client to an old one; `null`: there was none. */
  readonly shortestFallbackMs: number | null;
};

export type ClientSigns = {
  /** The server chose less than was offered, and the offer reached the floor. */
  readonly offeredMore: number;
  /** The newest version offered is below the floor. */
  readonly offeredLess: number;
  /** TLS_FALLBACK_SCSV, or the alert inappropriate_fallback, which only it brings. */
  readonly fallback: number;
  /** The server's random says that it can do more than was offered (RFC 9846 §4.2.3). */
  readonly sentinel: number;
};

/** Why a client is below the floor, or refused. The rules are in `readiness/usage-cause.ts`. */
export type UsageCause = (typeof USAGE_CAUSES)[number];
export const USAGE_CAUSES = [
  'client-limited',
  'server-limited',
  'fallback-dance',
  'intercepted',
  'scanner',
  'unknown',
] as const;

export type JudgedClient = OldClient & {
  readonly cause: UsageCause;
  /** One sentence: what the cause rests on. */
  readonly evidence: string;
  /** Programs of the catalogue that fit what was sent and said; always a set. */
  readonly candidates: readonly ClientMatch[];
  /** What helps, in one sentence; `null`: nothing is known. */
  readonly mend: string | null;
};

/** What a roll-up holds, as plain data. */
export type UsageSummary = {
  readonly floor: Floor;
  readonly totals: UsageCounts;
  /** Those with most below or blocked handshakes first. */
  readonly services: readonly ServiceUsage[];
  /** Those with most below or blocked handshakes first. */
  readonly clients: readonly OldClient[];
  /** Relative standard error of the estimated numbers of distinct clients; 0: all are exact. */
  readonly clientCountError: number;
  /** Handshakes whose client, service or day is not kept apart any more, as there are too many; they are in the totals. */
  readonly overflow: { readonly clients: number; readonly services: number; readonly days: number };
  /** Milliseconds since 1970; `null`: the sources have no time. */
  readonly from: number | null;
  readonly to: number | null;
};

export type UsageTrend = {
  readonly direction: 'falling' | 'rising' | 'steady' | 'unknown';
  /** Share below the floor in the first and in the second half of the days, 0 to 1; `null`: fewer than two days. */
  readonly before: number | null;
  readonly after: number | null;
};

/** What was not seen. A share of what was seen says nothing of it. */
export type UsageGaps = {
  /** Services of the scan file of which no source told. */
  readonly unseenServices: readonly string[];
  /** Times of an hour or more without any record, within what the sources span. */
  readonly silences: readonly { readonly from: number; readonly to: number }[];
  /** Handshakes of which the source does not say the version. */
  readonly untold: number;
};

export type UsageReport = Omit<UsageSummary, 'clients'> & {
  /** Share of the handshakes that came off that are below the floor, 0 to 1; `null`: none came off. */
  readonly share: number | null;
  readonly trend: UsageTrend;
  readonly clients: readonly JudgedClient[];
  readonly sources: readonly SourceCoverage[];
  readonly gaps: UsageGaps;
};
