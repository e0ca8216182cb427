/**
 * How a client stands to a floor, from the states of its versions. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientReach } from '../facts/client-facts.ts';
import { FLOORS, type Floor } from '../facts/server-facts.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';

/** The floors that a client's versions answer for; its groups are not in the catalogue as states. */
export type VersionFloor = Exclude<Floor, 'pq'>;
export const VERSION_FLOORS: readonly VersionFloor[] = FLOORS.filter((floor) => floor !== 'pq');

/** The version that a floor asks for. */
export const FLOOR_VERSION: Readonly<Record<VersionFloor, TlsVersion>> = {
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
};

/** Whether the client gets over the floor as it comes, after a change of settings, or not at all. */
export function reachOf(client: ClientFacts, floor: VersionFloor): ClientReach {
  const states = TLS_VERSIONS.filter((version) => !isOlder(version, FLOOR_VERSION[floor])).map(
    (version) => client.protocols.states[version],
  );
  if (states.some((state) => state === 'on' || state === 'only')) return 'reaches';
  if (states.includes('supported-off')) return 'after-change';
  return states.includes(undefined) ? 'unknown' : 'cannot';
}

/** The versions it uses as it comes, oldest first. */
export function versionsOn(client: ClientFacts): TlsVersion[] {
  return TLS_VERSIONS.filter((version) => ['on', 'only'].includes(client.protocols.states[version] ?? ''));
}
