/**
 * Java's TLS (JSSE): what a program enables, less what `java.security` disables.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type CipherSuite, cipherSuite, knownSuiteCodes, suiteCode } from '../../tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { ANY_NAME, allOf, NO_ALPN, type ServerCertificate, type ServerProfile } from '../server-profile.ts';
import { type ConfigurationText, complaint } from './configuration.ts';

export type JavaSettings = {
  /** `java.security`, or the part of it that says something of `jdk.tls`; `null`: nothing is disabled. */
  readonly security: ConfigurationText | null;
  /** `setEnabledProtocols`, `https.protocols` or the connector's: `SSLv2Hello` lets old hellos in. */
  readonly protocols: readonly string[];
  /** `setEnabledCipherSuites`, in order, by Java's names: `SSL_` at the start of the oldest. */
  readonly cipherSuites: readonly string[];
  /** `setUseCipherSuitesOrder`: the server's if nothing is said. */
  readonly preference: 'server' | 'client';
  readonly certificates: readonly ServerCertificate[];
};

export type JavaProfile = {
  readonly profile: ServerProfile;
  /** Constraints on algorithms that were passed over, as written: key sizes, uses, dates. */
  readonly unread: readonly string[];
};

/** The server that Java is with these settings. */
export function parseJava(settings: JavaSettings): Result<JavaProfile, Failure> {
  const place = { file: settings.security?.file ?? 'settings', line: 1 };
  const properties = readProperties(settings.security?.text ?? '');
  const disabled = splitList(properties.get('jdk.tls.disabledAlgorithms') ?? '');
  const legacy = splitList(properties.get('jdk.tls.legacyAlgorithms') ?? '');

  const codes: number[] = [];
  for (const name of settings.cipherSuites) {
    const standard = name.replace(/^SSL_/, 'TLS_');
    const code = suiteCode(standard);
    // OpenSSL's names are known here too, and not to Java.
    if (code === undefined || cipherSuite(code)?.name !== standard)
      return err(complaint(place, `Java knows no cipher suite "${name}"`));
    codes.push(code);
  }
  const enabled: TlsVersion[] = [];
  for (const name of settings.protocols) {
    const version = TLS_VERSIONS.find((one) => one === (name === 'TLSv1' ? 'TLSv1.0' : name));
    if (version !== undefined && version !== 'SSLv2') enabled.push(version);
    else if (name !== 'SSLv2Hello') return err(complaint(place, `Java knows no protocol "${name}"`));
  }
  const suites = allOf(codes.filter((code) => !isNamed(code, disabled)));
  const isOff = (version: TlsVersion): boolean => disabled.some((word) => word === opensslSpelling(version));
  // A version without a suite is as good as off: Java then answers as if it were not enabled.
  const versions = TLS_VERSIONS.filter(
    (version) => enabled.includes(version) && !isOff(version) && suites.codes.some((code) => serves(code, version)),
  );
  return ok({
    unread: disabled.filter((word) => !isUnderstood(word)),
    profile: {
      stack: 'java',
      versions,
      // A version that is disabled is passed over: Java answers in the next older one.
      latentVersions: [],
      areVersionsComplete: true,
      suites: Object.fromEntries(versions.map((version) => [version, suites])),
      blockedSuites: codes.filter((code) => isNamed(code, disabled)),
      lastResort: codes.filter((code) => isNamed(code, legacy)),
      preference: settings.preference,
      prioritizeChaCha: false,
      groups: allOf(GROUPS),
      certificates: settings.certificates,
      signatureSchemes: allOf(SCHEMES.filter((scheme) => !isSchemeNamed(scheme, disabled))),
      dh: 'groups',
      alpn: NO_ALPN,
      fallbackScsv: 'ignored',
      names: ANY_NAME,
      readsSsl2Hello: settings.protocols.includes('SSLv2Hello'),
      sendsAlerts: versions.length > 0,
      securityLevel: null,
    },
  });
}

/** `name=value` lines, where a backslash at the end joins the next; the last of a name counts. */
function readProperties(text: string): ReadonlyMap<string, string> {
  const joined = text.replace(/\\\r?\n\s*/g, '');
  const lines = [...joined.matchAll(/^\s*([^#!\s=:][^=:\s]*)\s*[=:](.*)$/gm)];
  return new Map(lines.map(([, name = '', value = '']) => [name, value]));
}

function splitList(value: string): readonly string[] {
  return value.split(',').flatMap((word) => word.trim() || []);
}

/** Whether a word of the list is an algorithm that the suite is made of; constraints such as `keySize` are not read. */
function isNamed(code: number, words: readonly string[]): boolean {
  const suite = cipherSuite(code);
  if (suite === undefined) return false;
  const parts = partsOf(suite);
  return words.some((word) => word === suite.name || parts.has(word.toLowerCase()));
}

/** As Java takes a suite apart (its `SSLAlgorithmDecomposer`), in lower case: `RC4_128` is named by `RC4` as well. */
function partsOf(suite: CipherSuite): ReadonlySet<string> {
  const { keyExchange, authentication, cipher, mode, mac, aead } = suite;
  const [family = ''] = cipher.split('_');
  // The hash of the key derivation counts, too: SHA-256 where the name says SHA, as in TLS 1.2.
  const prf = suite.name.endsWith('SHA384') ? '384' : '256';
  const hashes = [prf, ...(aead ? [] : [mac.replace('SHA', '')])];
  const parts = [
    ...[family, cipher, keyExchange, authentication, `${keyExchange}_${authentication}`],
    ...(mode === 'CBC' || mode === 'GCM' ? [mode, 'NoPadding'] : []),
    // The suites of TLS 1.3 have a cipher of another name inside Java, and are not meant by AES_128_GCM.
    ...(mode === 'CBC' || (mode === 'GCM' && keyExchange !== 'TLS13') ? [`${cipher}_${mode}`] : []),
    ...(keyExchange === 'RSA' ? ['RSA_KEYEXCHANGE', 'TLS_RSA_*'] : []),
    ...(keyExchange === 'DH' || keyExchange === 'DHE' ? ['DH', 'DiffieHellman'] : []),
    ...(authentication === 'DSS' ? ['DSA'] : []),
    ...(family === '3DES' ? ['DESede'] : []),
    ...(family === 'CHACHA20' ? ['ChaCha20-Poly1305'] : []),
    ...hashes.flatMap((size) => (size === 'MD5' ? [size, 'HmacMD5'] : [`SHA${size}`, `SHA-${size}`, `HmacSHA${size}`])),
  ];
  return new Set(parts.map((part) => part.toLowerCase()));
}

/** A version, or a part of some suite; what else stands in the list is about certificates, sizes or uses. */
function isUnderstood(word: string): boolean {
  return (
    /^(?:DTLSv1\.[02]|SSLv2Hello|NULL)$/.test(word) ||
    isVersion(word) ||
    knownSuiteCodes().some((code) => isNamed(code, [word]))
  );
}

function isVersion(word: string): boolean {
  return TLS_VERSIONS.some((version) => opensslSpelling(version) === word);
}

/** Schemes older than TLS 1.3 are named by their hash as by their kind of key. */
function isSchemeNamed(scheme: number, words: readonly string[]): boolean {
  const hash = HASHES[scheme >>> 8];
  const key = KEYS[scheme & 0xff];
  if (hash === undefined || key === undefined) return false;
  const parts = [`SHA${hash}`, `SHA-${hash}`, key, `SHA${hash}with${key}`].map((part) => part.toLowerCase());
  return words.some((word) => parts.includes(word.toLowerCase()));
}

function serves(code: number, version: TlsVersion): boolean {
  const suite = cipherSuite(code);
  if (suite === undefined || (suite.minVersion === 'TLSv1.3') !== (version === 'TLSv1.3')) return false;
  return TLS_VERSIONS.indexOf(suite.minVersion) <= TLS_VERSIONS.indexOf(version);
}

function opensslSpelling(version: TlsVersion): string {
  return version === 'TLSv1.0' ? 'TLSv1' : version;
}

const HASHES: Readonly<Record<number, string>> = { 2: '1', 3: '224', 4: '256', 5: '384', 6: '512' };
const KEYS: Readonly<Record<number, string>> = { 1: 'RSA', 2: 'DSA', 3: 'ECDSA' };

/** Java 17, in order. */
const GROUPS: readonly number[] = [29, 23, 24, 25, 30, 256, 257, 258, 259, 260];
const SCHEMES: readonly number[] = [
  ...[0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601],
  ...[0x0402, 0x0303, 0x0301, 0x0302, 0x0203, 0x0201, 0x0202],
];
