/**
 * The hello of a client as it would send it to a server: name, random and session id fresh, the rest as it was. Pure.
 *
 * @module
 */
import { concatBytes, toHex } from '../core/hex.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import { Writer } from '../tls/bytes.ts';
import { type ClientHello, encodeClientHello } from '../tls/client-hello.ts';
import { extensionValue, readKeyShares } from '../tls/extension-values.ts';
import { EXTENSION, type Extension } from '../tls/extensions.ts';
import { encodeHandshake, HANDSHAKE_TYPE } from '../tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord } from '../tls/record.ts';
import { isGrease } from '../tls/registry/grease.ts';
import { encodeSsl2ClientHello } from '../tls/ssl2.ts';
import { type FirstHello, offeredHello } from './hello.ts';

/** A client, and what it sends; `undefined` where its hello is not known. */
export type Replayed = { readonly client: ClientFacts; readonly first: FirstHello | undefined };

export function replayed(client: ClientFacts): Replayed {
  const [offer] = client.offers;
  return { client, first: offer && offeredHello(offer) };
}

export type ReplayOptions = {
  /** `undefined`: the server is known by its address alone, and no name is sent. */
  readonly serverName: string | undefined;
  /** So many random bytes. */
  readonly random: (length: number) => Uint8Array;
};

/** The hello with the fresh parts; what was captured on the way to an address gets a name if the client sends names. */
export function freshHello({ client, first }: Replayed, options: ReplayOptions): FirstHello | undefined {
  if (first?.format !== 'tls') {
    return first && { ...first, hello: { ...first.hello, challenge: options.random(first.hello.challenge.length) } };
  }
  const { hello } = first;
  const fresh: ClientHello = {
    ...hello,
    random: options.random(hello.random.length),
    sessionId: options.random(hello.sessionId.length),
    extensions: hello.extensions && freshExtensions(hello.extensions, client, options),
  };
  return { ...first, hello: fresh };
}

/** The bytes on the wire. */
export function encodeFirst(first: FirstHello): Uint8Array {
  if (first.format === 'sslv2') return encodeSsl2ClientHello(first.hello);
  const message = encodeHandshake({ type: HANDSHAKE_TYPE.clientHello, body: encodeClientHello(first.hello) });
  const records: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += MAX_FRAGMENT) {
    const fragment = message.subarray(at, at + MAX_FRAGMENT);
    records.push(encodeRecord({ contentType: CONTENT_TYPE.handshake, version: first.recordVersion, fragment }));
  }
  return concatBytes(records);
}

/** Equal for hellos that a server cannot tell apart: fresh parts, GREASE and the order of extensions are left out. */
export function helloKey(first: FirstHello): string {
  if (first.format === 'sslv2') return `sslv2 ${first.hello.version} ${first.hello.cipherSpecs.join()}`;
  const { legacyVersion, sessionId, cipherSuites, compressionMethods, extensions } = first.hello;
  const extensionKeys = (extensions ?? [])
    .filter(({ type }) => !isGrease(type) && type !== EXTENSION.padding)
    .map(
      ({ type, data }) =>
        `${type}:${FRESH.includes(type) ? sharedGroups(extensions).join('-') : withoutGrease(type, data)}`,
    )
    .toSorted();
  const suites = cipherSuites.filter((code) => !isGrease(code)).join();
  const has = extensions === undefined ? 'none' : extensionKeys.join(' ');
  return [legacyVersion, sessionId.length > 0, suites, toHex(compressionMethods), has].join(' ');
}

function freshExtensions(extensions: readonly Extension[], client: ClientFacts, options: ReplayOptions): Extension[] {
  const { serverName } = options;
  const others = extensions.map((extension) => freshExtension(extension, options));
  if (serverName === undefined) return others.filter(({ type }) => type !== EXTENSION.serverName);
  const name = nameExtension(serverName);
  if (others.some(({ type }) => type === EXTENSION.serverName)) {
    return others.map((extension) => (extension.type === EXTENSION.serverName ? name : extension));
  }
  return client.limits?.sni === false ? others : [name, ...others];
}

/** X25519 shares are any 32 bytes (RFC 7748 §5); points of other groups and post-quantum keys stay as they were sent. */
function freshExtension(extension: Extension, options: ReplayOptions): Extension {
  if (extension.type !== EXTENSION.keyShare) return extension;
  const shares = extensionValue([extension], EXTENSION.keyShare, readKeyShares);
  if (!shares) return extension;
  const w = new Writer().vector(2, (list) => {
    for (const { group, keyExchange } of shares) {
      const key = group === X25519 ? options.random(keyExchange.length) : keyExchange;
      list.uint(2, group).vector(2, (v) => v.bytes(key));
    }
  });
  return { type: EXTENSION.keyShare, data: w.finish() };
}

function nameExtension(name: string): Extension {
  const host = new TextEncoder().encode(name);
  const data = new Writer().vector(2, (v) => v.uint(1, 0).vector(2, (h) => h.bytes(host))).finish();
  return { type: EXTENSION.serverName, data };
}

function sharedGroups(extensions: readonly Extension[] | undefined): number[] {
  const shares = extensionValue(extensions, EXTENSION.keyShare, readKeyShares) ?? [];
  return shares.map(({ group }) => group).filter((group) => !isGrease(group));
}

/** Lists of two-byte codes lose their GREASE; all else is compared byte by byte. */
function withoutGrease(type: number, data: Uint8Array): string {
  if (!CODE_LISTS.includes(type)) return toHex(data);
  const start = type === EXTENSION.supportedVersions ? 1 : 2;
  const codes: number[] = [];
  for (let at = start; at + 1 < data.length; at += 2) codes.push((data[at] ?? 0) * 256 + (data[at + 1] ?? 0));
  return codes.filter((code) => !isGrease(code)).join('-');
}

const CODE_LISTS: readonly number[] = [
  EXTENSION.supportedGroups,
  EXTENSION.signatureAlgorithms,
  EXTENSION.supportedVersions,
];
/** Extensions whose contents are new each time: key shares, and encrypted_client_hello (RFC 9849 §5). */
const FRESH: readonly number[] = [EXTENSION.keyShare, 0xfe0d];
const X25519 = 0x001d;
/** RFC 5246 §6.2.1. */
const MAX_FRAGMENT = 2 ** 14;
