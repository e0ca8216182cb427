import { expect, test } from 'vitest';
import { negotiate } from '../negotiate.ts';
import { NO_LIMITS, type Offer } from '../offer.ts';
import { type JavaSettings, parseJava } from './java.ts';

const SETTINGS: JavaSettings = {
  security: {
    file: 'java.security',
    text: [
      '# as the vendor ships it, shortened',
      'jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, \\',
      '    DH keySize < 1024, anon, NULL',
      'jdk.tls.legacyAlgorithms=3DES_EDE_CBC',
    ].join('\n'),
  },
  protocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  cipherSuites: [
    'SSL_RSA_WITH_3DES_EDE_CBC_SHA',
    'SSL_RSA_WITH_RC4_128_SHA',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_NULL_SHA256',
  ],
  preference: 'server',
  certificates: [{ keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 }],
};

const OFFER: Offer = {
  format: 'tls',
  legacyVersion: 0x0303,
  supportedVersions: null,
  suites: [0x000a, 0x0005, 0x002f],
  compressionMethods: [0],
  groups: [29, 23],
  keyShares: null,
  pointFormats: [0],
  signatureSchemes: [0x0401],
  certificateSchemes: null,
  pskModes: null,
  serverName: null,
  alpn: null,
  extensions: [10, 11, 13],
  limits: NO_LIMITS,
};

test('what java.security disables is off, and comes back with it', () => {
  expect(parseJava(SETTINGS)).toMatchObject({
    ok: true,
    value: {
      profile: {
        versions: ['TLSv1.2'],
        latentVersions: [],
        suites: { 'TLSv1.2': { codes: [0x000a, 0x002f] } },
        blockedSuites: [0x0005, 0x003b],
      },
      unread: ['MD5withRSA', 'DH keySize < 1024'],
    },
  });
  expect(parseJava({ ...SETTINGS, security: null })).toMatchObject({
    value: { profile: { versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'], latentVersions: [] } },
  });
});

test('legacy algorithms are the last resort', () => {
  const made = parseJava(SETTINGS);
  if (!made.ok) throw new Error(made.error.message);
  expect(negotiate(OFFER, made.value.profile)).toMatchObject({ ok: true, suite: 0x002f });
  expect(negotiate({ ...OFFER, suites: [0x000a] }, made.value.profile)).toMatchObject({ ok: true, suite: 0x000a });
});

test('a version without a suite is as good as off', () => {
  const settings = { ...SETTINGS, security: null, cipherSuites: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] };
  expect(parseJava(settings)).toMatchObject({ value: { profile: { versions: ['TLSv1.2'] } } });
});

test('where TLS 1.3 is disabled, a client that offers it gets TLS 1.2', () => {
  const security = { file: 'java.security', text: 'jdk.tls.disabledAlgorithms=TLSv1.3, AES_128_GCM' };
  const made = parseJava({
    ...SETTINGS,
    security,
    protocols: ['TLSv1.2', 'TLSv1.3'],
    cipherSuites: ['TLS_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  });
  if (!made.ok) throw new Error(made.error.message);
  expect(made.value.profile).toMatchObject({ versions: ['TLSv1.2'], blockedSuites: [0x009c] });
  const offer = { ...OFFER, supportedVersions: [0x0304, 0x0303], suites: [0x1301, 0x009c, 0x002f] };
  expect(negotiate(offer, made.value.profile)).toMatchObject({ ok: true, version: 'TLSv1.2', suite: 0x002f });
});

test('names that Java does not know', () => {
  expect(parseJava({ ...SETTINGS, cipherSuites: ['AES128-SHA'] })).toMatchObject({
    error: { code: 'configuration-unreadable', message: 'java.security:1: Java knows no cipher suite "AES128-SHA"' },
  });
  expect(parseJava({ ...SETTINGS, protocols: ['TLSv1.9'] })).toMatchObject({
    error: { message: 'java.security:1: Java knows no protocol "TLSv1.9"' },
  });
});
