/**
 * Which reader takes an extension's contents apart: that depends on the message it stands in.
 *
 * @module
 */
import type { Reader } from '../bytes.ts';
import {
  type ExtensionReader,
  readEcPointFormats,
  readKeyShareEntry,
  readKeyShares,
  readProtocolNameList,
  readServerName,
  readSignatureAlgorithms,
  readSupportedGroups,
  readSupportedVersions,
  readUint8s,
  readUint16s,
} from '../extension-values.ts';
import { EXTENSION } from '../extensions.ts';
import { readEchConfigs, readEncryptedClientHello } from './ech.ts';

/** The messages that carry extensions. */
export type ExtensionHome =
  | 'client_hello'
  | 'server_hello'
  | 'hello_retry_request'
  | 'encrypted_extensions'
  | 'certificate'
  | 'certificate_request'
  | 'new_session_ticket';

/** The reader for an extension in a message; `undefined` if its contents stay raw. Values are not used, only notes. */
export function extensionReader(type: number, home: ExtensionHome): ExtensionReader<unknown> | undefined {
  const forms = READERS.get(type);
  if (!forms) return undefined;
  if (typeof forms === 'function') return forms;
  if (home in forms) return forms[home];
  return home === 'client_hello' || home === 'certificate_request' ? forms.client : forms.server;
}

type Forms = ExtensionReader<unknown> | Readonly<Partial<Record<ExtensionHome | Side, ExtensionReader<unknown>>>>;
/** `client`: who asks, in a ClientHello or CertificateRequest; `server`: who answers, in any other message. */
type Side = 'client' | 'server';

const readNothing: ExtensionReader<undefined> = () => undefined;

function opaque(r: Reader, size: 1 | 2 | 3, field: string): Uint8Array {
  return r.vector(size, field, (v) => v.rest(field));
}

function repeat(r: Reader, read: (r: Reader) => unknown): void {
  while (r.left > 0) read(r);
}

/** A list of length-prefixed byte strings with its own prefix of two bytes. */
function opaqueList(size: 1 | 2, field: string): ExtensionReader<void> {
  return (r) => r.vector(2, field, (list) => repeat(list, (item) => opaque(item, size, field)));
}

function uint16List(size: 1 | 2, field: string): ExtensionReader<number[]> {
  return (r) => r.vector(size, field, (v) => readUint16s(v, field));
}

function uint8List(field: string): ExtensionReader<number[]> {
  return (r) => r.vector(1, field, (v) => readUint8s(v, field));
}

const uint = (size: 1 | 2, field: string) => (r: Reader) => r.uint(size, field);
const rest = (field: string) => (r: Reader) => (r.left > 0 ? r.rest(field) : undefined);

const readStatusRequest: ExtensionReader<void> = (r) => {
  if (r.left === 0) return; // a server that asks a client so, RFC 9846 §4.5.1.1
  r.uint(1, 'status_request.status_type');
  readOcspRequest(r, 'status_request');
};

const readStatusRequestV2: ExtensionReader<void> = (r) =>
  r.vector(2, 'status_request_v2.certificate_status_req_list', (list) =>
    repeat(list, (item) => {
      item.uint(1, 'status_request_v2.status_type');
      item.vector(2, 'status_request_v2.request', (request) => readOcspRequest(request, 'status_request_v2'));
    }),
  );

function readOcspRequest(r: Reader, extension: string): void {
  const ids = `${extension}.responder_id_list`;
  r.vector(2, ids, (list) => repeat(list, (item) => opaque(item, 2, ids)));
  opaque(r, 2, `${extension}.request_extensions`);
}

const readCertificateStatus: ExtensionReader<void> = (r) => {
  r.uint(1, 'status_request.status_type');
  opaque(r, 3, 'status_request.ocsp_response');
};

const readOfferedPsks: ExtensionReader<void> = (r) => {
  r.vector(2, 'pre_shared_key.identities', (list) =>
    repeat(list, (item) => {
      opaque(item, 2, 'pre_shared_key.identity');
      item.take(4, 'pre_shared_key.obfuscated_ticket_age');
    }),
  );
  r.vector(2, 'pre_shared_key.binders', (list) => repeat(list, (item) => opaque(item, 1, 'pre_shared_key.binders')));
};

/** Next Protocol Negotiation of a server: names without a length around them. */
const readNextProtocols: ExtensionReader<void> = (r) =>
  repeat(r, (item) => opaque(item, 1, 'next_protocol_negotiation.protocols'));

const readApplicationSettings = opaqueList(1, 'application_settings.supported_protocols');

const readUseSrtp: ExtensionReader<void> = (r) => {
  uint16List(2, 'use_srtp.srtp_protection_profiles')(r);
  opaque(r, 1, 'use_srtp.srtp_mki');
};

const readTokenBinding: ExtensionReader<void> = (r) => {
  r.uint(2, 'token_binding.token_binding_version');
  uint8List('token_binding.key_parameters_list')(r);
};

const readTicketRequest: ExtensionReader<void> = (r) => {
  r.uint(1, 'ticket_request.new_session_count');
  r.uint(1, 'ticket_request.resumption_count');
};

const certificateTypes = (name: string): Forms => ({
  client: uint8List(`${name}.certificate_types`),
  server: uint(1, `${name}.certificate_type`),
});

const READERS: ReadonlyMap<number, Forms> = new Map<number, Forms>([
  [EXTENSION.serverName, readServerName],
  [EXTENSION.maxFragmentLength, uint(1, 'max_fragment_length.max_fragment_length')],
  [4, readNothing], // truncated_hmac
  [
    EXTENSION.statusRequest,
    {
      client: readStatusRequest,
      server: readStatusRequest,
      server_hello: readNothing,
      certificate: readCertificateStatus,
    },
  ],
  [9, certificateTypes('cert_type')],
  [EXTENSION.supportedGroups, readSupportedGroups],
  [EXTENSION.ecPointFormats, readEcPointFormats],
  [12, (r) => opaque(r, 1, 'srp.srp_I')],
  [EXTENSION.signatureAlgorithms, readSignatureAlgorithms],
  [14, readUseSrtp],
  [EXTENSION.heartbeat, uint(1, 'heartbeat.mode')],
  [EXTENSION.alpn, readProtocolNameList],
  [17, { client: readStatusRequestV2, server: readNothing }],
  [
    EXTENSION.signedCertificateTimestamp,
    { client: readNothing, server: opaqueList(2, 'signed_certificate_timestamp.sct_list') },
  ],
  [19, certificateTypes('client_certificate_type')],
  [20, certificateTypes('server_certificate_type')],
  [EXTENSION.padding, rest('padding.zeros')],
  [EXTENSION.encryptThenMac, readNothing],
  [EXTENSION.extendedMasterSecret, readNothing],
  [24, readTokenBinding],
  [EXTENSION.compressCertificate, uint16List(1, 'compress_certificate.algorithms')],
  [EXTENSION.recordSizeLimit, uint(2, 'record_size_limit.record_size_limit')],
  [EXTENSION.delegatedCredential, { client: uint16List(2, 'delegated_credential.supported_signature_algorithm') }],
  [EXTENSION.sessionTicket, rest('session_ticket.ticket')],
  [40, { client: readKeyShares, server: readKeyShareEntry }], // key_share of drafts
  [EXTENSION.preSharedKey, { client: readOfferedPsks, server: uint(2, 'pre_shared_key.selected_identity') }],
  [
    42,
    {
      client: readNothing,
      server: readNothing,
      new_session_ticket: (r) => r.take(4, 'early_data.max_early_data_size'),
    },
  ],
  [
    EXTENSION.supportedVersions,
    { client: readSupportedVersions, server: uint(2, 'supported_versions.selected_version') },
  ],
  [EXTENSION.cookie, (r) => opaque(r, 2, 'cookie.cookie')],
  [EXTENSION.pskKeyExchangeModes, uint8List('psk_key_exchange_modes.ke_modes')],
  [EXTENSION.certificateAuthorities, opaqueList(2, 'certificate_authorities.authorities')],
  [49, readNothing], // post_handshake_auth
  [EXTENSION.signatureAlgorithmsCert, uint16List(2, 'signature_algorithms_cert.supported_signature_algorithms')],
  [
    EXTENSION.keyShare,
    { client: readKeyShares, server: readKeyShareEntry, hello_retry_request: uint(2, 'key_share.selected_group') },
  ],
  [54, (r) => opaque(r, 1, 'connection_id.cid')],
  [57, rest('quic_transport_parameters.parameters')],
  [58, { client: readTicketRequest, server: uint(1, 'ticket_request.expected_count') }],
  [EXTENSION.nextProtocolNegotiation, { client: readNothing, server: readNextProtocols }],
  [EXTENSION.applicationSettingsOld, { client: readApplicationSettings }],
  [EXTENSION.applicationSettings, { client: readApplicationSettings }],
  [30031, readNothing], // channel_id_old
  [30032, readNothing], // channel_id
  [51764, opaqueList(1, 'trust_anchors.trust_anchor_identifiers')],
  [
    65037,
    {
      client: readEncryptedClientHello,
      server: readEchConfigs,
      hello_retry_request: (r) => r.take(8, 'encrypted_client_hello.confirmation'),
    },
  ],
  [EXTENSION.renegotiationInfo, (r) => opaque(r, 1, 'renegotiation_info.renegotiated_connection')],
]);
