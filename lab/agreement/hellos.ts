/**
 * Hellos of real clients, and what could have been hellos of others: changed in one place or several.
 *
 * @module
 */
import { createECDH } from 'node:crypto';
import type { Offer } from '../../src/negotiation/offer.ts';
import { offerOfHello, offerOfSsl2Hello } from '../../src/negotiation/offer-of-hello.ts';
import { Writer } from '../../src/tls/bytes.ts';
import { type ClientHello, decodeClientHello, encodeClientHello } from '../../src/tls/client-hello.ts';
import { signatureAlgorithmsOf, supportedGroupsOf, supportedVersionsOf } from '../../src/tls/extension-values.ts';
import { EXTENSION, type Extension } from '../../src/tls/extensions.ts';
import { capturedHellos } from '../../src/tls/fixtures/hellos.ts';
import { encodeHandshake, HANDSHAKE_TYPE } from '../../src/tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord } from '../../src/tls/record.ts';
import { decodeSsl2ClientHello } from '../../src/tls/ssl2.ts';
import { TlsStream } from '../../src/tls/stream.ts';
import type { Random } from './random.ts';

export type PairHello = { readonly name: string; readonly bytes: Uint8Array; readonly offer: Offer };

/** One of the captures, as it is but for random, name and key shares, or changed. */
export function randomHello(random: Random): PairHello {
  const { name, bytes, hello } = random.pick(captures());
  if (hello === null) {
    const decoded = decodeSsl2ClientHello(bytes);
    if (!decoded.ok) throw new Error(`${name} is no SSL 2.0 hello`);
    return { name, bytes, offer: offerOfSsl2Hello(decoded.value) };
  }
  let changed = withName({ ...hello, random: random.bytes(32) }, random.chance(0.85) ? 'lab.test' : null);
  const changes = random.chance(0.3) ? 0 : 1 + random.below(4);
  const names: string[] = [];
  for (let i = 0; i < changes; i++) {
    const change = random.pick(CHANGES);
    names.push(change.name);
    changed = change(changed, random);
  }
  const version = changed.legacyVersion === 0x0300 ? 0x0300 : 0x0301;
  const fragment = encodeHandshake({ type: HANDSHAKE_TYPE.clientHello, body: encodeClientHello(changed) });
  return {
    name: [name, ...names].join('+'),
    bytes: encodeRecord({ contentType: CONTENT_TYPE.handshake, version, fragment }),
    offer: offerOfHello(changed),
  };
}

type Captured = { readonly name: string; readonly bytes: Uint8Array; readonly hello: ClientHello | null };

function captures(): readonly Captured[] {
  loaded ??= capturedHellos().flatMap(({ name, flights: [bytes] }): Captured[] => {
    if (bytes === undefined) return [];
    if ((bytes[0] ?? 0) >= 0x80) return decodeSsl2ClientHello(bytes).ok ? [{ name, bytes, hello: null }] : [];
    const items = new TlsStream().push(bytes);
    const [first] = items.ok ? items.value : [];
    if (first?.kind !== 'handshake') return [];
    const decoded = decodeClientHello(first.message.body);
    return decoded.ok ? [{ name, bytes, hello: decoded.value }] : [];
  });
  return loaded;
}

type Change = (hello: ClientHello, random: Random) => ClientHello;

const CHANGES: readonly Change[] = [
  function dropSuites(hello, random) {
    return { ...hello, cipherSuites: random.someOne(hello.cipherSuites, random.pick([0.1, 0.3, 0.6, 0.9])) };
  },
  function shuffleSuites(hello, random) {
    return { ...hello, cipherSuites: random.shuffle(hello.cipherSuites) };
  },
  function otherSuites(hello, random) {
    return { ...hello, cipherSuites: random.shuffle(random.someOne(SUITES, random.pick([0.05, 0.2, 0.5]))) };
  },
  function oldSuitesOnly(hello, random) {
    return { ...hello, cipherSuites: random.shuffle(random.someOne(OLD_SUITES, 0.4)) };
  },
  function fallback(hello) {
    return { ...hello, cipherSuites: [...hello.cipherSuites, 0x5600] };
  },
  function olderVersion(hello, random) {
    const legacyVersion = random.pick([0x0300, 0x0301, 0x0301, 0x0302, 0x0302, 0x0303]);
    return drop({ ...hello, legacyVersion }, [
      EXTENSION.supportedVersions,
      ...(legacyVersion === 0x0303 ? [] : MODERN),
    ]);
  },
  function versions(hello, random) {
    if (supportedVersionsOf(hello) === undefined) return hello;
    const chosen = random.shuffle(random.someOne([0x0304, 0x0303, 0x0302, 0x0301, 0x0300, 0x2a2a], 0.5));
    return set(hello, EXTENSION.supportedVersions, list(1, chosen));
  },
  function groups(hello, random) {
    const groups = random.shuffle(random.someOne(supportedGroupsOf(hello) ?? GROUPS, random.pick([0.2, 0.6, 1])));
    return withGroups(hello, groups, random);
  },
  function otherGroups(hello, random) {
    return withGroups(hello, random.shuffle(random.someOne(GROUPS, random.pick([0.1, 0.3]))), random);
  },
  function noGroups(hello) {
    return drop(hello, [EXTENSION.supportedGroups, EXTENSION.keyShare]);
  },
  function schemes(hello, random) {
    if (signatureAlgorithmsOf(hello) === undefined) return hello;
    const chosen = random.shuffle(random.someOne(SCHEMES, random.pick([0.1, 0.3, 0.6])));
    return set(hello, EXTENSION.signatureAlgorithms, list(2, chosen));
  },
  function shuffleSchemes(hello, random) {
    const schemes = signatureAlgorithmsOf(hello);
    return schemes ? set(hello, EXTENSION.signatureAlgorithms, list(2, random.shuffle(schemes))) : hello;
  },
  function sha1Only(hello) {
    if (signatureAlgorithmsOf(hello) === undefined) return hello;
    return set(hello, EXTENSION.signatureAlgorithms, list(2, [0x0201, 0x0203, 0x0202]));
  },
  function noSchemes(hello) {
    return drop(hello, [EXTENSION.signatureAlgorithms]);
  },
  function alpn(hello, random) {
    const names = random.shuffle(random.someOne(['h2', 'http/1.1', 'http/1.0', 'acme-tls/1', 'smtp'], 0.3));
    const w = new Writer().vector(2, (v) => {
      for (const name of names) v.vector(1, (p) => p.bytes(new TextEncoder().encode(name)));
    });
    return set(hello, EXTENSION.alpn, w.finish());
  },
  function noExtensions(hello) {
    return { ...hello, extensions: undefined };
  },
];

/** Groups with key shares for a random part of them, in the same order. */
function withGroups(hello: ClientHello, groups: readonly number[], random: Random): ClientHello {
  const changed = set(hello, EXTENSION.supportedGroups, list(2, groups));
  if (!hello.extensions?.some(({ type }) => type === EXTENSION.keyShare)) return changed;
  const w = new Writer().vector(2, (v) => {
    for (const group of groups) {
      const key = random.chance(0.5) ? publicKey(group, random) : undefined;
      if (key) v.uint(2, group).vector(2, (k) => k.bytes(key));
    }
  });
  return set(changed, EXTENSION.keyShare, w.finish());
}

/** A key that is on its curve: servers look. */
function publicKey(group: number, random: Random): Uint8Array | undefined {
  if (group === X25519) return random.bytes(32);
  if (group === X448) return random.bytes(56);
  const curve = NIST_CURVES[group];
  if (curve === undefined) return undefined;
  const ecdh = createECDH(curve);
  ecdh.generateKeys();
  return ecdh.getPublicKey();
}

function withName(hello: ClientHello, name: string | null): ClientHello {
  if (name === null || hello.extensions === undefined) return drop(hello, [EXTENSION.serverName]);
  const bytes = new TextEncoder().encode(name);
  const data = new Writer().vector(2, (v) => v.uint(1, 0).vector(2, (h) => h.bytes(bytes))).finish();
  return set(hello, EXTENSION.serverName, data);
}

/** Replaces an extension where it stands, or adds it before the last, as some servers read `pre_shared_key` there. */
function set(hello: ClientHello, type: number, data: Uint8Array): ClientHello {
  const { extensions } = hello;
  if (extensions === undefined) return hello;
  if (extensions.some((one) => one.type === type)) {
    return { ...hello, extensions: extensions.map((one) => (one.type === type ? { type, data } : one)) };
  }
  return { ...hello, extensions: [{ type, data }, ...extensions] };
}

function drop(hello: ClientHello, types: readonly number[]): ClientHello {
  if (hello.extensions === undefined) return hello;
  return { ...hello, extensions: hello.extensions.filter(({ type }: Extension) => !types.includes(type)) };
}

function list(size: 1 | 2, codes: readonly number[]): Uint8Array {
  return new Writer()
    .vector(size, (v) => {
      for (const code of codes) v.uint(2, code);
    })
    .finish();
}

let loaded: readonly Captured[] | undefined;
const [X25519, X448] = [29, 30];
const NIST_CURVES: Readonly<Record<number, string>> = { 23: 'prime256v1', 24: 'secp384r1', 25: 'secp521r1' };
const GROUPS: readonly number[] = [29, 23, 24, 25, 30, 22, 14, 13, 26, 27, 28, 256, 257, 258, 19, 21, 0x2a2a];
const SCHEMES: readonly number[] = [
  ...[0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b],
  ...[0x0401, 0x0501, 0x0601, 0x0201, 0x0203, 0x0301, 0x0303, 0x0402, 0x0202],
];
const OLD_SUITES: readonly number[] = [
  ...[0x000a, 0x0005, 0x0004, 0x002f, 0x0035, 0x0033, 0x0039, 0x0016, 0x0041, 0x0084, 0x0009, 0x0003, 0x0013, 0x0032],
  ...[0xc013, 0xc014, 0xc009, 0xc00a, 0xc012, 0xc011, 0xc007],
];
const SUITES: readonly number[] = [
  ...OLD_SUITES,
  ...[0x1301, 0x1302, 0x1303, 0x1304, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xccaa, 0x009c, 0x009d, 0x009e],
  ...[0x009f, 0xc023, 0xc024, 0xc027, 0xc028, 0x003c, 0x003d, 0x0067, 0x006b, 0xc09c, 0xc09d, 0xc0ac, 0xc0ad, 0xc09e],
  ...[0xc050, 0xc05c, 0xc060, 0xc072, 0xc076, 0x0088, 0x0045, 0x0002, 0x0018, 0x0034, 0xc018, 0x0a0a, 0x00ff],
];
/** What a client older than TLS 1.2 does not send. */
const MODERN: readonly number[] = [EXTENSION.signatureAlgorithms, EXTENSION.keyShare, EXTENSION.pskKeyExchangeModes];
