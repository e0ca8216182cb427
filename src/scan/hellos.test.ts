import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HelloShape } from '../facts/server-facts.ts';
import { type ClientHello, decodeClientHello } from '../tls/client-hello.ts';
import {
  ecPointFormatsOf,
  extensionValue,
  readKeyShares,
  serverNameOf,
  signatureAlgorithmsOf,
  supportedGroupsOf,
  supportedVersionsOf,
} from '../tls/extension-values.ts';
import { EXTENSION } from '../tls/extensions.ts';
import { decodeHandshakes } from '../tls/handshake.ts';
import { decodeRecords } from '../tls/record.ts';
import { cipherSuite } from '../tls/registry/cipher-suites.ts';
import { decodeSsl2ClientHello } from '../tls/ssl2.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import { buildHello, type Question, sniFor } from './hellos.ts';
import { suitesFor } from './suite-sets.ts';

const SHAPES: readonly HelloShape[] = ['full', 'compact', 'exotic', 'bare'];
const TLS = TLS_VERSIONS.filter((version) => version !== 'SSLv2');
const KINDS = TLS.flatMap((version) => SHAPES.map((shape) => ({ version, shape })));

type Opened = { readonly hello: ClientHello; readonly recordVersion: number; readonly handshakeLength: number };

/** Takes a hello apart with our own decoders; every layer must be there once, and whole. */
function open(bytes: Uint8Array): Opened {
  const records = decodeRecords(bytes);
  const record = records.ok && records.value.length === 1 ? records.value[0] : undefined;
  const messages = record && decodeHandshakes(record.fragment);
  const message = messages?.ok && messages.value.length === 1 ? messages.value[0] : undefined;
  const hello = message && decodeClientHello(message.body);
  if (record?.contentType !== 22 || message?.type !== 1 || !hello?.ok) throw new Error('no ClientHello');
  return { hello: hello.value, recordVersion: record.version, handshakeLength: record.fragment.length };
}

function build(version: TlsVersion, shape: HelloShape, more: Partial<Question> = {}): Opened {
  return open(buildHello({ version, shape, sni: 'server.example', fallbackScsv: false, ...more }).bytes);
}

describe.each(KINDS)('hello of $version, $shape', ({ version, shape }) => {
  const { hello, recordVersion } = build(version, shape);

  test('offers at most 128 suites with the signalling values, none twice', () => {
    const { cipherSuites } = build(version, shape, { fallbackScsv: true }).hello;
    expect(cipherSuites.length).toBeLessThanOrEqual(128);
    expect(new Set(cipherSuites).size).toBe(cipherSuites.length);
    expect(cipherSuites.slice(-2)).toEqual([0x00ff, 0x5600]);
    expect(hello.cipherSuites.at(-1)).toBe(0x00ff);
  });

  test('has the offer that answers are held against', () => {
    const { offered } = buildHello({ version, shape, sni: undefined, fallbackScsv: true });
    expect(hello.cipherSuites.filter((code) => offered.has(code))).toEqual([...suitesFor(version, shape)]);
    expect(offered).not.toContain(0x00ff);
    expect(offered).not.toContain(0x5600);
    for (const code of offered) expect(cipherSuite(code)).toBeDefined();
  });

  test('has the versions that servers put up with', () => {
    expect(recordVersion).toBe(version === 'SSLv3' ? 0x0300 : 0x0301);
    expect(hello.legacyVersion).toBe(Math.min(VERSION_CODE[version], 0x0303));
    expect([...hello.compressionMethods]).toEqual([0]);
    expect(hello.random).toHaveLength(32);
    expect(hello.sessionId).toHaveLength(shape === 'bare' ? 0 : 32);
  });

  test('has the extensions of its version and no others', () => {
    const has = (type: number): boolean => hello.extensions?.some((one) => one.type === type) === true;
    if (version === 'SSLv3' || (shape === 'bare' && isOlder(version, 'TLSv1.2'))) {
      expect(hello.extensions).toBeUndefined();
      return;
    }
    expect(serverNameOf(hello)).toBe('server.example');
    expect(supportedGroupsOf(hello)).toContain(0x0017);
    expect(ecPointFormatsOf(hello)).toEqual([0]);
    expect(has(EXTENSION.signatureAlgorithms)).toBe(!isOlder(version, 'TLSv1.2'));
    for (const type of [EXTENSION.supportedVersions, EXTENSION.keyShare, EXTENSION.pskKeyExchangeModes]) {
      expect(has(type)).toBe(version === 'TLSv1.3');
    }
    expect(hello.extensions?.at(-1)?.data.length).toBeGreaterThan(0);
    const types = hello.extensions?.map(({ type }) => type) ?? [];
    expect(new Set(types).size).toBe(types.length);
  });

  test('keeps out of the lengths that load balancers choke on, for every length of the name', () => {
    for (let length = 1; length <= 253; length++) {
      const opened = build(version, shape, { sni: 'n'.repeat(length) });
      if (!opened.hello.extensions) expect(opened.handshakeLength).toBeLessThan(256);
      else expect(isAwkward(opened.handshakeLength)).toBe(false);
      if (opened.hello.extensions) expect(opened.hello.extensions.at(-1)?.data.length).toBeGreaterThan(0);
    }
  });
});

/** RFC 7685 §1, and the lengths of testssl.sh #1113. */
function isAwkward(handshakeLength: number): boolean {
  const withHeader = handshakeLength + 5;
  return (handshakeLength >= 256 && handshakeLength <= 511) || [10, 14].includes(withHeader % 256);
}

describe('the TLS 1.3 hello', () => {
  test.each(SHAPES.filter((shape) => shape !== 'bare'))('%s asks for TLS 1.3 alone, with a key share', (shape) => {
    const { hello } = build('TLSv1.3', shape);
    expect(supportedVersionsOf(hello)).toEqual([0x0304]);
    expect(hello.legacyVersion).toBe(0x0303);
    expect(hello.sessionId).toHaveLength(32);
    const shares = extensionValue(hello.extensions, EXTENSION.keyShare, readKeyShares);
    expect(shares?.map(({ group, keyExchange }) => [group, keyExchange.length])).toEqual([[0x001d, 32]]);
    expect(supportedGroupsOf(hello)).toContain(0x001d);
    expect(signatureAlgorithmsOf(hello)).toContain(0x0804);
    expect(hello.cipherSuites.slice(0, 5)).toEqual([0x1301, 0x1302, 0x1303, 0x1304, 0x1305]);
  });
});

describe('hellos of any kind', () => {
  test('are fresh each time: random, session id, key share', () => {
    const [a, b] = [build('TLSv1.3', 'full').hello, build('TLSv1.3', 'full').hello];
    const share = ({ extensions }: ClientHello): unknown =>
      extensionValue(extensions, EXTENSION.keyShare, readKeyShares)?.[0]?.keyExchange;
    expect(a.random).not.toEqual(b.random);
    expect(a.sessionId).not.toEqual(b.sessionId);
    expect(share(a)).not.toEqual(share(b));
  });

  test.each(KINDS.filter(({ shape, version }) => shape === 'compact' && version !== 'TLSv1.3'))(
    '$shape $version stays within 255 bytes for names up to 20 characters',
    ({ version }) => {
      for (let length = 1; length <= 20; length++) {
        const { bytes } = buildHello({ version, shape: 'compact', sni: 'n'.repeat(length), fallbackScsv: true });
        expect(bytes.length).toBeLessThanOrEqual(255);
      }
    },
  );

  test('carry a name only if they are given one', () => {
    for (const { version, shape } of KINDS) {
      expect(serverNameOf(build(version, shape, { sni: undefined }).hello)).toBeUndefined();
    }
  });

  test('full, exotic and compact together offer every suite that can be used with the version', () => {
    const full = suitesFor('TLSv1.2', 'full');
    const exotic = suitesFor('TLSv1.2', 'exotic');
    expect(full).toContain(0xc02f);
    expect(full).toContain(0x0005);
    expect(full).not.toContain(0x0018);
    expect(exotic).toContain(0x0018);
    expect(exotic).toContain(0x0003);
    expect(full.some((code) => cipherSuite(code)?.isNull || cipherSuite(code)?.isAnonymous)).toBe(false);
  });

  test.each(TLS.filter((version) => isOlder(version, 'TLSv1.2')))('%s offers no suite that is too young', (version) => {
    for (const shape of SHAPES) {
      for (const code of suitesFor(version, shape)) expect(cipherSuite(code)?.aead).not.toBe(true);
    }
  });

  test('any name that fits is in the hello as given', () => {
    const names = fc.stringMatching(/^[a-z0-9.-]{1,253}$/);
    fc.assert(
      fc.property(names, fc.constantFrom(...KINDS), (sni, { version, shape }) => {
        const { hello } = build(version, shape, { sni });
        if (hello.extensions) expect(serverNameOf(hello)).toBe(sni);
      }),
    );
  });
});

test('the SSLv2 hello is in SSLv2 format and offers every cipher kind', () => {
  const { bytes, offered } = buildHello({ version: 'SSLv2', shape: 'full', sni: 'x.example', fallbackScsv: false });
  const hello = decodeSsl2ClientHello(bytes);
  expect(hello.ok && hello.value).toMatchObject({ version: 0x0002, sessionId: new Uint8Array() });
  expect(hello.ok && hello.value.challenge.length).toBe(16);
  expect(hello.ok && hello.value.cipherSpecs).toEqual([...offered]);
  expect(offered.size).toBe(7);
});

test.each([
  ['192.0.2.1', undefined],
  ['2001:db8::1', undefined],
  ['::ffff:192.0.2.1', undefined],
  ['fe80::1%eth0', undefined],
  ['example.org', 'example.org'],
  ['example.org.', 'example.org'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
])('the name to send for %s is %s', (host, sni) => {
  expect(sniFor(host)).toBe(sni);
});
