import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeAlert, encodeAlert } from './alert.ts';
import { decodeCertificate, decodeCertificate13, encodeCertificate } from './certificate.ts';
import { decodeCertificateRequest, encodeCertificateRequest } from './certificate-request.ts';
import { type ClientHello, decodeClientHello, encodeClientHello } from './client-hello.ts';
import { extensionLists, opaque, testCodecLaws, uint8, uint16, uint24 } from './fixtures/codec-laws.ts';
import { decodeHandshakes, encodeHandshake } from './handshake.ts';
import { decodeRecords, encodeRecord } from './record.ts';
import { decodeServerHello, encodeServerHello } from './server-hello.ts';
import { decodeServerKeyExchange, encodeServerKeyExchange } from './server-key-exchange.ts';
import { decodeSsl2ClientHello, decodeSsl2ServerHello, encodeSsl2ClientHello, encodeSsl2ServerHello } from './ssl2.ts';

const clientHellos: fc.Arbitrary<ClientHello> = fc.record({
  legacyVersion: uint16,
  random: opaque(32, 32),
  sessionId: opaque(32),
  cipherSuites: fc.array(uint16, { minLength: 1, maxLength: 60 }),
  compressionMethods: opaque(2),
  extensions: extensionLists,
});

testCodecLaws('ClientHello', {
  values: clientHellos,
  encode: encodeClientHello,
  decode: decodeClientHello,
  allowsPrefix: (hello) => hello.extensions === undefined,
});

testCodecLaws('ServerHello', {
  values: fc.record({
    legacyVersion: uint16,
    random: opaque(32, 32),
    sessionId: opaque(32),
    cipherSuite: uint16,
    compressionMethod: uint8,
    extensions: extensionLists,
  }),
  encode: encodeServerHello,
  decode: decodeServerHello,
  allowsPrefix: (hello) => hello.extensions === undefined,
});

testCodecLaws('record', {
  values: fc.record({ contentType: uint8, version: uint16, fragment: opaque(100) }).map((record) => [record]),
  encode: ([record]) => (record ? encodeRecord(record) : new Uint8Array()),
  decode: decodeRecords,
  allowsPrefix: (records) => records.length === 0,
});

testCodecLaws('handshake message', {
  values: fc.record({ type: uint8, body: opaque(100) }).map((message) => [message]),
  encode: ([message]) => (message ? encodeHandshake(message) : new Uint8Array()),
  decode: decodeHandshakes,
  allowsPrefix: (messages) => messages.length === 0,
});

testCodecLaws('alert', {
  values: fc.record({ level: uint8, description: uint8 }),
  encode: encodeAlert,
  decode: decodeAlert,
});

testCodecLaws('Certificate, TLS 1.2', {
  values: fc.record({ entries: fc.array(fc.record({ certificate: opaque(60) }), { maxLength: 4 }) }),
  encode: encodeCertificate,
  decode: decodeCertificate,
});

testCodecLaws('Certificate, TLS 1.3', {
  values: fc.record({
    requestContext: opaque(20),
    entries: fc.array(fc.record({ certificate: opaque(60), extensions: extensionLists.map((list) => list ?? []) }), {
      maxLength: 4,
    }),
  }),
  encode: encodeCertificate,
  decode: decodeCertificate13,
});

testCodecLaws('CertificateRequest, TLS 1.2', {
  values: fc.record({
    certificateTypes: opaque(5),
    signatureAlgorithms: fc.array(uint16, { maxLength: 8 }),
    certificateAuthorities: fc.array(opaque(30), { maxLength: 4 }),
  }),
  encode: encodeCertificateRequest,
  decode: (bytes) => decodeCertificateRequest(bytes, 'TLSv1.2'),
});

testCodecLaws('CertificateRequest, TLS 1.0', {
  values: fc.record({
    certificateTypes: opaque(5),
    signatureAlgorithms: fc.constant(undefined),
    certificateAuthorities: fc.array(opaque(30), { maxLength: 4 }),
  }),
  encode: encodeCertificateRequest,
  decode: (bytes) => decodeCertificateRequest(bytes, 'TLSv1.0'),
});

describe.each(['TLSv1.0', 'TLSv1.2'] as const)('ServerKeyExchange of %s', (version) => {
  const signature = fc.record({
    algorithm: version === 'TLSv1.2' ? uint16 : fc.constant(undefined),
    bytes: opaque(60),
  });
  const shapes = {
    ecdhe: fc.record({ kind: fc.constant('ecdhe' as const), group: uint16, publicKey: opaque(60), signature }),
    dhe: fc.record({
      kind: fc.constant('dhe' as const),
      p: opaque(60),
      g: opaque(4),
      publicKey: opaque(60),
      signature,
    }),
    'rsa-export': fc.record({
      kind: fc.constant('rsa-export' as const),
      modulus: opaque(60),
      exponent: opaque(4),
      signature,
    }),
  };
  testCodecLaws('ECDHE', {
    values: shapes.ecdhe,
    encode: encodeServerKeyExchange,
    decode: (bytes) => decodeServerKeyExchange(bytes, { kind: 'ecdhe', isSigned: true, version }),
  });
  testCodecLaws('DHE', {
    values: shapes.dhe,
    encode: encodeServerKeyExchange,
    decode: (bytes) => decodeServerKeyExchange(bytes, { kind: 'dhe', isSigned: true, version }),
  });
  testCodecLaws('export RSA', {
    values: shapes['rsa-export'],
    encode: encodeServerKeyExchange,
    decode: (bytes) => decodeServerKeyExchange(bytes, { kind: 'rsa-export', isSigned: true, version }),
  });
  testCodecLaws('anonymous DHE', {
    values: shapes.dhe.map((message) => ({ ...message, signature: undefined })),
    encode: encodeServerKeyExchange,
    decode: (bytes) => decodeServerKeyExchange(bytes, { kind: 'dhe', isSigned: false, version }),
  });
});

testCodecLaws('SSLv2 ClientHello', {
  values: fc.record({
    version: uint16,
    cipherSpecs: fc.array(uint24, { maxLength: 20 }),
    sessionId: opaque(16),
    challenge: opaque(32),
  }),
  encode: encodeSsl2ClientHello,
  decode: decodeSsl2ClientHello,
});

testCodecLaws('SSLv2 ServerHello', {
  values: fc.record({
    sessionIdHit: uint8,
    certificateType: uint8,
    version: uint16,
    certificate: opaque(100),
    cipherSpecs: fc.array(uint24, { maxLength: 20 }),
    connectionId: opaque(16),
  }),
  encode: encodeSsl2ServerHello,
  decode: decodeSsl2ServerHello,
});

describe('ClientHello, named cases', () => {
  test('an odd number of bytes of cipher suites is refused where it stands', () => {
    const hello = Uint8Array.of(3, 1, ...new Uint8Array(32), 0, 0, 3, 0, 4, 0, 1, 0);
    expect(decodeClientHello(hello)).toEqual({
      ok: false,
      error: { code: 'odd-length', field: 'client_hello.cipher_suites', offset: 37 },
    });
  });

  test('bytes after the extensions are refused: RFC 9846 §4.2.2 leaves no room for them', () => {
    const hello = encodeClientHello({
      legacyVersion: 0x0303,
      random: new Uint8Array(32),
      sessionId: new Uint8Array(),
      cipherSuites: [0x002f],
      compressionMethods: Uint8Array.of(0),
      extensions: [],
    });
    expect(decodeClientHello(Uint8Array.of(...hello, 0))).toMatchObject({
      error: { code: 'trailing-bytes', offset: 43 },
    });
  });

  test('a field too long for its prefix is a bug of the caller, not a broken message', () => {
    expect(() =>
      encodeClientHello({
        legacyVersion: 0x0301,
        random: new Uint8Array(32),
        sessionId: new Uint8Array(256),
        cipherSuites: [4],
        compressionMethods: Uint8Array.of(0),
        extensions: undefined,
      }),
    ).toThrow(RangeError);
  });
});
