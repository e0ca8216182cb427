/**
 * The cipher suites of one version, in the server's order, and who decides.
 *
 * @module
 */
import type { ChoiceFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { suiteName } from '../../tls/registry/cipher-suites.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { ALL_GROUPS } from '../hellos.ts';
import { type Answered, type Chooser, suiteChoice } from './chooser.ts';
import { type Choose, cutByWeight, enumerateChoices } from './enumerate.ts';
import { expectedSuites, weightOfSuite } from './suite-order.ts';

/** What the enumeration of suites showed of groups on the way: ECDHE answers name theirs. */
export type SeenGroups = Set<number>;

/**
 * @param chains questions side by side; more means fewer round trips, and two more connections each
 * @param seen groups met, kept by the caller; those not met yet are offered first, as many servers take the first
 */
export async function enumerateSuites(
  chooser: Chooser,
  chains: number,
  seen: SeenGroups,
): Promise<ChoiceFacts<SuiteFacts>> {
  const picks = new Map<number, Answered>();
  const choose: Choose = async (suites) => {
    const unseen = ALL_GROUPS.filter((group) => !seen.has(group));
    const answered = await chooser.offer({ suites, groups: [...unseen, ...seen] }, 'serverKeyExchange');
    const { pick } = answered;
    if (pick?.group !== undefined) seen.add(pick.group);
    if (pick && !picks.has(pick.suite)) picks.set(pick.suite, answered);
    return suiteChoice(answered);
  };
  const stretches = cutByWeight(expectedSuites(chooser.version), weightOfSuite, chains, MOST_SUITES);
  const found = await enumerateChoices(stretches, choose);
  return {
    decidedBy: await whoDecides(found.items, choose),
    isOrdered: found.isOrdered,
    isComplete: found.isComplete,
    items: found.items.map((code) => describe(code, picks.get(code))),
  };
}

/** Offers everything found the other way round: a server with a will of its own still picks its first. */
export async function whoDecides(items: readonly number[], choose: Choose): Promise<ChoiceFacts<never>['decidedBy']> {
  const [first] = items;
  const last = items.at(-1);
  if (items.length < 2 || first === undefined) return 'unknown';
  const choice = await choose(items.toReversed());
  if (choice.kind !== 'chosen') return 'unknown';
  if (choice.item === first) return 'server';
  return choice.item === last ? 'client' : 'unknown';
}

function describe(code: number, answered: Answered | undefined): SuiteFacts {
  const { group, dhBits } = answered?.pick ?? {};
  return { code, name: suiteName(code), group: group === undefined ? null : groupName(group), dhBits: dhBits ?? null };
}

const MOST_SUITES = 120;
