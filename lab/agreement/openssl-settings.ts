/**
 * Settings at random for programs built on OpenSSL 3.
 *
 * @module
 */
import type { Failure } from '../../src/core/errors.ts';
import type { Result } from '../../src/core/result.ts';
import type { ConfiguredServer } from '../../src/negotiation/configuration/configuration.ts';
import { type OpensslSettings, opensslProfile } from '../../src/negotiation/configuration/openssl-profile.ts';
import { NO_ALPN, type ServerProfile } from '../../src/negotiation/server-profile.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import { type KeyName, type LabKey, labKeys } from './keys.ts';
import type { Random } from './random.ts';

export type OpensslConfigured = {
  readonly settings: OpensslSettings;
  readonly keys: readonly LabKey[];
  readonly profile: ServerProfile;
  readonly text: string;
};

/** What a product lets be set. */
export type OpensslLimits = {
  readonly holes: boolean;
  readonly keySets: readonly (readonly KeyName[])[];
  readonly dh: readonly (number | 'auto' | null)[];
  readonly hasSignatureAlgorithms: boolean;
  readonly hasChaCha: boolean;
  readonly readsNames: boolean;
};

/** Random settings that the product takes; what OpenSSL would refuse to start with is drawn again. */
export async function randomSettings(random: Random, limits: OpensslLimits): Promise<OpensslConfigured> {
  const all = await labKeys();
  for (;;) {
    const keys = random.pick(limits.keySets).map((name) => all[name]);
    const preference = random.pick(['server', 'client'] as const);
    const settings: OpensslSettings = {
      versions: randomVersions(random, limits.holes),
      ciphers: randomCiphers(random),
      cipherSuites: random.chance(0.6) ? null : random.shuffle(random.someOne(TLS13_SUITES)).join(':'),
      groups: random.chance(0.5) ? null : random.shuffle(random.someOne(GROUPS, 0.4)).join(':'),
      signatureAlgorithms:
        limits.hasSignatureAlgorithms && random.chance(0.3) ? random.shuffle(random.someOne(SCHEMES)).join(':') : null,
      preference,
      prioritizeChaCha: limits.hasChaCha && preference === 'server' && random.chance(0.3),
      certificates: keys.map(({ facts }) => facts),
      dh: random.pick(limits.dh),
      alpn: NO_ALPN,
      readsNames: limits.readsNames,
      defaultLevel: 2,
    };
    const made = opensslProfile(settings);
    if (
      !made.ok ||
      (typeof settings.dh === 'number' && settings.dh < 2048 && (made.value.profile.securityLevel ?? 0) > 1)
    )
      continue;
    const { alpn: _alpn, certificates: _certificates, ...shown } = settings;
    const text = JSON.stringify({ ...shown, keys: keys.map(({ name }) => name) });
    return { settings, keys, profile: made.value.profile, text };
  }
}

/** Bounds and a cipher string by commands to OpenSSL, now and then. */
export function randomCommands(random: Random): readonly string[] {
  if (random.chance(0.6)) return [];
  return random.some(['MinProtocol TLSv1.1', 'MaxProtocol TLSv1.2', 'CipherString ALL:!aNULL:@SECLEVEL=0'], 0.4);
}

/** Settings with the profile worked out anew. @throws Error if OpenSSL would refuse them */
export function withSettings(configured: OpensslConfigured, changes: Partial<OpensslSettings>): OpensslConfigured {
  const settings = { ...configured.settings, ...changes };
  const made = opensslProfile(settings);
  if (!made.ok) throw new Error(`settings refused: ${made.error.code}`);
  return { ...configured, settings, profile: made.value.profile };
}

/** The last server of a configuration. @throws Error if the parser finds none, or complains */
export function parsed(
  servers: Result<readonly ConfiguredServer[], Failure>,
): Pick<ConfiguredServer, 'profile' | 'withoutName'> {
  if (!servers.ok) throw new Error(servers.error.message);
  const server = servers.value.at(-1);
  if (server === undefined) throw new Error('no server');
  return { profile: server.profile, withoutName: server.withoutName };
}

function randomVersions(random: Random, holes: boolean): readonly TlsVersion[] {
  const versions = TLS_VERSIONS.filter((version) => version.startsWith('TLS'));
  if (holes && random.chance(0.3)) return random.someOne(versions);
  const first = random.below(versions.length);
  const last = first + random.below(versions.length - first);
  return versions.slice(random.chance(0.5) ? 0 : first, random.chance(0.5) ? versions.length : last + 1);
}

function randomCiphers(random: Random): string | null {
  if (random.chance(0.15)) return null;
  const level = random.pick(['', '@SECLEVEL=0', '@SECLEVEL=0', '@SECLEVEL=0', '@SECLEVEL=1', '@SECLEVEL=2']);
  const words = random.chance(0.5)
    ? [random.pick(STRINGS)]
    : random.shuffle(random.someOne(SUITES, random.pick([0.1, 0.3, 0.6])));
  return [...words, ...(level === '' ? [] : [level])].join(':');
}

const STRINGS: readonly string[] = [
  'DEFAULT',
  'ALL',
  'ALL:COMPLEMENTOFALL',
  'HIGH:!aNULL:!MD5',
  'EECDH+AESGCM:EDH+AESGCM',
  'kRSA',
  'AES128:@STRENGTH',
  'ECDHE+AESGCM:RSA:+SHA1',
  'ECDHE:DHE',
  'kDHE',
  'aECDSA',
];
const SUITES: readonly string[] = [
  ...['AES128-SHA', 'AES256-SHA', 'AES128-GCM-SHA256', 'AES256-SHA256', 'CAMELLIA256-SHA', 'NULL-SHA'],
  ...['ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES256-SHA', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ...['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305', 'AECDH-AES128-SHA'],
  ...['DHE-RSA-AES128-SHA', 'DHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-SHA256', 'AES128-CCM', 'ADH-AES256-SHA'],
];
const TLS13_SUITES: readonly string[] = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_CCM_SHA256',
];
const GROUPS: readonly string[] = [
  'X25519',
  'P-256',
  'P-384',
  'P-521',
  'X448',
  'secp256k1',
  'brainpoolP256r1',
  'ffdhe2048',
];
const SCHEMES: readonly string[] = [
  ...['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384', 'ed25519', 'rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha512'],
  ...['RSA+SHA256', 'RSA+SHA1', 'RSA+SHA512', 'ECDSA+SHA1', 'ECDSA+SHA512'],
];
