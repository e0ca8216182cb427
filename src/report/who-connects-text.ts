/**
 * Which client programs can connect, in a few lines for a terminal. Pure.
 *
 * @module
 */
import { FLOOR_WORDS, type Floor } from '../facts/server-facts.ts';
import type { WhoConnects } from '../readiness/who-connects.ts';
import { termLines } from './layout.ts';

/** @param isLong with every name */
export function whoConnectsLines(who: WhoConnects | null, floor: Floor, isLong: boolean): string[] {
  if (who === null) return [];
  const listed = (names: readonly string[]): string => {
    const shown = isLong ? names : names.slice(0, MOST_NAMES);
    const rest = names.length - shown.length;
    return names.length === 0 ? '' : `: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  };
  const { all, cutOff, cutOffAtFloor, unknown } = who;
  const open = unknown.length > 0 ? [`${unknown.length} cannot be told${isLong ? listed(unknown) : ''}`] : [];
  // Not every hello is known, so more clients than these may lack the groups.
  const [condition, least] =
    floor === 'pq' ? [`${FLOOR_WORDS.pq.least} alone`, 'at least '] : [`nothing ${FLOOR_WORDS[floor].below}`, ''];
  const count = cutOffAtFloor.length === 0 ? 'none' : `${least}${cutOffAtFloor.length}`;
  const raised = `with ${condition}, ${count} more${listed(cutOffAtFloor)}`;
  const texts = [`${cutOff.length} of ${all} known programs cannot connect${listed(cutOff)}`, raised, ...open];
  return texts.flatMap((text, index) => termLines(index === 0 ? 'clients' : '', text));
}

const MOST_NAMES = 3;
