/**
 * Named groups of key exchange (TLS Supported Groups; RFC 9846 §4.3.7, hybrids RFC 10024).
 *
 * @module
 */
import { greaseOrHex } from './grease.ts';

/** `pq`: ML-KEM alone; `hybrid`: ML-KEM and a curve. */
export type GroupKind = 'ec' | 'ff' | 'pq' | 'hybrid';

/** A named group. */
export type NamedGroup = {
  readonly code: number;
  readonly name: string;
  readonly kind: GroupKind;
  /** Size of the curve's field or of the modulus; for ML-KEM its parameter set, also in a hybrid. */
  readonly bits: number;
  /** IANA's "Recommended"; `undefined` for what IANA does not list. */
  readonly recommended: 'Y' | 'N' | 'D' | undefined;
  /** Bytes of `key_exchange` in a ClientHello's key share; `undefined`: TLS 1.3 does not use the group. */
  readonly keyShareLength: number | undefined;
};

/** The group a code point stands for; `undefined` for unknown ones and GREASE. */
export function namedGroup(code: number): NamedGroup | undefined {
  const row = GROUPS[code];
  if (row === undefined) return undefined;
  const [name, kind, bits, recommended, keyShareLength] = row;
  return { code, name, kind, bits, recommended, keyShareLength };
}

/** Name of a group, `GREASE (0x0a0a)`, or the hex of an unknown code point. */
export function groupName(code: number): string {
  return GROUPS[code]?.[0] ?? greaseOrHex(code);
}

/** Whether recorded traffic stays closed to a quantum computer; unknown groups count as not. */
export function isPostQuantum(code: number): boolean {
  const kind = GROUPS[code]?.[1];
  return kind === 'pq' || kind === 'hybrid';
}

/** Every code point that has a name, in order. */
export function knownGroupCodes(): readonly number[] {
  return Object.keys(GROUPS).map(Number);
}

type Row = readonly [string, GroupKind, number, NamedGroup['recommended'], number?];

const GROUPS: Readonly<Record<number, Row>> = {
  1: ['sect163k1', 'ec', 163, 'D'],
  2: ['sect163r1', 'ec', 163, 'D'],
  3: ['sect163r2', 'ec', 163, 'D'],
  4: ['sect193r1', 'ec', 193, 'D'],
  5: ['sect193r2', 'ec', 193, 'D'],
  6: ['sect233k1', 'ec', 233, 'D'],
  7: ['sect233r1', 'ec', 233, 'D'],
  8: ['sect239k1', 'ec', 239, 'D'],
  9: ['sect283k1', 'ec', 283, 'N'],
  10: ['sect283r1', 'ec', 283, 'N'],
  11: ['sect409k1', 'ec', 409, 'N'],
  12: ['sect409r1', 'ec', 409, 'N'],
  13: ['sect571k1', 'ec', 571, 'N'],
  14: ['sect571r1', 'ec', 571, 'N'],
  15: ['secp160k1', 'ec', 160, 'D'],
  16: ['secp160r1', 'ec', 160, 'D'],
  17: ['secp160r2', 'ec', 160, 'D'],
  18: ['secp192k1', 'ec', 192, 'D'],
  19: ['secp192r1', 'ec', 192, 'D'],
  20: ['secp224k1', 'ec', 224, 'D'],
  21: ['secp224r1', 'ec', 224, 'D'],
  22: ['secp256k1', 'ec', 256, 'N'],
  23: ['secp256r1', 'ec', 256, 'Y', 65],
  24: ['secp384r1', 'ec', 384, 'Y', 97],
  25: ['secp521r1', 'ec', 521, 'N', 133],
  26: ['brainpoolP256r1', 'ec', 256, 'N'],
  27: ['brainpoolP384r1', 'ec', 384, 'N'],
  28: ['brainpoolP512r1', 'ec', 512, 'N'],
  29: ['x25519', 'ec', 255, 'Y', 32],
  30: ['x448', 'ec', 448, 'Y', 56],
  31: ['brainpoolP256r1tls13', 'ec', 256, 'N', 65],
  32: ['brainpoolP384r1tls13', 'ec', 384, 'N', 97],
  33: ['brainpoolP512r1tls13', 'ec', 512, 'N', 129],
  34: ['GC256A', 'ec', 256, 'N', 64],
  35: ['GC256B', 'ec', 256, 'N', 64],
  36: ['GC256C', 'ec', 256, 'N', 64],
  37: ['GC256D', 'ec', 256, 'N', 64],
  38: ['GC512A', 'ec', 512, 'N', 128],
  39: ['GC512B', 'ec', 512, 'N', 128],
  40: ['GC512C', 'ec', 512, 'N', 128],
  41: ['curveSM2', 'ec', 256, 'N', 65],
  256: ['ffdhe2048', 'ff', 2048, 'N', 256],
  257: ['ffdhe3072', 'ff', 3072, 'N', 384],
  258: ['ffdhe4096', 'ff', 4096, 'N', 512],
  259: ['ffdhe6144', 'ff', 6144, 'N', 768],
  260: ['ffdhe8192', 'ff', 8192, 'N', 1024],
  512: ['MLKEM512', 'pq', 512, 'N', 800],
  513: ['MLKEM768', 'pq', 768, 'N', 1184],
  514: ['MLKEM1024', 'pq', 1024, 'N', 1568],
  4585: ['SecP256r1MLKEM512', 'hybrid', 512, 'N', 865],
  4586: ['MLKEM512X25519', 'hybrid', 512, 'N', 832],
  4587: ['SecP256r1MLKEM768', 'hybrid', 768, 'N', 1249],
  4588: ['X25519MLKEM768', 'hybrid', 768, 'Y', 1216],
  4589: ['SecP384r1MLKEM1024', 'hybrid', 1024, 'N', 1665],
  4590: ['curveSM2MLKEM768', 'hybrid', 768, 'N', 1249],
  16696: ['CECPQ2', 'hybrid', 701, undefined, 1170], // BoringSSL 2018–2023: X25519 and HRSS-701
  25497: ['X25519Kyber768Draft00', 'hybrid', 768, 'N', 1216],
  25498: ['SecP256r1Kyber768Draft00', 'hybrid', 768, 'N', 1249],
  65281: ['arbitrary_explicit_prime_curves', 'ec', 0, 'N'],
  65282: ['arbitrary_explicit_char2_curves', 'ec', 0, 'N'],
};
