/**
 * The `bind` lines of a HAProxy configuration that speak TLS, with the defaults of its `global` section.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { ALERT } from '../../tls/alert.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { ANY_NAME, type NameRule, NO_ALPN } from '../server-profile.ts';
import {
  type ConfigurationDefaults,
  type ConfigurationText,
  type ConfiguredServer,
  certificatesAt,
  complaint,
  type Outside,
  type Place,
  profileAt,
} from './configuration.ts';
import { type Line, readLines } from './lines.ts';

/** Every `bind` with `ssl`, in the order written. */
export function parseHaproxy(
  source: ConfigurationText,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<readonly ConfiguredServer[], Failure> {
  const lines = readLines(source);
  if (!lines.ok) return lines;
  const global = readGlobal(lines.value);
  const servers: ConfiguredServer[] = [];
  let section = '';
  for (const { words, place } of lines.value) {
    const [keyword = ''] = words;
    if (SECTIONS.has(keyword)) section = words.slice(0, 2).join(' ');
    if (keyword !== 'bind' || !words.includes('ssl')) continue;
    const made = serverOf({ section, words, place }, global, outside, defaults);
    if (!made.ok) return made;
    servers.push(made.value);
  }
  return ok(servers);
}

/** What may stand on a `bind` by name, and its words about versions in the order written. */
type Settings = { readonly values: ReadonlyMap<string, string>; readonly versionWords: readonly string[] };

/** `ssl-default-bind-ciphers` and its kin as if they stood on each `bind`; the options one by one. */
function readGlobal(lines: readonly Line[]): Settings {
  const values = new Map<string, string>();
  const versionWords: string[] = [];
  let isGlobal = false;
  for (const { words } of lines) {
    const [keyword = '', value = ''] = words;
    if (SECTIONS.has(keyword)) isGlobal = keyword === 'global';
    if (!isGlobal) continue;
    if (keyword === 'ssl-default-bind-options') {
      const options = readOptions(words.slice(1));
      for (const [name, given] of options.values) values.set(name, given);
      versionWords.push(...options.versionWords);
    } else if (keyword.startsWith(DEFAULT_PREFIX)) values.set(keyword.slice(DEFAULT_PREFIX.length), value);
    else if (keyword === 'tune.ssl.default-dh-param' || keyword === 'ssl-dh-param-file') values.set(keyword, value);
  }
  return { values, versionWords };
}

function readOptions(words: readonly string[]): Settings {
  const values = new Map<string, string>();
  const versionWords: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const name = words[index] ?? '';
    const takesValue = WITH_VALUE.has(name);
    const value = takesValue ? (words[index + 1] ?? '') : '';
    // The first certificate answers whoever names none; the others go by names.
    if (name === 'crt' && values.has(name)) values.set(`crt ${value}`, '');
    else values.set(name, value);
    if (name === 'ssl-min-ver' || name === 'ssl-max-ver') versionWords.push(`${name} ${value}`);
    else if (/^(?:no|force)-(?:ssl|tls)v/.test(name)) versionWords.push(name);
    if (takesValue) index++;
  }
  return { values, versionWords };
}

function serverOf(
  { section, words, place }: Line & { readonly section: string },
  global: Settings,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<ConfiguredServer, Failure> {
  const own = readOptions(words.slice(2));
  const get = (name: string): string | undefined => own.values.get(name) ?? global.values.get(name);
  const versions = versionsOf([...global.versionWords, ...own.versionWords], place);
  if (!versions.ok) return versions;
  const crt = own.values.get('crt');
  const { certificates, assumptions } = certificatesAt(crt === undefined ? [] : [crt], outside);
  const protocols = get('alpn')?.split(',') ?? [];
  const made = profileAt(place, {
    versions: versions.value,
    ciphers: get('ciphers') ?? null,
    cipherSuites: get('ciphersuites') ?? null,
    groups: get('curves') ?? null,
    signatureAlgorithms: get('sigalgs') ?? null,
    preference: get('prefer-client-ciphers') === undefined ? 'server' : 'client',
    prioritizeChaCha: true,
    certificates,
    dh: null,
    alpn: protocols.length === 0 ? NO_ALPN : { protocols, onMismatch: 'ignore', preference: 'server' },
    readsNames: true,
    defaultLevel: defaults.securityLevel,
  });
  if (!made.ok) return made;
  const { profile } = made.value;
  const unread = [...own.values.keys()]
    .filter((name) => UNREAD.has(name) || name.startsWith('crt '))
    .map((directive) => ({ directive, place }));
  return ok({
    name: `${section} ${words[1] ?? ''}`.trim(),
    place,
    profile: {
      ...profile,
      names: own.values.has('strict-sni') ? STRICT : profile.names,
      dh: primeOf(get, certificates[0]?.keyType, defaults.securityLevel, outside),
    },
    withoutName: null,
    unread,
    assumptions: [...assumptions, ...made.value.assumptions],
  });
}

/**
 * The versions from the oldest to the newest. `no-tlsv11` and its kin are passed over as soon as a bound is set, and
 * the oldest is TLS 1.2 if none is (HAProxy's `ssl_sock_initial_ctx`).
 */
function versionsOf(words: readonly string[], place: Place): Result<readonly TlsVersion[], Failure> {
  const all = TLS_VERSIONS.filter((version) => version !== 'SSLv2');
  let [min, max]: [TlsVersion | undefined, TlsVersion | undefined] = [undefined, undefined];
  const off = new Set<TlsVersion>();
  for (const word of words) {
    const [name = '', value = ''] = word.split(' ');
    const isBound = name === 'ssl-min-ver' || name === 'ssl-max-ver';
    const version = all.find((one) => (isBound ? one === value : name.endsWith(`-${optionName(one)}`)));
    if (version === undefined) {
      return err(complaint(place, isBound ? `${name} knows no "${value}"` : `HAProxy knows no "${name}"`));
    }
    if (name.startsWith('no-')) off.add(version);
    else {
      if (name !== 'ssl-max-ver') min = version;
      if (name !== 'ssl-min-ver') max = version;
    }
  }
  if (min !== undefined || max !== undefined) off.clear();
  const oldest = min ?? (max !== undefined && isOlder(max, OLDEST) ? max : OLDEST);
  const newest = max ?? 'TLSv1.3';
  const on = all.filter((one) => !isOlder(one, oldest) && !isOlder(newest, one) && !off.has(one));
  return on.length > 0 ? ok(on) : err(complaint(place, 'every version is switched off'));
}

/**
 * HAProxy sets a prime up for RSA and DSA keys alone: the one beside the certificate, that of the file, or one of the
 * size that is set. Without any there is none since HAProxy 2.6. A prime is not set up that
 * the level of the build forbids: the level of the cipher string is set later.
 */
function primeOf(
  get: (name: string) => string | undefined,
  keyType: string | undefined,
  defaultLevel: number,
  outside: Outside,
): number | null {
  if (keyType !== 'RSA' && keyType !== 'DSA') return null;
  const file = get('ssl-dh-param-file');
  const size = get('tune.ssl.default-dh-param');
  const ofFile = file === undefined ? null : (outside.dhBits(file) ?? UNREAD_DH_BITS);
  const bits = outside.dhBits(get('crt') ?? '') ?? ofFile ?? (size === undefined ? null : Number(size));
  return bits === null || bits < (LEAST_DH_BITS[defaultLevel] ?? 0) ? null : bits;
}

/** `tlsv10` for TLS 1.0, `sslv3`. */
function optionName(version: TlsVersion): string {
  return version.toLowerCase().replace('.', '');
}

/** `strict-sni`: a client without a name is refused; that it names one of a certificate is assumed. */
const STRICT: NameRule = { ...ANY_NAME, missingAlert: ALERT.unrecognizedName };
/** Where no bound is set, since HAProxy 2.2. */
const OLDEST: TlsVersion = 'TLSv1.2';
const DEFAULT_PREFIX = 'ssl-default-bind-';
/** Of a file that cannot be read. */
const UNREAD_DH_BITS = 2048;
/** By security level (openssl's SSL_CTX_set_security_level(3)). */
const LEAST_DH_BITS: readonly number[] = [0, 1024, 2048, 3072, 7680, 15_360];
const SECTIONS: ReadonlySet<string> = new Set([
  ...['global', 'defaults', 'frontend', 'backend', 'listen', 'peers', 'resolvers', 'userlist', 'mailers', 'cache'],
  ...['program', 'ring', 'http-errors', 'fcgi-app', 'crt-store'],
]);
const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['crt', 'ciphers', 'ciphersuites', 'curves', 'sigalgs', 'alpn', 'npn', 'ssl-min-ver', 'ssl-max-ver', 'ecdhe'],
  ...['crt-list', 'ca-file', 'crl-file', 'verify', 'ca-sign-file', 'ca-sign-pass', 'client-sigalgs', 'ca-verify-file'],
]);
/** Options that bear on a handshake, and are not reckoned with. */
const UNREAD: ReadonlySet<string> = new Set(['crt-list', 'ecdhe', 'verify', 'generate-certificates']);
