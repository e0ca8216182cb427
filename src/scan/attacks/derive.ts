/**
 * The attacks that follow from what a server accepts: judged from the facts of a scan, without asking more. Pure.
 *
 * @module
 */
import type { AttackEvidence, AttackFact, AttackName } from '../../facts/attack-facts.ts';
import type { DepthFacts } from '../../facts/depth-facts.ts';
import type { VersionFacts } from '../../facts/server-facts.ts';
import { type CipherSuite, cipherSuite } from '../../tls/registry/cipher-suites.ts';
import type { TlsVersion } from '../../tls/version.ts';

/** Facts that decide; `depth` is `null` when only versions were asked for. */
export type Derivation = {
  readonly versions: Readonly<Record<TlsVersion, VersionFacts>>;
  readonly depth: DepthFacts | null;
  /** Versions of which it is known for every kind of bad suite whether one is taken, whole list or not. */
  readonly searched: readonly TlsVersion[];
  /** Diffie-Hellman primes that the server was seen with. */
  readonly primes: readonly SeenPrime[];
};

export type SeenPrime = { readonly version: TlsVersion; readonly bits: number; readonly known: string | null };

export type DerivedAttack = Exclude<AttackName, 'heartbleed' | 'ccs-injection' | 'robot' | 'ticketbleed'>;

export function deriveAttacks(from: Derivation): Readonly<Record<DerivedAttack, AttackFact>> {
  return {
    drown: judgeDrown(from),
    poodle: judgeSuites(from, ['SSLv3'], isCbc, wholeLists(from)),
    beast: judgeBeast(from),
    freak: judgeSuites(from, CLEAR, (suite) => suite.isExport && suite.keyExchange === 'RSA'),
    logjam: judgeLogjam(from),
    rc4: judgeSuites(from, CLEAR, (suite) => suite.cipher.startsWith('RC4')),
    sweet32: judgeSuites(from, CLEAR, hasShortBlocks),
    'null-ciphers': judgeSuites(from, CLEAR, (suite) => suite.isNull),
    'anonymous-ciphers': judgeSuites(from, CLEAR, (suite) => suite.isAnonymous),
    crime: judgeFeature(from, 'compression', { open: 'yes', openReason: 'compression', soundReason: 'no-compression' }),
    'insecure-renegotiation': judgeFeature(from, 'secureRenegotiation', {
      open: 'no',
      openReason: 'no-renegotiation-info',
      soundReason: 'renegotiation-info',
    }),
  };
}

/**
 * DROWN (CVE-2016-0800): SSL 2.0 is enough, with any cipher: until OpenSSL 1.0.2f even one that is switched off could be
 * used (CVE-2015-3197), so a server that names none is not cleared.
 */
function judgeDrown({ versions }: Derivation): AttackFact {
  const { answer } = versions.SSLv2;
  const evidence = [{ kind: 'version', version: 'SSLv2', answer } as const];
  switch (answer) {
    case 'accepted':
      return { answer: 'vulnerable', reason: 'version-accepted', evidence };
    case 'refused':
      return { answer: 'not-vulnerable', reason: 'version-refused', evidence };
    default:
      return { answer: 'inconclusive', reason: 'version-unknown', evidence };
  }
}

/** BEAST (CVE-2011-3389): CBC in TLS 1.0 or SSL 3.0. Clients have split records against it since 2012. */
function judgeBeast(from: Derivation): AttackFact {
  const fact = judgeSuites(from, OLD, isCbc, wholeLists(from));
  if (fact.answer !== 'vulnerable') return fact;
  const prefers = OLD.some((version) => {
    const choice = from.depth?.cipherSuites[version];
    const first = choice?.items[0] && cipherSuite(choice.items[0].code);
    return choice?.decidedBy !== 'client' && choice?.isOrdered && first && isCbc(first);
  });
  return prefers ? { ...fact, reason: 'suite-preferred' } : fact;
}

/** Logjam (CVE-2015-4000): export Diffie-Hellman, or a prime that somebody rich can break once for everybody. */
function judgeLogjam(from: Derivation): AttackFact {
  const fact = judgeSuites(from, CLEAR, (suite) => suite.isExport && suite.keyExchange === 'DHE');
  const weak = from.primes.filter(({ bits }) => bits <= WEAK_PRIME_BITS);
  if (weak.length === 0) return fact;
  const evidence = [...fact.evidence, ...weak.map((prime) => ({ kind: 'dh-prime', ...prime }) as const)];
  return { answer: 'vulnerable', reason: fact.answer === 'vulnerable' ? fact.reason : 'weak-prime', evidence };
}

/** CBC is no bad kind in itself, and not asked for apart. */
function wholeLists({ depth }: Derivation): readonly TlsVersion[] {
  return CLEAR.filter((version) => depth?.cipherSuites[version]?.isComplete);
}

/** Vulnerable if any suite of the kind was taken; cleared only in versions that were searched for it. */
function judgeSuites(
  { versions, depth, searched }: Derivation,
  concerned: readonly TlsVersion[],
  isBad: (suite: CipherSuite) => boolean,
  cleared: readonly TlsVersion[] = searched,
): AttackFact {
  const accepted = concerned.filter((version) => versions[version].answer === 'accepted');
  const found = accepted.flatMap((version): AttackEvidence[] => {
    const names = badSuites(depth, version, isBad);
    return names.length > 0 ? [{ kind: 'suites', version, names }] : [];
  });
  if (found.length > 0) return { answer: 'vulnerable', reason: 'suite-accepted', evidence: found };
  const evidence = concerned.map(
    (version) => ({ kind: 'version', version, answer: versions[version].answer }) as const,
  );
  if (concerned.some((version) => versions[version].answer === 'inconclusive')) {
    return { answer: 'inconclusive', reason: 'version-unknown', evidence };
  }
  if (accepted.some((version) => !cleared.includes(version))) {
    return { answer: 'inconclusive', reason: 'suites-unknown', evidence };
  }
  const reason = accepted.length === 0 ? 'version-refused' : 'no-such-suite';
  return { answer: 'not-vulnerable', reason, evidence };
}

function badSuites(depth: DepthFacts | null, version: TlsVersion, isBad: (suite: CipherSuite) => boolean): string[] {
  const items = depth?.cipherSuites[version]?.items ?? [];
  return items.flatMap(({ code, name }) => {
    const suite = cipherSuite(code);
    return suite && isBad(suite) ? [name] : [];
  });
}

type FeatureRule = {
  readonly open: 'yes' | 'no';
  readonly openReason: 'compression' | 'no-renegotiation-info';
  readonly soundReason: 'no-compression' | 'renegotiation-info';
};

/** TLS 1.3 has neither compression nor renegotiation, so a server that speaks nothing older is out of it. */
function judgeFeature(
  { versions, depth }: Derivation,
  feature: 'compression' | 'secureRenegotiation',
  rule: FeatureRule,
): AttackFact {
  const state = CLEAR.map((version) => versions[version].answer);
  if (!state.includes('accepted') && !state.includes('inconclusive')) {
    const hasAny = versions['TLSv1.3'].answer === 'accepted';
    return hasAny
      ? { answer: 'not-applicable', reason: 'only-newer-versions', evidence: [] }
      : { answer: 'inconclusive', reason: 'version-unknown', evidence: [] };
  }
  const answer = depth?.features?.[feature] ?? 'inconclusive';
  const evidence = [{ kind: 'feature', feature, answer } as const];
  if (answer === rule.open) return { answer: 'vulnerable', reason: rule.openReason, evidence };
  if (answer === 'yes' || answer === 'no') return { answer: 'not-vulnerable', reason: rule.soundReason, evidence };
  return { answer: 'inconclusive', reason: 'features-unknown', evidence };
}

function isCbc(suite: CipherSuite): boolean {
  return suite.mode === 'CBC';
}

/** Blocks of 64 bits repeat after some ten gigabytes (CVE-2016-2183). */
export function hasShortBlocks(suite: CipherSuite): boolean {
  return suite.mode === 'CBC' && SHORT_BLOCK_CIPHERS.some((cipher) => suite.cipher.startsWith(cipher));
}

const CLEAR: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2'];
const OLD: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0'];
const SHORT_BLOCK_CIPHERS: readonly string[] = ['3DES', 'DES', 'RC2', 'IDEA'];
/** Within reach of a state's computers (Adrian et al., "Imperfect Forward Secrecy", 2015, §4). */
const WEAK_PRIME_BITS = 1024;
