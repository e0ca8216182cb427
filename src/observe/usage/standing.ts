/**
 * What became of one handshake, by the floor. Pure.
 *
 * @module
 */
import { FLOOR_VERSION, type Floor } from '../../facts/server-facts.ts';
import type { UsageEvent, UsageVersion } from '../../facts/usage-facts.ts';
import { AS_OLD_AS, type UsageStanding } from '../../facts/usage-summary.ts';
import { groupName, isPostQuantum, knownGroupCodes } from '../../tls/registry/groups.ts';
import { isOlder } from '../../tls/version.ts';
import type { UsageRow } from '../usage-row.ts';

/** A row without an event came off with a version that its reader took for modern: see {@link UsageRow.event}. */
export function standingOf({ event, negotiated, offeredMax }: Readonly<UsageRow>, floor: Floor): UsageStanding {
  if (event === null) return negotiated === null ? 'untold' : isBelow(negotiated, floor) ? 'below' : 'fine';
  if (event.outcome === 'refused') return isBlocked(event, floor) ? 'blocked' : 'failed';
  if (event.outcome === 'abandoned') return 'failed';
  // Where only the offer is told, a client that offers the floor gets over it, whatever the server chose.
  const version = negotiated ?? offeredMax;
  if (version === null) return 'untold';
  if (isBelow(version, floor)) return 'below';
  if (floor !== 'pq' || negotiated === null) return 'fine';
  if (event.group === null) return 'untold';
  return POST_QUANTUM.has(event.group.toLowerCase()) ? 'fine' : 'below';
}

export function isBelow(version: UsageVersion, floor: Floor): boolean {
  return isOlder(AS_OLD_AS[version], FLOOR_VERSION[floor]);
}

/** Whether the client wanted a version that reaches the floor, and did not get through. */
export function isRefusedNewer({ outcome, offeredMax }: UsageEvent, floor: Floor): boolean {
  return (outcome === 'refused' || outcome === 'abandoned') && offeredMax !== null && !isBelow(offeredMax, floor);
}

/**
 * Refused because of the version: by the alert that says so, or by one that says nothing better while what was wanted
 * is below the floor, as servers do that have no suite left for it.
 */
function isBlocked({ alert, offeredMax, negotiated }: UsageEvent, floor: Floor): boolean {
  if (alert === null) return false;
  if (ABOUT_VERSIONS.includes(alert.name)) return true;
  const version = offeredMax ?? negotiated;
  return version !== null && isBelow(version, floor) && alert.by !== 'client' && VAGUE.includes(alert.name);
}

/** RFC 9846 §6.2 and RFC 7507 §4. */
const ABOUT_VERSIONS: readonly string[] = ['protocol_version', 'inappropriate_fallback'];
const POST_QUANTUM: ReadonlySet<string> = new Set(
  knownGroupCodes()
    .filter(isPostQuantum)
    .map((code) => groupName(code).toLowerCase()),
);
const VAGUE: readonly string[] = ['handshake_failure', 'insufficient_security'];
