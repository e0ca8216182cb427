/**
 * What mends a client that does not reach a floor. Pure.
 *
 * @module
 */
import type { ClientFacts } from '../facts/client-facts.ts';
import { FLOOR_VERSION, type Floor } from '../facts/server-facts.ts';
import { isOlder } from '../tls/version.ts';
import { reachOf } from './reach.ts';

/**
 * What to do for the client, in one line; empty where nothing is to be done.
 *
 * @param known where a later release of it is looked for: what a row says of an upgrade holds for TLS 1.2
 */
export function fixOf(client: ClientFacts, floor: Floor, known: readonly ClientFacts[]): string {
  const reach = reachOf(client, floor);
  if (reach === 'reaches') return '';
  const step =
    reach === 'after-change'
      ? client.enable?.find(({ version }) => !isOlder(version, FLOOR_VERSION[floor]))
      : undefined;
  if (step) return step.how;
  const isOwnSetting = client.configuration !== undefined;
  if (client.upgrade && (floor === '1.2' || isOwnSetting)) return `move to ${client.upgrade.to}`;
  const later = laterRelease(client, floor, known);
  if (later) return `move to ${later.product.name} ${later.product.from} or later`;
  return reach === 'unknown' ? '' : 'no way is known';
}

/** The oldest release of the same program on the same system that is known to reach the floor as it comes. */
function laterRelease(client: ClientFacts, floor: Floor, known: readonly ClientFacts[]): ClientFacts | undefined {
  return known
    .filter((one) => isSameProgram(one, client) && one.configuration === undefined && one.product.from !== null)
    .filter((one) => byRelease(one, client) > 0 && reachOf(one, floor) === 'reaches')
    .toSorted(byRelease)[0];
}

function isSameProgram(a: ClientFacts, b: ClientFacts): boolean {
  if (a.product.name !== b.product.name || a.product.vendor !== b.product.vendor) return false;
  const [systems, others] = [systemsOf(a), systemsOf(b)];
  return systems.length === 0 || others.length === 0 || systems.some((system) => others.includes(system));
}

/** `iOS` of `iOS 9`, `macOS` also of `OS X 10.9`. */
function systemsOf({ platforms }: ClientFacts): string[] {
  return platforms.map((platform) => (/^OS X/.test(platform) ? 'macOS' : platform.replace(/ [\d.]+$/, '')));
}

/** By the numbers of the oldest release of each. */
function byRelease(a: ClientFacts, b: ClientFacts): number {
  return (a.product.from ?? '').localeCompare(b.product.from ?? '', 'en', { numeric: true });
}
