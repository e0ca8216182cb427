/**
 * TLS cipher suites: names and what they are made of.
 *
 * @module
 */
import type { TlsVersion } from '../version.ts';
import { type CipherSuiteParts, parseSuiteName } from './cipher-suite-name.ts';
import { CIPHER_SUITE_ROWS, type CipherSuiteRow } from './cipher-suites.gen.ts';
import { greaseOrHex } from './grease.ts';

export { isGrease } from './grease.ts';

/** A TLS cipher suite. Signalling values (RFC 5746, RFC 7507) and GREASE are not suites. */
export type CipherSuite = CipherSuiteParts & {
  readonly code: number;
  /** IANA's name; `_OLD` at its end where two code points of different drafts share one. */
  readonly name: string;
  /** The suite protects nothing from reading. */
  readonly isNull: boolean;
  /** Nobody is authenticated, so anyone on the path can be the peer. */
  readonly isAnonymous: boolean;
  /** A stolen long-term key does not open recorded traffic; in TLS 1.3, unless `psk_ke` is used. */
  readonly forwardSecrecy: boolean;
  /** Oldest version the suite is defined for; stacks that also take it in older ones are wrong. */
  readonly minVersion: TlsVersion;
  /** Newest version whose RFC still allows the suite; old stacks often go further. */
  readonly maxVersion: TlsVersion;
  /** IANA's "Recommended": yes, no opinion, discouraged; `undefined` for what IANA does not list. */
  readonly recommended: 'Y' | 'N' | 'D' | undefined;
  readonly references: readonly string[];
  /** OpenSSL's name, also if only a version of the past has it. */
  readonly openssl: string | undefined;
};

/** The suite a code point stands for; `undefined` if there is none, or only its name is known. */
export function cipherSuite(code: number): CipherSuite | undefined {
  const known = suites.get(code);
  if (known !== undefined) return known;
  const row = rows().get(code);
  const parts = row && parseSuiteName(row[1]);
  if (row === undefined || parts === undefined) return undefined;
  const suite = describe(row, parts);
  suites.set(code, suite);
  return suite;
}

/** Name of a suite or a signalling value, `GREASE (0x0a0a)`, or the hex of an unknown code point. */
export function suiteName(code: number): string {
  return rows().get(code)?.[1] ?? greaseOrHex(code);
}

/** The code point of a suite by IANA's or OpenSSL's name; `undefined` if neither has it. */
export function suiteCode(name: string): number | undefined {
  return CIPHER_SUITE_ROWS.find(([, iana, , , openssl]) => iana === name || openssl === name)?.[0];
}

/** Every code point that has a name, in order; GREASE not included. */
export function knownSuiteCodes(): readonly number[] {
  return CIPHER_SUITE_ROWS.map(([code]) => code);
}

function describe(
  [code, name, recommended, references, openssl]: CipherSuiteRow,
  parts: CipherSuiteParts,
): CipherSuite {
  return {
    code,
    name,
    ...parts,
    isNull: parts.cipher === 'NULL',
    isAnonymous: parts.authentication === 'anon',
    forwardSecrecy: FORWARD_SECRET.has(parts.keyExchange),
    // RFC 9189 is for TLS 1.2 alone; the GOST suites before it have the same parts and serve older versions.
    minVersion: references === 'RFC9189' ? 'TLSv1.2' : minVersion(parts),
    maxVersion: maxVersion(parts),
    recommended: recommended === 'Y' || recommended === 'N' || recommended === 'D' ? recommended : undefined,
    references: references.split(' '),
    openssl,
  };
}

function minVersion(suite: CipherSuiteParts): TlsVersion {
  if (suite.keyExchange === 'TLS13') return 'TLSv1.3';
  if (suite.aead) return 'TLSv1.2';
  // RFC 5487 §1.1, RFC 5489 §1.1 and RFC 6367 §3.3: with PSK, the old versions' own PRF serves.
  if (suite.mac === 'SHA256' || suite.mac === 'SHA384') {
    return suite.authentication.endsWith('PSK') && !suite.cipher.startsWith('ARIA') ? 'TLSv1.0' : 'TLSv1.2';
  }
  return NOT_IN_SSL3.has(suite.keyExchange) ? 'TLSv1.0' : 'SSLv3';
}

function maxVersion(suite: CipherSuiteParts): TlsVersion {
  if (suite.keyExchange === 'TLS13' || suite.keyExchange === 'ECCPWD') return 'TLSv1.3';
  if (suite.isExport) return 'TLSv1.0'; // RFC 4346 §A.5
  return suite.cipher === 'DES' || suite.cipher === 'IDEA' ? 'TLSv1.1' : 'TLSv1.2'; // RFC 5469 §1
}

function rows(): ReadonlyMap<number, CipherSuiteRow> {
  rowOfCode ??= new Map(CIPHER_SUITE_ROWS.map((row) => [row[0], row]));
  return rowOfCode;
}

let rowOfCode: ReadonlyMap<number, CipherSuiteRow> | undefined;

const suites = new Map<number, CipherSuite>();

const FORWARD_SECRET: ReadonlySet<string> = new Set(['DHE', 'ECDHE', 'SRP', 'ECCPWD', 'ECJPAKE', 'CECPQ1', 'TLS13']);

const NOT_IN_SSL3: ReadonlySet<string> = new Set(['ECDH', 'ECDHE', 'GOST']);
