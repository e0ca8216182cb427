/**
 * Handshake messages (TLS HandshakeType; RFC 9846 §4) and the unregistered ones of old drafts.
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';

/** IANA's name of a handshake message, or the hex of an unknown code point. */
export function handshakeTypeName(code: number): string {
  return HANDSHAKE_TYPES.get(code) ?? hexCode(code, 2);
}

/** Every handshake message by code point; `_RESERVED`: TLS 1.3 does not send it. */
export const HANDSHAKE_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'hello_request_RESERVED'],
  [1, 'client_hello'],
  [2, 'server_hello'],
  [3, 'hello_verify_request_RESERVED'],
  [4, 'new_session_ticket'],
  [5, 'end_of_early_data'],
  [6, 'hello_retry_request_RESERVED'],
  [8, 'encrypted_extensions'],
  [9, 'request_connection_id'], // RFC 9147 §9
  [10, 'new_connection_id'],
  [11, 'certificate'],
  [12, 'server_key_exchange_RESERVED'],
  [13, 'certificate_request'],
  [14, 'server_hello_done_RESERVED'],
  [15, 'certificate_verify'],
  [16, 'client_key_exchange_RESERVED'],
  [17, 'client_certificate_request'], // RFC 9261 §4
  [20, 'finished'],
  [21, 'certificate_url_RESERVED'], // RFC 6066 §5
  [22, 'certificate_status_RESERVED'], // RFC 6066 §8
  [23, 'supplemental_data_RESERVED'], // RFC 4680 §2
  [24, 'key_update'],
  [25, 'compressed_certificate'], // RFC 8879 §4
  [26, 'ekt_key'], // RFC 8870
  [67, 'next_protocol'], // draft-agl-tls-nextprotoneg
  [203, 'channel_id'], // draft-balfanz-tls-channelid
  [254, 'message_hash'],
]);
