/**
 * NSS's `selfserv`.
 *
 * @module
 */
import { ANY_NAME, allOf, NO_ALPN, type ServerProfile } from '../../src/negotiation/server-profile.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { cachedFolder } from '../cache.ts';
import { PKCS12_PASSWORD } from '../certificates.ts';
import { findProgram, runProgram, startServer } from '../process.ts';
import { inspectNss } from '../real/nss.ts';
import { versionRange } from '../real/truth.ts';
import { type LabKey, labKeys } from './keys.ts';
import type { Configured, Product } from './product.ts';

type NssConfigured = Configured & { readonly args: readonly string[] };

export const NSS_PRODUCT: Product<NssConfigured> = {
  name: 'nss',
  inspect: inspectNss,
  async configure(random) {
    const keys = await labKeys();
    const used = random.pick<readonly LabKey[]>([
      ...[[keys.rsa2048], [keys.rsa2048], [keys.rsa3072], [keys.p256], [keys.p384], [keys.rsa2048, keys.p256]],
    ]);
    // It has SSL 3.0 or TLS 1.3, and not both.
    const all = random.chance(0.3) ? versionRange('SSLv3', 'TLSv1.2') : versionRange('TLSv1.0', 'TLSv1.3');
    const first = random.below(all.length);
    const versions = all.slice(first, first + 1 + random.below(all.length - first));
    const suites = random.chance(0.3) ? SUITES : random.someOne(SUITES, random.pick([0.2, 0.6]));
    const groups = random.shuffle(random.someOne(GROUPS, 0.5));
    // Without a scheme for one of its keys it refuses every hello.
    const fitting = SCHEMES.filter(([, , key]) => key !== '' && used.some(({ name }) => name.startsWith(key)));
    const chosen = [random.pick(fitting), ...random.some(SCHEMES)];
    const schemes = random.chance(0.5) ? null : random.shuffle([...new Set(chosen)]);
    const args = [
      ...used.flatMap((key) => [key.facts.keyType === 'ECDSA' ? '-e' : '-n', key.name]),
      ...['-d', `sql:${await nssDatabase()}`, '-V', `${nameOf(versions[0])}:${nameOf(versions.at(-1))}`],
      ...['-c', suites.map((code) => `:${code.toString(16).padStart(4, '0').toUpperCase()}`).join('')],
      ...['-I', groups.map(([name]) => name).join(',')],
      ...(schemes === null ? [] : ['-J', schemes.map(([name]) => name).join(',')]),
    ];
    const codes = allOf(suites);
    const profile: ServerProfile = {
      stack: 'nss',
      versions,
      latentVersions: [],
      areVersionsComplete: true,
      suites: Object.fromEntries(versions.map((version) => [version, codes])),
      blockedSuites: [],
      preference: 'server',
      prioritizeChaCha: false,
      groups: allOf(groups.map(([, code]) => code)),
      certificates: used.map(({ facts }) => facts),
      signatureSchemes: allOf(schemes === null ? DEFAULT_SCHEMES : schemes.map(([, code]) => code)),
      dh: 'groups',
      alpn: NO_ALPN,
      fallbackScsv: 'honoured',
      names: ANY_NAME,
      readsSsl2Hello: false,
      sendsAlerts: true,
      securityLevel: null,
    };
    return { profile, text: args.join(' '), args };
  },
  async serve(placed) {
    const program = findProgram('selfserv') ?? 'selfserv';
    const children = await Promise.all(
      placed.map(({ configured, port }) => startServer(program, ['-p', String(port), ...configured.args], [port])),
    );
    return { stop: async () => void (await Promise.all(children.map((child) => child.stop()))) };
  },
};

function nameOf(version: TlsVersion | undefined): string {
  return version === 'SSLv3' ? 'ssl3' : (version ?? 'TLSv1.2').toLowerCase().replace('v', '');
}

function nssDatabase(): Promise<string> {
  return cachedFolder('agreement-nss-2', async (folder) => {
    const keys = await labKeys();
    const run = async (name: string, ...args: readonly string[]): Promise<void> => {
      const { code, output } = await runProgram(findProgram(name) ?? name, args);
      if (code !== 0) throw new Error(`${name} failed: ${output}`);
    };
    await run('certutil', '-N', '-d', `sql:${folder}`, '--empty-password');
    for (const key of [keys.rsa2048, keys.rsa3072, keys.p256, keys.p384]) {
      await run('pk12util', '-i', key.pkcs12File, '-d', `sql:${folder}`, '-W', PKCS12_PASSWORD);
    }
  });
}

/** NSS's own order, which no option changes. */
const SUITES: readonly number[] = [
  ...[0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030, 0xc00a, 0xc009, 0xc013, 0xc023, 0xc027],
  ...[0xc014, 0xc008, 0xc012, 0x009e, 0xccaa, 0x009f, 0x0033, 0x0067, 0x0045, 0x0039, 0x006b, 0x0016, 0x009c, 0x009d],
  ...[0x002f, 0x003c, 0x0041, 0x0035, 0x003d, 0x000a, 0x0005, 0x0004],
];
const GROUPS = [
  ['P256', 23],
  ['P384', 24],
  ['P521', 25],
  ['x25519', 29],
  ['FF2048', 256],
  ['FF3072', 257],
] as const;
const SCHEMES = [
  ['rsa_pkcs1_sha1', 0x0201, ''],
  ['rsa_pkcs1_sha256', 0x0401, ''],
  ['rsa_pkcs1_sha384', 0x0501, ''],
  ['rsa_pkcs1_sha512', 0x0601, ''],
  ['ecdsa_sha1', 0x0203, ''],
  ['ecdsa_secp256r1_sha256', 0x0403, 'p256'],
  ['ecdsa_secp384r1_sha384', 0x0503, 'p384'],
  ['ecdsa_secp521r1_sha512', 0x0603, ''],
  ['rsa_pss_rsae_sha256', 0x0804, 'rsa'],
  ['rsa_pss_rsae_sha384', 0x0805, 'rsa'],
  ['rsa_pss_rsae_sha512', 0x0806, 'rsa'],
] as const;
const DEFAULT_SCHEMES: readonly number[] = [
  ...[0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201],
];
