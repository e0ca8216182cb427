/**
 * Apache httpd with mod_ssl: one process, one virtual host for each row.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, type Result } from '../../src/core/result.ts';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type Placed, recipesOf } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { OLD_CIPHERS, type OpensslRow, opensslName, usualRows, withOpensslTruth } from './truth.ts';

const APACHE: ProductQuery = {
  title: 'Apache httpd',
  programs: ['apache2', 'httpd'],
  versionArgs: ['-v'],
  version: /Apache\/([\d.]+)/,
};

/** Apache httpd in the usual cells. */
export const APACHE_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: withOpensslTruth(usualRows('apache')),
  inspect: inspectApache,
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const file = join(folder, 'httpd.conf');
    await writeFile(file, apacheConfiguration(placed, rsa, folder));
    const ports = placed.map(({ port }) => port);
    // -X: one process that does not leave the foreground.
    return startServer(programOf(APACHE), ['-X', '-d', folder, '-f', file], ports);
  },
});

export async function inspectApache(): Promise<Result<string, string>> {
  const product = await inspectProduct(APACHE);
  if (product.ok && modulesFolder() === undefined) return err('mod_ssl for Apache httpd is not installed');
  return product;
}

export function modulesFolder(): string | undefined {
  return MODULE_FOLDERS.find((folder) => existsSync(join(folder, 'mod_ssl.so')));
}

function apacheConfiguration(
  placed: readonly Placed<OpensslRow>[],
  certificate: { readonly certFile: string; readonly keyFile: string },
  folder: string,
): string {
  const modules = modulesFolder() ?? '';
  // What is a module in one distribution is compiled in in another.
  const load = ['unixd', 'mpm_event', 'ssl'].map((name) => {
    const file = join(modules, `mod_${name}.so`);
    return existsSync(file) ? `LoadModule ${name}_module ${file}` : '';
  });
  const hosts = placed.map(
    ({ row, port }) => `
Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
  SSLEngine on
  SSLProtocol -all ${row.versions.map((version) => `+${opensslName(version)}`).join(' ')}
  ${row.level === 0 ? `SSLCipherSuite ${OLD_CIPHERS}` : ''}
  SSLCertificateFile ${certificate.certFile}
  SSLCertificateKeyFile ${certificate.keyFile}
</VirtualHost>`,
  );
  return `
${load.join('\n')}
ServerName lab.test
DefaultRuntimeDir ${folder}
PidFile ${join(folder, 'httpd.pid')}
ErrorLog ${join(folder, 'error.log')}
LogLevel crit
SSLSessionCache none
${process.getuid?.() === 0 ? 'User #65534\nGroup #65534' : ''}
${hosts.join('\n')}
`;
}

const MODULE_FOLDERS = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/lib/apache2',
  '/opt/homebrew/lib/httpd/modules',
];
