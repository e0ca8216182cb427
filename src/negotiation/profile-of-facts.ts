/**
 * The server that a scan found, as a negotiation wants it. What the scan did not see stays unknown.
 *
 * @module
 */
import type { ChoiceFacts } from '../facts/depth-facts.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { cipherSuite } from '../tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { ANY_NAME, type Choices, NO_ALPN, type ServerCertificate, type ServerProfile } from './server-profile.ts';

/** @returns `null` where the scan did not get to know versions and suites: with `--versions-only`, or without an answer */
export function profileOfFacts(facts: ServerFacts): ServerProfile | null {
  const { versions, cipherSuites, groups } = facts;
  if (versions === null || cipherSuites === null) return null;
  const answered = (answer: string): TlsVersion[] => TLS_VERSIONS.filter((one) => versions[one].answer === answer);
  const accepted = answered('accepted');
  const suites = Object.fromEntries(
    accepted.flatMap((version) => {
      const found = cipherSuites[version];
      return found === undefined ? [] : [[version, choicesOf(found)]];
    }),
  );
  const codes = Object.values(cipherSuites).flatMap((found) => found.items.map(({ code }) => code));
  return {
    stack: null,
    versions: accepted,
    latentVersions: answered('latent'),
    areVersionsComplete: answered('inconclusive').length === 0,
    suites,
    blockedSuites: [],
    preference: preferenceOf(Object.values(cipherSuites)),
    prioritizeChaCha: false,
    groups: mergeGroups(Object.values(groups ?? {})),
    certificates: certificatesOf(facts, codes),
    signatureSchemes: {
      codes: (facts.signatureSchemes ?? []).map(({ code }) => code),
      isOrdered: false,
      isComplete: false,
    },
    dh: primeOf(facts),
    alpn: NO_ALPN,
    fallbackScsv: scsvOf(facts),
    names: ANY_NAME,
    readsSsl2Hello: true,
    sendsAlerts: true,
    securityLevel: null,
  };
}

function choicesOf(found: ChoiceFacts<{ readonly code: number }>): Choices {
  return {
    codes: found.items.map(({ code }) => code),
    isOrdered: found.isOrdered,
    isComplete: found.isComplete,
    ...(found.decidedBy === 'unknown' ? {} : { decidedBy: found.decidedBy }),
  };
}

/** One program decides in one way; versions with a single suite do not tell. */
function preferenceOf(found: readonly ChoiceFacts<unknown>[]): ServerProfile['preference'] {
  const told = new Set(found.map(({ decidedBy }) => decidedBy).filter((one) => one !== 'unknown'));
  const [only] = told;
  if (told.size === 1 && only !== undefined) return only;
  // With one suite in each version both ways come to the same.
  return told.size === 0 && found.every(({ items }) => items.length < 2) ? 'server' : 'unknown';
}

function mergeGroups(found: readonly ChoiceFacts<{ readonly code: number }>[]): Choices {
  const codes = new Set(found.flatMap(({ items }) => items.map(({ code }) => code)));
  return { codes: [...codes], isOrdered: false, isComplete: found.every(({ isComplete }) => isComplete) };
}

/** A suite that was chosen proves a certificate of its kind; the one that was seen tells its size. */
function certificatesOf(facts: ServerFacts, codes: readonly number[]): readonly ServerCertificate[] {
  const [leaf] = facts.certificates ?? [];
  const seen = leaf !== undefined && 'keyType' in leaf ? leaf : null;
  const kinds = new Set(codes.map((code) => KEY_OF_SUITE[cipherSuite(code)?.authentication ?? '']));
  return [...kinds].flatMap((keyType) => {
    if (keyType === undefined) return [];
    const keyBits = keyType === 'RSA' && seen?.keyType === 'rsa' ? seen.keyBits : null;
    return [{ keyType, keyBits, curve: null, signedWith: null }];
  });
}

function primeOf({ cipherSuites }: ServerFacts): number | null {
  const sizes = Object.values(cipherSuites ?? {}).flatMap(({ items }) => items.flatMap(({ dhBits }) => dhBits ?? []));
  return sizes[0] ?? null;
}

function scsvOf({ downgrade }: ServerFacts): ServerProfile['fallbackScsv'] {
  if (downgrade?.fallbackScsv === 'honoured' || downgrade?.fallbackScsv === 'ignored') return downgrade.fallbackScsv;
  // With one version alone there is nothing to fall back from.
  return downgrade?.fallbackScsv === 'not-applicable' ? 'ignored' : 'unknown';
}

const KEY_OF_SUITE: Readonly<Record<string, 'RSA' | 'ECDSA' | 'DSA'>> = { RSA: 'RSA', ECDSA: 'ECDSA', DSS: 'DSA' };
