/**
 * JA4, the TLS client fingerprint (FoxIO, technical_details/JA4.md, BSD-3-Clause).
 *
 * Only JA4 itself: its relatives JA4S, JA4H and so on carry another licence.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { ClientHello } from '../client-hello.ts';
import { alpnOf, signatureAlgorithmsOf, supportedVersionsOf } from '../extension-values.ts';
import { EXTENSION } from '../extensions.ts';
import { isGrease } from '../registry/grease.ts';

/** What carried the hello: TCP, QUIC or DTLS. */
export type Ja4Transport = 't' | 'q' | 'd';

export type Ja4 = {
  /** `a_b_c`, the fingerprint. */
  readonly ja4: string;
  /** The same with the lists in clear, sorted. */
  readonly ja4Raw: string;
  /** The lists in clear as sent, SNI and ALPN included. */
  readonly ja4RawOriginal: string;
};

export function ja4(hello: ClientHello, transport: Ja4Transport = 't'): Ja4 {
  const suites = hello.cipherSuites.filter((code) => !isGrease(code)).map(hex4);
  const extensions = (hello.extensions ?? []).map(({ type }) => type).filter((type) => !isGrease(type));
  const schemes = (signatureAlgorithmsOf(hello) ?? []).filter((code) => !isGrease(code)).map(hex4);
  const a =
    transport +
    versionLetters(hello) +
    (extensions.includes(EXTENSION.serverName) ? 'd' : 'i') +
    twoDigits(suites.length) +
    twoDigits(extensions.length) +
    alpnLetters(alpnOf(hello)?.[0]);
  const sortedSuites = suites.toSorted().join(',');
  const sorted = extensions
    .filter((type) => !COUNTED_ONLY.includes(type))
    .map(hex4)
    .toSorted();
  const c = withSchemes(sorted.join(','), schemes);
  const original = withSchemes(extensions.map(hex4).join(','), schemes);
  return {
    ja4: `${a}_${hash12(sortedSuites)}_${hash12(sorted.length === 0 ? '' : c)}`,
    ja4Raw: `${a}_${sortedSuites}_${c}`,
    ja4RawOriginal: `${a}_${suites.join(',')}_${original}`,
  };
}

function versionLetters(hello: ClientHello): string {
  const offered = supportedVersionsOf(hello)?.filter((code) => !isGrease(code)) ?? [];
  return VERSION_LETTERS.get(offered.length > 0 ? Math.max(...offered) : hello.legacyVersion) ?? '00';
}

/** First and last character of the first protocol; of its hex form when either is not a letter or digit. */
function alpnLetters(protocol: Uint8Array | undefined): string {
  const first = protocol?.[0];
  const last = protocol?.at(-1);
  if (first === undefined || last === undefined) return '00';
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return (first >> 4).toString(16) + (last & 0x0f).toString(16);
}

function isAlphanumeric(byte: number): boolean {
  return /[0-9A-Za-z]/.test(String.fromCharCode(byte));
}

function withSchemes(extensions: string, schemes: readonly string[]): string {
  return schemes.length > 0 ? `${extensions}_${schemes.join(',')}` : extensions;
}

function hash12(text: string): string {
  return text === '' ? EMPTY_HASH : createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function twoDigits(count: number): string {
  return String(Math.min(count, 99)).padStart(2, '0');
}

function hex4(code: number): string {
  return code.toString(16).padStart(4, '0');
}

const VERSION_LETTERS: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
  [0xfeff, 'd1'],
  [0xfefd, 'd2'],
  [0xfefc, 'd3'],
]);

/** Counted in the first part but not hashed, so that a client keeps its fingerprint from name to name. */
const COUNTED_ONLY: readonly number[] = [EXTENSION.serverName, EXTENSION.alpn];
const EMPTY_HASH = '000000000000';
