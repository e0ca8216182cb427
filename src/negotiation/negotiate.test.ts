/**
 * What real servers taught: each of these was a disagreement with one, or would be one if a rule were lost.
 */
import { describe, expect, test } from 'vitest';
import { type OpensslSettings, opensslProfile } from './configuration/openssl-profile.ts';
import { negotiate } from './negotiate.ts';
import { NO_LIMITS, type Offer } from './offer.ts';
import { allOf, NO_ALPN, type ServerProfile } from './server-profile.ts';

const RSA = { keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 } as const;
const P256 = { keyType: 'ECDSA', keyBits: 256, curve: 23, signedWith: 0x0403 } as const;
const P384 = { keyType: 'ECDSA', keyBits: 384, curve: 24, signedWith: 0x0403 } as const;
const ED25519 = { keyType: 'Ed25519', keyBits: 256, curve: null, signedWith: 0x0807 } as const;

const SETTINGS: OpensslSettings = {
  versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  ciphers: 'ALL:@SECLEVEL=0',
  cipherSuites: null,
  groups: null,
  signatureAlgorithms: null,
  preference: 'server',
  prioritizeChaCha: false,
  certificates: [RSA],
  dh: null,
  alpn: NO_ALPN,
  readsNames: true,
  defaultLevel: 2,
};

function openssl(changes: Partial<OpensslSettings> = {}): ServerProfile {
  const made = opensslProfile({ ...SETTINGS, ...changes });
  if (!made.ok) throw new Error(made.error.code);
  return made.value.profile;
}

const MODERN: Offer = {
  format: 'tls',
  legacyVersion: 0x0303,
  supportedVersions: [0x0304, 0x0303],
  suites: [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc030, 0xcca8, 0x009c, 0x002f],
  compressionMethods: [0],
  groups: [29, 23, 24],
  keyShares: [29],
  pointFormats: [0],
  signatureSchemes: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501],
  certificateSchemes: null,
  pskModes: [1],
  serverName: 'lab.test',
  alpn: null,
  extensions: [0, 10, 11, 13, 43, 45, 51],
  limits: NO_LIMITS,
};
const TLS12: Offer = { ...MODERN, supportedVersions: null, keyShares: null };
const OLD: Offer = {
  ...TLS12,
  legacyVersion: 0x0301,
  suites: [0x0005, 0x000a, 0x002f],
  groups: null,
  signatureSchemes: null,
  extensions: null,
};

describe('versions', () => {
  test('the newest that both have', () => {
    expect(negotiate(MODERN, openssl())).toMatchObject({ ok: true, version: 'TLSv1.3', suite: 0x1302, group: 29 });
    expect(negotiate(TLS12, openssl())).toMatchObject({ ok: true, version: 'TLSv1.2', suite: 0xc030, scheme: 0x0804 });
    expect(negotiate(OLD, openssl())).toMatchObject({ ok: true, version: 'TLSv1.0', suite: 0x002f, scheme: null });
  });

  test('a server above the client says alert 70, and a person reads why', () => {
    expect(negotiate(OLD, openssl({ versions: ['TLSv1.2', 'TLSv1.3'] }))).toEqual({
      ok: false,
      by: 'server',
      alert: 70,
      reason: 'client-too-old',
      words: 'the client speaks at most TLS 1.0, and the server takes TLS 1.2 and TLS 1.3 only',
    });
  });

  test('to a hello of SSL 3.0 OpenSSL says alert 40, as that has no alert for versions', () => {
    const ssl3 = { ...OLD, legacyVersion: 0x0300 };
    expect(negotiate(ssl3, openssl())).toMatchObject({ reason: 'client-too-old', alert: 40 });
  });

  test('a hole in the versions is filled from below', () => {
    const hello = { ...OLD, legacyVersion: 0x0302 };
    expect(negotiate(hello, openssl({ versions: ['TLSv1.0', 'TLSv1.2'] }))).toMatchObject({ version: 'TLSv1.0' });
  });

  test('a latent version is chosen and then dies with alert 80: OpenSSL cannot sign in it', () => {
    const latent = openssl({ ciphers: 'ALL:@SECLEVEL=1' });
    expect(latent.latentVersions).toEqual(['TLSv1.0', 'TLSv1.1']);
    expect(negotiate(OLD, latent)).toMatchObject({ reason: 'blocked-by-crypto-policy', alert: 80 });
    // Before that, what would have failed anyway fails as ever.
    expect(negotiate({ ...OLD, suites: [0x0005] }, latent)).toMatchObject({ reason: 'no-common-suite', alert: 40 });
    expect(negotiate({ ...OLD, suites: [0x002f, 0x5600] }, latent)).toMatchObject({ reason: 'fallback-refused' });
  });

  test('OpenSSL passes over TLS 1.3 for want of a scheme for its curve, unless the program reads names', () => {
    const changes = { certificates: [P384], signatureAlgorithms: 'ECDSA+SHA256:RSA+SHA256' };
    const curves = { ...MODERN, suites: [0x1301, 0xc02b] };
    expect(negotiate(curves, openssl({ ...changes, readsNames: false }))).toMatchObject({
      ok: true,
      version: 'TLSv1.2',
      scheme: 0x0403,
    });
    expect(negotiate(curves, openssl(changes))).toMatchObject({ reason: 'no-common-signature', alert: 40 });
  });

  test('without a suite for its newest version OpenSSL refuses all, and below a gap is where it looks', () => {
    const onlyGcm = { ciphers: 'ECDHE+AESGCM:@SECLEVEL=0', versions: ['TLSv1.0', 'TLSv1.1'] } as const;
    expect(negotiate(MODERN, openssl(onlyGcm))).toMatchObject({ reason: 'no-common-suite', alert: 40 });
    expect(negotiate(MODERN, openssl({ ...onlyGcm, versions: ['TLSv1.0', 'TLSv1.3'] }))).toMatchObject({ alert: 40 });
    // A suite that the security level blocks is enough to start with.
    const blocked = { versions: ['TLSv1.0', 'TLSv1.3'], ciphers: 'ADH-AES256-SHA:AES128-CCM:@SECLEVEL=2' } as const;
    expect(negotiate(MODERN, openssl(blocked))).toMatchObject({ ok: true, version: 'TLSv1.3' });
  });
});

describe('suites', () => {
  test('by whose order', () => {
    const offer = { ...TLS12, suites: [0x002f, 0xc02f, 0xc030] };
    expect(negotiate(offer, openssl())).toMatchObject({ suite: 0xc030 });
    expect(negotiate(offer, openssl({ preference: 'client' }))).toMatchObject({ suite: 0x002f });
  });

  test('ChaCha20 goes first with PrioritizeChaCha when the client has it first', () => {
    const server = openssl({ prioritizeChaCha: true });
    expect(negotiate({ ...TLS12, suites: [0xcca8, 0xc02f] }, server)).toMatchObject({ suite: 0xcca8 });
    expect(negotiate({ ...TLS12, suites: [0xc02f, 0xcca8] }, openssl())).toMatchObject({ suite: 0xcca8 });
    const gcmFirst = openssl({ ciphers: 'AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305', prioritizeChaCha: true });
    expect(negotiate({ ...TLS12, suites: [0x009c, 0xcca8] }, gcmFirst)).toMatchObject({ suite: 0x009c });
    expect(negotiate({ ...TLS12, suites: [0xcca8, 0x009c] }, gcmFirst)).toMatchObject({ suite: 0xcca8 });
  });

  test('says what the client has when nothing is common', () => {
    expect(negotiate({ ...OLD, suites: [0x0005, 0x000a] }, openssl())).toMatchObject({
      reason: 'no-common-suite',
      words: 'no common cipher suite: the client offers only RC4 and 3DES',
    });
  });

  test('an ECDSA certificate counts only with its curve, and the suites of RSA are next', () => {
    const server = openssl({ certificates: [RSA, P384] });
    const offer = { ...TLS12, suites: [0xc02b, 0xc02f] };
    expect(negotiate(offer, server)).toMatchObject({ suite: 0xc02b, certificate: P384 });
    expect(negotiate({ ...offer, groups: [29, 23] }, server)).toMatchObject({ suite: 0xc02f, certificate: RSA });
  });

  test('without an ECDSA scheme the ECDSA suites are passed over', () => {
    const offer = { ...TLS12, suites: [0xc02b, 0xc02f], signatureSchemes: [0x0804] };
    expect(negotiate(offer, openssl({ certificates: [RSA, P256] }))).toMatchObject({ suite: 0xc02f });
  });

  test('an Ed25519 certificate serves ECDSA suites if both name its scheme', () => {
    const offer = { ...TLS12, suites: [0xc02b, 0xc02f], signatureSchemes: [0x0807, 0x0401] };
    expect(negotiate(offer, openssl({ certificates: [ED25519] }))).toMatchObject({ suite: 0xc02b, scheme: 0x0807 });
    const server = openssl({ certificates: [RSA, ED25519], signatureAlgorithms: 'RSA+SHA256' });
    expect(negotiate(offer, server)).toMatchObject({ suite: 0xc02f, scheme: 0x0401 });
  });

  test('the automatic prime is as strong as the key', () => {
    const offer = { ...TLS12, suites: [0x0033] };
    expect(negotiate(offer, openssl({ dh: 'auto' }))).toMatchObject({ dhBits: 2048 });
    const larger = openssl({ dh: 'auto', certificates: [{ ...RSA, keyBits: 3072 }] });
    expect(negotiate(offer, larger)).toMatchObject({ dhBits: 3072 });
    // Anonymous: as strong as the cipher.
    expect(negotiate({ ...offer, suites: [0x003a] }, openssl({ dh: 'auto' }))).toMatchObject({ dhBits: 3072 });
  });

  test('a client may not take the prime', () => {
    const java6 = { ...TLS12, suites: [0x0033], limits: { ...NO_LIMITS, maximumDhBits: 1024 } };
    expect(negotiate(java6, openssl({ dh: 2048 }))).toMatchObject({ by: 'client', reason: 'dh-too-large' });
    const strict = { ...java6, limits: { ...NO_LIMITS, minimumDhBits: 1024 } };
    expect(negotiate(strict, openssl({ dh: 512 }))).toMatchObject({ by: 'client', reason: 'dh-too-small' });
  });
});

describe('groups', () => {
  test('ECDHE needs a group in common, and OpenSSL a list of them', () => {
    const offer = { ...TLS12, suites: [0xc02f] };
    expect(negotiate({ ...offer, groups: [14] }, openssl())).toMatchObject({ reason: 'no-common-group', alert: 40 });
    expect(negotiate({ ...offer, groups: null }, openssl())).toMatchObject({ reason: 'no-common-group', alert: 40 });
  });

  test('the first key share that will do is taken, and else one is asked for', () => {
    const server = openssl({ groups: 'P-384:X25519' });
    expect(negotiate(MODERN, server)).toMatchObject({ group: 29, helloRetry: false });
    expect(negotiate({ ...MODERN, keyShares: [23] }, server)).toMatchObject({ group: 24, helloRetry: true });
    expect(negotiate({ ...MODERN, groups: [23], keyShares: [23] }, server)).toMatchObject({
      reason: 'no-common-group',
    });
  });

  test('BoringSSL asks for the group it prefers even if another has a share', () => {
    const server: ServerProfile = { ...openssl({ groups: 'P-384:X25519' }), stack: 'boringssl' };
    expect(negotiate(MODERN, server)).toMatchObject({ group: 24, helloRetry: true });
  });
});

describe('signatures', () => {
  test('SHA-1 is meant by a client that lists nothing, and OpenSSL takes it only at level 0', () => {
    const silent = { ...TLS12, suites: [0xc02f], signatureSchemes: null };
    expect(negotiate(silent, openssl())).toMatchObject({ ok: true, scheme: 0x0201 });
    expect(negotiate(silent, openssl({ ciphers: 'ALL:@SECLEVEL=1' }))).toMatchObject({
      reason: 'no-common-signature',
      words: 'the client lists no signature algorithms, so SHA-1 is meant, and the server does not sign with it',
    });
    // Unless it lists some for certificates: then OpenSSL has no list to choose from.
    expect(negotiate({ ...silent, certificateSchemes: [0x0401] }, openssl())).toMatchObject({ alert: 40 });
  });

  test('OpenSSL asks for a common scheme even where nothing is signed', () => {
    const offer = { ...TLS12, suites: [0x002f], signatureSchemes: [0x0807] };
    expect(negotiate(offer, openssl())).toMatchObject({ reason: 'no-common-signature', alert: 40 });
  });

  test('OpenSSL 1.0.1 signs with SHA-1 all the same', () => {
    const server: ServerProfile = { ...openssl(), stack: 'openssl-1.0.1' };
    const offer = { ...TLS12, suites: [0xc02f], signatureSchemes: [0x080a] };
    expect(negotiate(offer, server)).toMatchObject({ ok: true, scheme: 0x0201 });
  });

  test('TLS 1.3 without schemes is alert 109 at OpenSSL and 40 at BoringSSL', () => {
    const offer = { ...MODERN, signatureSchemes: null };
    expect(negotiate(offer, openssl())).toMatchObject({ reason: 'extension-missing', alert: 109 });
    expect(negotiate(offer, { ...openssl(), stack: 'boringssl' })).toMatchObject({ alert: 40 });
  });
});

describe('the rest of a hello', () => {
  test('ALPN without a common protocol: refused, passed over, or answered with what was not asked', () => {
    const offer = { ...MODERN, alpn: ['smtp'] };
    const alpn = { protocols: ['http/1.1'], preference: 'server' } as const;
    const server = (onMismatch: ServerProfile['alpn']['onMismatch']): ServerProfile =>
      openssl({ alpn: { ...alpn, onMismatch } });
    expect(negotiate(offer, server('alert'))).toMatchObject({ reason: 'no-common-alpn', alert: 120 });
    expect(negotiate(offer, server('ignore'))).toMatchObject({ ok: true, alpn: null });
    expect(negotiate(offer, server({ answer: 'http/1.1' }))).toMatchObject({ ok: true, alpn: 'http/1.1' });
  });

  test('in TLS 1.3 OpenSSL looks at ALPN before schemes and groups', () => {
    const offer = { ...MODERN, alpn: ['smtp'], signatureSchemes: null };
    const server = openssl({ alpn: { protocols: ['h2'], onMismatch: 'alert', preference: 'server' } });
    expect(negotiate(offer, server)).toMatchObject({ reason: 'no-common-alpn', alert: 120 });
  });

  test('a fallback is refused below the newest version alone', () => {
    const fallback = { ...TLS12, suites: [...TLS12.suites, 0x5600] };
    expect(negotiate(fallback, openssl())).toMatchObject({ reason: 'fallback-refused', alert: 86 });
    expect(negotiate(fallback, openssl({ versions: ['TLSv1.2'] }))).toMatchObject({ ok: true });
  });

  test('a name that is asked for', () => {
    const known = { known: ['a.test', '*.b.test'], missingAlert: 40, unknownAlert: 112, choosesCertificate: true };
    const server: ServerProfile = { ...openssl(), names: known };
    expect(negotiate({ ...MODERN, serverName: 'X.B.test' }, server)).toMatchObject({ ok: true });
    expect(negotiate({ ...MODERN, serverName: 'x.y.b.test' }, server)).toMatchObject({ reason: 'name-unknown' });
    expect(negotiate({ ...MODERN, serverName: null }, server)).toMatchObject({ reason: 'name-required' });
  });

  test('compression must be optional', () => {
    expect(negotiate({ ...TLS12, compressionMethods: [1] }, openssl())).toMatchObject({
      reason: 'no-null-compression',
    });
  });

  test('the format of SSL 2.0 asks for a server that reads it', () => {
    const java = { ...OLD, format: 'sslv2' } as const;
    expect(negotiate(java, openssl())).toMatchObject({ ok: true, version: 'TLSv1.0' });
    const held: ServerProfile = { ...openssl(), stack: 'openssl-1.0.1', readsSsl2Hello: false };
    expect(negotiate(java, held)).toMatchObject({ reason: 'old-format', alert: null });
  });

  test('a client that takes nothing as old as the answer', () => {
    const offer = { ...TLS12, limits: { ...NO_LIMITS, oldestVersion: 'TLSv1.2' } } as const;
    const server = openssl({ versions: ['TLSv1.0'] });
    expect(negotiate(offer, server)).toMatchObject({
      ok: false,
      by: 'client',
      reason: 'version-below-client',
      alert: 70,
    });
  });
});

describe('what is not known is not guessed', () => {
  const unknown: ServerProfile = { ...openssl(), stack: null };

  test('where all known libraries agree, so does an unknown one', () => {
    expect(negotiate({ ...TLS12, suites: [0x002f] }, unknown)).toMatchObject({ ok: true, suite: 0x002f });
    expect(negotiate(OLD, { ...unknown, versions: ['TLSv1.2'] })).toMatchObject({
      ok: false,
      reason: 'client-too-old',
      alert: null,
    });
  });

  test('where they differ the answer is open', () => {
    const offer = { ...TLS12, suites: [0xc02f], groups: null };
    expect(negotiate(offer, unknown)).toEqual({
      ok: 'unknown',
      because: 'some TLS libraries complete this handshake and some refuse it',
    });
  });

  test.each([
    [{ suites: {} }, 'the cipher suites that the server takes in TLS 1.2 are not known'],
    [{ preference: 'unknown' }, 'who decides among the common cipher suites is not known'],
    [
      { suites: { 'TLSv1.2': { codes: [0x0035], isOrdered: true, isComplete: false } } },
      'the server may take more cipher suites than were seen',
    ],
    [{ areVersionsComplete: false, versions: ['TLSv1.3'] }, 'not every version of the server is known'],
    [
      { groups: { ...allOf([]), isComplete: false }, suites: { 'TLSv1.2': allOf([0xc02f]) } },
      'the server may take more groups than were seen',
    ],
    [
      { signatureSchemes: { ...allOf([]), isComplete: false }, suites: { 'TLSv1.2': allOf([0xc02f]) } },
      'the server may sign with more schemes than were seen',
    ],
  ] satisfies readonly (readonly [Partial<ServerProfile>, string])[])('%j', (changes, because) => {
    expect(negotiate(TLS12, { ...openssl(), ...changes })).toEqual({ ok: 'unknown', because });
  });
});
