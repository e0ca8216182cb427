/**
 * The five blocks of ROBOT (Böck, Somorovsky, Young, 2018, §3.2): one well-formed PKCS #1 v1.5 encryption block around a
 * premaster secret, and four that are each wrong in one place.
 *
 * @module
 */
import { constants, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { concatBytes } from '../../core/hex.ts';

export type RobotVector = { readonly name: string; readonly block: (size: number, version: number) => Uint8Array };

/** In the paper's order. The premaster secret begins with the version of the hello (RFC 5246 §7.4.7.1). */
export const ROBOT_VECTORS: readonly RobotVector[] = [
  { name: 'well-formed', block: (size, version) => block(size, HEAD, 0, secretOf(version)) },
  { name: 'wrong first bytes', block: (size, version) => block(size, Uint8Array.of(0x41, 0x17), 0, secretOf(version)) },
  { name: 'no zero before the secret', block: (size, version) => block(size, HEAD, 0x11, secretOf(version)) },
  { name: 'zero in the wrong place', block: (size) => zeroMisplaced(size) },
  { name: 'wrong version', block: (size) => block(size, HEAD, 0, secretOf(WRONG_VERSION)) },
];

/** The block raised to the public exponent. @throws Error if the key cannot take it */
export function encryptRaw(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
}

/** Size of an RSA modulus in whole bytes; `undefined` for other keys. */
export function modulusBytes(key: KeyObject): number | undefined {
  const bits = key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  // A first byte of 0x41 must stay under the modulus.
  return bits === undefined || bits % 8 !== 0 || bits < 1024 ? undefined : bits / 8;
}

function block(size: number, head: Uint8Array, separator: number, secret: Uint8Array): Uint8Array {
  const padding = nonZeroBytes(size - head.length - 1 - secret.length);
  return concatBytes([head, padding, Uint8Array.of(separator), secret]);
}

/** The secret would be one byte long. */
function zeroMisplaced(size: number): Uint8Array {
  return concatBytes([HEAD, nonZeroBytes(size - 4), Uint8Array.of(0, 0x11)]);
}

function secretOf(version: number): Uint8Array {
  return concatBytes([Uint8Array.of(version >> 8, version & 0xff), nonZeroBytes(46)]);
}

function nonZeroBytes(count: number): Uint8Array {
  return randomBytes(count).map((byte) => byte || 0x7f);
}

const HEAD = Uint8Array.of(0, 2);
const WRONG_VERSION = 0x0202;
