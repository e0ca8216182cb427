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
import { unseenFirst } from './suites.ts';

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
  const suites = await finishSuites(chooseSuite, seen);
  return { groups: { ...groups, items: groups.items.map(describe) }, suites };
}

/** The suites that were not met beside the groups. A server that always picked the same one shows its order in a chain. */
async function finishSuites(choose: Choose, seen: ReadonlySet<number>): Promise<ChoiceFacts<SuiteFacts>> {
  const expected = expectedSuites('TLSv1.3');
  const known = seen.size > 1 ? expected.filter((code) => seen.has(code)) : [];
  const rest = await enumerateChoices([expected.filter((code) => !known.includes(code))], choose);
  const items = expected.filter((code) => known.includes(code) || rest.items.includes(code));
  const isChain = known.length === 0;
  return {
    // A server that took what stood first in changing offers has no order of its own.
    decidedBy: isChain ? rest.decidedBy : 'client',
    isOrdered: true,
    isComplete: rest.isComplete,
    items: (isChain ? rest.items : items).map((code) => ({ code, name: suiteName(code), group: null, dhBits: null })),
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
  // The suites' answers took turns among the groups: only a server without an order of its own does that.
  const decidedBy = seen.size > 1 ? 'client' : rest.decidedBy;
  return { decidedBy, isOrdered: decidedBy === 'server', isComplete: rest.isComplete, items: items.map(describe) };
}

function describe(code: number): GroupFacts {
  return { code, name: groupName(code) };
}

/** Two stretches: elliptic curves as OpenSSL 3 has them with what few servers take behind, and finite fields. */
const FIRST13: readonly number[] = [0x11ec, 0x001d, 0x0017, 0x001e, 0x0019, 0x0018];
const FINITE_FIELDS: readonly number[] = [0x0100, 0x0101, 0x0102, 0x0103, 0x0104];
const RARE13 = [...TLS13_GROUPS, ...ALL_GROUPS].filter((code) => ![...FIRST13, ...FINITE_FIELDS].includes(code));
const EXPECTED13: readonly (readonly number[])[] = [[...FIRST13, ...RARE13], FINITE_FIELDS];
