/**
 * The cipher suites of one version, in the server's order, and who decides.
 *
 * @module
 */
import type { ChoiceFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { suiteName } from '../../tls/registry/cipher-suites.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { ALL_GROUPS, ALL_SCHEMES } from '../hellos.ts';
import { type Answered, type Chooser, suiteChoice } from './chooser.ts';
import { type Choose, cutByWeight, enumerateChoices } from './enumerate.ts';
import { expectedSuites, weightOfSuite } from './suite-order.ts';

/**
 * What the enumeration of suites shows on the way: ECDHE answers name their group, signed ones their scheme. What was
 * not met yet is offered first, and as most servers take the client's first, each answer shows something new.
 */
export type Seen = { readonly groups: Set<number>; readonly schemes: Set<number> };

export function nothingSeen(): Seen {
  return { groups: new Set(), schemes: new Set() };
}

/**
 * @param chains questions side by side; more means fewer round trips, and two more connections each
 * @param seen filled on the way
 */
export async function enumerateSuites(chooser: Chooser, chains: number, seen: Seen): Promise<ChoiceFacts<SuiteFacts>> {
  const picks = new Map<number, Answered>();
  const choose: Choose = async (suites) => {
    const groups = unseenFirst(ALL_GROUPS, seen.groups);
    const signatureAlgorithms = unseenFirst(ALL_SCHEMES, seen.schemes);
    const answered = await chooser.offer({ suites, groups, signatureAlgorithms }, 'serverKeyExchange');
    const { pick } = answered;
    if (pick?.group !== undefined) seen.groups.add(pick.group);
    const scheme = pick?.keyExchange?.signature?.algorithm;
    if (scheme !== undefined) seen.schemes.add(scheme);
    if (pick && !picks.has(pick.suite)) picks.set(pick.suite, answered);
    return suiteChoice(answered);
  };
  const stretches = cutByWeight(expectedSuites(chooser.version), weightOfSuite, chains, MOST_SUITES);
  const found = await enumerateChoices(stretches, choose);
  return { ...found, items: found.items.map((code) => describe(code, picks.get(code))) };
}

/** Those not met yet, then those met. */
export function unseenFirst(all: readonly number[], seen: ReadonlySet<number>): number[] {
  return [...all.filter((code) => !seen.has(code)), ...seen];
}

function describe(code: number, answered: Answered | undefined): SuiteFacts {
  const { group, dhBits } = answered?.pick ?? {};
  return { code, name: suiteName(code), group: group === undefined ? null : groupName(group), dhBits: dhBits ?? null };
}

const MOST_SUITES = 120;
