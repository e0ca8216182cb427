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
import type { Asked, Asker } from '../asker.ts';
import { expectedSuites } from '../depth/suite-order.ts';
import type { Question } from '../hellos.ts';
import { hasShortBlocks } from './derive.ts';

/** The same facts with what was found, and whole where every kind was answered. */
export async function fillGaps(
  asker: Asker,
  sni: string | undefined,
  versions: Readonly<Record<TlsVersion, VersionFacts>>,
  depth: DepthFacts,
): Promise<DepthFacts> {
  const accepted = CLEAR.filter((version) => versions[version].answer === 'accepted');
  const filled = await Promise.all(
    accepted.map(async (version) => {
      const ask = (suites: readonly number[]): Promise<Asked> => {
        const question: Question = { version, shape: 'full', sni, fallbackScsv: false, offer: { suites } };
        return asker.ask(question, { readUpTo: 'serverKeyExchange' });
      };
      return [version, await fillVersion(version, ask, depth.cipherSuites[version])] as const;
    }),
  );
  return { ...depth, cipherSuites: { ...depth.cipherSuites, ...Object.fromEntries(filled) } };
}

async function fillVersion(
  version: TlsVersion,
  ask: Ask,
  known: ChoiceFacts<SuiteFacts> = NOTHING_KNOWN,
): Promise<ChoiceFacts<SuiteFacts>> {
  const bad = knownSuiteCodes().filter((code) => KINDS.some((isKind) => isOf(isKind, code)) && isIn(version, code));
  const expected = expectedSuites(version);
  const left = known.isComplete ? bad.filter((code) => !expected.includes(code)) : bad;
  if (left.length === 0) return known;
  if (known.isComplete) {
    // One hello for all of them is enough for the servers that take none.
    const all = await askOnce(ask, version, left);
    if (all.isAnswered && all.suite === undefined) return known;
  }
  const kinds = KINDS.map((isKind) => left.filter((code) => isOf(isKind, code))).filter(({ length }) => length > 0);
  const answers = await Promise.all(kinds.map((suites) => askOnce(ask, version, suites)));
  const found = answers.flatMap(({ suite }) => (suite === undefined ? [] : [suite]));
  const added = [...new Set(found)].map((code) => ({ code, name: suiteName(code), group: null, dhBits: null }));
  return {
    ...known,
    isOrdered: false,
    isComplete: answers.every(({ isAnswered }) => isAnswered),
    items: [...known.items, ...added.filter(({ code }) => !known.items.some((item) => item.code === code))],
  };
}

type Ask = (suites: readonly number[]) => Promise<Asked>;
type Found = { readonly suite: number | undefined; readonly isAnswered: boolean };

async function askOnce(ask: Ask, version: TlsVersion, suites: readonly number[]): Promise<Found> {
  const some = suites.slice(0, MOST_SUITES);
  const first = await ask(some);
  const { observation, judgement } = first.judgement.kind === 'dropped' ? await ask(some) : first;
  if (judgement.kind === 'accepted' && judgement.version === version) {
    return { suite: observation.kind === 'server-hello' ? observation.hello.cipherSuite : undefined, isAnswered: true };
  }
  // The version is accepted, so a server that only closes, twice, has nothing against us but the suites.
  const isRefused = ['accepted', 'refused', 'unclear'].includes(judgement.kind) || observation.kind === 'closed';
  return { suite: undefined, isAnswered: isRefused };
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
