/**
 * HAProxy, Node as it runs this, and old Nodes with the OpenSSL of their days.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type SecureVersion, type Server } from 'node:tls';
import { ok } from '../../src/core/result.ts';
import { parseHaproxy } from '../../src/negotiation/configuration/haproxy.ts';
import { NO_ALPN } from '../../src/negotiation/server-profile.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { findProgram, startServer } from '../process.ts';
import { closeAll, listenOn } from '../real/in-process.ts';
import { inspectProduct } from '../real/product.ts';
import { opensslName } from '../real/truth.ts';
import { labOutside } from './keys.ts';
import { type OpensslConfigured, parsed, randomSettings, withSettings } from './openssl-settings.ts';
import type { Product } from './product.ts';
import type { Random } from './random.ts';

const ONE_KEY = [['rsa2048'], ['rsa2048'], ['rsa3072'], ['p256'], ['p384']] as const;

/** Words about versions as they stand on the `bind`. */
type HaproxyConfigured = OpensslConfigured & { readonly bounds: string };

export const HAPROXY: Product<HaproxyConfigured> = {
  name: 'haproxy',
  inspect: () =>
    inspectProduct({
      title: 'HAProxy',
      programs: ['haproxy'],
      versionArgs: ['-vv'],
      version: /HAProxy version ([\d.]+)/,
      openssl: /Running on OpenSSL version : OpenSSL ([\d.]+)/,
    }),
  async configure(random) {
    const made = await randomSettings(random, {
      ...{ holes: false, keySets: ONE_KEY, dh: PRIMES },
      ...{ hasSignatureAlgorithms: false, hasChaCha: false, readsNames: true },
    });
    const alpn = random.chance(0.5)
      ? NO_ALPN
      : { protocols: random.shuffle(['h2', 'http/1.1']), onMismatch: 'ignore' as const, preference: 'server' as const };
    const bounds = haproxyBounds(random, made.settings.versions);
    const configured = { ...withSettings(made, { alpn, prioritizeChaCha: true }), bounds };
    const text = `${haproxyHead(configured.settings.dh)}${haproxyFrontend(configured, 443)}`;
    const servers = parseHaproxy({ file: 'haproxy.cfg', text }, await labOutside(), { securityLevel: 2 });
    return { ...configured, ...parsed(servers) };
  },
  async serve(placed, folder) {
    // The size of the prime is one for all of a process.
    const started = PRIMES.map(async (dh) => {
      const those = placed.filter(({ configured }) => configured.settings.dh === dh);
      if (those.length === 0) return null;
      const frontends = those.map(({ configured, port }) => haproxyFrontend(configured, port));
      const file = join(folder, `haproxy-${dh}.cfg`);
      await writeFile(file, `${haproxyHead(dh)}${frontends.join('\n')}\n`);
      const ports = those.map(({ port }) => port);
      return startServer(findProgram('haproxy') ?? 'haproxy', ['-db', '-f', file], ports);
    });
    const running = await Promise.all(started);
    return { stop: async () => void (await Promise.all(running.flatMap((one) => (one === null ? [] : [one.stop()])))) };
  },
};

const PRIMES = [2048, 1024, null] as const;

function haproxyHead(dh: OpensslConfigured['settings']['dh']): string {
  const prime = dh === null ? '' : `  tune.ssl.default-dh-param ${dh}\n`;
  return `global\n  nbthread 1\n${prime}${HAPROXY_DEFAULTS}`;
}

const HAPROXY_DEFAULTS = `defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 10s
`;

/** The bounds, now and then beside words that HAProxy passes over, or such words alone. */
function haproxyBounds(random: Random, versions: readonly TlsVersion[]): string {
  const off = random.some(['no-tlsv10', 'no-tlsv11', 'no-tlsv12', 'no-tlsv13'], 0.4);
  const [min, max] = [`ssl-min-ver ${versions[0]}`, `ssl-max-ver ${versions.at(-1)}`];
  const bounds = random.pick([[min, max], [min, max], [min], [max], [`force-${optionOf(versions[0])}`], []]);
  // Without TLS 1.2 and 1.3 and without a bound HAProxy does not start.
  const words = bounds.length === 0 ? off.filter((word) => word !== 'no-tlsv13') : off;
  return random.shuffle([...bounds, ...(random.chance(0.5) ? words : [])]).join(' ');
}

function optionOf(version: TlsVersion | undefined): string {
  return (version ?? 'TLSv1.2').toLowerCase().replace('.', '');
}

function haproxyFrontend({ settings, keys, bounds }: HaproxyConfigured, port: number): string {
  const options = [
    `ssl crt ${keys[0]?.bothFile}`,
    bounds,
    `ciphers ${settings.ciphers ?? 'DEFAULT'}`,
    settings.cipherSuites === null ? '' : `ciphersuites ${settings.cipherSuites}`,
    settings.groups === null ? '' : `curves ${settings.groups}`,
    settings.preference === 'client' ? 'prefer-client-ciphers' : '',
    settings.alpn.protocols.length > 0 ? `alpn ${settings.alpn.protocols.join(',')}` : '',
  ];
  return `frontend f${port}\n  bind 127.0.0.1:${port} ${options.join(' ')}\n  http-request return status 200`;
}

export const NODE: Product<OpensslConfigured> = {
  name: 'node',
  inspect: async () => ok(`Node ${process.versions.node} (OpenSSL ${process.versions.openssl})`),
  async configure(random) {
    const made = await randomSettings(random, {
      ...{ holes: false, keySets: [...ONE_KEY, ['rsa2048', 'p256'], ['ed25519']], dh: [null, 'auto'] },
      ...{ hasSignatureAlgorithms: true, hasChaCha: false, readsNames: true },
    });
    const alpn = random.chance(0.5)
      ? NO_ALPN
      : { protocols: random.shuffle(['h2', 'http/1.1']), onMismatch: 'alert' as const, preference: 'server' as const };
    const ciphers = made.settings.ciphers ?? 'DEFAULT';
    const cipherSuites =
      made.settings.cipherSuites ?? 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';
    return withSettings(made, { alpn, ciphers, cipherSuites, defaultLevel: 1 });
  },
  async serve(placed) {
    const servers = await Promise.all(
      placed.map(async ({ configured: { settings, keys }, port }): Promise<Server> => {
        const read = (file: string): Promise<string> => readFile(file, 'utf8');
        const server = createServer(
          {
            cert: await Promise.all(keys.map(({ certFile }) => read(certFile))),
            key: await Promise.all(keys.map(({ keyFile }) => read(keyFile))),
            minVersion: opensslName(settings.versions[0] ?? 'TLSv1.2') as SecureVersion,
            maxVersion: opensslName(settings.versions.at(-1) ?? 'TLSv1.3') as SecureVersion,
            ciphers: `${settings.cipherSuites}:${settings.ciphers}`,
            honorCipherOrder: settings.preference === 'server',
            ecdhCurve: settings.groups ?? 'auto',
            ...(settings.signatureAlgorithms === null ? {} : { sigalgs: settings.signatureAlgorithms }),
            ...(settings.dh === 'auto' ? { dhparam: 'auto' } : {}),
            ...(settings.alpn.protocols.length > 0 ? { ALPNProtocols: [...settings.alpn.protocols] } : {}),
          },
          (socket) => void socket.on('error', () => {}),
        );
        server.on('tlsClientError', () => {});
        await listenOn(server, port);
        return server;
      }),
    );
    return { stop: () => closeAll(servers) };
  },
};
