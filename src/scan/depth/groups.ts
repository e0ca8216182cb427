/**
 * The key exchange groups of a version, in the server's order.
 *
 * @module
 */
import type { ChoiceFacts, GroupFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { suiteName } from '../../tls/registry/cipher-suites.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { ALL_GROUPS, TLS13_GROUPS } from '../hellos.ts';
import { type Chooser, groupChoice, suiteChoice } from './chooser.ts';
import { type Choose, enumerateChoices } from './enumerate.ts';
import { expectedSuites } from './suite-order.ts';
import { unseenFirst, whoDecides } from './suites.ts';

export type Tls13Choices = {
  readonly groups: ChoiceFacts<GroupFacts>;
  readonly suites: ChoiceFacts<SuiteFacts>;
};

/**
 * TLS 1.3: groups and suites at once, as an answer names one of each. A HelloRetryRequest names a group as well as a
 * ServerHello does.
 */
export async function enumerateTls13(chooser: Chooser): Promise<Tls13Choices> {
  const seen = new Set<number>();
  const chooseGroup: Choose = async (groups) => {
    const answered = await chooser.offer({ groups, suites: unseenFirst(expectedSuites('TLSv1.3'), seen) });
    if (answered.pick) seen.add(answered.pick.suite);
    return groupChoice(answered);
  };
  const groups = await enumerateChoices(EXPECTED13, chooseGroup);
  const chooseSuite: Choose = async (suites) => suiteChoice(await chooser.offer({ suites }));
  const [groupsBy, suites] = await Promise.all([
    whoDecides(groups.items, chooseGroup),
    finishSuites(chooseSuite, seen),
  ]);
  return { groups: { ...groups, decidedBy: groupsBy, items: groups.items.map(describe) }, suites };
}

/** The suites not met beside the groups, and who decides; their order is known only if the server does. */
async function finishSuites(choose: Choose, seen: ReadonlySet<number>): Promise<ChoiceFacts<SuiteFacts>> {
  const expected = expectedSuites('TLSv1.3');
  // A server that always picked the same one decides itself: then a chain gives its order.
  const known = seen.size > 1 ? seen : new Set<number>();
  const rest = await enumerateChoices([expected.filter((code) => !known.has(code))], choose);
  const items = expected.filter((code) => known.has(code) || rest.items.includes(code));
  const order = known.size === 0 ? rest.items : items;
  return {
    decidedBy: await whoDecides(order, choose),
    isOrdered: known.size === 0,
    isComplete: rest.isComplete,
    items: order.map((code) => ({ code, name: suiteName(code), group: null, dhBits: null })),
  };
}

/**
 * TLS 1.2 and older: the groups met while suites were enumerated, and whatever else there is.
 *
 * @param suites ECDHE suites the server takes: with none of them no group can show
 */
export async function enumerateGroups12(
  chooser: Chooser,
  suites: readonly number[],
  seen: ReadonlySet<number>,
): Promise<ChoiceFacts<GroupFacts>> {
  if (suites.length === 0) return { decidedBy: 'unknown', isOrdered: false, isComplete: true, items: [] };
  const choose: Choose = async (groups) => groupChoice(await chooser.offer({ suites, groups }, 'serverKeyExchange'));
  const rest = await enumerateChoices([ALL_GROUPS.filter((group) => !seen.has(group))], choose);
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
