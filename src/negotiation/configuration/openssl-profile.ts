/**
 * The server that a program built on OpenSSL 3 is, from what its configuration says to OpenSSL.
 *
 * @module
 */
import { err, ok, type Result } from '../../core/result.ts';
import { cipherSuite, suiteCode } from '../../tls/registry/cipher-suites.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { type AlpnRule, ANY_NAME, allOf, type ServerCertificate, type ServerProfile } from '../server-profile.ts';
import { type CipherStringIssue, expandCipherString } from './openssl-ciphers.ts';
import { opensslGroups, opensslSignatureAlgorithms } from './openssl-names.ts';

/** What reaches OpenSSL of a configuration; `null`: left as OpenSSL has it. */
export type OpensslSettings = {
  /** The versions that are switched on. */
  readonly versions: readonly TlsVersion[];
  /** Cipher string up to TLS 1.2. */
  readonly ciphers: string | null;
  /** Names of TLS 1.3 suites, colons between. */
  readonly cipherSuites: string | null;
  readonly groups: string | null;
  readonly signatureAlgorithms: string | null;
  readonly preference: 'server' | 'client';
  readonly prioritizeChaCha: boolean;
  readonly certificates: readonly ServerCertificate[];
  readonly dh: number | 'auto' | null;
  readonly alpn: AlpnRule;
  /** The program asks to be told the name of a client (`SSL_CTX_set_tlsext_servername_callback`). */
  readonly readsNames: boolean;
  /** What OpenSSL was built with: 2 at Debian and its kin, 1 as OpenSSL comes. A cipher string may say otherwise. */
  readonly defaultLevel: number;
};

export type SettingsIssue =
  | { readonly code: 'bad-ciphers'; readonly issue: CipherStringIssue }
  | { readonly code: 'unknown-name'; readonly name: string };

export type OpensslProfile = {
  readonly profile: ServerProfile;
  /** Words of the cipher string that OpenSSL passes over. */
  readonly unknown: readonly string[];
};

/** Works out what OpenSSL makes of the settings. */
export function opensslProfile(settings: OpensslSettings): Result<OpensslProfile, SettingsIssue> {
  const expanded = expandCipherString(settings.ciphers ?? 'DEFAULT');
  if (!expanded.ok) return err({ code: 'bad-ciphers', issue: expanded.error });
  const level = expanded.value.securityLevel ?? settings.defaultLevel;

  const tls13 = tls13Suites(settings.cipherSuites);
  if (!tls13.ok) return tls13;
  const groups = settings.groups === null ? ok(DEFAULT_GROUPS) : named(opensslGroups(settings.groups));
  if (!groups.ok) return groups;
  const schemes =
    settings.signatureAlgorithms === null
      ? ok(DEFAULT_SCHEMES)
      : named(opensslSignatureAlgorithms(settings.signatureAlgorithms));
  if (!schemes.ok) return schemes;

  const old = allOf(expanded.value.suites.filter((code) => passesLevel(code, level)));
  const listed = TLS_VERSIONS.filter((version) => settings.versions.includes(version) && isAllowedAt(version, level));
  // TLS 1.0 and 1.1 sign with SHA-1 and MD5, which is less than level 1 asks for.
  const latent = level >= 1 ? listed.filter((version) => isOlder(version, 'TLSv1.2')) : [];
  return ok({
    unknown: expanded.value.unknown,
    profile: {
      stack: 'openssl-3',
      versions: listed.filter((version) => !latent.includes(version)),
      latentVersions: latent,
      areVersionsComplete: true,
      suites: { 'TLSv1.0': old, 'TLSv1.1': old, 'TLSv1.2': old, 'TLSv1.3': allOf(tls13.value) },
      blockedSuites: expanded.value.suites.filter((code) => !passesLevel(code, level)),
      preference: settings.preference,
      prioritizeChaCha: settings.prioritizeChaCha,
      groups: allOf(groups.value.filter((code) => (GROUP_STRENGTH[code] ?? 0) >= strengthAt(level))),
      certificates: settings.certificates,
      signatureSchemes: allOf(schemes.value.filter((code) => schemeStrength(code) >= strengthAt(level))),
      dh: settings.dh,
      alpn: settings.alpn,
      fallbackScsv: 'honoured',
      names: { ...ANY_NAME, choosesCertificate: settings.readsNames },
      readsSsl2Hello: true,
      sendsAlerts: true,
      securityLevel: level,
    },
  });
}

function named(parsed: Result<readonly number[], string>): Result<readonly number[], SettingsIssue> {
  return parsed.ok ? parsed : err({ code: 'unknown-name', name: parsed.error });
}

function tls13Suites(text: string | null): Result<readonly number[], SettingsIssue> {
  if (text === null) return ok(DEFAULT_TLS13_SUITES);
  const codes: number[] = [];
  for (const name of text.split(':').filter((word) => word !== '')) {
    const code = suiteCode(name);
    if (code === undefined || cipherSuite(code)?.minVersion !== 'TLSv1.3') return err({ code: 'unknown-name', name });
    codes.push(code);
  }
  return ok(codes);
}

/** What a security level forbids of suites (openssl's SSL_CTX_set_security_level(3)). */
function passesLevel(code: number, level: number): boolean {
  const suite = cipherSuite(code);
  if (level === 0 || suite === undefined) return true;
  if (suite.bits < strengthAt(level) || suite.isAnonymous || suite.mac === 'MD5') return false;
  if (level >= 4 && suite.mac === 'SHA1') return false;
  return level < 3 || suite.keyExchange === 'DHE' || suite.keyExchange === 'ECDHE';
}

function isAllowedAt(version: TlsVersion, level: number): boolean {
  if (version === 'SSLv2' || version === 'SSLv3') return false;
  if (version === 'TLSv1.0') return level < 3;
  return version !== 'TLSv1.1' || level < 4;
}

function strengthAt(level: number): number {
  return LEVEL_STRENGTH[level] ?? 0;
}

/** Half the length of the hash, and for SHA-1 what is left of it. */
function schemeStrength(code: number): number {
  return code > 0x0700 ? (INTRINSIC_STRENGTH[code] ?? 0) : (HASH_STRENGTH[code >>> 8] ?? 0);
}

const LEVEL_STRENGTH: readonly number[] = [0, 80, 112, 128, 192, 256];
const HASH_STRENGTH: readonly number[] = [0, 39, 63, 112, 128, 192, 256];
const INTRINSIC_STRENGTH: Readonly<Record<number, number>> = {
  2052: 128,
  2053: 192,
  2054: 256,
  2055: 128,
  2056: 224,
  2057: 128,
  2058: 192,
  2059: 256,
};
const GROUP_STRENGTH: Readonly<Record<number, number>> = {
  ...Object.fromEntries([19, 20, 21, 18, 15, 16, 17].map((code) => [code, 80])),
  20: 112,
  21: 112,
  22: 128,
  23: 128,
  24: 192,
  25: 256,
  26: 128,
  27: 192,
  28: 256,
  29: 128,
  30: 224,
  256: 112,
  257: 128,
  258: 128,
  259: 128,
  260: 192,
};

/** OpenSSL 3.0 to 3.4, in order. */
const DEFAULT_GROUPS: readonly number[] = [29, 23, 30, 25, 24, 256, 257, 258, 259, 260];
const DEFAULT_TLS13_SUITES: readonly number[] = [0x1302, 0x1303, 0x1301];
const DEFAULT_SCHEMES: readonly number[] = [
  ...[0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806],
  ...[0x0401, 0x0501, 0x0601, 0x0303, 0x0203, 0x0301, 0x0201, 0x0302, 0x0202, 0x0402, 0x0502, 0x0602],
];
