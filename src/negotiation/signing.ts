/**
 * Which certificate signs, and with which scheme.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';
import type { ServerCertificate } from './server-profile.ts';

/** Whether a key can make a signature of that scheme in that version. */
export function fitsKey(scheme: number, key: ServerCertificate, version: TlsVersion, bindsCurve: boolean): boolean {
  switch (key.keyType) {
    case 'RSA':
      if (scheme >= RSAE_FIRST && scheme <= RSAE_LAST) return holdsPss(scheme - RSAE_FIRST, key);
      return version !== 'TLSv1.3' && isPair(scheme, RSA);
    case 'RSA-PSS':
      return scheme >= PSS_FIRST && scheme <= PSS_LAST && holdsPss(scheme - PSS_FIRST, key);
    case 'ECDSA': {
      const curve = CURVE_OF_SCHEME[scheme];
      if (version === 'TLSv1.3' || (bindsCurve && curve !== undefined)) {
        return curve !== undefined && curve === key.curve;
      }
      return isPair(scheme, ECDSA);
    }
    case 'DSA':
      return version !== 'TLSv1.3' && isPair(scheme, DSA);
    case 'Ed25519':
      return scheme === ED25519;
    case 'Ed448':
      return scheme === ED448;
  }
}

/**
 * The first certificate of the kind of key that the schemes name first, whether or not it can make that scheme. RSA
 * counts by any of its schemes if one of RSA-PSS is among them.
 */
export function firstOfKind(
  schemes: readonly number[],
  certificates: readonly ServerCertificate[],
): readonly ServerCertificate[] {
  const isPss = schemes.some((scheme) => scheme >= RSAE_FIRST && scheme <= RSAE_LAST);
  for (const scheme of schemes) {
    const kind = isPss && RSA_PKCS1.includes(scheme) ? 'RSA' : KIND_OF_SCHEME[scheme];
    const certificate = certificates.find(({ keyType }) => keyType === kind);
    if (certificate !== undefined) return [certificate];
  }
  return [];
}

/** What a client of TLS 1.2 means that lists no schemes (RFC 5246 §7.4.1.4.1); `null`: nothing the key can do. */
export function impliedScheme(key: ServerCertificate): number | null {
  if (key.keyType === 'RSA') return RSA_SHA1;
  if (key.keyType === 'ECDSA') return ECDSA_SHA1;
  return key.keyType === 'DSA' ? DSA_SHA1 : null;
}

/** Whether `signature_algorithms_cert` has the hash and the kind of key that signed the certificate. */
export function takesCertificate(schemes: readonly number[], certificate: ServerCertificate): boolean {
  const { signedWith } = certificate;
  return signedWith === null || schemes.includes(signedWith);
}

/** A pair of hash and signature as TLS 1.2 has them (RFC 5246 §7.4.1.4.1). */
function isPair(scheme: number, signature: number): boolean {
  const hash = scheme >>> 8;
  return (scheme & 0xff) === signature && hash >= 1 && hash <= 6;
}

/** RSA-PSS needs twice the hash and two bytes of the key (RFC 8017, with a salt as long as the hash). */
function holdsPss(hash: number, key: ServerCertificate): boolean {
  return key.keyBits === null || key.keyBits / 8 >= 2 * (PSS_HASH_BYTES[hash] ?? 0) + 2;
}

const [RSA, DSA, ECDSA] = [1, 2, 3];
const [RSA_SHA1, DSA_SHA1] = [0x0201, 0x0202];
export const ECDSA_SHA1 = 0x0203;
const [RSAE_FIRST, RSAE_LAST] = [0x0804, 0x0806];
const [PSS_FIRST, PSS_LAST] = [0x0809, 0x080b];
const [ED25519, ED448] = [0x0807, 0x0808];
const PSS_HASH_BYTES: readonly number[] = [32, 48, 64];

/** The curve that a scheme of TLS 1.3 is bound to (RFC 9846 §4.3.3, RFC 8734). */
const CURVE_OF_SCHEME: Readonly<Record<number, number>> = {
  1027: 23,
  1283: 24,
  1539: 25,
  2074: 26,
  2075: 27,
  2076: 28,
};

/** Those that TLS 1.3 has for certificates. */
const RSA_PKCS1: readonly number[] = [0x0401, 0x0501, 0x0601, RSA_SHA1];

/** The keys that schemes of TLS 1.3 are for. */
const KIND_OF_SCHEME: Readonly<Record<number, ServerCertificate['keyType']>> = {
  [ECDSA_SHA1]: 'ECDSA',
  1027: 'ECDSA',
  1283: 'ECDSA',
  1539: 'ECDSA',
  2052: 'RSA',
  2053: 'RSA',
  2054: 'RSA',
  [ED25519]: 'Ed25519',
  [ED448]: 'Ed448',
};
