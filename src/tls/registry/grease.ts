/**
 * GREASE: values that mean nothing, sent so that peers learn to ignore what they do not know (RFC 8701).
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';

/** Whether a value of cipher suites, extensions, groups, schemes or versions is GREASE (RFC 8701 §2). */
export function isGrease(code: number): boolean {
  return code <= 0xffff && (code & 0x0f0f) === 0x0a0a && code >>> 8 === (code & 0xff);
}

/** `GREASE (0x0a0a)`, or the hex of a two-byte code point that has no name. */
export function greaseOrHex(code: number): string {
  return isGrease(code) ? `GREASE (${hexCode(code)})` : hexCode(code);
}
