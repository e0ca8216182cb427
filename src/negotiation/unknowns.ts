/**
 * Where what is known of a server does not decide a handshake.
 *
 * @module
 */
import { spokenVersion, type TlsVersion } from '../tls/version.ts';
import type { Offer } from './offer.ts';
import type { RefusalReason } from './outcome.ts';
import type { ServerCertificate, ServerProfile } from './server-profile.ts';
import { fitsKey } from './signing.ts';

/** What has to be known before anything can be said of a handshake in that version; `null`: all of it is. */
export function unknownAbout(offer: Offer, server: ServerProfile, version: TlsVersion): string | null {
  const suites = server.suites[version];
  if (suites === undefined) return `the cipher suites that the server takes in ${spokenVersion(version)} are not known`;
  const decidedBy = suites.decidedBy ?? server.preference;
  if (decidedBy === 'client' || (decidedBy === 'server' && suites.isOrdered)) return null;
  const isOneOrNone = suites.codes.filter((code) => offer.suites.includes(code)).length < 2;
  if (isOneOrNone) return null;
  if (decidedBy === 'unknown') return 'who decides among the common cipher suites is not known';
  return "the server's order of cipher suites is not known";
}

/** What could turn a refusal round; `null`: nothing. */
export function unknownBehind(reason: RefusalReason, server: ServerProfile, version: TlsVersion): string | null {
  if (reason === 'no-common-suite' && server.suites[version]?.isComplete === false) {
    return 'the server may take more cipher suites than were seen';
  }
  if (reason === 'no-common-group' && !server.groups.isComplete)
    return 'the server may take more groups than were seen';
  if (reason === 'no-common-signature' && !server.signatureSchemes.isComplete) {
    return 'the server may sign with more schemes than were seen';
  }
  if (reason === 'no-certificate' && server.certificates.some((one) => one.keyType === 'ECDSA' && one.curve === null)) {
    return "the curve of the server's certificate is not known";
  }
  if (reason === 'fallback-refused' && server.fallbackScsv === 'unknown') {
    return 'whether the server minds TLS_FALLBACK_SCSV is not known';
  }
  return null;
}

/** The certificate that signs where only some of the server's schemes were seen; `null`: none is sure. */
export function signUnseen(
  theirs: readonly number[],
  server: ServerProfile,
  certificates: readonly ServerCertificate[],
  version: TlsVersion,
): { readonly certificate: ServerCertificate | null; readonly scheme: null } | null {
  for (const certificate of certificates) {
    const isSure = server.signatureSchemes.codes.some((scheme) => {
      // RSA with PKCS #1 is for TLS 1.2 alone; an ECDSA key whose curve was not seen is taken at its scheme's word.
      const isOld = version === 'TLSv1.3' && certificate.keyType === 'RSA' && scheme < PSS_FIRST;
      return !isOld && theirs.includes(scheme) && fitsKey(scheme, certificate, 'TLSv1.2', false);
    });
    if (isSure) return { certificate, scheme: null };
  }
  if (version !== 'TLSv1.3' || certificates.length > 0) return null;
  return USUAL_SCHEMES.every((scheme) => theirs.includes(scheme)) ? { certificate: null, scheme: null } : null;
}

const PSS_FIRST = 0x0804;

/** What a public certificate is signed for in TLS 1.3: those RFC 9846 §9.1 asks all to have, and P-384. */
const USUAL_SCHEMES: readonly number[] = [0x0804, 0x0403, 0x0503];
