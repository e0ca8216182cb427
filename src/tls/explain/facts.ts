/**
 * The facts that stand above the bytes of an explained hello.
 *
 * @module
 */
import type { ClientHello } from '../client-hello.ts';
import {
  alpnOf,
  extensionValue,
  printable,
  readKeyShareEntry,
  serverNameOf,
  signatureAlgorithmsOf,
  supportedGroupsOf,
  supportedVersionsOf,
} from '../extension-values.ts';
import { EXTENSION } from '../extensions.ts';
import { ja3, ja3Text } from '../fingerprint/ja3.ts';
import { ja4 } from '../fingerprint/ja4.ts';
import { suiteName } from '../registry/cipher-suites.ts';
import { extensionName } from '../registry/extensions.ts';
import { isGrease } from '../registry/grease.ts';
import { groupName } from '../registry/groups.ts';
import { signatureSchemeName } from '../registry/signature-schemes.ts';
import { ssl2CipherName } from '../registry/ssl2-ciphers.ts';
import { downgradeSentinel, isHelloRetryRequest, type ServerHello, selectedVersion } from '../server-hello.ts';
import type { Ssl2ClientHello, Ssl2ServerHello } from '../ssl2.ts';
import { type TlsVersion, versionOfCode } from '../version.ts';
import type { ChoiceFacts, NamedCode, OfferFacts } from './explanation.ts';

export function offerFacts(hello: ClientHello): OfferFacts {
  const supported = supportedVersionsOf(hello);
  const groups = supportedGroupsOf(hello) ?? [];
  const schemes = signatureAlgorithmsOf(hello) ?? [];
  const types = hello.extensions?.map(({ type }) => type) ?? [];
  const fingerprint = ja4(hello);
  return {
    versions: namedVersions(supported ?? [hello.legacyVersion]),
    versionsFrom: supported ? 'supported_versions' : 'legacy_version',
    serverName: serverNameOf(hello),
    alpn: (alpnOf(hello) ?? []).map(printable),
    cipherSuites: named(hello.cipherSuites, suiteName),
    groups: named(groups, groupName),
    signatureAlgorithms: named(schemes, signatureSchemeName),
    extensions: named(types, extensionName),
    hasFallbackScsv: hello.cipherSuites.includes(FALLBACK_SCSV),
    hasGrease: [hello.cipherSuites, types, groups, schemes, supported ?? []].some((codes) => codes.some(isGrease)),
    fingerprints: { ja3: ja3(hello), ja3Text: ja3Text(hello), ja4: fingerprint.ja4, ja4Raw: fingerprint.ja4Raw },
  };
}

export function ssl2OfferFacts(hello: Ssl2ClientHello): OfferFacts {
  return {
    versions: namedVersions([hello.version]),
    versionsFrom: 'legacy_version',
    serverName: undefined,
    alpn: [],
    cipherSuites: named(hello.cipherSpecs, ssl2CipherName),
    groups: [],
    signatureAlgorithms: [],
    extensions: [],
    hasFallbackScsv: hello.cipherSpecs.includes(FALLBACK_SCSV),
    hasGrease: false,
    fingerprints: undefined,
  };
}

export function choiceFacts(hello: ServerHello): ChoiceFacts {
  const versionCode = selectedVersion(hello);
  const group = isHelloRetryRequest(hello)
    ? extensionValue(hello.extensions, EXTENSION.keyShare, (r) => r.uint(2, 'key_share.selected_group'))
    : extensionValue(hello.extensions, EXTENSION.keyShare, readKeyShareEntry)?.group;
  return {
    version: versionOfCode(versionCode),
    versionCode,
    cipherSuite: { code: hello.cipherSuite, name: suiteName(hello.cipherSuite) },
    group: group === undefined ? undefined : { code: group, name: groupName(group) },
    downgradeSentinel: downgradeSentinel(hello),
    cipherSpecs: [],
    extensions: named(hello.extensions?.map(({ type }) => type) ?? [], extensionName),
  };
}

export function ssl2ChoiceFacts(hello: Ssl2ServerHello): ChoiceFacts {
  return {
    version: versionOfCode(hello.version),
    versionCode: hello.version,
    cipherSuite: undefined,
    group: undefined,
    downgradeSentinel: undefined,
    cipherSpecs: named(hello.cipherSpecs, ssl2CipherName),
    extensions: [],
  };
}

function named(codes: readonly number[], name: (code: number) => string): NamedCode[] {
  return codes.map((code) => ({ code, name: name(code) }));
}

/** Newest first, each once; drafts, GREASE and unknown ones are left to the bytes. */
function namedVersions(codes: readonly number[]): TlsVersion[] {
  const sorted = [...new Set(codes)].toSorted((a, b) => b - a);
  return sorted.map(versionOfCode).filter((version) => version !== undefined);
}

/** TLS_FALLBACK_SCSV (RFC 7507 §4). */
const FALLBACK_SCSV = 0x5600;
