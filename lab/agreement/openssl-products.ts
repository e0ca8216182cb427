/**
 * OpenSSL's `s_server`, nginx, HAProxy and Node, all of them on OpenSSL 3.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNginx } from '../../src/negotiation/configuration/nginx.ts';
import { TLS_VERSIONS } from '../../src/tls/version.ts';
import { findProgram, startServer } from '../process.ts';
import { inspectProduct } from '../real/product.ts';
import { opensslName } from '../real/truth.ts';
import { dhFile, labOutside } from './keys.ts';
import {
  type OpensslConfigured,
  type OpensslLimits,
  parsed,
  randomCommands,
  randomSettings,
  withSettings,
} from './openssl-settings.ts';
import type { Product } from './product.ts';

const KEY_SETS = [
  ['rsa2048'],
  ['rsa2048'],
  ['p256'],
  ['rsa2048', 'p256'],
  ['rsa3072', 'p384'],
  ['p384'],
  ['ed25519'],
  ['rsa2048', 'ed25519'],
] as const;

export const S_SERVER: Product<OpensslConfigured> = {
  name: 'openssl',
  inspect: () =>
    inspectProduct({
      title: 'OpenSSL',
      programs: ['openssl'],
      versionArgs: ['version'],
      version: /^OpenSSL ([\d.]+)/m,
      openssl: /^OpenSSL ([\d.]+)/m,
    }),
  configure: (random) =>
    randomSettings(random, {
      holes: true,
      keySets: KEY_SETS,
      dh: ['auto', 2048, 1024, null],
      hasSignatureAlgorithms: true,
      hasChaCha: true,
      readsNames: false,
    }),
  async serve(placed) {
    const children = await Promise.all(
      placed.map(async ({ configured, port }) => {
        const args = ['s_server', '-quiet', '-www', '-accept', `127.0.0.1:${port}`, ...(await sServerArgs(configured))];
        return startServer(findProgram('openssl') ?? 'openssl', args, [port]);
      }),
    );
    return { stop: async () => void (await Promise.all(children.map((child) => child.stop()))) };
  },
};

async function sServerArgs({ settings, keys }: OpensslConfigured): Promise<readonly string[]> {
  const off = TLS_VERSIONS.filter((version) => version.startsWith('TLS') && !settings.versions.includes(version));
  // s_server knows three places for certificates.
  const places = [
    ['-cert', '-key'],
    ['-dcert', '-dkey'],
  ];
  return [
    ...keys.flatMap(({ certFile, keyFile }, index) => {
      const [cert, key] = places[index] ?? [];
      return cert && key ? [cert, certFile, key, keyFile] : [];
    }),
    ...off.map((version) => `-no_${version.toLowerCase().replace('v', '').replace('.0', '').replace('.', '_')}`),
    ...(settings.ciphers === null ? [] : ['-cipher', settings.ciphers]),
    ...(settings.cipherSuites === null ? [] : ['-ciphersuites', settings.cipherSuites]),
    ...(settings.groups === null ? [] : ['-groups', settings.groups]),
    ...(settings.signatureAlgorithms === null ? [] : ['-sigalgs', settings.signatureAlgorithms]),
    ...(settings.preference === 'server' ? ['-serverpref'] : []),
    ...(settings.prioritizeChaCha ? ['-prioritize_chacha'] : []),
    ...(settings.dh === null ? ['-no_dhe'] : []),
    ...(settings.dh === 1024 || settings.dh === 2048 ? ['-dhparam', await dhFile(settings.dh)] : []),
  ];
}

/** A server, and the default server of its address where that is another. */
type NginxConfigured = OpensslConfigured & {
  readonly first: OpensslConfigured | null;
  readonly rejects: boolean;
  /** To OpenSSL, besides those of the settings. */
  readonly commands: readonly string[];
};

export const NGINX: Product<NginxConfigured> = {
  name: 'nginx',
  inspect: () =>
    inspectProduct({
      title: 'nginx',
      programs: ['nginx'],
      versionArgs: ['-V'],
      version: /nginx\/([\d.]+)/,
      openssl: /with OpenSSL ([\d.]+)(?!.*running with)/,
    }),
  async configure(random) {
    const isHttp2 = random.chance(0.5);
    const protocols = [...(isHttp2 ? ['h2'] : []), 'http/1.1', 'http/1.0', 'http/0.9'];
    const draw = async (holes: boolean): Promise<OpensslConfigured> => {
      const made = await randomSettings(random, { ...NGINX_LIMITS, holes });
      return withSettings(made, { alpn: { protocols, onMismatch: 'alert', preference: 'server' } });
    };
    const own = await draw(true);
    const { prioritizeChaCha } = own.settings;
    const first = random.chance(0.4) ? withSettings(await draw(false), { prioritizeChaCha }) : null;
    const configured = {
      ...own,
      first,
      rejects: first !== null && random.chance(0.2),
      commands: randomCommands(random),
    };
    const text = `http {\n${await nginxServers(configured, 443)}\n}`;
    const servers = parseNginx({ file: 'nginx.conf', text }, await labOutside(), { securityLevel: 2 });
    return { ...configured, text: `${own.text}${first === null ? '' : ` behind ${first.text}`}`, ...parsed(servers) };
  },
  async serve(placed, folder) {
    const servers = await Promise.all(placed.map(({ configured, port }) => nginxServers(configured, port)));
    const file = join(folder, 'nginx.conf');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `  ${kind}_temp_path ${join(folder, kind)};`,
    );
    const open = `daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log stderr crit; events {}`;
    await writeFile(file, `${open}\nhttp {\n  access_log off;\n${temporary.join('\n')}\n${servers.join('\n')}\n}\n`);
    const ports = placed.map(({ port }) => port);
    return startServer(findProgram('nginx') ?? 'nginx', ['-c', file, '-p', folder, '-e', 'stderr'], ports);
  },
};

async function nginxServers(configured: NginxConfigured, port: number): Promise<string> {
  const { first, rejects } = configured;
  if (first === null) return nginxServer(configured, port, commandsOf(configured));
  const rejecting = rejects ? ['ssl_reject_handshake on;'] : [];
  const servers = [
    await nginxServer(first, port, ['server_name other.test;', ...rejecting]),
    await nginxServer(configured, port, ['server_name lab.test;', ...commandsOf(configured)]),
  ];
  return servers.join('\n');
}

function commandsOf({ commands }: NginxConfigured): readonly string[] {
  return commands.map((command) => `ssl_conf_command ${command};`);
}

async function nginxServer(
  { settings, keys }: OpensslConfigured,
  port: number,
  more: readonly string[],
): Promise<string> {
  const lines = [
    ...more,
    `listen 127.0.0.1:${port} ssl${settings.alpn.protocols.includes('h2') ? ' http2' : ''};`,
    ...keys.flatMap(({ certFile, keyFile }) => [`ssl_certificate ${certFile};`, `ssl_certificate_key ${keyFile};`]),
    `ssl_protocols ${settings.versions.map(opensslName).join(' ')};`,
    // nginx has a string of its own where none is set.
    `ssl_ciphers ${settings.ciphers ?? 'DEFAULT'};`,
    `ssl_prefer_server_ciphers ${settings.preference === 'server' ? 'on' : 'off'};`,
    `ssl_ecdh_curve ${settings.groups ?? 'auto'};`,
    ...(settings.cipherSuites === null ? [] : [`ssl_conf_command Ciphersuites ${settings.cipherSuites};`]),
    ...(settings.signatureAlgorithms === null
      ? []
      : [`ssl_conf_command SignatureAlgorithms ${settings.signatureAlgorithms};`]),
    ...(settings.prioritizeChaCha ? ['ssl_conf_command Options PrioritizeChaCha;'] : []),
    ...(settings.dh === 1024 || settings.dh === 2048 ? [`ssl_dhparam ${await dhFile(settings.dh)};`] : []),
  ];
  return `  server {\n    ${lines.join('\n    ')}\n    return 200 "lab\\n";\n  }`;
}

const NGINX_LIMITS: OpensslLimits = {
  ...{ holes: false, keySets: KEY_SETS, dh: [null, null, 2048, 1024] },
  ...{ hasSignatureAlgorithms: true, hasChaCha: true, readsNames: true },
};
