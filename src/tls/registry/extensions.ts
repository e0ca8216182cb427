/**
 * Extensions (TLS ExtensionType Values; RFC 9846 §4.3) and the unregistered ones browsers sent.
 *
 * @module
 */
import { greaseOrHex } from './grease.ts';

/** IANA's name of an extension, `GREASE (0x0a0a)`, or the hex of an unknown code point. */
export function extensionName(code: number): string {
  return EXTENSIONS.get(code)?.[0] ?? greaseOrHex(code);
}

/** Where an extension is defined: `RFC 6066 §3`; `undefined` for unknown ones. */
export function extensionReference(code: number): string | undefined {
  return EXTENSIONS.get(code)?.[1];
}

/** Name and reference of every extension by code point. */
export const EXTENSIONS: ReadonlyMap<number, readonly [string, string]> = new Map([
  [0, ['server_name', 'RFC 6066 §3']],
  [1, ['max_fragment_length', 'RFC 6066 §4']],
  [2, ['client_certificate_url', 'RFC 6066 §5']],
  [3, ['trusted_ca_keys', 'RFC 6066 §6']],
  [4, ['truncated_hmac', 'RFC 6066 §7']],
  [5, ['status_request', 'RFC 6066 §8']],
  [6, ['user_mapping', 'RFC 4681 §2']],
  [7, ['client_authz', 'RFC 5878 §2']],
  [8, ['server_authz', 'RFC 5878 §2']],
  [9, ['cert_type', 'RFC 6091 §3']],
  [10, ['supported_groups', 'RFC 9846 §4.3.7']],
  [11, ['ec_point_formats', 'RFC 8422 §5.1.2']],
  [12, ['srp', 'RFC 5054 §2.8.1']],
  [13, ['signature_algorithms', 'RFC 9846 §4.3.3']],
  [14, ['use_srtp', 'RFC 5764 §4.1']],
  [15, ['heartbeat', 'RFC 6520 §2']],
  [16, ['application_layer_protocol_negotiation', 'RFC 7301 §3.1']],
  [17, ['status_request_v2', 'RFC 6961 §2.2']],
  [18, ['signed_certificate_timestamp', 'RFC 6962 §3.3.1']],
  [19, ['client_certificate_type', 'RFC 7250 §3']],
  [20, ['server_certificate_type', 'RFC 7250 §3']],
  [21, ['padding', 'RFC 7685 §3']],
  [22, ['encrypt_then_mac', 'RFC 7366 §2']],
  [23, ['extended_main_secret', 'RFC 7627 §5.1']], // called extended_master_secret before RFC 9846 §11.1
  [24, ['token_binding', 'RFC 8472 §2']],
  [25, ['cached_info', 'RFC 7924 §3']],
  [26, ['tls_lts', 'draft-gutmann-tls-lts']],
  [27, ['compress_certificate', 'RFC 8879 §3']],
  [28, ['record_size_limit', 'RFC 8449 §4']],
  [29, ['pwd_protect', 'RFC 8492']],
  [30, ['pwd_clear', 'RFC 8492']],
  [31, ['password_salt', 'RFC 8492']],
  [32, ['ticket_pinning', 'RFC 8672']],
  [33, ['tls_cert_with_extern_psk', 'RFC 8773 §5']],
  [34, ['delegated_credential', 'RFC 9345 §4.1']],
  [35, ['session_ticket', 'RFC 5077 §3.2']],
  [36, ['TLMSP', 'ETSI TS 103 523-2']],
  [37, ['TLMSP_proxying', 'ETSI TS 103 523-2']],
  [38, ['TLMSP_delegate', 'ETSI TS 103 523-2']],
  [39, ['supported_ekt_ciphers', 'RFC 8870']],
  [40, ['key_share_draft', 'draft-ietf-tls-tls13-22']],
  [41, ['pre_shared_key', 'RFC 9846 §4.3.11']],
  [42, ['early_data', 'RFC 9846 §4.3.10']],
  [43, ['supported_versions', 'RFC 9846 §4.3.1']],
  [44, ['cookie', 'RFC 9846 §4.3.2']],
  [45, ['psk_key_exchange_modes', 'RFC 9846 §4.3.9']],
  [46, ['ticket_early_data_info', 'draft-ietf-tls-tls13-18']],
  [47, ['certificate_authorities', 'RFC 9846 §4.3.4']],
  [48, ['oid_filters', 'RFC 9846 §4.3.5']],
  [49, ['post_handshake_auth', 'RFC 9846 §4.3.6']],
  [50, ['signature_algorithms_cert', 'RFC 9846 §4.3.3']],
  [51, ['key_share', 'RFC 9846 §4.3.8']],
  [52, ['transparency_info', 'RFC 9162 §6.5']],
  [53, ['connection_id (deprecated)', 'RFC 9146 §10']],
  [54, ['connection_id', 'RFC 9146 §3']],
  [55, ['external_id_hash', 'RFC 8844 §3.2']],
  [56, ['external_session_id', 'RFC 8844 §4.3']],
  [57, ['quic_transport_parameters', 'RFC 9001 §8.2']],
  [58, ['ticket_request', 'RFC 9149 §3']],
  [59, ['dnssec_chain', 'RFC 9102 §2']],
  [60, ['sequence_number_encryption_algorithms', 'draft-pismenny-tls-dtls-plaintext-sequence-number']],
  [61, ['rrc', 'RFC 9853']],
  [62, ['tls_flags', 'draft-ietf-tls-tlsflags']],
  [13172, ['next_protocol_negotiation', 'draft-agl-tls-nextprotoneg']],
  [17513, ['application_settings_old', 'draft-vvv-tls-alps']],
  [17613, ['application_settings', 'draft-vvv-tls-alps']],
  [30031, ['channel_id_old', 'draft-balfanz-tls-channelid']],
  [30032, ['channel_id', 'draft-balfanz-tls-channelid']],
  [51764, ['trust_anchors', 'draft-ietf-tls-trust-anchor-ids']],
  [64768, ['ech_outer_extensions', 'RFC 9849 §5.1']],
  [65037, ['encrypted_client_hello', 'RFC 9849 §5']],
  [65281, ['renegotiation_info', 'RFC 5746 §3.2']],
  [65445, ['quic_transport_parameters_draft', 'draft-ietf-quic-tls']],
  [65486, ['encrypted_server_name', 'draft-ietf-tls-esni-02']],
]);
