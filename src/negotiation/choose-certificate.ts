/**
 * Which of a server's certificates goes with a suite, and what it signs with.
 *
 * Every suite in common asks this of every library that is possible, so that loops stand here in place of closures.
 *
 * @module
 */
import type { CipherSuite } from '../tls/registry/cipher-suites.ts';
import type { TlsVersion } from '../tls/version.ts';
import { orderOf } from './choose-group.ts';
import type { Offer } from './offer.ts';
import type { ServerCertificate, ServerProfile } from './server-profile.ts';
import { ECDSA_SHA1, firstOfKind, fitsKey, impliedScheme, takesCertificate } from './signing.ts';
import type { StackRules } from './stacks.ts';
import { signUnseen } from './unknowns.ts';

export type Signing = { readonly certificate: ServerCertificate | null; readonly scheme: number | null };

/** The first scheme, in the order of who decides, that one of the fitting certificates can make. */
export function sign(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
  suite: CipherSuite,
): Signing | null {
  const certificates = fitting(offer, server, rules, version, suite);
  const [first] = certificates;
  if (first === undefined && version !== 'TLSv1.3') return null;
  const isOld = version !== 'TLSv1.2' && version !== 'TLSv1.3';
  if (first !== undefined && (isOld || (suite.keyExchange === 'RSA' && !rules.transportNeedsScheme))) {
    return { certificate: first, scheme: null };
  }
  const mine = server.signatureSchemes.codes;
  const theirs = offer.signatureSchemes;
  if (theirs === null) return signImplied(certificates, mine, rules);
  if (!server.signatureSchemes.isComplete) return signUnseen(theirs, server, certificates, version);
  const isServers = orderOf(rules.schemeOrder, server) === 'server';
  const order = isServers ? mine : theirs;
  const allowed = isServers ? theirs : mine;
  const isByKind = rules.certificateChoice === 'kind' && version === 'TLSv1.3';
  const able = isByKind ? firstOfKind(theirs, certificates) : certificates;
  if (rules.certificateChoice === 'first-able') {
    for (const certificate of able) {
      for (const scheme of order) {
        if (makes(scheme, certificate, rules, version) && allowed.includes(scheme)) return { certificate, scheme };
      }
    }
  } else {
    for (const scheme of order) {
      for (const certificate of able) {
        if (makes(scheme, certificate, rules, version) && allowed.includes(scheme)) return { certificate, scheme };
      }
    }
  }
  const last = first === undefined || rules.schemeFallback === 'none' ? null : impliedScheme(first);
  return first === undefined || last === null ? null : { certificate: first, scheme: last };
}

/** Whether any certificate goes with the suite. */
export function hasCertificate(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
  suite: CipherSuite,
): boolean {
  for (const one of server.certificates) if (isFor(one, suite, offer, server, rules, version)) return true;
  return false;
}

/** Whether the server could sign for the suite if the client took everything. */
export function hasOwnScheme(
  { certificates, signatureSchemes }: ServerProfile,
  suite: CipherSuite,
  version: TlsVersion,
): boolean {
  if (version !== 'TLSv1.2' || suite.keyExchange === 'RSA' || !signatureSchemes.isComplete) return true;
  for (const key of certificates) {
    if ((key.keyType === 'ECDSA') !== (suite.authentication === 'ECDSA')) continue;
    for (const scheme of signatureSchemes.codes) if (fitsKey(scheme, key, version, false)) return true;
  }
  return false;
}

/** How large a curve goes with a key, as NSS has it. */
export function curveBitsOf({ keyType, keyBits }: ServerCertificate): number {
  if (keyType === 'ECDSA') return keyBits ?? 256;
  return CURVE_FOR_RSA.find(([atMost]) => (keyBits ?? 2048) <= atMost)?.[1] ?? 521;
}

function fitting(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
  suite: CipherSuite,
): readonly ServerCertificate[] {
  const { certificates } = server;
  let count = 0;
  for (const one of certificates) if (isFor(one, suite, offer, server, rules, version)) count++;
  if (count === certificates.length) return certificates;
  return count === 0 ? NONE : certificates.filter((one) => isFor(one, suite, offer, server, rules, version));
}

function signImplied(
  certificates: readonly ServerCertificate[],
  mine: readonly number[],
  { impliedSha1 }: StackRules,
): Signing | null {
  for (const certificate of certificates) {
    const scheme = impliedScheme(certificate);
    if (scheme !== null && (impliedSha1 === 'always' || mine.includes(scheme))) return { certificate, scheme };
  }
  return null;
}

function makes(scheme: number, key: ServerCertificate, rules: StackRules, version: TlsVersion): boolean {
  const usual = rules.signsSha1In13 && scheme === ECDSA_SHA1 ? 'TLSv1.2' : version;
  return fitsKey(scheme, key, usual, rules.bindsCurve);
}

/** Whether a certificate goes with the suite, and with what the client says of curves and certificates. */
function isFor(
  certificate: ServerCertificate,
  suite: CipherSuite,
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
): boolean {
  if (offer.certificateSchemes !== null && rules.readsCertificateSchemes) {
    if (version !== 'TLSv1.0' && !takesCertificate(offer.certificateSchemes, certificate)) return false;
  }
  if (version === 'TLSv1.3') return certificate.keyType !== 'DSA';
  switch (certificate.keyType) {
    case 'RSA':
      return suite.authentication === 'RSA';
    case 'RSA-PSS':
      return (
        suite.authentication === 'RSA' && suite.keyExchange !== 'RSA' && isNamed(certificate, offer, server, version)
      );
    case 'ECDSA':
      return suite.authentication === 'ECDSA' && hasCurve(certificate, offer, server, rules);
    case 'Ed25519':
    case 'Ed448':
      return suite.authentication === 'ECDSA' && isNamed(certificate, offer, server, version);
    case 'DSA':
      return suite.authentication === 'DSS';
  }
}

function hasCurve({ curve }: ServerCertificate, offer: Offer, server: ServerProfile, rules: StackRules): boolean {
  if (rules.holdsCertificateCurve === 'no') return true;
  // A certificate whose curve was not seen is one that works, so that its curve is among the server's.
  if (rules.holdsCertificateCurve === 'both' && curve !== null && !server.groups.codes.includes(curve)) return false;
  const { groups } = offer;
  if (groups === null) return true;
  // A curve that was not seen is one of the two that certificates have.
  return curve === null ? CERTIFICATE_CURVES.every((one) => groups.includes(one)) : groups.includes(curve);
}

/** Keys that TLS 1.2 knew nothing of count only if the client lists a scheme for them. */
function isNamed(certificate: ServerCertificate, offer: Offer, server: ServerProfile, version: TlsVersion): boolean {
  if (version !== 'TLSv1.2') return false;
  const mine = server.signatureSchemes.codes;
  return mine.some((code) => offer.signatureSchemes?.includes(code) && fitsKey(code, certificate, version, false));
}

const NONE: readonly ServerCertificate[] = [];
/** P-256 and P-384. */
const CERTIFICATE_CURVES: readonly number[] = [23, 24];
/** Bits of an RSA key to those of a curve. */
const CURVE_FOR_RSA: readonly (readonly [number, number])[] = [
  [1024, 160],
  [2048, 224],
  [3072, 256],
  [7168, 384],
];
