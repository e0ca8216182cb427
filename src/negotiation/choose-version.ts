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

export type VersionChoice = TlsVersion | Refused | Undecided;

/** What was found for one library and holds for the next: by `supported_versions`, and by `client_version`. */
export type KnownChoices = { listed: VersionChoice | null; highest: VersionChoice | null };

/** The version, why there is none, or what is not known. */
export function chooseVersion(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  known: KnownChoices,
): VersionChoice {
  const { supportedVersions } = offer;
  if (rules.holdsClientVersion && !isWithin(offer.legacyVersion, server)) return { reason: 'client-too-old' };
  if (supportedVersions !== null && readsSupportedVersions(server, rules)) {
    if (rules.mindsSsl3InHello && offer.legacyVersion <= VERSION_CODE.SSLv3) return { reason: 'client-too-old' };
    if (rules.tls13NeedsCurveScheme && !hasCurveScheme(server))
      return newestCommon(server, supportedVersions, 0, false);
    known.listed ??= newestCommon(server, supportedVersions, 0, true);
    return known.listed;
  }
  const highest = Math.min(offer.legacyVersion, VERSION_CODE['TLSv1.2']);
  if (highest < VERSION_CODE.SSLv3) return { reason: 'client-too-old' };
  if (rules.holdsClientVersion && isAlone13(server)) return assumeTls12(offer);
  known.highest ??= newestCommon(server, null, highest, true);
  return known.highest;
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
  listed: readonly number[] | null,
  highest: number,
  isWith13: boolean,
): VersionChoice {
  const { versions, latentVersions } = server;
  for (let index = TLS_VERSIONS.length - 1; index > 0; index--) {
    const version = TLS_VERSIONS[index];
    if (version === undefined || !(versions.includes(version) || latentVersions.includes(version))) continue;
    if (!isOffered(version, listed, highest)) continue;
    if (version === 'TLSv1.3' && !isWith13) continue;
    return version;
  }
  if (!server.areVersionsComplete) return { ok: 'unknown', because: 'not every version of the server is known' };
  return { reason: reasonOf(server, listed, highest) };
}

/** By the list that the client sends, and without one as all versions up to the highest. */
function isOffered(version: TlsVersion, listed: readonly number[] | null, highest: number): boolean {
  const code = VERSION_CODE[version];
  return listed === null ? code >= VERSION_CODE.SSLv3 && code <= highest : listed.includes(code);
}

function hasCurveScheme({ certificates, signatureSchemes, names }: ServerProfile): boolean {
  if (certificates.length === 0 || names.choosesCertificate) return true;
  return certificates.some(
    (key) => key.keyType !== 'ECDSA' || signatureSchemes.codes.some((scheme) => fitsKey(scheme, key, 'TLSv1.3', true)),
  );
}

function reasonOf(server: ServerProfile, listed: readonly number[] | null, highest: number): Refused['reason'] {
  let oldest: TlsVersion | undefined;
  let newest: TlsVersion | undefined;
  for (const version of TLS_VERSIONS) {
    if (!isOffered(version, listed, highest)) continue;
    oldest ??= version;
    newest = version;
  }
  if (oldest === undefined || newest === undefined) return 'no-common-version';
  let [isTooOld, isTooNew] = [true, true];
  for (const versions of [server.versions, server.latentVersions]) {
    for (const version of versions) {
      if (!isOlder(newest, version)) isTooOld = false;
      if (!isOlder(version, oldest)) isTooNew = false;
    }
  }
  if (isTooOld) return 'client-too-old';
  return isTooNew ? 'client-too-new' : 'no-common-version';
}

/** TLS_FALLBACK_SCSV (RFC 7507 §2). */
const FALLBACK_SCSV = 0x5600;
