/**
 * What a server accepts that is weak, beside old versions: a line each, derived from facts. Pure.
 *
 * @module
 */
import type { ServerFacts } from '../facts/server-facts.ts';
import { type CipherSuite, cipherSuite } from '../tls/registry/cipher-suites.ts';
import { isOlder, spokenVersions, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { termLines } from './layout.ts';

/** The worst first; empty where nothing is weak or nothing of the kind was asked. */
export function weaknessLines(facts: ServerFacts, paint: (text: string) => string): string[] {
  return [
    ...SUITES.flatMap((row) => suiteLines(row, facts, paint)),
    ...dhLines(facts, paint),
    ...FEATURES.flatMap(({ feature, is, term, text }) => {
      return facts.features?.[feature] === is ? termLines(term, text, paint) : [];
    }),
    ...openLines(facts),
  ];
}

type Found = { readonly version: TlsVersion; readonly name: string; readonly dhBits: number | null };

function suiteLines({ term, isWeak, why }: SuiteRow, facts: ServerFacts, paint: (text: string) => string): string[] {
  const found = suitesOf(facts).filter(({ suite, version }) => suite && isWeak(suite, version));
  return found.length === 0 ? [] : termLines(term, `${described(found)}: ${why}`, paint);
}

/** `3 suites in TLS 1.0 and TLS 1.1`, or the one suite by its name. */
function described(found: readonly Found[]): string {
  const names = [...new Set(found.map(({ name }) => name))];
  const versions = spokenVersions(TLS_VERSIONS.filter((version) => found.some((one) => one.version === version)));
  return `${names.length === 1 ? names[0] : `${names.length} suites`} in ${versions}`;
}

function dhLines(facts: ServerFacts, paint: (text: string) => string): string[] {
  const short = suitesOf(facts).filter(({ dhBits }) => dhBits !== null && dhBits < LEAST_DH_BITS);
  if (short.length === 0) return [];
  const bits = Math.min(...short.map(({ dhBits }) => dhBits ?? LEAST_DH_BITS));
  return termLines('small DH', `a prime of ${bits} bits with ${described(short)}`, paint);
}

/** Nothing weak may stand above because nobody could look: that must not read like a clean bill. */
function openLines({ versions, cipherSuites }: ServerFacts): string[] {
  const open = TLS_VERSIONS.filter((version) => {
    const choice = cipherSuites?.[version];
    return versions?.[version].answer === 'accepted' && choice !== undefined && !choice.isComplete;
  });
  if (open.length === 0) return [];
  return termLines(
    'not settled',
    `whether ${spokenVersions(open)} ${open.length === 1 ? 'has' : 'have'} suites that did not show`,
  );
}

function suitesOf({ cipherSuites }: ServerFacts): (Found & { readonly suite: CipherSuite | undefined })[] {
  return TLS_VERSIONS.flatMap((version) =>
    (cipherSuites?.[version]?.items ?? []).map(({ code, name, dhBits }) => {
      return { version, name, dhBits, suite: cipherSuite(code) };
    }),
  );
}

type SuiteRow = {
  readonly term: string;
  readonly isWeak: (suite: CipherSuite, version: TlsVersion) => boolean;
  readonly why: string;
};

const SUITES: readonly SuiteRow[] = [
  { term: 'NULL', isWeak: ({ isNull }) => isNull, why: 'nothing is encrypted' },
  { term: 'anonymous', isWeak: ({ isAnonymous }) => isAnonymous, why: 'anybody can be the server' },
  { term: 'export', isWeak: ({ isExport }) => isExport, why: 'broken in hours' },
  { term: 'RC4', isWeak: ({ cipher }) => cipher.startsWith('RC4'), why: 'RFC 7465 forbids it' },
  {
    term: '64-bit blocks',
    isWeak: ({ cipher, isExport }) => /^(?:3?DES|RC2|IDEA)/.test(cipher) && !isExport,
    why: 'Sweet32',
  },
  {
    term: 'CBC',
    isWeak: ({ mode }, version) => mode === 'CBC' && isOlder(version, 'TLSv1.1'),
    why: 'its IVs can be guessed (BEAST)',
  },
  {
    term: 'no secrecy',
    isWeak: ({ forwardSecrecy, isNull }) => !forwardSecrecy && !isNull,
    why: 'a stolen key opens recorded traffic',
  },
];

type FeatureRow = {
  readonly feature: 'compression' | 'secureRenegotiation';
  readonly is: 'yes' | 'no';
  readonly term: string;
  readonly text: string;
};

const FEATURES: readonly FeatureRow[] = [
  { feature: 'compression', is: 'yes', term: 'compression', text: 'DEFLATE is accepted: CRIME' },
  { feature: 'secureRenegotiation', is: 'no', term: 'renegotiation', text: 'without the protection of RFC 5746' },
];

/** RFC 9325 §4.5. */
const LEAST_DH_BITS = 2048;
