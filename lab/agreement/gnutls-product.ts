/**
 * GnuTLS's `gnutls-serv`, by priority strings.
 *
 * @module
 */
import { ANY_NAME, allOf, type ServerProfile } from '../../src/negotiation/server-profile.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { findProgram, runProgram, startServer } from '../process.ts';
import { inspectProduct } from '../real/product.ts';
import { shortName, versionRange } from '../real/truth.ts';
import { type LabKey, labKeys } from './keys.ts';
import type { Configured, Product } from './product.ts';
import type { Random } from './random.ts';

type GnutlsConfigured = Configured & { readonly args: readonly string[] };

export const GNUTLS: Product<GnutlsConfigured> = {
  name: 'gnutls',
  inspect: () =>
    inspectProduct({
      title: 'GnuTLS',
      programs: ['gnutls-serv'],
      versionArgs: ['--version'],
      version: /gnutls-serv ([\d.]+)/,
    }),
  async configure(random) {
    const keys = await labKeys();
    const used = random.pick<readonly LabKey[]>([
      ...[
        [keys.rsa2048],
        [keys.rsa2048],
        [keys.p256],
        [keys.p384],
        [keys.rsa3072, keys.p256],
        [keys.p384, keys.rsa2048],
      ],
    ]);
    const versions = randomVersions(random);
    const ciphers = random.shuffle(random.someOne(CIPHERS));
    const exchanges = random.shuffle(random.someOne(EXCHANGES, 0.7));
    const groups = random.shuffle(random.someOne(GROUPS, 0.4));
    const signs = random.chance(0.5) ? SIGNS : random.shuffle(random.someOne(SIGNS));
    const isServers = random.chance(0.5);
    const protocols = random.chance(0.3) ? random.shuffle(random.someOne(PROTOCOLS)) : [];
    const isFatal = random.chance(0.5);
    const priority = [
      'NONE:+MAC-ALL:+COMP-NULL:+CTYPE-ALL',
      ...versions.map((version) => `+VERS-TLS${shortName(version)}`),
      ...[...ciphers, ...exchanges].map((name) => `+${name}`),
      ...groups.map(([name]) => `+GROUP-${name}`),
      ...signs.flatMap(([, ...names]) => names.map((name) => `+SIGN-${name}`)),
      ...(isServers ? ['%SERVER_PRECEDENCE'] : []),
    ].join(':');
    const suites = allOf(await suitesOf(priority));
    const profile: ServerProfile = {
      stack: 'gnutls',
      versions,
      latentVersions: [],
      areVersionsComplete: true,
      suites: Object.fromEntries(versions.map((version) => [version, suites])),
      blockedSuites: [],
      preference: isServers ? 'server' : 'client',
      prioritizeChaCha: false,
      groups: allOf(
        inKinds(
          groups.map(([, code]) => code),
          exchanges,
          versions,
        ),
      ),
      certificates: used.map(({ facts }) => facts),
      signatureSchemes: allOf(signs.map(([code]) => code)),
      dh: 'groups',
      alpn: { protocols, onMismatch: isFatal ? 'alert' : 'ignore', preference: 'client' },
      fallbackScsv: 'honoured',
      names: ANY_NAME,
      readsSsl2Hello: true,
      sendsAlerts: true,
      securityLevel: null,
    };
    const args = [
      ...used.flatMap(({ certFile, keyFile }) => ['--x509certfile', certFile, '--x509keyfile', keyFile]),
      ...protocols.flatMap((name) => ['--alpn', name]),
      ...(isFatal && protocols.length > 0 ? ['--alpn-fatal'] : []),
      ...['--priority', priority],
    ];
    return { profile, text: args.join(' '), args };
  },
  async serve(placed) {
    const program = findProgram('gnutls-serv') ?? 'gnutls-serv';
    const children = await Promise.all(
      placed.map(({ configured, port }) =>
        startServer(program, ['--quiet', '--http', '-p', String(port), ...configured.args], [port]),
      ),
    );
    return { stop: async () => void (await Promise.all(children.map((child) => child.stop()))) };
  },
};

/** GnuTLS drops TLS 1.3 from a list that has older versions and not TLS 1.2. */
function randomVersions(random: Random): readonly TlsVersion[] {
  const all = versionRange('TLSv1.0', 'TLSv1.3');
  const versions = random.chance(0.3) ? all : random.someOne(all, 0.5);
  const isDropped = versions.includes('TLSv1.3') && versions.length > 1 && !versions.includes('TLSv1.2');
  return isDropped ? versions.filter((version) => version !== 'TLSv1.3') : versions;
}

/** What GnuTLS itself makes of a priority: code points in its order. */
async function suitesOf(priority: string): Promise<readonly number[]> {
  const program = findProgram('gnutls-cli') ?? 'gnutls-cli';
  const { output } = await runProgram(program, ['--list', '--priority', priority]);
  return [...output.matchAll(/0x(..), 0x(..)\t/g)].map(([, a, b]) => Number.parseInt(`${a}${b}`, 16));
}

/** Curves and finite fields each in their order, and first the kind that the first key exchange asks for. */
function inKinds(
  groups: readonly number[],
  exchanges: readonly string[],
  versions: readonly TlsVersion[],
): readonly number[] {
  const [curves, fields] = [groups.filter((code) => code < 256), groups.filter((code) => code >= 256)];
  const named = versions.some((version) => version !== 'TLSv1.3') ? exchanges.filter((name) => name !== 'RSA') : [];
  const isCurveFirst = named[0] === undefined ? (groups[0] ?? 0) < 256 : named[0].startsWith('ECDHE');
  return isCurveFirst ? [...curves, ...fields] : [...fields, ...curves];
}

const CIPHERS: readonly string[] = [
  ...['AES-128-GCM', 'AES-256-GCM', 'CHACHA20-POLY1305', 'AES-128-CBC', 'AES-256-CBC', 'AES-128-CCM', '3DES-CBC'],
  ...['CAMELLIA-128-CBC', 'ARCFOUR-128'],
];
const EXCHANGES: readonly string[] = ['ECDHE-RSA', 'ECDHE-ECDSA', 'RSA', 'DHE-RSA'];
const PROTOCOLS: readonly string[] = ['h2', 'http/1.1', 'smtp'];
const GROUPS = [
  ['SECP256R1', 23],
  ['SECP384R1', 24],
  ['SECP521R1', 25],
  ['X25519', 29],
  ['X448', 30],
  ['FFDHE2048', 256],
  ['FFDHE3072', 257],
] as const;
/** GnuTLS has two names for ECDSA with a hash: that of TLS 1.3 binds the curve. */
const SIGNS: readonly (readonly [code: number, ...names: string[]])[] = [
  [0x0401, 'RSA-SHA256'],
  [0x0501, 'RSA-SHA384'],
  [0x0601, 'RSA-SHA512'],
  [0x0201, 'RSA-SHA1'],
  [0x0804, 'RSA-PSS-RSAE-SHA256'],
  [0x0805, 'RSA-PSS-RSAE-SHA384'],
  [0x0806, 'RSA-PSS-RSAE-SHA512'],
  [0x0809, 'RSA-PSS-SHA256'],
  [0x0403, 'ECDSA-SHA256', 'ECDSA-SECP256R1-SHA256'],
  [0x0503, 'ECDSA-SHA384', 'ECDSA-SECP384R1-SHA384'],
  [0x0603, 'ECDSA-SHA512', 'ECDSA-SECP521R1-SHA512'],
  [0x0203, 'ECDSA-SHA1'],
];
