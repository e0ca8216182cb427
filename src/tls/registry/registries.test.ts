import { describe, expect, test } from 'vitest';
import { ALERTS, alertLevelName, alertName, alertReference } from './alerts.ts';
import { EXTENSIONS, extensionName, extensionReference } from './extensions.ts';
import { groupName, isPostQuantum, knownGroupCodes, namedGroup } from './groups.ts';
import { HANDSHAKE_TYPES, handshakeTypeName } from './handshake-types.ts';
import { RECORD_TYPES, recordTypeName } from './record-types.ts';
import { SIGNATURE_SCHEMES, signatureSchemeName } from './signature-schemes.ts';
import {
  CERTIFICATE_COMPRESSIONS,
  CERTIFICATE_TYPES,
  CLIENT_CERTIFICATE_TYPES,
  COMPRESSION_METHODS,
  certificateCompressionName,
  certificateTypeName,
  clientCertificateTypeName,
  compressionMethodName,
  EC_CURVE_TYPES,
  EC_POINT_FORMATS,
  ecCurveTypeName,
  ecPointFormatName,
  isPskModeGrease,
  PSK_KEY_EXCHANGE_MODES,
  pskKeyExchangeModeName,
} from './small-registries.ts';
import { knownSsl2Codes, ssl2Cipher, ssl2CipherName } from './ssl2-ciphers.ts';

const TABLES: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  alerts: [...ALERTS].map(([code, [name]]) => [code, name]),
  extensions: [...EXTENSIONS].map(([code, [name]]) => [code, name]),
  groups: knownGroupCodes().map((code) => [code, groupName(code)]),
  handshakeTypes: [...HANDSHAKE_TYPES],
  recordTypes: [...RECORD_TYPES],
  schemes: [...SIGNATURE_SCHEMES],
  ssl2: knownSsl2Codes().map((code) => [code, ssl2CipherName(code)]),
  compressionMethods: [...COMPRESSION_METHODS],
  certificateCompressions: [...CERTIFICATE_COMPRESSIONS],
  certificateTypes: [...CERTIFICATE_TYPES],
  clientCertificateTypes: [...CLIENT_CERTIFICATE_TYPES],
  ecPointFormats: [...EC_POINT_FORMATS],
  ecCurveTypes: [...EC_CURVE_TYPES],
  pskModes: [...PSK_KEY_EXCHANGE_MODES],
};

describe.each(Object.entries(TABLES))('%s', (_, rows) => {
  test('are sorted, and no code and no name is there twice', () => {
    const codes = rows.map(([code]) => code);
    expect(codes).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
    expect(new Set(rows.map(([, name]) => name)).size).toBe(rows.length);
  });
});

test('have as many entries as IANA had on 2026-09-29, and ours', () => {
  expect(TABLES.extensions).toHaveLength(64 + 10); // drafts, trust anchors, NPN, ALPS, Channel ID
  expect(TABLES.groups).toHaveLength(59 + 1); // CECPQ2
  expect(TABLES.schemes).toHaveLength(49 + 2); // GOST's pairs of TLS 1.2
});

describe('names of known and unknown code points', () => {
  test.each([
    [alertName, 70, 'protocol_version', 2, '0x02'],
    [alertLevelName, 2, 'fatal', 3, '0x03'],
    [extensionName, 43, 'supported_versions', 0x1234, '0x1234'],
    [extensionName, 0x4a4a, 'GREASE (0x4a4a)', 63, '0x003f'],
    [groupName, 0x11ec, 'X25519MLKEM768', 0x2f00, '0x2f00'],
    [groupName, 0x1a1a, 'GREASE (0x1a1a)', 0, '0x0000'],
    [signatureSchemeName, 0x0804, 'rsa_pss_rsae_sha256', 0x0404, '0x0404'],
    [signatureSchemeName, 0x0905, 'mldsa65', 0x0800, '0x0800'],
    [handshakeTypeName, 1, 'client_hello', 99, '0x63'],
    [recordTypeName, 22, 'handshake', 0x80, '0x80'],
    [compressionMethodName, 1, 'DEFLATE', 2, '0x02'],
    [certificateCompressionName, 2, 'brotli', 4, '0x0004'],
    [certificateTypeName, 2, 'Raw Public Key', 4, '0x04'],
    [clientCertificateTypeName, 64, 'ecdsa_sign', 7, '0x07'],
    [ecPointFormatName, 0, 'uncompressed', 3, '0x03'],
    [ecCurveTypeName, 3, 'named_curve', 4, '0x04'],
    [pskKeyExchangeModeName, 1, 'psk_dhe_ke', 2, '0x02'],
    [pskKeyExchangeModeName, 0x2a, 'GREASE (0x2a)', 0xff, '0xff'],
    [ssl2CipherName, 0x010080, 'SSL_CK_RC4_128_WITH_MD5', 0x010081, '0x010081'],
    [ssl2CipherName, 0x00002f, 'TLS_RSA_WITH_AES_128_CBC_SHA', 0x001a2b, '0x1a2b'],
  ])('%o', (name, known, text, unknown, hex) => {
    expect(name(known)).toBe(text);
    expect(name(unknown)).toBe(hex);
  });
});

test('pairs of TLS 1.2 that are no scheme are named by their two halves', () => {
  const pairs = [0x0202, 0x0101, 0x0301, 0x0303, 0x0402, 0x0602].map(signatureSchemeName);
  expect(pairs).toEqual(['DSA+SHA1', 'RSA+MD5', 'RSA+SHA224', 'ECDSA+SHA224', 'DSA+SHA256', 'DSA+SHA512']);
  expect(signatureSchemeName(0xeeee)).toBe('gostr34102012_256_gostr34112012_256');
});

test('alerts and extensions know where they are defined', () => {
  expect(alertReference(70)).toBe('RFC 9846 §6.2');
  expect(alertReference(86)).toBe('RFC 7507 §3');
  expect(alertReference(99)).toBeUndefined();
  expect(extensionReference(0)).toBe('RFC 6066 §3');
  expect(extensionReference(51)).toBe('RFC 9846 §4.3.8');
  expect(extensionReference(0x0a0a)).toBeUndefined();
});

test('key shares are as long as their parts', () => {
  expect(namedGroup(0x11ec)).toEqual({
    code: 0x11ec,
    name: 'X25519MLKEM768',
    kind: 'hybrid',
    bits: 768,
    recommended: 'Y',
    keyShareLength: 1184 + 32,
  });
  expect(namedGroup(0x11eb)?.keyShareLength).toBe(65 + 1184);
  expect(namedGroup(0x11ed)?.keyShareLength).toBe(97 + 1568);
  expect(namedGroup(0x0a0a)).toBeUndefined();
  for (const group of knownGroupCodes().map(namedGroup)) {
    if (group?.kind === 'ff') expect(group.keyShareLength).toBe(group.bits / 8);
    if (group?.kind === 'ec' && /^(sec|brainpool).*r1/.test(group.name) && group.keyShareLength !== undefined) {
      expect(group.keyShareLength).toBe(1 + 2 * Math.ceil(group.bits / 8));
    }
  }
  expect([0x0201, 0x11ec, 0x6399, 29, 0x0a0a].map(isPostQuantum)).toEqual([true, true, true, false, false]);
});

test('SSLv2 kinds have their effective bits', () => {
  expect(ssl2Cipher(0x020080)).toEqual({
    code: 0x020080,
    name: 'SSL_CK_RC4_128_EXPORT40_WITH_MD5',
    bits: 40,
    openssl: 'EXP-RC4-MD5',
  });
  expect(ssl2Cipher(0x00002f)).toBeUndefined();
});

test('GREASE of PskKeyExchangeMode is exactly the 8 values of RFC 8701', () => {
  const found = Array.from({ length: 256 }, (_, code) => code).filter(isPskModeGrease);
  expect(found).toEqual([0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4]);
});
