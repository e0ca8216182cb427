import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CIPHER_SUITE_ROWS } from './cipher-suites.gen.ts';
import { cipherSuite, isGrease, knownSuiteCodes, suiteCode, suiteName } from './cipher-suites.ts';

describe('the table', () => {
  test('is sorted and has no code and no name twice', () => {
    const codes = knownSuiteCodes();
    expect(codes).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
    expect(new Set(CIPHER_SUITE_ROWS.map((row) => row[1])).size).toBe(codes.length);
    const openssl = CIPHER_SUITE_ROWS.flatMap((row) => row[4] ?? []);
    expect(new Set(openssl).size).toBe(openssl.length);
  });

  test('has as many rows as IANA had on 2026-09-29', () => {
    expect(CIPHER_SUITE_ROWS.filter((row) => row[2] !== '')).toHaveLength(356);
  });

  test('has the 26 suites that RFC 9847 marks, and the 222 of RFC 10015', () => {
    const marked = (rfc: string) =>
      CIPHER_SUITE_ROWS.filter((row) => row[2] === 'D' && row[3].split(' ').includes(rfc)).length;
    expect(marked('RFC9847')).toBe(26);
    expect(marked('RFC10015')).toBe(222);
  });

  test('every suite with a name of TLS style is described', () => {
    const nameless = knownSuiteCodes()
      .filter((code) => cipherSuite(code) === undefined)
      .map(suiteName);
    expect(nameless.filter((name) => name.startsWith('TLS_') || name.startsWith('SSL_'))).toEqual([
      'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
      'TLS_FALLBACK_SCSV',
    ]);
  });
});

describe('cipherSuite', () => {
  test('describes a suite of today', () => {
    expect(cipherSuite(0xc02f)).toEqual({
      code: 0xc02f,
      name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      keyExchange: 'ECDHE',
      authentication: 'RSA',
      cipher: 'AES_128',
      mode: 'GCM',
      bits: 128,
      mac: 'AEAD',
      aead: true,
      isExport: false,
      isNull: false,
      isAnonymous: false,
      forwardSecrecy: true,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      recommended: 'Y',
      references: ['RFC5289'],
      openssl: 'ECDHE-RSA-AES128-GCM-SHA256',
    });
  });

  test.each([
    [0x0000, { keyExchange: 'NULL', bits: 0, mac: 'NULL', isNull: true, isAnonymous: true, recommended: 'N' }],
    [0x0003, { cipher: 'RC4_40', mode: 'STREAM', bits: 40, isExport: true, maxVersion: 'TLSv1.0' }],
    [0x0007, { cipher: 'IDEA', bits: 128, minVersion: 'SSLv3', maxVersion: 'TLSv1.1' }],
    [0x000a, { cipher: '3DES_EDE', bits: 112, mac: 'SHA1', maxVersion: 'TLSv1.2', recommended: 'D' }],
    [0x0018, { keyExchange: 'DHE', authentication: 'anon', isAnonymous: true, forwardSecrecy: true }],
    [0x001d, { keyExchange: 'FORTEZZA', bits: 80, recommended: undefined }],
    [0x001e, { keyExchange: 'KRB5', cipher: 'DES', bits: 56, maxVersion: 'TLSv1.1' }],
    [0x0029, { cipher: 'DES_40', bits: 40, mac: 'MD5', isExport: true }],
    [0x002f, { keyExchange: 'RSA', forwardSecrecy: false, minVersion: 'SSLv3', maxVersion: 'TLSv1.2' }],
    [0x0062, { cipher: 'DES', bits: 56, isExport: true, recommended: undefined, openssl: 'EXP1024-DES-CBC-SHA' }],
    [0x006e, { keyExchange: 'TLS13', cipher: 'ASCON_128', mac: 'AEAD', minVersion: 'TLSv1.3' }],
    [0x00ae, { keyExchange: 'PSK', mac: 'SHA256', minVersion: 'TLSv1.0' }],
    [0x00b6, { keyExchange: 'RSA', authentication: 'RSA_PSK', forwardSecrecy: false }],
    [0x1301, { keyExchange: 'TLS13', authentication: 'TLS13', minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }],
    [0x1305, { cipher: 'AES_128', mode: 'CCM_8', bits: 128 }],
    [0x1306, { name: 'TLS_AEGIS_256_SHA512', bits: 256, aead: true }],
    [0xc0b4, { isNull: true, mac: 'SHA256', aead: false, minVersion: 'TLSv1.3', recommended: 'D' }],
    [0xc013, { keyExchange: 'ECDHE', minVersion: 'TLSv1.0', maxVersion: 'TLSv1.2', recommended: 'N' }],
    [0xc01b, { keyExchange: 'SRP', authentication: 'RSA', forwardSecrecy: true }],
    [0xc027, { mac: 'SHA256', minVersion: 'TLSv1.2' }],
    [0xc0ab, { keyExchange: 'DHE', authentication: 'PSK', mode: 'CCM_8', bits: 256 }],
    [0xc102, { keyExchange: 'GOST', authentication: 'GOST12', mac: 'IMIT', minVersion: 'TLSv1.2' }],
    [0xff85, { keyExchange: 'GOST', authentication: 'GOST12', mac: 'IMIT', minVersion: 'TLSv1.0' }],
    [0xc105, { keyExchange: 'TLS13', cipher: 'KUZNYECHIK', mode: 'MGM', minVersion: 'TLSv1.3' }],
    [0xcc13, { name: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD', mac: 'AEAD', recommended: undefined }],
  ] as const)('describes 0x%s', (code, parts) => {
    expect(cipherSuite(code)).toMatchObject(parts);
  });

  test('is undefined for signalling values, GREASE, names of another style and unknown codes', () => {
    for (const code of [0x00ff, 0x5600, 0x0a0a, 0xe013, 0xffff, -1, 0x10000]) expect(cipherSuite(code)).toBeUndefined();
  });

  test('versions never run backwards, and no export suite is recommended', () => {
    for (const suite of knownSuiteCodes().map(cipherSuite)) {
      if (suite === undefined) continue;
      expect(suite.minVersion <= suite.maxVersion, suite.name).toBe(true);
      if (suite.isExport || suite.isNull || suite.isAnonymous) expect(suite.recommended, suite.name).not.toBe('Y');
      if (suite.recommended === 'Y') expect(suite.aead && suite.forwardSecrecy, suite.name).toBe(true);
    }
  });
});

test('suiteName names signalling values and GREASE, and shows the hex of the rest', () => {
  expect(suiteName(0x00ff)).toBe('TLS_EMPTY_RENEGOTIATION_INFO_SCSV');
  expect(suiteName(0x5600)).toBe('TLS_FALLBACK_SCSV');
  expect(suiteName(0xe013)).toBe('ECC_SM4_CBC_SM3');
  expect(suiteName(0x0a0a)).toBe('GREASE (0x0a0a)');
  expect(suiteName(0x1a2b)).toBe('0x1a2b');
});

test('suiteCode takes IANA and OpenSSL names', () => {
  expect(suiteCode('TLS_RSA_WITH_AES_128_CBC_SHA')).toBe(0x002f);
  expect(suiteCode('EXP-RC4-MD5')).toBe(0x0003);
  expect(suiteCode('HIGH')).toBeUndefined();
  fc.assert(
    fc.property(fc.constantFrom(...knownSuiteCodes()), (code) => {
      expect(suiteCode(suiteName(code))).toBe(code);
    }),
  );
});

test('GREASE is exactly the 16 values of RFC 8701', () => {
  const found = Array.from({ length: 0x20000 }, (_, code) => code).filter(isGrease);
  expect(found).toEqual([
    0x0a0a, 0x1a1a, 0x2a2a, 0x3a3a, 0x4a4a, 0x5a5a, 0x6a6a, 0x7a7a, 0x8a8a, 0x9a9a, 0xaaaa, 0xbaba, 0xcaca, 0xdada,
    0xeaea, 0xfafa,
  ]);
});
