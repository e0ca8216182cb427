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

/** `TLS 1.0`, as people say it. */
export function spokenVersion(version: TlsVersion): string {
  return version.startsWith('SSL') ? `${version.replace('SSLv', 'SSL ')}.0` : version.replace('TLSv', 'TLS ');
}

/** `TLS 1.0 and TLS 1.1`; empty for none. */
export function spokenVersions(versions: readonly TlsVersion[]): string {
  const names = versions.map(spokenVersion);
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
