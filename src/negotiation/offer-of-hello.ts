/**
 * The offer that a hello makes.
 *
 * @module
 */
import type { ClientHello } from '../tls/client-hello.ts';
import {
  alpnOf,
  ecPointFormatsOf,
  extensionValue,
  printable,
  readKeyShares,
  readSignatureAlgorithms,
  readUint8s,
  serverNameOf,
  signatureAlgorithmsOf,
  supportedGroupsOf,
  supportedVersionsOf,
} from '../tls/extension-values.ts';
import { EXTENSION } from '../tls/extensions.ts';
import type { Ssl2ClientHello } from '../tls/ssl2.ts';
import { type ClientLimits, NO_LIMITS, type Offer } from './offer.ts';

/** The offer of a hello; what does not parse counts as not sent. */
export function offerOfHello(hello: ClientHello, limits: ClientLimits = NO_LIMITS): Offer {
  const { extensions } = hello;
  return {
    format: 'tls',
    legacyVersion: hello.legacyVersion,
    supportedVersions: supportedVersionsOf(hello) ?? null,
    suites: hello.cipherSuites,
    compressionMethods: [...hello.compressionMethods],
    groups: supportedGroupsOf(hello) ?? null,
    keyShares: extensionValue(extensions, EXTENSION.keyShare, readKeyShares)?.map((share) => share.group) ?? null,
    pointFormats: ecPointFormatsOf(hello) ?? null,
    signatureSchemes: signatureAlgorithmsOf(hello) ?? null,
    certificateSchemes: extensionValue(extensions, EXTENSION.signatureAlgorithmsCert, readSignatureAlgorithms) ?? null,
    pskModes:
      extensionValue(extensions, EXTENSION.pskKeyExchangeModes, (r) =>
        r.vector(1, PSK_MODES, (v) => readUint8s(v, PSK_MODES)),
      ) ?? null,
    serverName: serverNameOf(hello) ?? null,
    alpn: alpnOf(hello)?.map(printable) ?? null,
    extensions: extensions?.map(({ type }) => type) ?? null,
    limits,
  };
}

/** The offer of an SSL 2.0 hello: cipher kinds that are TLS suites (RFC 5246 §E.2), and nothing else. */
export function offerOfSsl2Hello(hello: Ssl2ClientHello, limits: ClientLimits = NO_LIMITS): Offer {
  return {
    format: 'sslv2',
    legacyVersion: hello.version,
    supportedVersions: null,
    suites: hello.cipherSpecs.filter((kind) => kind <= 0xffff),
    compressionMethods: [0],
    groups: null,
    keyShares: null,
    pointFormats: null,
    signatureSchemes: null,
    certificateSchemes: null,
    pskModes: null,
    serverName: null,
    alpn: null,
    extensions: null,
    limits,
  };
}

const PSK_MODES = 'psk_key_exchange_modes.ke_modes';
