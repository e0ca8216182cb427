/**
 * Registries of a few one-byte values each.
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';

/** Name of a compression method (RFC 3749 §2); hex of an unknown one. */
export function compressionMethodName(code: number): string {
  return COMPRESSION_METHODS.get(code) ?? hexCode(code, 2);
}

/** Name of a point format of a curve (RFC 8422 §5.1.2); hex of an unknown one. */
export function ecPointFormatName(code: number): string {
  return EC_POINT_FORMATS.get(code) ?? hexCode(code, 2);
}

/** Name of a kind of curve parameters (RFC 8422 §5.4); hex of an unknown one. */
export function ecCurveTypeName(code: number): string {
  return EC_CURVE_TYPES.get(code) ?? hexCode(code, 2);
}

/** Name of a PskKeyExchangeMode (RFC 9846 §4.3.9), `GREASE (0x0b)`, or the hex of an unknown one. */
export function pskKeyExchangeModeName(code: number): string {
  const known = PSK_KEY_EXCHANGE_MODES.get(code);
  if (known !== undefined) return known;
  return isPskModeGrease(code) ? `GREASE (${hexCode(code, 2)})` : hexCode(code, 2);
}

/** Whether a PskKeyExchangeMode is one of the eight of RFC 8701 §2. */
export function isPskModeGrease(code: number): boolean {
  return code >= 0x0b && code <= 0xe4 && (code - 0x0b) % 0x1f === 0;
}

/** Name of a kind of certificate in `client_certificate_type` (RFC 7250 §3); hex of an unknown one. */
export function certificateTypeName(code: number): string {
  return CERTIFICATE_TYPES.get(code) ?? hexCode(code, 2);
}

/** Name of a kind of certificate in a CertificateRequest (RFC 5246 §7.4.4); hex of an unknown one. */
export function clientCertificateTypeName(code: number): string {
  return CLIENT_CERTIFICATE_TYPES.get(code) ?? hexCode(code, 2);
}

/** Name of a way to compress certificates (two bytes; RFC 8879 §3); hex of an unknown one. */
export function certificateCompressionName(code: number): string {
  return CERTIFICATE_COMPRESSIONS.get(code) ?? hexCode(code);
}

/** TLS Compression Method Identifiers. */
export const COMPRESSION_METHODS: ReadonlyMap<number, string> = new Map([
  [0, 'NULL'],
  [1, 'DEFLATE'],
  [64, 'LZS'], // RFC 3943
]);

/** TLS EC Point Formats. */
export const EC_POINT_FORMATS: ReadonlyMap<number, string> = new Map([
  [0, 'uncompressed'],
  [1, 'ansiX962_compressed_prime'],
  [2, 'ansiX962_compressed_char2'],
]);

/** TLS EC Curve Types. */
export const EC_CURVE_TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'explicit_prime'],
  [2, 'explicit_char2'],
  [3, 'named_curve'],
]);

/** TLS PskKeyExchangeMode. */
export const PSK_KEY_EXCHANGE_MODES: ReadonlyMap<number, string> = new Map([
  [0, 'psk_ke'],
  [1, 'psk_dhe_ke'],
]);

/** TLS Certificate Types. */
export const CERTIFICATE_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'X509'],
  [1, 'OpenPGP_RESERVED'],
  [2, 'Raw Public Key'],
  [3, '1609Dot2'], // RFC 8902
]);

/** TLS ClientCertificateType Identifiers. */
export const CLIENT_CERTIFICATE_TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'rsa_sign'],
  [2, 'dss_sign'],
  [3, 'rsa_fixed_dh'],
  [4, 'dss_fixed_dh'],
  [5, 'rsa_ephemeral_dh_RESERVED'],
  [6, 'dss_ephemeral_dh_RESERVED'],
  [20, 'fortezza_dms_RESERVED'],
  [64, 'ecdsa_sign'],
  [65, 'rsa_fixed_ecdh'],
  [66, 'ecdsa_fixed_ecdh'],
  [67, 'gost_sign256'], // RFC 9189
  [68, 'gost_sign512'],
]);

/** TLS Certificate Compression Algorithm IDs. */
export const CERTIFICATE_COMPRESSIONS: ReadonlyMap<number, string> = new Map([
  [1, 'zlib'],
  [2, 'brotli'],
  [3, 'zstd'],
]);
