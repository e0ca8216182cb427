/**
 * The key exchange groups of a version, in the server's order.
 *
 * @module
 */
import type { ChoiceFacts, GroupFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { cipherSuite, suiteName } from '../../tls/registry/cipher-suites.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { ALL_GROUPS, TLS13_GROUPS } from '../hellos.ts';
import { suitesFor } from '../suite-sets.ts';
import { type Chooser, groupChoice, suiteChoice } from './chooser.ts';
import { type Choose, type Enumeration, enumerateChoices } from './enumerate.ts';
import { expectedSuites } from './suite-order.ts';
import { chachaLast, unmetFirst } from './suites.ts';
import type { Seen } from './who-decides.ts';

export type Tls13Choices = {
  readonly groups: ChoiceFacts<GroupFacts>;
  readonly suites: ChoiceFacts<SuiteFacts>;
};

/**
 * TLS 1.3: groups and suites at once, as an answer names one of each. A HelloRetryRequest names a group as well as a
 * ServerHello does.
 */
export async function enumerateTls13(chooser: Chooser): Promise<Tls13Choices> {
  const first = chooser.known();
  const all = expectedSuites('TLSv1.3');
  const met = new Set<number>(first ? [first.suite] : []);
  const seen: Seen[] = first ? [{ offered: suitesFor('TLSv1.3', 'full'), item: first.suite }] : [];
  const chooseSuite: Choose = async (suites, urgency) => suiteChoice(await chooser.offer({ suites }, urgency + SOON));
  let early: Promise<ChoiceFacts<SuiteFacts>> | undefined;
  const chooseGroup: Choose = async (groups, urgency) => {
    const suites = chachaLast(unmetFirst(all, met));
    const answered = await chooser.offer({ groups, suites }, urgency + SUITES_AFTER);
    const suite = answered.pick?.suite;
    if (suite !== undefined) {
      met.add(suite);
      seen.push({ offered: suites, item: suite });
      // A server that passes over the first has an order of its own: the groups' answers will not show it.
      if (suite !== suites[0]) early ??= finishSuites(chooseSuite, [...seen]);
    }
    return groupChoice(answered);
  };
  const isHybrid = first?.group !== undefined && TLS13_GROUPS.includes(first.group);
  const rare = isHybrid ? RARE13 : [...HYBRID, ...RARE13];
  const stretches = [[...(isHybrid ? HYBRID : []), ...CURVES, ...FINITE_FIELDS, ...rare]];
  // The known choice had a key share beside it, which weighs with a server: as an order it does not count.
  const known = first?.group === undefined ? [] : [{ offered: [], item: first.group }];
  const groups = await enumerateChoices({ stretches, weightOf: weightOfGroup, known }, chooseGroup);
  return { groups: facts(groups), suites: await (early ?? finishSuites(chooseSuite, seen)) };
}

/** The suites that were not met beside the groups. */
async function finishSuites(choose: Choose, seen: readonly Seen[]): Promise<ChoiceFacts<SuiteFacts>> {
  const met = [...new Set(seen.map(({ item }) => item))];
  // Each with the widest offer it was chosen from: it tells most of its place in an order.
  const known = met.flatMap((code) => seen.find(({ item }) => item === code) ?? []);
  const stretches = [expectedSuites('TLSv1.3')];
  const found = await enumerateChoices(
    {
      stretches,
      weightOf: () => SELDOM,
      known: [...known, ...seen.filter((one) => !known.includes(one))],
      arrange: chachaLast,
    },
    choose,
  );
  return {
    ...found,
    inferredFrom: null,
    items: [...new Set(found.items)].map((code) => ({ code, name: suiteName(code), group: null, dhBits: null })),
  };
}

/**
 * TLS 1.2 and older. A server that lets the client decide shows its groups with its suites: then only those that were
 * not met there are left to ask for.
 *
 * @param suites resolves to all suites the server takes
 * @param met the groups that were met by then
 */
export async function enumerateGroups12(
  chooser: Chooser,
  suites: Promise<readonly number[]>,
  met: ReadonlySet<number>,
): Promise<ChoiceFacts<GroupFacts>> {
  const chooseWith =
    (codes: readonly number[]): Choose =>
    async (groups, urgency) =>
      groupChoice(await chooser.offer({ suites: codes, groups }, urgency, 'serverKeyExchange'));
  const first = chooser.known();
  if (first?.group !== undefined) {
    const known = [{ offered: ALL_GROUPS, item: first.group }];
    const choose = chooseWith([first.suite]);
    const offered = EXPECTED12.filter((code) => code !== first.group).toReversed();
    const sample = await choose(offered, SOON);
    if (sample.kind === 'chosen' && offered.includes(sample.item) && sample.item !== offered.find(isLikely)) {
      const candidates = { stretches: [EXPECTED12], weightOf: weightOfGroup };
      return facts(
        await enumerateChoices({ ...candidates, known: [...known, { offered, item: sample.item }] }, choose),
      );
    }
  }
  const codes = (await suites).filter((code) => cipherSuite(code)?.keyExchange === 'ECDHE');
  if (codes.length === 0) return facts({ items: [], isOrdered: false, isComplete: true, decidedBy: 'unknown' });
  // The suites' answers took turns among the groups: only a server without an order of its own does that.
  const isMet = met.size > 1;
  const before = [...met];
  const stretches = [EXPECTED12.filter((code) => !isMet || !before.includes(code))];
  const rest = await enumerateChoices({ stretches, weightOf: weightOfGroup, known: [] }, chooseWith(codes));
  return facts(isMet ? { ...rest, items: [...before, ...rest.items], isOrdered: false, decidedBy: 'client' } : rest);
}

function facts({ items, ...rest }: Enumeration): ChoiceFacts<GroupFacts> {
  return { ...rest, inferredFrom: null, items: items.map(describe) };
}

function describe(code: number): GroupFacts {
  return { code, name: groupName(code) };
}

function weightOfGroup(code: number): number {
  return isLikely(code) ? 1 : SELDOM;
}

function isLikely(code: number): boolean {
  return CURVES.includes(code) || FINITE_FIELDS.includes(code);
}

/** Elliptic curves in the order of OpenSSL 3. */
const CURVES: readonly number[] = [0x001d, 0x0017, 0x001e, 0x0019, 0x0018];
/** X25519MLKEM768: servers that have it prefer it. */
const HYBRID: readonly number[] = [0x11ec];
const FINITE_FIELDS: readonly number[] = [0x0100, 0x0101, 0x0102, 0x0103, 0x0104];
const RARE13 = [...TLS13_GROUPS, ...ALL_GROUPS].filter(
  (code) => ![...HYBRID, ...CURVES, ...FINITE_FIELDS].includes(code),
);
// Finite fields go with TLS 1.3 alone here: with an ECDHE suite no server chooses one.
const EXPECTED12 = [...CURVES, ...ALL_GROUPS.filter((code) => !CURVES.includes(code) && !FINITE_FIELDS.includes(code))];
const SOON = 10;
const SELDOM = 0.1;
/** Where nothing showed the suites beside the groups, they are still to come. */
const SUITES_AFTER = 2;
