/**
 * The contents of the extensions the program understands, as typed values.
 *
 * An extension whose contents do not parse does not make a hello undecodable: its raw bytes stay in the hello,
 * and the accessors here say `undefined`.
 *
 * @module
 */
import { decode, type Reader } from './bytes.ts';
import { EXTENSION, type Extension, findExtension } from './extensions.ts';

/** Reads one extension's contents; the value's type belongs to the extension. */
export type ExtensionReader<T> = (r: Reader) => T;

export type KeyShareEntry = { readonly group: number; readonly keyExchange: Uint8Array };
export type ServerName = { readonly nameType: number; readonly name: Uint8Array };

/** `server_name` of a client (RFC 6066 §3); a server echoes it empty, which reads as an empty list. */
export const readServerName: ExtensionReader<ServerName[]> = (r) => {
  const field = 'server_name.server_name_list';
  if (r.left === 0) return [];
  return r.vector(2, field, (list) => {
    const names: ServerName[] = [];
    while (list.left > 0) {
      const nameType = list.uint(1, 'server_name.name_type');
      names.push({ nameType, name: list.vector(2, 'server_name.host_name', (v) => v.rest('server_name.host_name')) });
    }
    return names;
  });
};

/** `application_layer_protocol_negotiation` (RFC 7301 §3.1); NPN-like ALPS uses the same list. */
export const readProtocolNameList: ExtensionReader<Uint8Array[]> = (r) => {
  const field = 'application_layer_protocol_negotiation.protocol_name_list';
  return r.vector(2, field, (list) => {
    const names: Uint8Array[] = [];
    while (list.left > 0) names.push(list.vector(1, field, (v) => v.rest(field)));
    return names;
  });
};

/** `supported_versions` of a client (RFC 9846 §4.3.1). */
export const readSupportedVersions: ExtensionReader<number[]> = (r) =>
  r.vector(1, 'supported_versions.versions', (v) => readUint16s(v, 'supported_versions.versions'));

/** `supported_groups` (RFC 8422 §5.1.1, RFC 9846 §4.3.7). */
export const readSupportedGroups: ExtensionReader<number[]> = (r) =>
  r.vector(2, 'supported_groups.named_group_list', (v) => readUint16s(v, 'supported_groups.named_group_list'));

/** `signature_algorithms` and `signature_algorithms_cert` (RFC 9846 §4.3.3). */
export const readSignatureAlgorithms: ExtensionReader<number[]> = (r) => {
  const field = 'signature_algorithms.supported_signature_algorithms';
  return r.vector(2, field, (v) => readUint16s(v, field));
};

/** `ec_point_formats` (RFC 8422 §5.1.2). */
export const readEcPointFormats: ExtensionReader<number[]> = (r) =>
  r.vector(1, 'ec_point_formats.ec_point_format_list', (v) => readUint8s(v, 'ec_point_formats.ec_point_format_list'));

/** `key_share` of a client (RFC 9846 §4.3.8). */
export const readKeyShares: ExtensionReader<KeyShareEntry[]> = (r) =>
  r.vector(2, 'key_share.client_shares', (list) => {
    const shares: KeyShareEntry[] = [];
    while (list.left > 0) shares.push(readKeyShareEntry(list));
    return shares;
  });

export function readKeyShareEntry(r: Reader): KeyShareEntry {
  const group = r.uint(2, 'key_share.group');
  return { group, keyExchange: r.vector(2, 'key_share.key_exchange', (v) => v.rest('key_share.key_exchange')) };
}

export function readUint16s(r: Reader, field: string): number[] {
  if (r.left % 2 !== 0) r.fail('odd-length', field);
  return Array.from({ length: r.left / 2 }, () => r.uint(2, field));
}

export function readUint8s(r: Reader, field: string): number[] {
  return Array.from({ length: r.left }, () => r.uint(1, field));
}

/** The value of the first extension of that type: `undefined` when it is absent or does not parse. */
export function extensionValue<T>(
  extensions: readonly Extension[] | undefined,
  type: number,
  read: ExtensionReader<T>,
): T | undefined {
  const data = findExtension(extensions, type);
  if (!data) return undefined;
  const result = decode(data, `extension.${type}`, read);
  return result.ok ? result.value : undefined;
}

type WithExtensions = { readonly extensions: readonly Extension[] | undefined };

/** The first host name of `server_name`, with bytes outside printable ASCII as `\xNN`. */
export function serverNameOf(hello: WithExtensions): string | undefined {
  const names = extensionValue(hello.extensions, EXTENSION.serverName, readServerName);
  const host = names?.find(({ nameType }) => nameType === 0);
  return host && printable(host.name);
}

export function supportedVersionsOf(hello: WithExtensions): number[] | undefined {
  return extensionValue(hello.extensions, EXTENSION.supportedVersions, readSupportedVersions);
}

export function supportedGroupsOf(hello: WithExtensions): number[] | undefined {
  return extensionValue(hello.extensions, EXTENSION.supportedGroups, readSupportedGroups);
}

export function ecPointFormatsOf(hello: WithExtensions): number[] | undefined {
  return extensionValue(hello.extensions, EXTENSION.ecPointFormats, readEcPointFormats);
}

export function signatureAlgorithmsOf(hello: WithExtensions): number[] | undefined {
  return extensionValue(hello.extensions, EXTENSION.signatureAlgorithms, readSignatureAlgorithms);
}

export function alpnOf(hello: WithExtensions): Uint8Array[] | undefined {
  return extensionValue(hello.extensions, EXTENSION.alpn, readProtocolNameList);
}

/** Text of bytes from a peer that is safe to print: everything outside printable ASCII becomes `\xNN`. */
export function printable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text +=
      byte >= 0x20 && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return text;
}
