/**
 * The words for values of fields, by the names decoders give the fields.
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';
import { printable } from '../extension-values.ts';
import { alertLevelName, alertName } from '../registry/alerts.ts';
import { suiteName } from '../registry/cipher-suites.ts';
import { extensionName } from '../registry/extensions.ts';
import { greaseOrHex, isGrease } from '../registry/grease.ts';
import { groupName } from '../registry/groups.ts';
import { handshakeTypeName } from '../registry/handshake-types.ts';
import { recordTypeName } from '../registry/record-types.ts';
import { signatureSchemeName } from '../registry/signature-schemes.ts';
import {
  certificateCompressionName,
  certificateTypeName,
  clientCertificateTypeName,
  compressionMethodName,
  ecCurveTypeName,
  ecPointFormatName,
  pskKeyExchangeModeName,
} from '../registry/small-registries.ts';
import { ssl2CipherName } from '../registry/ssl2-ciphers.ts';
import { HELLO_RETRY_REQUEST_RANDOM } from '../server-hello.ts';
import { spokenVersion, versionOfCode } from '../version.ts';
import { hpkeAeadName, hpkeKdfName } from './ech.ts';

/** `TLS 1.2`, `TLS 1.3 draft 28`, `GREASE (0x0a0a)`, or hex. */
function versionName(code: number): string {
  const version = versionOfCode(code);
  if (version) return spokenVersion(version);
  return code >>> 8 === 0x7f ? `TLS 1.3 draft ${code & 0xff}` : greaseOrHex(code);
}

/** For fields that are numbers. */
export const NUMBER_MEANINGS: ReadonlyMap<string, (value: number) => string> = new Map<
  string,
  (value: number) => string
>([
  ['record.type', (code) => `${recordTypeName(code)} (${code})`],
  ['record.legacy_record_version', versionName],
  ['handshake.msg_type', (code) => `${handshakeTypeName(code).replace(/_RESERVED$/, '')} (${code})`],
  ['alert.level', (code) => `${alertLevelName(code)} (${code})`],
  ['alert.description', (code) => `${alertName(code).replace(/_RESERVED$/, '')} (${code})`],
  ['change_cipher_spec.type', (code) => (code === 1 ? 'change_cipher_spec (1)' : hexCode(code, 2))],
  ['heartbeat_message.type', (code) => HEARTBEAT_TYPES[code] ?? hexCode(code, 2)],
  ['heartbeat_message.payload_length', bytesOf],
  ['client_hello.legacy_version', versionName],
  ['client_hello.cipher_suites', suiteName],
  ['server_hello.legacy_version', versionName],
  ['server_hello.cipher_suite', suiteName],
  ['server_hello.legacy_compression_method', compressionMethodName],
  ['extension.type', (code) => (isGrease(code) ? extensionName(code) : `${extensionName(code)} (${code})`)],
  ['server_name.name_type', (code) => (code === 0 ? 'host_name (0)' : hexCode(code, 2))],
  [
    'max_fragment_length.max_fragment_length',
    (code) => (code > 0 && code < 5 ? bytesOf(2 ** (code + 8)) : hexCode(code, 2)),
  ],
  ['status_request.status_type', statusType],
  ['status_request_v2.status_type', statusType],
  ['certificate_status.status_type', statusType],
  ['cert_type.certificate_types', certificateTypeName],
  ['cert_type.certificate_type', certificateTypeName],
  ['supported_groups.named_group_list', groupName],
  ['ec_point_formats.ec_point_format_list', ecPointFormatName],
  ['signature_algorithms.supported_signature_algorithms', signatureSchemeName],
  ['signature_algorithms_cert.supported_signature_algorithms', signatureSchemeName],
  ['delegated_credential.supported_signature_algorithm', signatureSchemeName],
  ['use_srtp.srtp_protection_profiles', hexCode],
  ['heartbeat.mode', (code) => HEARTBEAT_MODES[code] ?? hexCode(code, 2)],
  ['client_certificate_type.certificate_types', certificateTypeName],
  ['client_certificate_type.certificate_type', certificateTypeName],
  ['server_certificate_type.certificate_types', certificateTypeName],
  ['server_certificate_type.certificate_type', certificateTypeName],
  ['token_binding.token_binding_version', hexCode],
  ['compress_certificate.algorithms', certificateCompressionName],
  ['compressed_certificate.algorithm', certificateCompressionName],
  ['compressed_certificate.uncompressed_length', bytesOf],
  ['record_size_limit.record_size_limit', bytesOf],
  ['supported_versions.versions', versionName],
  ['supported_versions.selected_version', versionName],
  ['psk_key_exchange_modes.ke_modes', pskKeyExchangeModeName],
  ['key_share.group', groupName],
  ['key_share.selected_group', groupName],
  ['encrypted_client_hello.type', (code) => ['outer (0)', 'inner (1)'][code] ?? hexCode(code, 2)],
  ['encrypted_client_hello.kdf_id', (code) => hpkeKdfName(code) ?? hexCode(code)],
  ['encrypted_client_hello.aead_id', (code) => hpkeAeadName(code) ?? hexCode(code)],
  ['encrypted_client_hello.config_id', (code) => hexCode(code, 2)],
  ['encrypted_client_hello.config_version', hexCode],
  ['server_key_exchange.curve_type', ecCurveTypeName],
  ['server_key_exchange.named_curve', groupName],
  ['server_key_exchange.signature_algorithm', signatureSchemeName],
  ['certificate_request.supported_signature_algorithms', signatureSchemeName],
  ['certificate_verify.algorithm', signatureSchemeName],
  [
    'key_update.request_update',
    (code) => ['update_not_requested (0)', 'update_requested (1)'][code] ?? hexCode(code, 2),
  ],
  ['ssl2.record_header', (header) => `SSLv2 record, ${bytesOf(header & 0x7fff)}`],
  ['ssl2.msg_type', (code) => `${SSL2_MESSAGES[code] ?? hexCode(code, 2)} (${code})`],
  ['ssl2.client_hello.version', versionName],
  ['ssl2.client_hello.cipher_specs_length', bytesOf],
  ['ssl2.client_hello.session_id_length', bytesOf],
  ['ssl2.client_hello.challenge_length', bytesOf],
  ['ssl2.client_hello.cipher_specs', ssl2CipherName],
  ['ssl2.server_hello.session_id_hit', (code) => (code === 0 ? 'a new session' : 'a session resumed')],
  ['ssl2.server_hello.certificate_type', (code) => ['none', 'X.509 (1)'][code] ?? hexCode(code, 2)],
  ['ssl2.server_hello.version', versionName],
  ['ssl2.server_hello.certificate_length', bytesOf],
  ['ssl2.server_hello.cipher_specs_length', bytesOf],
  ['ssl2.server_hello.connection_id_length', bytesOf],
  ['ssl2.server_hello.cipher_specs', ssl2CipherName],
  ['ssl2.error.error_code', (code) => SSL2_ERRORS[code] ?? hexCode(code)],
]);

/** For fields that are byte strings; they say `32 bytes` if they are not here. */
export const BYTES_MEANINGS: ReadonlyMap<string, (bytes: Uint8Array) => string> = new Map<
  string,
  (bytes: Uint8Array) => string
>([
  ['client_hello.legacy_compression_methods', (bytes) => listOf(bytes, compressionMethodName)],
  ['server_hello.random', serverRandom],
  ['certificate.cert_data', (bytes) => `X.509 certificate, ${bytesOf(bytes.length)} of DER`],
  ['server_name.host_name', quoted],
  ['application_layer_protocol_negotiation.protocol_name_list', quoted],
  ['application_settings.supported_protocols', quoted],
  ['next_protocol_negotiation.protocols', quoted],
  ['srp.srp_I', quoted],
  ['trust_anchors.trust_anchor_identifiers', relativeOid],
  ['padding.zeros', (bytes) => `${bytesOf(bytes.length)}${bytes.every((byte) => byte === 0) ? ', all zero' : ''}`],
  ['early_data.max_early_data_size', (bytes) => bytesOf(uint32(bytes))],
  ['pre_shared_key.obfuscated_ticket_age', (bytes) => `${uint32(bytes)} ms, obfuscated`],
  ['new_session_ticket.ticket_lifetime_hint', (bytes) => `${uint32(bytes)} s`],
  ['new_session_ticket.ticket_lifetime', (bytes) => `${uint32(bytes)} s`],
  ['certificate_request.certificate_types', (bytes) => listOf(bytes, clientCertificateTypeName)],
  ['server_key_exchange.dh_p', (bytes) => `${bitsOf(bytes)} bits`],
  ['server_key_exchange.dh_Ys', (bytes) => `${bitsOf(bytes)} bits`],
  ['server_key_exchange.rsa_modulus', (bytes) => `${bitsOf(bytes)} bits`],
]);

/** Lists whose length says how many items there are: bytes of an item, its name, its plural. */
export const COUNTED: ReadonlyMap<string, readonly [number, string, string]> = new Map([
  ['client_hello.cipher_suites', [2, 'suite', 'suites']],
  ['supported_groups.named_group_list', [2, 'group', 'groups']],
  ['signature_algorithms.supported_signature_algorithms', [2, 'scheme', 'schemes']],
  ['signature_algorithms_cert.supported_signature_algorithms', [2, 'scheme', 'schemes']],
  ['certificate_request.supported_signature_algorithms', [2, 'scheme', 'schemes']],
  ['delegated_credential.supported_signature_algorithm', [2, 'scheme', 'schemes']],
  ['supported_versions.versions', [2, 'version', 'versions']],
]);

function bytesOf(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

function quoted(bytes: Uint8Array): string {
  return `"${printable(bytes)}"`;
}

/** Dotted numbers, seven bits a byte, as in the relative OID that a trust anchor identifier is. */
function relativeOid(bytes: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of bytes) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

function listOf(codes: Uint8Array, name: (code: number) => string): string {
  return Array.from(codes, name).join(', ');
}

function statusType(code: number): string {
  return STATUS_TYPES[code] ?? hexCode(code, 2);
}

function uint32(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** Bits of a big-endian number without its leading zeros. */
function bitsOf(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}

/** Whether a ServerHello's random marks it as a HelloRetryRequest. */
export function isRetryRandom(random: Uint8Array): boolean {
  return random.length === 32 && random.every((byte, i) => byte === HELLO_RETRY_REQUEST_RANDOM[i]);
}

function serverRandom(bytes: Uint8Array): string {
  if (isRetryRandom(bytes)) return 'HelloRetryRequest, by its fixed random';
  const tail = printable(bytes.subarray(24));
  if (tail === 'DOWNGRD\\x01') return '32 bytes; downgrade sentinel: speaks TLS 1.3';
  if (tail === 'DOWNGRD\\x00') return '32 bytes; downgrade sentinel: speaks TLS 1.2 or newer';
  return '32 bytes';
}

const STATUS_TYPES: Readonly<Record<number, string>> = { 1: 'ocsp (1)', 2: 'ocsp_multi (2)' };
const HEARTBEAT_MODES: Readonly<Record<number, string>> = {
  1: 'peer_allowed_to_send (1)',
  2: 'peer_not_allowed_to_send (2)',
};
const HEARTBEAT_TYPES: Readonly<Record<number, string>> = { 1: 'heartbeat_request (1)', 2: 'heartbeat_response (2)' };
const SSL2_MESSAGES: Readonly<Record<number, string>> = { 0: 'ERROR', 1: 'CLIENT-HELLO', 4: 'SERVER-HELLO' };
const SSL2_ERRORS: Readonly<Record<number, string>> = {
  1: 'NO-CIPHER-ERROR',
  2: 'NO-CERTIFICATE-ERROR',
  4: 'BAD-CERTIFICATE-ERROR',
  6: 'UNSUPPORTED-CERTIFICATE-TYPE-ERROR',
};
