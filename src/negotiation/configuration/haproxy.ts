/**
 * The `bind` lines of a HAProxy configuration that speak TLS, with the defaults of its `global` section.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { NO_ALPN } from '../server-profile.ts';
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

type Settings = ReadonlyMap<string, string>;

/** `ssl-default-bind-ciphers` and its kin as if they stood on each `bind`; the options one by one. */
function readGlobal(lines: readonly Line[]): Settings {
  const settings = new Map<string, string>();
  let isGlobal = false;
  for (const { words } of lines) {
    const [keyword = '', value = ''] = words;
    if (SECTIONS.has(keyword)) isGlobal = keyword === 'global';
    if (!isGlobal) continue;
    if (keyword === 'ssl-default-bind-options') {
      for (const [name, given] of readOptions(words.slice(1))) settings.set(name, given);
    } else if (keyword.startsWith(DEFAULT_PREFIX)) settings.set(keyword.slice(DEFAULT_PREFIX.length), value);
    else if (keyword === 'tune.ssl.default-dh-param' || keyword === 'ssl-dh-param-file') settings.set(keyword, value);
  }
  return settings;
}

function readOptions(words: readonly string[]): Map<string, string> {
  const options = new Map<string, string>();
  for (let index = 0; index < words.length; index++) {
    const name = words[index] ?? '';
    const takesValue = WITH_VALUE.has(name);
    options.set(name, takesValue ? (words[index + 1] ?? '') : '');
    if (takesValue) index++;
  }
  return options;
}

function serverOf(
  { section, words, place }: Line & { readonly section: string },
  global: Settings,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<ConfiguredServer, Failure> {
  const own = readOptions(words.slice(2));
  const get = (name: string): string | undefined => own.get(name) ?? global.get(name);
  const versions = versionsOf(get, place);
  if (!versions.ok) return versions;
  const crt = own.get('crt');
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
    dh: primeOf(get, certificates[0]?.keyType, outside),
    alpn: protocols.length === 0 ? NO_ALPN : { protocols, onMismatch: 'ignore', preference: 'server' },
    readsNames: true,
    defaultLevel: defaults.securityLevel,
  });
  if (!made.ok) return made;
  const unread = [...own.keys()].filter((name) => UNREAD.has(name)).map((directive) => ({ directive, place }));
  return ok({
    name: `${section} ${words[1] ?? ''}`.trim(),
    place,
    profile: made.value.profile,
    unread,
    assumptions: [...assumptions, ...made.value.assumptions],
  });
}

function versionsOf(get: (name: string) => string | undefined, place: Place): Result<readonly TlsVersion[], Failure> {
  const all = TLS_VERSIONS.filter((version) => version !== 'SSLv2');
  const forced = all.find((version) => get(`force-${optionName(version)}`) !== undefined);
  if (forced !== undefined) return ok([forced]);
  const bounds: TlsVersion[] = [];
  for (const name of ['ssl-min-ver', 'ssl-max-ver']) {
    const word = get(name) ?? (name === 'ssl-min-ver' ? 'TLSv1.2' : 'TLSv1.3');
    const version = all.find((one) => one === word);
    if (version === undefined) return err(complaint(place, `${name} knows no "${word}"`));
    bounds.push(version);
  }
  const [min = 'TLSv1.2', max = 'TLSv1.3'] = bounds;
  return ok(
    all.filter(
      (version) => !isOlder(version, min) && !isOlder(max, version) && get(`no-${optionName(version)}`) === undefined,
    ),
  );
}

/** HAProxy sets a prime up for RSA and DSA keys alone. */
function primeOf(
  get: (name: string) => string | undefined,
  keyType: string | undefined,
  outside: Outside,
): number | null {
  if (keyType !== 'RSA' && keyType !== 'DSA') return null;
  const file = get('ssl-dh-param-file');
  if (file !== undefined) return outside.dhBits(file) ?? DEFAULT_DH_BITS;
  return Number(get('tune.ssl.default-dh-param') ?? DEFAULT_DH_BITS);
}

/** `tlsv10` for TLS 1.0, `sslv3`. */
function optionName(version: TlsVersion): string {
  return version.toLowerCase().replace('.', '');
}

const DEFAULT_PREFIX = 'ssl-default-bind-';
const DEFAULT_DH_BITS = 2048;
const SECTIONS: ReadonlySet<string> = new Set([
  ...['global', 'defaults', 'frontend', 'backend', 'listen', 'peers', 'resolvers', 'userlist', 'mailers', 'cache'],
  ...['program', 'ring', 'http-errors', 'fcgi-app', 'crt-store'],
]);
const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['crt', 'ciphers', 'ciphersuites', 'curves', 'sigalgs', 'alpn', 'npn', 'ssl-min-ver', 'ssl-max-ver', 'ecdhe'],
  ...['crt-list', 'ca-file', 'crl-file', 'verify', 'ca-sign-file', 'ca-sign-pass', 'client-sigalgs', 'ca-verify-file'],
]);
/** Options that bear on a handshake, and are not reckoned with. */
const UNREAD: ReadonlySet<string> = new Set(['crt-list', 'ecdhe', 'verify', 'strict-sni', 'generate-certificates']);
