/**
 * The cipher suites of one version, in the server's order, and who decides.
 *
 * @module
 */
import type { ChoiceFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { cipherSuite, knownSuiteCodes, suiteName } from '../../tls/registry/cipher-suites.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { ALL_GROUPS, ALL_SCHEMES } from '../hellos.ts';
import { suitesFor } from '../suite-sets.ts';
import { type Answered, type Chooser, suiteChoice } from './chooser.ts';
import { type Choose, cutByWeight, enumerateChoices } from './enumerate.ts';
import { expectedSuites, weightOfSuite } from './suite-order.ts';

/**
 * What the enumeration of suites shows on the way: ECDHE answers name their group, signed ones their scheme. What was
 * not met yet is offered first, and as most servers take the client's first, each answer shows something new.
 */
export type Met = { readonly groups: Set<number>; readonly schemes: Set<number> };

export function nothingMet(): Met {
  return { groups: new Set(), schemes: new Set() };
}

/**
 * @param chains questions side by side; more means fewer round trips, and up to two more connections each
 * @param met filled on the way
 * @param onFound called with all suites, before the questions about their order
 */
export async function enumerateSuites(
  chooser: Chooser,
  chains: number,
  met: Met,
  onFound?: (codes: readonly number[]) => void,
): Promise<ChoiceFacts<SuiteFacts>> {
  const { version } = chooser;
  const known = chooser.known();
  const answers = new Map<number, Pick<Answered, 'pick'>>(known ? [[known.suite, { pick: known }]] : []);
  const choose: Choose = async (suites, urgency) => {
    const groups = unmetFirst(ALL_GROUPS, met.groups);
    const signatureAlgorithms = unmetFirst(ALL_SCHEMES, met.schemes);
    const answered = await chooser.offer({ suites, groups, signatureAlgorithms }, urgency, 'serverKeyExchange');
    const { pick } = answered;
    if (pick?.group !== undefined) met.groups.add(pick.group);
    const scheme = pick?.keyExchange?.signature?.algorithm;
    if (scheme !== undefined) met.schemes.add(scheme);
    // Of two answers with a suite, the one that shows its key exchange.
    if (pick && !answers.get(pick.suite)?.pick?.keyExchange) answers.set(pick.suite, answered);
    return suiteChoice(answered);
  };
  const weightOf = (code: number): number => weightOfSuite(code, known?.suite);
  const found = await enumerateChoices(
    {
      stretches: cutByWeight(expectedSuites(version), weightOf, chains, MOST_SUITES),
      weightOf,
      known: known ? [{ offered: suitesFor(version, 'full'), item: known.suite }] : [],
      arrange: chachaLast,
      kindOf: kindOfSuite,
      onChains: (codes) => onFound?.(known ? [known.suite, ...codes] : codes),
    },
    choose,
  );
  return { ...found, inferredFrom: null, items: found.items.map((code) => describe(code, answers.get(code))) };
}

/**
 * The suites of a version that are expected to be those of another: one hello proves that none of the likeliest others is
 * taken, one that the choice among all is the one expected. When either surprises, they are enumerated after all.
 */
export async function inferSuites(
  chooser: Chooser,
  from: Chooser,
  known: ChoiceFacts<SuiteFacts>,
): Promise<ChoiceFacts<SuiteFacts>> {
  const { version } = chooser;
  const codes = known.items.map(({ code }) => code);
  const others = expectedSuites(version).filter((code) => !codes.includes(code));
  // RFC 4346 §A.5 takes the export suites out of TLS 1.1, and some stacks with it.
  const isAlike = known.isComplete && codes.length > 0 && !codes.some((code) => cipherSuite(code)?.isExport);
  if (!isAlike) return await enumerateSuites(chooser, 1, nothingMet());
  const [outside, inside] = await Promise.all([
    chooser.offer({ suites: others.slice(0, MOST_SUITES) }, LAST),
    chooser.offer({ suites: codes.toReversed() }, LAST),
  ]);
  const expected = known.isOrdered ? codes[0] : known.decidedBy === 'client' ? codes.at(-1) : inside.pick?.suite;
  if (outside.choice === 'none' && inside.choice === 'picked' && inside.pick?.suite === expected) {
    return { ...known, inferredFrom: from.version };
  }
  return await enumerateSuites(chooser, 1, nothingMet());
}

/**
 * ChaCha20 behind all else: where it is the first that the server knows, some take it for that (OpenSSL's
 * PrioritizeChaCha), and follow their own order only else.
 */
export function chachaLast(suites: readonly number[]): readonly number[] {
  return [...suites.filter((code) => !CHACHA20.has(code)), ...suites.filter((code) => CHACHA20.has(code))];
}

/** Dovecot without DH parameters breaks down over DHE, and takes ECDHE and RSA. */
function kindOfSuite(code: number): string {
  const suite = cipherSuite(code);
  return suite && !suite.isAnonymous ? suite.keyExchange : 'other';
}

/** Those not met yet, then those met. */
export function unmetFirst(all: readonly number[], met: ReadonlySet<number>): number[] {
  return [...all.filter((code) => !met.has(code)), ...met];
}

function describe(code: number, answered: Pick<Answered, 'pick'> | undefined): SuiteFacts {
  const { group, dhBits } = answered?.pick ?? {};
  return { code, name: suiteName(code), group: group === undefined ? null : groupName(group), dhBits: dhBits ?? null };
}

const CHACHA20: ReadonlySet<number> = new Set(knownSuiteCodes().filter((code) => suiteName(code).includes('CHACHA20')));
const MOST_SUITES = 120;
const LAST = 0;
