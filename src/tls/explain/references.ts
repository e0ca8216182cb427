/**
 * Where each field is defined.
 *
 * RFC 9846 for TLS 1.3 and for what a ClientHello is today; what a server chose of an older version is cited from that
 * version's own document.
 *
 * @module
 */
import { EXTENSIONS } from '../registry/extensions.ts';
import type { TlsVersion } from '../version.ts';

/** Document and section of a field; `undefined` for what no document defines. @param version the negotiated one */
export function fieldReference(field: string, version: TlsVersion | undefined): string | undefined {
  const structure = field.split('.', 1)[0] ?? '';
  const exact = EXACT.get(field) ?? EXACT.get(field.split('.', 2).join('.'));
  if (exact) return exact;
  const section = SECTIONS.get(structure);
  if (section === undefined) return extensionReferences().get(structure);
  if (typeof section === 'string') return section;
  const [newer, older] = section;
  if (version === 'TLSv1.3' || (version === undefined && newer !== undefined)) return newer;
  return older && olderReference(older, version ?? 'TLSv1.2');
}

/** The sections of the hellos and messages have the same numbers from RFC 2246 to RFC 5246; SSL 3.0 has its own. */
function olderReference(section: string, version: TlsVersion): string {
  if (section.startsWith('RFC')) return section;
  if (version === 'SSLv3') return `RFC 6101 §${section.replace('7.4', '5.6')}`;
  return `${OLDER_RFCS[version] ?? 'RFC 5246'} §${section}`;
}

function extensionReferences(): ReadonlyMap<string, string> {
  byName ??= new Map([...OTHER_EXTENSIONS, ...EXTENSIONS.values()]);
  return byName;
}

let byName: ReadonlyMap<string, string> | undefined;

/** Names of ours for extensions that the registry has under another name or not at all. */
const OTHER_EXTENSIONS: readonly (readonly [string, string])[] = [
  ['trust_anchors', 'draft-ietf-tls-trust-anchor-ids'],
  ['cert_type', 'RFC 6091 §3'],
];

const OLDER_RFCS: Readonly<Partial<Record<TlsVersion, string>>> = {
  'TLSv1.0': 'RFC 2246',
  'TLSv1.1': 'RFC 4346',
  'TLSv1.2': 'RFC 5246',
};

/** By the first part of the path: one reference, or that of TLS 1.3 and the section in the older documents. */
const SECTIONS: ReadonlyMap<string, string | readonly [string | undefined, string | undefined]> = new Map<
  string,
  string | readonly [string | undefined, string | undefined]
>([
  ['record', 'RFC 9846 §5.1'],
  ['alert', 'RFC 9846 §6'],
  ['change_cipher_spec', 'RFC 5246 §7.1'],
  ['application_data', 'RFC 9846 §5.2'],
  ['encrypted', 'RFC 5246 §6.2.3'],
  ['heartbeat_message', 'RFC 6520 §4'],
  ['handshake', 'RFC 9846 §4'],
  ['extension', 'RFC 9846 §4.3'],
  ['client_hello', 'RFC 9846 §4.2.2'],
  ['server_hello', ['RFC 9846 §4.2.3', '7.4.1.3']],
  ['hello_retry_request', 'RFC 9846 §4.2.4'],
  ['encrypted_extensions', 'RFC 9846 §4.4.1'],
  ['certificate', ['RFC 9846 §4.5.1', '7.4.2']],
  ['server_key_exchange', [undefined, '7.4.3']],
  ['certificate_request', ['RFC 9846 §4.4.2', '7.4.4']],
  ['certificate_verify', ['RFC 9846 §4.5.2', '7.4.8']],
  ['client_key_exchange', [undefined, '7.4.7']],
  ['finished', ['RFC 9846 §4.5.3', '7.4.9']],
  ['new_session_ticket', ['RFC 9846 §4.7.1', 'RFC 5077 §3.3']],
  ['key_update', 'RFC 9846 §4.7.3'],
  ['certificate_status', 'RFC 6066 §8'],
  ['compressed_certificate', 'RFC 8879 §4'],
  ['ssl2', 'draft-hickman-netscape-ssl-00 §1.1'],
]);

/** Fields, or structures inside others, that another section defines than the one around them. */
const EXACT: ReadonlyMap<string, string> = new Map([
  ['ssl2.client_hello', 'RFC 5246 §E.2'],
  ['ssl2.server_hello', 'draft-hickman-netscape-ssl-00 §2.6'],
  ['server_key_exchange.curve_type', 'RFC 8422 §5.4'],
  ['server_key_exchange.named_curve', 'RFC 8422 §5.4'],
  ['server_key_exchange.public', 'RFC 8422 §5.4'],
  ['server_key_exchange.rsa_modulus', 'RFC 2246 §7.4.3'],
  ['server_key_exchange.rsa_exponent', 'RFC 2246 §7.4.3'],
  ['signed_certificate_timestamp.sct_list', 'RFC 6962 §3.3'],
]);
