/**
 * HAProxy: one process, one frontend for each row.
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
import { boundsOf, hintRows, OLD_CIPHERS, type OpensslRow, usualRows, withOpensslTruth } from './truth.ts';

const HAPROXY: ProductQuery = {
  title: 'HAProxy',
  programs: ['haproxy'],
  versionArgs: ['-vv'],
  version: /HAProxy version ([\d.]+)/,
  openssl: /Running on OpenSSL version : OpenSSL ([\d.]+)/,
};

/** HAProxy in the usual cells. */
export const HAPROXY_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: withOpensslTruth([...usualRows('haproxy'), ...hintRows('haproxy', 'HAProxy')]),
  inspect: () => inspectProduct(HAPROXY),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const file = join(folder, 'haproxy.cfg');
    await writeFile(file, haproxyConfiguration(placed, rsa.bothFile));
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(HAPROXY), ['-db', '-f', file], ports);
  },
});

function haproxyConfiguration(placed: readonly Placed<OpensslRow>[], certificate: string): string {
  const frontends = placed.map(({ row, port }) => {
    // Spelt as here, `TLSv1.0`, unlike in OpenSSL.
    const [min, max] = boundsOf(row);
    const versions = row.hint?.join(' ') ?? `ssl-min-ver ${min} ssl-max-ver ${max}`;
    const ciphers = row.level === 0 ? `ciphers ${OLD_CIPHERS}` : '';
    return `
frontend ${row.name}
  bind 127.0.0.1:${port} ssl crt ${certificate} ${versions} ${ciphers}
  http-request return status 200 content-type text/plain string "lab"`;
  });
  return `
global
  nbthread 1
  tune.ssl.default-dh-param 2048
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 10s
${frontends.join('\n')}
`;
}
