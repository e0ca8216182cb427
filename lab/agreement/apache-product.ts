/**
 * Apache httpd with mod_ssl.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseApache } from '../../src/negotiation/configuration/apache.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { findProgram, startServer } from '../process.ts';
import { inspectApache, modulesFolder } from '../real/apache.ts';
import { opensslName } from '../real/truth.ts';
import { labOutside } from './keys.ts';
import { type OpensslConfigured, parsed, randomCommands, randomSettings } from './openssl-settings.ts';
import type { Product } from './product.ts';
import type { Random } from './random.ts';

/** The words of `SSLProtocol`, and commands to OpenSSL. */
type ApacheConfigured = OpensslConfigured & { readonly protocols: string; readonly commands: readonly string[] };

export const APACHE: Product<ApacheConfigured> = {
  name: 'apache',
  inspect: inspectApache,
  async configure(random) {
    const outside = await labOutside();
    for (;;) {
      const made = await randomSettings(random, {
        ...{ holes: true, dh: ['auto'], hasSignatureAlgorithms: true, hasChaCha: false, readsNames: true },
        keySets: [['rsa2048'], ['rsa3072'], ['p256'], ['p384'], ['rsa2048', 'p256'], ['ed25519']],
      });
      const protocols = apacheProtocols(random, made.settings.versions);
      const configured = { ...made, protocols, commands: randomCommands(random) };
      const source = { file: 'httpd.conf', text: virtualHost(configured, 443) };
      const servers = parseApache(source, outside, { securityLevel: 2 });
      // mod_ssl takes anonymous suites away, and sometimes none is left; the bounds of a command may leave no version.
      if (!servers.ok) continue;
      const { profile, withoutName } = parsed(servers);
      if (profile.versions.length + profile.latentVersions.length > 0) return { ...configured, profile, withoutName };
    }
  },
  async serve(placed, folder) {
    const modules = modulesFolder() ?? '';
    // What is a module in one distribution is compiled in in another.
    const load = ['unixd', 'mpm_event', 'ssl'].map((name) => {
      const file = join(modules, `mod_${name}.so`);
      return existsSync(file) ? `LoadModule ${name}_module ${file}` : '';
    });
    const head = [
      ...[...load, 'ServerName lab.test', `DefaultRuntimeDir ${folder}`, `PidFile ${join(folder, 'httpd.pid')}`],
      ...[`ErrorLog ${join(folder, 'error.log')}`, 'LogLevel crit', 'SSLSessionCache none'],
      ...(process.getuid?.() === 0 ? ['User #65534', 'Group #65534'] : []),
    ];
    const hosts = placed.map(({ configured, port }) => `Listen 127.0.0.1:${port}\n${virtualHost(configured, port)}`);
    const file = join(folder, 'httpd.conf');
    await writeFile(file, `${[...head, ...hosts].join('\n')}\n`);
    return startServer(
      findProgram('apache2', 'httpd') ?? 'apache2',
      ['-X', '-d', folder, '-f', file],
      placed.map(({ port }) => port),
    );
  },
};

/** Each with a sign, or now and then one without: what stands before it does not count. */
function apacheProtocols(random: Random, versions: readonly TlsVersion[]): string {
  const words = versions.map((version) => `${random.chance(0.2) ? '' : '+'}${opensslName(version)}`);
  return random.pick([`-all ${words.join(' ')}`, words.join(' '), words.toReversed().join(' ')]);
}

function virtualHost({ settings, keys, protocols, commands }: ApacheConfigured, port: number): string {
  return [
    `<VirtualHost 127.0.0.1:${port}>`,
    '  SSLEngine on',
    `  SSLProtocol ${protocols}`,
    ...(settings.ciphers === null ? [] : [`  SSLCipherSuite ${settings.ciphers}`]),
    ...(settings.cipherSuites === null ? [] : [`  SSLCipherSuite TLSv1.3 ${settings.cipherSuites}`]),
    ...(settings.preference === 'server' ? ['  SSLHonorCipherOrder on'] : []),
    ...(settings.groups === null ? [] : [`  SSLOpenSSLConfCmd Groups ${settings.groups}`]),
    ...(settings.signatureAlgorithms === null
      ? []
      : [`  SSLOpenSSLConfCmd SignatureAlgorithms ${settings.signatureAlgorithms}`]),
    ...commands.map((command) => `  SSLOpenSSLConfCmd ${command}`),
    ...keys.flatMap(({ certFile, keyFile }) => [
      `  SSLCertificateFile ${certFile}`,
      `  SSLCertificateKeyFile ${keyFile}`,
    ]),
    '</VirtualHost>',
  ].join('\n');
}
