/**
 * How a client stands to a floor, from the states of its versions and from what its hellos offer. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientOutcome, ClientReach } from '../facts/client-facts.ts';
import { FLOOR_VERSION, type Floor, type YesNoUnknown } from '../facts/server-facts.ts';
import { supportedGroupsOf } from '../tls/extension-values.ts';
import { groupName, isPostQuantum, knownGroupCodes } from '../tls/registry/groups.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { type FirstHello, newestOffered, offeredHello, oldestOffered } from './hello.ts';

/** Whether the client gets over the floor as it comes, after a change of settings, or not at all. */
export function reachOf(client: ClientFacts, floor: Floor): ClientReach {
  const byVersion = reachOfVersion(client, FLOOR_VERSION[floor]);
  if (floor !== 'pq' || byVersion === 'cannot') return byVersion;
  return byVersion === 'reaches' ? reachOfGroups(client) : 'unknown';
}

/** The versions it uses as it comes, oldest first. */
export function versionsOn(client: ClientFacts): TlsVersion[] {
  return TLS_VERSIONS.filter((version) => ['on', 'only'].includes(client.protocols.states[version] ?? ''));
}

/**
 * Whether the client, as it comes, takes a version that a server chooses: the one rule of every command.
 *
 * What is not known cannot be told. Nothing is left to know of a version that its hello leaves out, or that lies beyond
 * one which is known not to be used: those that are used follow each other.
 */
export function takesVersion(client: ClientFacts, version: TlsVersion): YesNoUnknown {
  const { states } = client.protocols;
  const state = states[version];
  if (state !== undefined) return state === 'on' || state === 'only' ? 'yes' : 'no';
  const [offer] = client.offers;
  const first = offer && offeredHello(offer);
  const newest = first && newestOffered(first);
  const least = first && oldestOffered(first);
  if (newest === version) return 'yes';
  if ((newest && isOlder(newest, version)) || (least && isOlder(version, least))) return 'no';
  const on = versionsOn(client);
  const isOff = (one: TlsVersion): boolean => states[one] === 'none' || states[one] === 'supported-off';
  const isBeyond = TLS_VERSIONS.filter(isOff).some((off) => {
    const isBelow = isOlder(version, off) && on.every((one) => isOlder(off, one));
    return isBelow || (isOlder(off, version) && on.every((one) => isOlder(one, off)));
  });
  return on.length > 0 && isBeyond ? 'no' : 'unknown';
}

/** Whether a client that met a server so would still connect if the server took nothing below the floor. */
export function staysAtFloor(client: ClientFacts, outcome: ClientOutcome, floor: Floor): YesNoUnknown {
  if (outcome.outcome === 'inconclusive') return 'unknown';
  const { version } = outcome;
  if (version === null || isOlder(version, FLOOR_VERSION[floor])) {
    // Without a hello, TLS 1.2 may be no more than the newest version that is known of it.
    const isOpen = version === 'TLSv1.2' && client.offers.length === 0 && reachOf(client, floor) === 'unknown';
    return isOpen ? 'unknown' : 'no';
  }
  if (floor !== 'pq' || POST_QUANTUM_NAMES.has(outcome.group ?? '')) return 'yes';
  const [offer] = client.offers;
  // It may be for the server that the two did not meet there.
  return offer === undefined || offersPostQuantum(offeredHello(offer)) ? 'unknown' : 'no';
}

/** Whether a hello that was seen offers enough for the floor. */
export function helloReaches(first: FirstHello, floor: Floor): boolean {
  const newest = newestOffered(first);
  if (newest === undefined || isOlder(newest, FLOOR_VERSION[floor])) return false;
  return floor !== 'pq' || offersPostQuantum(first);
}

function reachOfVersion(client: ClientFacts, least: TlsVersion): ClientReach {
  const states = TLS_VERSIONS.filter((version) => !isOlder(version, least)).map(
    (version) => client.protocols.states[version],
  );
  if (states.some((state) => state === 'on' || state === 'only')) return 'reaches';
  if (states.includes('supported-off')) return 'after-change';
  const isOpen = TLS_VERSIONS.some((one) => !isOlder(one, least) && takesVersion(client, one) === 'unknown');
  return isOpen ? 'unknown' : 'cannot';
}

/** Of a client with TLS 1.3. Releases that its hellos do not show may differ from those that they show. */
function reachOfGroups({ offers, product }: ClientFacts): ClientReach {
  const isOffered = offers.map((offer) => offersPostQuantum(offeredHello(offer)));
  if (isOffered.length > 0 && isOffered.every(Boolean)) return 'reaches';
  return isOffered.length === 0 || isOffered.some(Boolean) || product.to === null ? 'unknown' : 'cannot';
}

function offersPostQuantum(first: FirstHello): boolean {
  return first.format === 'tls' && (supportedGroupsOf(first.hello) ?? []).some(isPostQuantum);
}

const POST_QUANTUM_NAMES: ReadonlySet<string> = new Set(knownGroupCodes().filter(isPostQuantum).map(groupName));
