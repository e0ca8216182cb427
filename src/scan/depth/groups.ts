/**
 * The key exchange groups of a version, in the server's order.
 *
 * @module
 */
import type { ChoiceFacts, GroupFacts } from '../../facts/depth-facts.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { ALL_GROUPS, TLS13_GROUPS } from '../hellos.ts';
import { type Chooser, groupChoice } from './chooser.ts';
import { type Choose, enumerateChoices } from './enumerate.ts';
import { type SeenGroups, whoDecides } from './suites.ts';

/** TLS 1.3: every group it takes, found one by one; a HelloRetryRequest names a group as well as a ServerHello. */
export async function enumerateGroups13(chooser: Chooser): Promise<ChoiceFacts<GroupFacts>> {
  const choose: Choose = async (groups) => groupChoice(await chooser.offer({ groups }));
  const found = await enumerateChoices(EXPECTED13, choose);
  return { ...found, decidedBy: await whoDecides(found.items, choose), items: found.items.map(describe) };
}

/**
 * TLS 1.2 and older: the groups met while suites were enumerated, and whatever else there is.
 *
 * @param suites ECDHE suites the server takes: with none of them no group can show
 */
export async function enumerateGroups12(
  chooser: Chooser,
  suites: readonly number[],
  seen: SeenGroups,
): Promise<ChoiceFacts<GroupFacts>> {
  const choose: Choose = async (groups) => groupChoice(await chooser.offer({ suites, groups }, 'serverKeyExchange'));
  const unseen = ALL_GROUPS.filter((group) => !seen.has(group));
  const rest = await enumerateChoices([unseen], choose);
  const items = [...seen, ...rest.items];
  const decidedBy = await whoDecides(items, choose);
  return { decidedBy, isOrdered: false, isComplete: rest.isComplete, items: items.map(describe) };
}

function describe(code: number): GroupFacts {
  return { code, name: groupName(code) };
}

/** Two stretches: what OpenSSL 3 has by default, in its order, and what few servers take. */
const FIRST13: readonly number[] = [0x11ec, 0x001d, 0x0017, 0x001e, 0x0019, 0x0018];
const EXPECTED13: readonly (readonly number[])[] = [
  FIRST13,
  [0x0100, 0x0101, 0x0102, 0x0103, 0x0104],
  [...TLS13_GROUPS, ...ALL_GROUPS].filter((group) => !FIRST13.includes(group) && (group < 0x100 || group > 0x104)),
];
