/**
 * Which protocol version a server answers in.
 *
 * @module
 */
import { isOlder, TLS_VERSIONS, type TlsVersion, VERSION_CODE, versionOfCode } from '../tls/version.ts';
import type { Offer } from './offer.ts';
import type { Refused, Undecided } from './outcome.ts';
import type { ServerProfile } from './server-profile.ts';
import { fitsKey } from './signing.ts';
import type { StackRules } from './stacks.ts';

/** The version, why there is none, or what is not known. */
export function chooseVersion(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
): TlsVersion | Refused | Undecided {
  const { supportedVersions } = offer;
  if (rules.holdsClientVersion && !isWithin(offer.legacyVersion, server)) return { reason: 'client-too-old' };
  if (supportedVersions !== null && readsSupportedVersions(server, rules)) {
    if (rules.mindsSsl3InHello && offer.legacyVersion <= VERSION_CODE.SSLv3) return { reason: 'client-too-old' };
    return newestCommon(server, rules, (version) => supportedVersions.includes(VERSION_CODE[version]));
  }
  const highest = Math.min(offer.legacyVersion, VERSION_CODE['TLSv1.2']);
  if (highest < VERSION_CODE.SSLv3) return { reason: 'client-too-old' };
  if (rules.holdsClientVersion && isAlone13(server)) return assumeTls12(offer);
  return newestCommon(server, rules, (version) => version !== 'SSLv2' && VERSION_CODE[version] <= highest);
}

/** The newest version a client says it speaks; `undefined` when all are unknown. */
export function newestOffered(offer: Offer): TlsVersion | undefined {
  const { supportedVersions, legacyVersion } = offer;
  if (supportedVersions === null) {
    return legacyVersion > VERSION_CODE['TLSv1.2'] ? 'TLSv1.2' : versionOfCode(legacyVersion);
  }
  return TLS_VERSIONS.findLast((version) => supportedVersions.includes(VERSION_CODE[version]));
}

function readsSupportedVersions(server: ServerProfile, { readsSupportedVersions: reads }: StackRules): boolean {
  return reads === 'always' || (reads === 'with-1.3' && server.versions.includes('TLSv1.3'));
}

/** Whether `client_version` is one of the server's or newer than all; TLS 1.3 brings TLS 1.2 with it there. */
function isWithin(clientVersion: number, { versions }: ServerProfile): boolean {
  let isNewer = true;
  for (const version of versions) {
    const code = Math.min(VERSION_CODE[version], VERSION_CODE['TLSv1.2']);
    if (code === clientVersion) return true;
    if (code > clientVersion) isNewer = false;
  }
  return isNewer;
}

function isAlone13({ versions }: ServerProfile): boolean {
  return versions.length === 1 && versions[0] === 'TLSv1.3';
}

/** TLS 1.2 is taken for granted beside TLS 1.3, and then found to have no suite. */
function assumeTls12({ suites }: Offer): Refused {
  return { reason: suites.includes(FALLBACK_SCSV) ? 'fallback-refused' : 'client-too-old', version: 'TLSv1.2' };
}

function newestCommon(
  server: ServerProfile,
  rules: StackRules,
  isOffered: (version: TlsVersion) => boolean,
): TlsVersion | Refused | Undecided {
  for (let index = TLS_VERSIONS.length - 1; index > 0; index--) {
    const version = TLS_VERSIONS[index];
    if (version === undefined || !isOffered(version)) continue;
    if (version === 'TLSv1.3' && rules.tls13NeedsCurveScheme && !hasCurveScheme(server)) continue;
    if (server.versions.includes(version) || server.latentVersions.includes(version)) return version;
  }
  if (!server.areVersionsComplete) return { ok: 'unknown', because: 'not every version of the server is known' };
  return { reason: reasonOf(server, isOffered) };
}

function hasCurveScheme({ certificates, signatureSchemes, names }: ServerProfile): boolean {
  if (certificates.length === 0 || names.choosesCertificate) return true;
  return certificates.some(
    (key) => key.keyType !== 'ECDSA' || signatureSchemes.codes.some((scheme) => fitsKey(scheme, key, 'TLSv1.3', true)),
  );
}

function reasonOf(server: ServerProfile, isOffered: (version: TlsVersion) => boolean): Refused['reason'] {
  const offered = TLS_VERSIONS.filter(isOffered);
  const enabled = [...server.versions, ...server.latentVersions];
  const newest = offered.at(-1);
  if (newest === undefined) return 'no-common-version';
  if (enabled.every((version) => isOlder(newest, version))) return 'client-too-old';
  const [oldestOffered] = offered;
  return oldestOffered !== undefined && enabled.every((version) => isOlder(version, oldestOffered))
    ? 'client-too-new'
    : 'no-common-version';
}

/** TLS_FALLBACK_SCSV (RFC 7507 §2). */
const FALLBACK_SCSV = 0x5600;
