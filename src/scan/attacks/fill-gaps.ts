/**
 * Bad suites that the lists of suites leave open: those that depth does not ask for, and all of them where a list could
 * not be read to its end.
 *
 * @module
 */
import type { ChoiceFacts, DepthFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import type { VersionFacts } from '../../facts/server-facts.ts';
import { type CipherSuite, cipherSuite, knownSuiteCodes, suiteName } from '../../tls/registry/cipher-suites.ts';
import { isOlder, type TlsVersion } from '../../tls/version.ts';
import type { Asker } from '../asker.ts';
import { Line, type LineAnswer } from '../depth/line.ts';
import { expectedSuites } from '../depth/suite-order.ts';
import type { Question } from '../hellos.ts';
import { hasShortBlocks } from './derive.ts';

export type Filled = {
  /** The same facts with what was found. */
  readonly depth: DepthFacts;
  /** Versions of which it is known for every kind of bad suite whether one is taken. */
  readonly searched: readonly TlsVersion[];
};

/** A list that was left open stays so: only the bad suites are asked for. */
export async function fillGaps(
  asker: Asker,
  sni: string | undefined,
  versions: Readonly<Record<TlsVersion, VersionFacts>>,
  depth: DepthFacts,
): Promise<Filled> {
  const accepted = CLEAR.filter((version) => versions[version].answer === 'accepted');
  const line = new Line(asker);
  const filled = await Promise.all(
    accepted.map(async (version) => {
      const ask = async (suites: readonly number[]): Promise<Found> => {
        const offer = { suites: suites.slice(0, MOST_SUITES) };
        const question: Question = { version, shape: 'full', sni, fallbackScsv: false, offer };
        return readFound(version, await line.ask(question, { readUpTo: 'serverKeyExchange' }, NOT_URGENT));
      };
      return { version, ...(await fillVersion(version, ask, depth.cipherSuites[version])) };
    }),
  );
  const cipherSuites = Object.fromEntries(filled.map(({ version, choice }) => [version, choice]));
  return {
    depth: { ...depth, cipherSuites: { ...depth.cipherSuites, ...cipherSuites } },
    searched: filled.flatMap(({ version, isSearched }) => (isSearched ? [version] : [])),
  };
}

type FilledVersion = { readonly choice: ChoiceFacts<SuiteFacts>; readonly isSearched: boolean };

async function fillVersion(
  version: TlsVersion,
  ask: (suites: readonly number[]) => Promise<Found>,
  known: ChoiceFacts<SuiteFacts> = NOTHING_KNOWN,
): Promise<FilledVersion> {
  const bad = knownSuiteCodes().filter((code) => KINDS.some((isKind) => isOf(isKind, code)) && isIn(version, code));
  const expected = expectedSuites(version);
  const left = known.isComplete ? bad.filter((code) => !expected.includes(code)) : bad;
  if (left.length === 0) return { choice: known, isSearched: true };
  if (known.isComplete) {
    // One hello for all of them is enough for the servers that take none.
    const all = await ask(left);
    if (all.isAnswered && all.suite === undefined) return { choice: known, isSearched: true };
  }
  const kinds = KINDS.map((isKind) => left.filter((code) => isOf(isKind, code))).filter(({ length }) => length > 0);
  const answers = await Promise.all(kinds.map(ask));
  const isSearched = answers.every(({ isAnswered }) => isAnswered);
  const found = answers.flatMap(({ suite }) => (suite === undefined ? [] : [suite]));
  const added = [...new Set(found)].map((code) => ({ code, name: suiteName(code), group: null, dhBits: null }));
  const isNew = ({ code }: SuiteFacts): boolean => !known.items.some((item) => item.code === code);
  const items = [...known.items, ...added.filter(isNew)];
  return { choice: { ...known, isOrdered: false, isComplete: known.isComplete && isSearched, items }, isSearched };
}

type Found = { readonly suite: number | undefined; readonly isAnswered: boolean };

function readFound(version: TlsVersion, answer: LineAnswer): Found {
  if (answer === undefined || answer === 'hung-up') return { suite: undefined, isAnswered: answer === 'hung-up' };
  const { judgement, observation } = answer;
  if (judgement.kind === 'accepted' && judgement.version === version) {
    return { suite: observation.kind === 'server-hello' ? observation.hello.cipherSuite : undefined, isAnswered: true };
  }
  return { suite: undefined, isAnswered: ['accepted', 'refused', 'unclear'].includes(judgement.kind) };
}

type Kind = (suite: CipherSuite) => boolean;

function isOf(isKind: Kind, code: number): boolean {
  const suite = cipherSuite(code);
  return suite !== undefined && suite.keyExchange !== 'TLS13' && isKind(suite);
}

function isIn(version: TlsVersion, code: number): boolean {
  const suite = cipherSuite(code);
  return suite !== undefined && !isOlder(version, suite.minVersion);
}

const KINDS: readonly Kind[] = [
  (suite) => suite.isExport && suite.keyExchange === 'RSA',
  (suite) => suite.isExport && suite.keyExchange === 'DHE' && !suite.isAnonymous,
  (suite) => suite.isNull,
  (suite) => suite.isAnonymous,
  (suite) => suite.cipher.startsWith('RC4') && !suite.isExport && !suite.isAnonymous,
  (suite) => hasShortBlocks(suite) && !suite.isExport && !suite.isAnonymous,
];
const NOTHING_KNOWN: ChoiceFacts<SuiteFacts> = {
  decidedBy: 'unknown',
  isOrdered: false,
  isComplete: false,
  inferredFrom: null,
  items: [],
};
const CLEAR: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2'];
const MOST_SUITES = 120;
/** The lists come first. */
const NOT_URGENT = 0;
