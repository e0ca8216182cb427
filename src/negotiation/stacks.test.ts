/**
 * What GnuTLS, Java and NSS taught, as in negotiate.test.ts: each was seen on the wire.
 */
import { describe, expect, test } from 'vitest';
import { negotiate } from './negotiate.ts';
import { NO_LIMITS, type Offer } from './offer.ts';
import { ANY_NAME, allOf, NO_ALPN, type ServerProfile } from './server-profile.ts';

const RSA = { keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 } as const;
const P256 = { keyType: 'ECDSA', keyBits: 256, curve: 23, signedWith: 0x0403 } as const;
const SUITES = allOf([0x1301, 0x1302, 0xc02b, 0xc02f, 0x009e, 0xc009, 0xc013, 0x0033, 0x009c, 0x002f]);

const SERVER: ServerProfile = {
  stack: null,
  versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  latentVersions: [],
  areVersionsComplete: true,
  suites: { 'TLSv1.0': SUITES, 'TLSv1.1': SUITES, 'TLSv1.2': SUITES, 'TLSv1.3': SUITES },
  blockedSuites: [],
  preference: 'server',
  prioritizeChaCha: false,
  groups: allOf([24, 29, 257]),
  certificates: [RSA],
  signatureSchemes: allOf([0x0804, 0x0403, 0x0401]),
  dh: 'groups',
  alpn: NO_ALPN,
  fallbackScsv: 'honoured',
  names: ANY_NAME,
  readsSsl2Hello: true,
  sendsAlerts: true,
  securityLevel: null,
};

const MODERN: Offer = {
  format: 'tls',
  legacyVersion: 0x0303,
  supportedVersions: [0x0304, 0x0303],
  suites: [0x1302, 0x1301, 0xc02f, 0xc02b, 0x009e, 0x002f],
  compressionMethods: [0],
  groups: [29, 23, 24],
  keyShares: [29],
  pointFormats: [0],
  signatureSchemes: [0x0401, 0x0403, 0x0804],
  certificateSchemes: null,
  pskModes: [1],
  serverName: 'lab.test',
  alpn: null,
  extensions: [0, 10, 11, 13, 43, 45, 51],
  limits: NO_LIMITS,
};
const TLS12: Offer = { ...MODERN, supportedVersions: null, keyShares: null };

describe('GnuTLS', () => {
  const gnutls = (changes: Partial<ServerProfile> = {}): ServerProfile => ({ ...SERVER, stack: 'gnutls', ...changes });

  test('refuses a client_version in a gap of its own, also beside supported_versions', () => {
    const gap = gnutls({ versions: ['TLSv1.0', 'TLSv1.2', 'TLSv1.3'] });
    expect(negotiate({ ...TLS12, legacyVersion: 0x0302 }, gap)).toMatchObject({ reason: 'client-too-old', alert: 70 });
    expect(negotiate({ ...MODERN, legacyVersion: 0x0302 }, gap)).toMatchObject({ alert: 70 });
    // Above all of them the newest is taken.
    expect(negotiate(TLS12, gnutls({ versions: ['TLSv1.0', 'TLSv1.1'] }))).toMatchObject({ version: 'TLSv1.1' });
  });

  test('reads supported_versions only if it has TLS 1.3', () => {
    const hello = { ...MODERN, supportedVersions: [0x0304] };
    expect(negotiate(hello, gnutls({ versions: ['TLSv1.2'] }))).toMatchObject({ ok: true, version: 'TLSv1.2' });
  });

  test('with TLS 1.3 alone it takes up TLS 1.2 and finds no suite: alert 40, or 86 to a fallback', () => {
    const only = gnutls({ versions: ['TLSv1.3'] });
    expect(negotiate(TLS12, only)).toMatchObject({ reason: 'client-too-old', alert: 40 });
    expect(negotiate({ ...TLS12, suites: [0x002f, 0x5600] }, only)).toMatchObject({ alert: 86 });
    expect(negotiate({ ...TLS12, legacyVersion: 0x0302 }, only)).toMatchObject({ alert: 70 });
  });

  test('looks at ALPN before the fallback signal and the suites', () => {
    const alpn = { protocols: ['h2'], onMismatch: 'alert', preference: 'client' } as const;
    const hello = { ...TLS12, suites: [0x0005, 0x5600], alpn: ['smtp'] };
    expect(negotiate(hello, gnutls({ alpn }))).toMatchObject({ reason: 'no-common-alpn', alert: 120 });
  });

  test('without supported_groups it takes P-256, even if it does not list it', () => {
    const hello = { ...TLS12, suites: [0xc02f], groups: null };
    expect(negotiate(hello, gnutls())).toMatchObject({ ok: true, group: 23 });
  });

  test('in TLS 1.3 alert 40 for want of groups or schemes, and 109 for want of key_share', () => {
    expect(negotiate({ ...MODERN, groups: null }, gnutls())).toMatchObject({ reason: 'no-common-group', alert: 40 });
    expect(negotiate({ ...MODERN, signatureSchemes: null }, gnutls())).toMatchObject({ alert: 40 });
    expect(negotiate({ ...MODERN, groups: null, keyShares: null }, gnutls())).toMatchObject({ alert: 109 });
  });

  test('asks for the share of the best group by the order of who decides', () => {
    expect(negotiate(MODERN, gnutls())).toMatchObject({ group: 24, helloRetry: true });
    expect(negotiate(MODERN, gnutls({ preference: 'client' }))).toMatchObject({ group: 29, helloRetry: false });
  });

  test('takes the first certificate that can sign, and then the first scheme of the client', () => {
    const both = gnutls({ certificates: [RSA, P256] });
    expect(negotiate(MODERN, both)).toMatchObject({ certificate: RSA, scheme: 0x0804 });
    expect(negotiate({ ...MODERN, signatureSchemes: [0x0403] }, both)).toMatchObject({ certificate: P256 });
  });

  test('does not hold the curve of its certificate against the client', () => {
    const hello = { ...TLS12, suites: [0xc02b], groups: [24] };
    expect(negotiate(hello, gnutls({ certificates: [P256] }))).toMatchObject({ ok: true, group: 24 });
  });

  test('chooses DHE without a finite field of its own, and ends with alert 80', () => {
    const hello = { ...TLS12, suites: [0x009e] };
    expect(negotiate(hello, gnutls())).toMatchObject({ ok: true, dhBits: 3072, group: null });
    expect(negotiate(hello, gnutls({ groups: allOf([29]) }))).toMatchObject({ reason: 'no-prime', alert: 80 });
    // A client that names finite fields is not to be given another.
    expect(negotiate({ ...hello, groups: [256] }, gnutls())).toMatchObject({ reason: 'no-common-group', alert: 40 });
  });
});

describe('Java', () => {
  const java = (changes: Partial<ServerProfile> = {}): ServerProfile => ({ ...SERVER, stack: 'java', ...changes });

  test('chooses a suite without looking at schemes, and ends with alert 80 in TLS 1.2', () => {
    const hello = { ...TLS12, suites: [0xc009], signatureSchemes: [0x0805] };
    expect(negotiate(hello, java({ certificates: [P256] }))).toMatchObject({
      reason: 'no-common-signature',
      alert: 80,
    });
  });

  test('takes a list of groups that it has never heard of for none', () => {
    const hello = { ...TLS12, suites: [0xc02f] };
    expect(negotiate({ ...hello, groups: [26, 0x2a2a] }, java())).toMatchObject({ ok: true, group: 24 });
    expect(negotiate({ ...hello, groups: [22] }, java())).toMatchObject({ reason: 'no-common-group', alert: 40 });
  });

  test('answers a client of SSL 2.0 alone without an alert', () => {
    const hello = { ...TLS12, format: 'sslv2', legacyVersion: 0x0002 } as const;
    expect(negotiate(hello, java())).toMatchObject({ reason: 'client-too-old', alert: null });
    expect(negotiate(hello, java({ readsSsl2Hello: false }))).toMatchObject({ reason: 'old-format', alert: 40 });
  });

  test('in TLS 1.3 minds client_version, and missing extensions before suites', () => {
    expect(negotiate({ ...MODERN, legacyVersion: 0x0302 }, java())).toMatchObject({
      reason: 'malformed-offer',
      alert: 70,
    });
    const bare = { ...MODERN, suites: [0x0005] };
    expect(negotiate({ ...bare, keyShares: null }, java())).toMatchObject({ reason: 'extension-missing', alert: 109 });
    expect(negotiate({ ...bare, signatureSchemes: null }, java())).toMatchObject({ alert: 109 });
    expect(negotiate({ ...MODERN, groups: [22], keyShares: [] }, java())).toMatchObject({ alert: 10 });
  });

  test('in TLS 1.3 takes the kind of key that the client names first, and fails behind its ServerHello', () => {
    const both = java({ certificates: [RSA, P256] });
    expect(negotiate({ ...MODERN, signatureSchemes: [0x0403, 0x0804] }, both)).toMatchObject({ certificate: P256 });
    const other = negotiate({ ...MODERN, signatureSchemes: [0x0603, 0x0804] }, both);
    expect(other).toMatchObject({ reason: 'no-common-signature', afterServerHello: true });
    // RSA is named by what TLS 1.3 has for certificates too.
    const pkcs1 = { ...MODERN, signatureSchemes: [0x0501, 0x0603, 0x0804] };
    expect(negotiate(pkcs1, both)).toMatchObject({ certificate: RSA, scheme: 0x0804 });
  });

  test('signs with ECDSA and SHA-1 in TLS 1.3 too', () => {
    const schemes = allOf([0x0403, 0x0203]);
    const hello = { ...MODERN, signatureSchemes: [0x0201, 0x0203] };
    expect(negotiate(hello, java({ certificates: [P256], signatureSchemes: schemes }))).toMatchObject({
      ok: true,
      scheme: 0x0203,
    });
  });

  test('refuses at once a list of schemes of which TLS 1.3 knows none, unless a key share is asked for first', () => {
    const hello = { ...MODERN, signatureSchemes: [0x0202, 0x0301] };
    expect(negotiate(hello, java())).toEqual(expect.not.objectContaining({ afterServerHello: true }));
    expect(negotiate({ ...hello, keyShares: null, groups: null }, java())).toMatchObject({ alert: 40 });
    expect(negotiate({ ...hello, keyShares: [] }, java())).toMatchObject({ afterServerHello: true });
    const bare = { ...hello, suites: [0x002f], keyShares: [] };
    expect(negotiate(bare, java())).toMatchObject({ reason: 'no-common-suite', alert: 40 });
  });
});

describe('NSS', () => {
  const nss = (changes: Partial<ServerProfile> = {}): ServerProfile => ({
    ...SERVER,
    stack: 'nss',
    signatureSchemes: allOf([0x0403, 0x0804, 0x0401, 0x0203]),
    readsSsl2Hello: false,
    ...changes,
  });

  test('takes the hello of SSL 2.0 for a record, and waits for the rest of it', () => {
    const hello = { ...TLS12, format: 'sslv2' } as const;
    expect(negotiate(hello, nss())).toMatchObject({ reason: 'old-format', alert: null });
    expect(negotiate({ ...hello, legacyVersion: 0x0002 }, nss())).toMatchObject({ reason: 'old-format', alert: 10 });
  });

  test('takes supported_versions beside SSL 3.0 in client_version, but not for TLS 1.3', () => {
    const hello = { ...MODERN, legacyVersion: 0x0300, supportedVersions: [0x0302] };
    expect(negotiate(hello, nss())).toMatchObject({ ok: true, version: 'TLSv1.1' });
    expect(negotiate({ ...hello, supportedVersions: [0x0304] }, nss())).toMatchObject({
      reason: 'malformed-offer',
      alert: 70,
    });
  });

  test('passes over suites that it has no scheme for itself, and fails with those that the client has none for', () => {
    const hello = { ...TLS12, suites: [0xc02b, 0xc02f], signatureSchemes: [0x0804] };
    const both = nss({ certificates: [RSA, P256], groups: allOf([23, 29]) });
    expect(negotiate(hello, both)).toMatchObject({ reason: 'no-common-signature', alert: 40 });
    expect(negotiate(hello, { ...both, signatureSchemes: allOf([0x0804]) })).toMatchObject({ suite: 0xc02f });
  });

  test('refuses a list of schemes that it has never heard of, also for RSA key transport', () => {
    const hello = { ...TLS12, suites: [0x002f, 0x5600], signatureSchemes: [0x0807, 0x0301] };
    expect(negotiate(hello, nss())).toMatchObject({ reason: 'no-common-signature', alert: 40 });
    const modern = { ...MODERN, signatureSchemes: [0x0401], groups: null };
    expect(negotiate(modern, nss())).toMatchObject({ reason: 'no-common-signature', alert: 40 });
  });

  test('weighs the curve against the key and the cipher', () => {
    const p384 = { ...P256, keyBits: 384, curve: 24 } as const;
    const server = nss({ certificates: [p384], groups: allOf([29, 23, 24]), suites: { 'TLSv1.2': allOf([0xc00a]) } });
    const hello = { ...TLS12, suites: [0xc00a], groups: [29, 24] };
    expect(negotiate(hello, server)).toMatchObject({ ok: true, group: 24 });
    const short = { ...server, suites: { 'TLSv1.2': allOf([0xc02b]) } };
    expect(negotiate({ ...hello, suites: [0xc02b] }, short)).toMatchObject({ ok: true, group: 29 });
  });

  test('without supported_groups it takes a suite for any curve of its own, and then has P-256 alone', () => {
    const hello = { ...TLS12, suites: [0xc02f, 0x002f], groups: null };
    expect(negotiate(hello, nss())).toMatchObject({ reason: 'no-common-group', alert: 40 });
    expect(negotiate(hello, nss({ groups: allOf([29, 23]) }))).toMatchObject({ ok: true, suite: 0xc02f, group: 23 });
    const p384 = nss({ certificates: [{ ...P256, keyBits: 384, curve: 24 }], groups: allOf([24, 23]) });
    expect(negotiate({ ...hello, suites: [0xc02b] }, p384)).toMatchObject({ ok: false, alert: 40 });
  });

  test('an ECDSA certificate counts only with a curve that both list', () => {
    const hello = { ...TLS12, suites: [0xc02b, 0x002f] };
    expect(negotiate(hello, nss({ certificates: [P256, RSA] }))).toMatchObject({ suite: 0x002f });
  });

  test('asks for the best group, unless the next one is as large and has a key share', () => {
    const peers = nss({ groups: allOf([23, 29, 24]) });
    expect(negotiate(MODERN, peers)).toMatchObject({ group: 29, helloRetry: false });
    expect(negotiate({ ...MODERN, groups: [29, 24, 23], keyShares: [24] }, peers)).toMatchObject({
      group: 23,
      helloRetry: true,
    });
  });

  test('looks for a scheme after it has asked for a key share', () => {
    const hello = { ...MODERN, signatureSchemes: [0x0603] };
    expect(negotiate(hello, nss({ groups: allOf([29]) }))).toEqual(
      expect.not.objectContaining({ afterServerHello: true }),
    );
    expect(negotiate(hello, nss())).toMatchObject({ reason: 'no-common-signature', afterServerHello: true });
    const silent = { ...MODERN, signatureSchemes: null };
    expect(negotiate(silent, nss())).toMatchObject({ reason: 'extension-missing', afterServerHello: true });
    expect(negotiate({ ...silent, groups: [22] }, nss())).toMatchObject({ reason: 'no-common-group', alert: 40 });
  });

  test('passes over DHE without a finite field of its own', () => {
    const hello = { ...TLS12, suites: [0x009e, 0x002f] };
    expect(negotiate(hello, nss({ groups: allOf([29]) }))).toMatchObject({ suite: 0x002f });
  });
});
