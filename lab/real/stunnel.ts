/**
 * stunnel: one process, one service for each row.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type Placed, recipesOf } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { boundsOf, type OpensslRow, opensslName, usualRows, withOpensslTruth } from './truth.ts';

const STUNNEL: ProductQuery = {
  title: 'stunnel',
  programs: ['stunnel', 'stunnel4'],
  versionArgs: ['-version'],
  version: /stunnel ([\d.]+) on/,
  // "Compiled with OpenSSL 3.0.9" and then "Running  with OpenSSL 3.0.19"; one line only where they are the same.
  openssl: /with OpenSSL ([\d.]+)(?![\s\S]*Running)/,
};

/** stunnel in the usual cells. */
export const STUNNEL_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: withOpensslTruth(usualRows('stunnel')),
  inspect: () => inspectProduct(STUNNEL),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const file = join(folder, 'stunnel.conf');
    await writeFile(file, stunnelConfiguration(placed, rsa));
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(STUNNEL), [file], ports);
  },
});

function stunnelConfiguration(
  placed: readonly Placed<OpensslRow>[],
  certificate: { readonly certFile: string; readonly keyFile: string },
): string {
  const services = placed.map(({ row, port }) => {
    const [min, max] = boundsOf(row);
    return `
[${row.name}]
accept = 127.0.0.1:${port}
exec = /bin/cat
execArgs = cat
cert = ${certificate.certFile}
key = ${certificate.keyFile}
sslVersionMin = ${opensslName(min)}
sslVersionMax = ${opensslName(max)}
${row.level === 0 ? 'securityLevel = 0' : ''}`;
  });
  return `foreground = yes
pid =
syslog = no
debug = err
${services.join('\n')}
`;
}
