/**
 * Old Nodes, with OpenSSL 1.0.0 and 1.0.1, and bun, with BoringSSL.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { err, ok } from '../../src/core/result.ts';
import { ANY_NAME, allOf, NO_ALPN, type ServerProfile, type StackName } from '../../src/negotiation/server-profile.ts';

import { suiteCode } from '../../src/tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import { type PackedProgram, packedProgram } from '../cache.ts';
import { OLD_NODE } from '../old-node-programs.ts';
import { startServer } from '../process.ts';
import { BUN, inspectBun } from '../real/bun.ts';
import { versionRange } from '../real/truth.ts';
import { type KeyName, labKeys } from './keys.ts';
import type { Configured, Product } from './product.ts';
import type { Random } from './random.ts';

type ScriptConfigured = Configured & { readonly options: Readonly<Record<string, string | number | boolean>> };

/** A runtime that serves by `script-server.cjs`. */
type Script = {
  readonly name: string;
  readonly stack: StackName;
  readonly packed: PackedProgram;
  readonly title: string;
  readonly keys: readonly KeyName[];
  readonly sendsAlerts: boolean;
  readonly suites: readonly string[];
  /** Curves that can be set; empty: the runtime sets none up, and there is no ECDHE. */
  readonly curves: readonly (readonly [name: string, code: number])[];
  draw(random: Random): { readonly versions: readonly TlsVersion[]; readonly options: ScriptConfigured['options'] };
};

function scriptProduct(script: Script): Product<ScriptConfigured> {
  return {
    name: script.name,
    async inspect() {
      const program = await packedProgram(script.packed);
      return program.ok ? ok(script.title) : err(program.error);
    },
    async configure(random) {
      const key = (await labKeys())[random.pick(script.keys)];
      const suites = random.shuffle(random.someOne(script.suites, random.pick([0.2, 0.5, 0.9])));
      const { versions, options } = script.draw(random);
      const isServers = random.chance(0.5);
      const curves = random.shuffle(random.someOne(script.curves.length > 0 ? script.curves : [NO_CURVE]));
      const used = script.stack === 'boringssl' ? curves : curves.slice(0, 1);
      const [cert, privateKey] = await Promise.all([readFile(key.certFile, 'utf8'), readFile(key.keyFile, 'utf8')]);
      const shown = {
        ...options,
        ciphers: suites.join(':'),
        honorCipherOrder: isServers,
        ...(script.curves.length > 0 ? { ecdhCurve: used.map(([name]) => name).join(':') } : {}),
      };
      const codes = allOf(suites.flatMap((name) => suiteCode(name) ?? []));
      const profile: ServerProfile = {
        stack: script.stack,
        versions,
        latentVersions: [],
        areVersionsComplete: true,
        suites: {
          ...Object.fromEntries(TLS_VERSIONS.filter((one) => one !== 'SSLv2').map((version) => [version, codes])),
          'TLSv1.3': allOf(TLS13_SUITES),
        },
        blockedSuites: [],
        preference: isServers ? 'server' : 'client',
        prioritizeChaCha: false,
        groups: allOf(script.curves.length > 0 ? used.map(([, code]) => code) : []),
        certificates: [key.facts],
        signatureSchemes: allOf(script.stack === 'boringssl' ? BORINGSSL_SCHEMES : OLD_SCHEMES),
        dh: null,
        alpn: NO_ALPN,
        // OpenSSL 1.0.0 has it from 1.0.0o on, and Node 0.8 ends with 1.0.0m.
        fallbackScsv: script.stack === 'openssl-1.0.0' ? 'ignored' : 'honoured',
        names: ANY_NAME,
        readsSsl2Hello: options.secureProtocol === undefined,
        sendsAlerts: script.sendsAlerts,
        securityLevel: null,
      };
      return {
        profile,
        text: JSON.stringify({ ...shown, key: key.name }),
        options: { ...shown, cert, key: privateKey },
      };
    },
    async serve(placed) {
      const program = await packedProgram(script.packed);
      if (!program.ok) throw new Error(program.error);
      const { rsa2048 } = await labKeys();
      const rows = placed.map(({ configured: { options }, port }) => ({ port, kind: 'tls', options }));
      const file = fileURLToPath(new URL('../real/script-server.cjs', import.meta.url));
      const args = [file, rsa2048.certFile, rsa2048.keyFile, JSON.stringify(rows)];
      return startServer(
        program.value,
        args,
        placed.map(({ port }) => port),
      );
    },
  };
}

/** Versions by OpenSSL's method and by options that switch some off (`SSL_OP_NO_TLSv1` and its kin). */
function drawOldVersions(
  random: Random,
  known: readonly TlsVersion[],
  methods: readonly TlsVersion[] = known,
): ReturnType<Script['draw']> {
  if (random.chance(0.4)) {
    const version = random.pick(methods);
    const method = version === 'SSLv3' ? 'SSLv3_method' : `${version.replace('.0', '').replace('.', '_')}_method`;
    return { versions: [version], options: { secureProtocol: method, secureOptions: 0 } };
  }
  const off = random.some(known, 0.3);
  if (off.length === known.length) return drawOldVersions(random, known, methods);
  const never = known.includes('SSLv3') ? NO_SSLV2 : NO_SSLV2 + (NO_VERSION.SSLv3 ?? 0);
  const secureOptions = off.reduce((sum, version) => sum + (NO_VERSION[version] ?? 0), never);
  return { versions: known.filter((version) => !off.includes(version)), options: { secureOptions } };
}

const NO_SSLV2 = 0x01000000;
const NO_VERSION: Readonly<Partial<Record<TlsVersion, number>>> = {
  SSLv3: 0x02000000,
  'TLSv1.0': 0x04000000,
  'TLSv1.1': 0x10000000,
  'TLSv1.2': 0x08000000,
};
const NO_CURVE = ['', 0] as const;
const TLS13_SUITES: readonly number[] = [0x1301, 0x1302, 0x1303];
const OLD_SCHEMES: readonly number[] = [
  ...[0x0601, 0x0602, 0x0603, 0x0501, 0x0502, 0x0503, 0x0401, 0x0402, 0x0403],
  ...[0x0301, 0x0302, 0x0303, 0x0201, 0x0202, 0x0203],
];
const BORINGSSL_SCHEMES: readonly number[] = [
  ...[0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601, 0x0201, 0x0203],
];
const PLAIN_SUITES: readonly string[] = ['AES128-SHA', 'AES256-SHA', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384'];
const OLD_SUITES: readonly string[] = [
  ...['AES128-SHA', 'AES256-SHA', 'RC4-SHA', 'RC4-MD5', 'DES-CBC3-SHA'],
  ...['ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-RC4-SHA', 'ECDHE-RSA-DES-CBC3-SHA', 'ECDHE-ECDSA-AES256-SHA', 'NULL-SHA'],
];
const NEW_SUITES: readonly string[] = [
  ...['AES128-SHA256', 'AES128-GCM-SHA256', 'AES256-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-SHA384'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA256'],
];
const CURVES = [
  ['prime256v1', 23],
  ['secp384r1', 24],
  ['secp521r1', 25],
] as const;

export const NODE_0_8: Product<ScriptConfigured> = scriptProduct({
  ...{ name: 'node 0.8', stack: 'openssl-1.0.0', packed: OLD_NODE['0.8'], title: 'Node 0.8.28 (OpenSSL 1.0.0m)' },
  ...{ keys: ['rsa2048', 'rsa3072'], sendsAlerts: false, suites: OLD_SUITES, curves: [] },
  draw: (random) => drawOldVersions(random, versionRange('SSLv3', 'TLSv1.0')),
});

export const NODE_0_10: Product<ScriptConfigured> = scriptProduct({
  ...{ name: 'node 0.10', stack: 'openssl-1.0.1', packed: OLD_NODE['0.10'], title: 'Node 0.10.48 (OpenSSL 1.0.1u)' },
  ...{ keys: ['rsa2048', 'rsa3072'], sendsAlerts: false, suites: [...OLD_SUITES, ...NEW_SUITES], curves: [] },
  draw: (random) => drawOldVersions(random, versionRange('SSLv3', 'TLSv1.2'), versionRange('SSLv3', 'TLSv1.0')),
});

export const NODE_0_12: Product<ScriptConfigured> = scriptProduct({
  ...{ name: 'node 0.12', stack: 'openssl-1.0.1', packed: OLD_NODE['0.12'], title: 'Node 0.12.18 (OpenSSL 1.0.1u)' },
  ...{
    keys: ['rsa2048', 'rsa3072', 'p256', 'p384'],
    sendsAlerts: true,
    suites: [...OLD_SUITES, ...NEW_SUITES],
    curves: CURVES,
  },
  draw: (random) => drawOldVersions(random, versionRange('TLSv1.0', 'TLSv1.2')),
});

export const BUN_PRODUCT: Product<ScriptConfigured> = {
  ...scriptProduct({
    ...{ name: 'bun', stack: 'boringssl', packed: BUN, title: `bun ${BUN.version} (BoringSSL)` },
    keys: ['rsa2048', 'rsa3072', 'p256', 'p384'],
    sendsAlerts: true,
    suites: [
      ...[...PLAIN_SUITES, 'ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES256-SHA', 'ECDHE-RSA-AES128-GCM-SHA256'],
      ...['ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ],
    curves: CURVES,
    draw(random) {
      const versions = versionRange('TLSv1.0', 'TLSv1.3');
      const first = random.below(versions.length);
      const chosen = versions.slice(first, first + 1 + random.below(versions.length - first));
      const name = (version: TlsVersion | undefined): string => (version ?? 'TLSv1.2').replace('.0', '');
      return { versions: chosen, options: { minVersion: name(chosen[0]), maxVersion: name(chosen.at(-1)) } };
    },
  }),
  inspect: inspectBun,
};
