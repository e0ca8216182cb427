/**
 * The extensions block that hellos, certificates and requests share (RFC 9846 §4.3).
 *
 * @module
 */
import type { Reader, Writer } from './bytes.ts';

export type Extension = { readonly type: number; readonly data: Uint8Array };

/** `ExtensionType` values that the program itself asks about; names of all are in the registry. */
export const EXTENSION = {
  serverName: 0,
  maxFragmentLength: 1,
  statusRequest: 5,
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  heartbeat: 15,
  alpn: 16,
  signedCertificateTimestamp: 18,
  padding: 21,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  compressCertificate: 27,
  recordSizeLimit: 28,
  delegatedCredential: 34,
  sessionTicket: 35,
  preSharedKey: 41,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  certificateAuthorities: 47,
  signatureAlgorithmsCert: 50,
  keyShare: 51,
  nextProtocolNegotiation: 13172,
  applicationSettingsOld: 17513,
  applicationSettings: 17613,
  renegotiationInfo: 65281,
} as const;

/** Reads an extensions block with its length prefix. Notes name each one `extension.<type>`. */
export function readExtensions(r: Reader, field: string): Extension[] {
  return r.vector(2, field, (block) => {
    const extensions: Extension[] = [];
    while (block.left > 0) {
      const type = block.uint(2, 'extension.type');
      extensions.push({ type, data: block.vector(2, `extension.${type}`, (v) => v.rest(`extension.${type}`)) });
    }
    return extensions;
  });
}

/** @throws RangeError if an extension or the block is longer than 65,535 bytes. */
export function writeExtensions(w: Writer, extensions: readonly Extension[]): void {
  w.vector(2, (block) => {
    for (const { type, data } of extensions) block.uint(2, type).vector(2, (d) => d.bytes(data));
  });
}

/** The contents of the first extension of that type, or `undefined` if it was not sent. */
export function findExtension(extensions: readonly Extension[] | undefined, type: number): Uint8Array | undefined {
  return extensions?.find((extension) => extension.type === type)?.data;
}
