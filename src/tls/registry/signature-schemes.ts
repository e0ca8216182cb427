/**
 * Signature schemes (TLS SignatureScheme; RFC 9846 §4.3.3) and the hash/signature pairs of TLS 1.2 before them.
 *
 * @module
 */
import { greaseOrHex } from './grease.ts';

/**
 * Name of a scheme; of a pair that is no scheme `DSA+SHA1` (RFC 5246 §7.4.1.4.1); `GREASE (0x0a0a)`;
 * or the hex of an unknown code point.
 */
export function signatureSchemeName(code: number): string {
  return SIGNATURE_SCHEMES.get(code) ?? pairName(code) ?? greaseOrHex(code);
}

/** Every SignatureScheme by code point. */
export const SIGNATURE_SCHEMES: ReadonlyMap<number, string> = new Map([
  [0x0201, 'rsa_pkcs1_sha1'],
  [0x0203, 'ecdsa_sha1'],
  [0x0401, 'rsa_pkcs1_sha256'],
  [0x0403, 'ecdsa_secp256r1_sha256'],
  [0x0420, 'rsa_pkcs1_sha256_legacy'],
  [0x0501, 'rsa_pkcs1_sha384'],
  [0x0503, 'ecdsa_secp384r1_sha384'],
  [0x0520, 'rsa_pkcs1_sha384_legacy'],
  [0x0601, 'rsa_pkcs1_sha512'],
  [0x0603, 'ecdsa_secp521r1_sha512'],
  [0x0620, 'rsa_pkcs1_sha512_legacy'],
  [0x0704, 'eccsi_sha256'],
  [0x0705, 'iso_ibs1'],
  [0x0706, 'iso_ibs2'],
  [0x0707, 'iso_chinese_ibs'],
  [0x0708, 'sm2sig_sm3'],
  [0x0709, 'gostr34102012_256a'],
  [0x070a, 'gostr34102012_256b'],
  [0x070b, 'gostr34102012_256c'],
  [0x070c, 'gostr34102012_256d'],
  [0x070d, 'gostr34102012_512a'],
  [0x070e, 'gostr34102012_512b'],
  [0x070f, 'gostr34102012_512c'],
  [0x0804, 'rsa_pss_rsae_sha256'],
  [0x0805, 'rsa_pss_rsae_sha384'],
  [0x0806, 'rsa_pss_rsae_sha512'],
  [0x0807, 'ed25519'],
  [0x0808, 'ed448'],
  [0x0809, 'rsa_pss_pss_sha256'],
  [0x080a, 'rsa_pss_pss_sha384'],
  [0x080b, 'rsa_pss_pss_sha512'],
  [0x081a, 'ecdsa_brainpoolP256r1tls13_sha256'],
  [0x081b, 'ecdsa_brainpoolP384r1tls13_sha384'],
  [0x081c, 'ecdsa_brainpoolP512r1tls13_sha512'],
  [0x0840, 'gostr34102012_256_intrinsic'], // RFC 9189 §4.2; a pair of TLS 1.2, so "Reserved" at IANA
  [0x0841, 'gostr34102012_512_intrinsic'],
  [0x0904, 'mldsa44'],
  [0x0905, 'mldsa65'],
  [0x0906, 'mldsa87'],
  [0x0911, 'slhdsa_sha2_128s'],
  [0x0912, 'slhdsa_sha2_128f'],
  [0x0913, 'slhdsa_sha2_192s'],
  [0x0914, 'slhdsa_sha2_192f'],
  [0x0915, 'slhdsa_sha2_256s'],
  [0x0916, 'slhdsa_sha2_256f'],
  [0x0917, 'slhdsa_shake_128s'],
  [0x0918, 'slhdsa_shake_128f'],
  [0x0919, 'slhdsa_shake_192s'],
  [0x091a, 'slhdsa_shake_192f'],
  [0x091b, 'slhdsa_shake_256s'],
  [0x091c, 'slhdsa_shake_256f'],
]);

function pairName(code: number): string | undefined {
  const hash = HASHES[code >>> 8];
  const signature = SIGNATURES[code & 0xff];
  // GOST's old pairs, as OpenSSL's engine sends them, are the one case where both bytes say the same.
  return hash && signature ? `${signature}+${hash}` : GOST_PAIRS[code];
}

/** TLS HashAlgorithm (RFC 5246 §7.4.1.4.1). */
const HASHES: readonly string[] = ['none', 'MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'];

/** TLS SignatureAlgorithm (RFC 5246 §7.4.1.4.1). */
const SIGNATURES: readonly string[] = ['anonymous', 'RSA', 'DSA', 'ECDSA'];

const GOST_PAIRS: Readonly<Record<number, string>> = {
  60909: 'gostr34102001_gostr3411',
  61166: 'gostr34102012_256_gostr34112012_256',
  61423: 'gostr34102012_512_gostr34112012_512',
};
