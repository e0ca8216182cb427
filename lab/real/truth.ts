/**
 * What is true of a server, worked out from its configuration, and the configurations that many products share.
 *
 * @module
 */
import { hintLines } from '../../src/report/hint-rows.ts';
import type { SchemeName } from '../../src/scan/dialects.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import type { Truth } from '../server.ts';

/** The truth about all six versions. */
type FullTruth = Readonly<Record<TlsVersion, Truth>>;

/** All versions from `min` to `max`, both included, oldest first. */
export function versionRange(min: TlsVersion, max: TlsVersion): readonly TlsVersion[] {
  return TLS_VERSIONS.filter((version) => !isOlder(version, min) && !isOlder(max, version));
}

/** Truth of a server that completes handshakes in exactly the versions `accepted`. */
export function truthOf(accepted: readonly TlsVersion[], latent: readonly TlsVersion[] = []): FullTruth {
  const of = (version: TlsVersion): Truth => {
    if (accepted.includes(version)) return 'accepted';
    return latent.includes(version) ? 'latent' : 'refused';
  };
  return {
    SSLv2: of('SSLv2'),
    SSLv3: of('SSLv3'),
    'TLSv1.0': of('TLSv1.0'),
    'TLSv1.1': of('TLSv1.1'),
    'TLSv1.2': of('TLSv1.2'),
    'TLSv1.3': of('TLSv1.3'),
  };
}

/** A configuration that all products built on OpenSSL 3 have in common. */
type OpensslConfig = {
  readonly name: string;
  /** The versions that the configuration lists, oldest first. */
  readonly versions: readonly TlsVersion[];
  /** Security level 0 lets old versions work; `default` is what the product does when nothing is said. */
  readonly level: 0 | 'default';
  readonly certificate?: 'ecdsa';
  readonly scheme?: SchemeName;
  /** In place of the statement about versions stand the lines that a scan advises. */
  readonly hint?: readonly string[];
};

export type OpensslRow = OpensslConfig & { readonly truth: FullTruth };

/** Adds the truth to configurations of a product built on OpenSSL 3. */
export function withOpensslTruth<Config extends OpensslConfig>(
  configs: readonly Config[],
): readonly (Config & { readonly truth: FullTruth })[] {
  return configs.map((config) => {
    // TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL 3 forbids from security level 1 on; the default is 1 or more.
    const blocked = config.level === 0 ? [] : config.versions.filter((version) => isOlder(version, 'TLSv1.2'));
    const accepted = config.versions.filter((version) => !blocked.includes(version));
    return { ...config, truth: truthOf(accepted, blocked) };
  });
}

/** The four cells of every OpenSSL product: today's floor, all open, TLS 1.0 only, and listed but blocked. */
export function usualRows(product: string): readonly OpensslConfig[] {
  const all = versionRange('TLSv1.0', 'TLSv1.3');
  return [
    { name: `${product}-1.2-1.3`, versions: ['TLSv1.2', 'TLSv1.3'], level: 'default' },
    { name: `${product}-1.0-1.3`, versions: all, level: 0 },
    { name: `${product}-1.0`, versions: ['TLSv1.0'], level: 0 },
    { name: `${product}-latent`, versions: all, level: 'default' },
  ];
}

/** The cells of a service: today's floor, all open, and listed but blocked. */
export function serviceRows(product: string, scheme: SchemeName): readonly OpensslConfig[] {
  const names = SERVICE_CELLS.map((cell) => `${product}-${scheme}-${cell}`);
  return usualRows(`${product}-${scheme}`).flatMap((row) => (names.includes(row.name) ? [{ ...row, scheme }] : []));
}

/** Cells that would speak everything, were it not for the lines that a scan advises for a floor. */
export function hintRows(product: string, title: string, scheme?: SchemeName): readonly OpensslConfig[] {
  const prefix = scheme ? `${product}-${scheme}` : product;
  const row = (floor: '1.2' | '1.3', versions: readonly TlsVersion[]): OpensslConfig => {
    const base = { name: `${prefix}-hint-${floor}`, versions, level: 0, hint: hintLines(title, floor) } as const;
    return scheme ? { ...base, scheme } : base;
  };
  return [row('1.2', ['TLSv1.2', 'TLSv1.3']), row('1.3', ['TLSv1.3'])];
}

/** A cell for each version alone. */
export function singleRows(product: string, versions: readonly TlsVersion[]): readonly OpensslConfig[] {
  return versions.map((version) => ({ name: `${product}-${shortName(version)}`, versions: [version], level: 0 }));
}

/** `1.0` for `TLSv1.0`. */
export function shortName(version: TlsVersion): string {
  return version.replace('TLSv', '');
}

/** The oldest and the newest of a row's versions. @throws RangeError if it has none */
export function boundsOf(row: OpensslConfig): readonly [min: TlsVersion, max: TlsVersion] {
  const [min] = row.versions;
  const max = row.versions.at(-1);
  if (min === undefined || max === undefined) throw new RangeError(`${row.name} lists no version`);
  return [min, max];
}

/** The name that OpenSSL, and every product that hands names on to it or to Java, gives a version: `TLSv1`. */
export function opensslName(version: TlsVersion): string {
  return version === 'TLSv1.0' ? 'TLSv1' : version;
}

export const SERVICE_CELLS: readonly string[] = ['1.2-1.3', '1.0-1.3', 'latent'];

/** OpenSSL cipher string under which TLS 1.0 and 1.1 work. */
export const OLD_CIPHERS = 'DEFAULT:@SECLEVEL=0';
