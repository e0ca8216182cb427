/**
 * Record types (TLS ContentType; RFC 9846 §5.1).
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';

/** IANA's name of a record's content type, or the hex of an unknown code point. */
export function recordTypeName(code: number): string {
  return RECORD_TYPES.get(code) ?? hexCode(code, 2);
}

/** Every content type by code point; those from 25 on are DTLS's. */
export const RECORD_TYPES: ReadonlyMap<number, string> = new Map([
  [20, 'change_cipher_spec'],
  [21, 'alert'],
  [22, 'handshake'],
  [23, 'application_data'],
  [24, 'heartbeat'], // RFC 6520 §4
  [25, 'tls12_cid'], // RFC 9146 §4
  [26, 'ACK'], // RFC 9147 §7
  [27, 'return_routability_check'], // RFC 9853
]);
