/**
 * Alerts (TLS Alerts; RFC 9846 §6), from SSL 3.0 on.
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';

/** IANA's name of an alert's description, or the hex of an unknown code point. */
export function alertName(code: number): string {
  return ALERTS.get(code)?.[0] ?? hexCode(code, 2);
}

/** Where an alert is defined: `RFC 9846 §6.2`; `undefined` for unknown ones. */
export function alertReference(code: number): string | undefined {
  return ALERTS.get(code)?.[1];
}

/** `warning`, `fatal`, or hex; TLS 1.3 ignores the level (RFC 9846 §6). */
export function alertLevelName(level: number): string {
  if (level === 1) return 'warning';
  return level === 2 ? 'fatal' : hexCode(level, 2);
}

/** Name and reference of every alert by code point; `_RESERVED`: TLS 1.3 does not use it. */
export const ALERTS: ReadonlyMap<number, readonly [string, string]> = new Map([
  [0, ['close_notify', 'RFC 9846 §6.1']],
  [10, ['unexpected_message', 'RFC 9846 §6.2']],
  [20, ['bad_record_mac', 'RFC 9846 §6.2']],
  [21, ['decryption_failed_RESERVED', 'RFC 2246 §7.2.2']],
  [22, ['record_overflow', 'RFC 9846 §6.2']],
  [30, ['decompression_failure_RESERVED', 'RFC 5246 §7.2.2']],
  [40, ['handshake_failure', 'RFC 9846 §6.2']],
  [41, ['no_certificate_RESERVED', 'RFC 6101 §5.4.2']],
  [42, ['bad_certificate', 'RFC 9846 §6.2']],
  [43, ['unsupported_certificate', 'RFC 9846 §6.2']],
  [44, ['certificate_revoked', 'RFC 9846 §6.2']],
  [45, ['certificate_expired', 'RFC 9846 §6.2']],
  [46, ['certificate_unknown', 'RFC 9846 §6.2']],
  [47, ['illegal_parameter', 'RFC 9846 §6.2']],
  [48, ['unknown_ca', 'RFC 9846 §6.2']],
  [49, ['access_denied', 'RFC 9846 §6.2']],
  [50, ['decode_error', 'RFC 9846 §6.2']],
  [51, ['decrypt_error', 'RFC 9846 §6.2']],
  [52, ['too_many_cids_requested', 'RFC 9147 §9']],
  [60, ['export_restriction_RESERVED', 'RFC 2246 §7.2.2']],
  [70, ['protocol_version', 'RFC 9846 §6.2']],
  [71, ['insufficient_security', 'RFC 9846 §6.2']],
  [80, ['internal_error', 'RFC 9846 §6.2']],
  [86, ['inappropriate_fallback', 'RFC 7507 §3']],
  [90, ['user_canceled', 'RFC 9846 §6.1']],
  [100, ['no_renegotiation_RESERVED', 'RFC 5246 §7.2.2']],
  [109, ['missing_extension', 'RFC 9846 §6.2']],
  [110, ['unsupported_extension', 'RFC 9846 §6.2']],
  [111, ['certificate_unobtainable_RESERVED', 'RFC 6066 §9']],
  [112, ['unrecognized_name', 'RFC 6066 §3']],
  [113, ['bad_certificate_status_response', 'RFC 6066 §8']],
  [114, ['bad_certificate_hash_value_RESERVED', 'RFC 6066 §9']],
  [115, ['unknown_psk_identity', 'RFC 9846 §6.2']],
  [116, ['certificate_required', 'RFC 9846 §6.2']],
  [117, ['general_error', 'RFC 9846 §6.2']],
  [120, ['no_application_protocol', 'RFC 7301 §3.2']],
  [121, ['ech_required', 'RFC 9849 §6.1.6']],
]);
