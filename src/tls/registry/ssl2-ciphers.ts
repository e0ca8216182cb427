/**
 * Cipher kinds of SSLv2: three bytes (draft-hickman-netscape-ssl-00 §4).
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';
import { suiteName } from './cipher-suites.ts';

/** A cipher kind of SSLv2. */
export type Ssl2Cipher = {
  readonly code: number;
  readonly name: string;
  /** Effective key length: 40 for the export kinds, 112 for 3DES. */
  readonly bits: number;
  /** OpenSSL's name, as its versions before 1.1.0 have it. */
  readonly openssl: string | undefined;
};

/** The cipher kind a three-byte code point stands for; `undefined` for unknown ones and for TLS suites. */
export function ssl2Cipher(code: number): Ssl2Cipher | undefined {
  const row = SSL2_CIPHERS[code];
  return row && { code, name: row[0], bits: row[1], openssl: row[2] };
}

/**
 * Name of a cipher spec in an SSLv2 hello: a cipher kind, or a TLS suite under a first byte of 0
 * (RFC 5246 §E.2); the hex of an unknown one.
 */
export function ssl2CipherName(code: number): string {
  if (code > 0 && code <= 0xffff) return suiteName(code);
  return SSL2_CIPHERS[code]?.[0] ?? hexCode(code, 6);
}

/** Every cipher kind that has a name, in order. */
export function knownSsl2Codes(): readonly number[] {
  return Object.keys(SSL2_CIPHERS).map(Number);
}

/** The draft's, and OpenSSL's own: NULL, those with SHA, the 64-bit RC4, and the last two. */
const SSL2_CIPHERS: Readonly<Record<number, readonly [string, number, string?]>> = {
  0: ['SSL_CK_NULL_WITH_MD5', 0, 'NULL-MD5'],
  65664: ['SSL_CK_RC4_128_WITH_MD5', 128, 'RC4-MD5'],
  131200: ['SSL_CK_RC4_128_EXPORT40_WITH_MD5', 40, 'EXP-RC4-MD5'],
  196736: ['SSL_CK_RC2_128_CBC_WITH_MD5', 128, 'RC2-CBC-MD5'],
  262272: ['SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5', 40, 'EXP-RC2-CBC-MD5'],
  327808: ['SSL_CK_IDEA_128_CBC_WITH_MD5', 128, 'IDEA-CBC-MD5'],
  393280: ['SSL_CK_DES_64_CBC_WITH_MD5', 56, 'DES-CBC-MD5'],
  393536: ['SSL_CK_DES_64_CBC_WITH_SHA', 56, 'DES-CBC-SHA'],
  458944: ['SSL_CK_DES_192_EDE3_CBC_WITH_MD5', 112, 'DES-CBC3-MD5'],
  459200: ['SSL_CK_DES_192_EDE3_CBC_WITH_SHA', 112, 'DES-CBC3-SHA'],
  524416: ['SSL_CK_RC4_64_WITH_MD5', 64, 'RC4-64-MD5'],
  16713728: ['SSL_CK_DES_64_CFB64_WITH_MD5_1', 56, 'DES-CFB-M1'],
  16713744: ['SSL_CK_NULL', 0, 'NULL'],
};
