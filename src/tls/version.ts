/**
 * Protocol versions: the names the whole program uses, and the code points on the wire.
 *
 * @module
 */

/** A protocol version by the name used in all data. Never user text, never a number with a dot. */
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** Every version, oldest first, so that an index comparison is an age comparison. */
export const TLS_VERSIONS = ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** `ProtocolVersion` as sent (RFC 9846 §4.2.2; SSLv2: 0x0002 in its own hello). */
export const VERSION_CODE: Readonly<Record<TlsVersion, number>> = {
  SSLv2: 0x0002,
  SSLv3: 0x0300,
  'TLSv1.0': 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
};

/** The version a code point stands for; `undefined` for drafts, GREASE, DTLS and unknown ones. */
export function versionOfCode(code: number): TlsVersion | undefined {
  return TLS_VERSIONS.find((version) => VERSION_CODE[version] === code);
}

/** Whether `a` is an older version than `b`. */
export function isOlder(a: TlsVersion, b: TlsVersion): boolean {
  return TLS_VERSIONS.indexOf(a) < TLS_VERSIONS.indexOf(b);
}

/** Text as a person types it (`1.2`, `TLSv1.2`, `tls1.2`, `ssl3`) to a version; `undefined` if it is none. */
export function parseVersion(text: string): TlsVersion | undefined {
  const match = /^(?:(tls|ssl)\s*v?)?([0-9](?:\.[0-9])?)$/i.exec(text.trim());
  if (!match?.[2]) return undefined;
  const family = match[1]?.toLowerCase() ?? (match[2].startsWith('1') ? 'tls' : 'ssl');
  const number = family === 'tls' && match[2] === '1' ? '1.0' : match[2].replace(/^([23])\.0$/, '$1');
  return TLS_VERSIONS.find((version) => version === `${family === 'tls' ? 'TLS' : 'SSL'}v${number}`);
}

/** `TLS 1.0`, as people say it. */
export function spokenVersion(version: TlsVersion): string {
  return version.startsWith('SSL') ? `${version.replace('SSLv', 'SSL ')}.0` : version.replace('TLSv', 'TLS ');
}

/** `TLS 1.0 and TLS 1.1`; empty for none. */
export function spokenVersions(versions: readonly TlsVersion[]): string {
  const names = versions.map(spokenVersion);
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
