/**
 * OpenSSL's own `s_server`: one process for each row.
 *
 * It serves one connection at a time: a client that connects and stays silent holds up all others.
 *
 * @module
 */

import { TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesAlone } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { OLD_CIPHERS, type OpensslRow, singleRows, usualRows, withOpensslTruth } from './truth.ts';

const OPENSSL: ProductQuery = {
  title: 'OpenSSL',
  programs: ['openssl'],
  versionArgs: ['version'],
  version: /^OpenSSL ([\d.]+)/m,
  openssl: /^OpenSSL ([\d.]+)/m,
};

const ROWS = withOpensslTruth([
  ...usualRows('openssl'),
  ...singleRows('openssl', ['TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
  { name: 'openssl-1.0-1.2', versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'], level: 0 },
]);

/** `openssl s_server` in every single version, ranges, and latent. */
export const OPENSSL_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: ROWS,
  inspect: () => inspectProduct(OPENSSL),
  async serve(placed) {
    const { rsa } = await labCertificates();
    const ports = placed.map(({ port }) => port);
    const certificate = ['-cert', rsa.certFile, '-key', rsa.keyFile];
    // -www: without it the server reads its standard input and ends with it.
    const args = placed.flatMap(({ row, port }) => ['-accept', `127.0.0.1:${port}`, '-www', ...versionOptions(row)]);
    return startServer(programOf(OPENSSL), ['s_server', '-quiet', ...certificate, ...args], ports);
  },
});

function versionOptions(row: OpensslRow): readonly string[] {
  const ciphers = row.level === 0 ? ['-cipher', OLD_CIPHERS] : [];
  const [only] = row.versions;
  if (row.versions.length === 1 && only !== undefined) return [`-${optionName(only)}`, ...ciphers];
  const off = TLS_VERSIONS.filter((version) => version.startsWith('TLS') && !row.versions.includes(version));
  return [...off.map((version) => `-no_${optionName(version)}`), ...ciphers];
}

/** `tls1` for TLS 1.0, `tls1_2` for TLS 1.2. */
function optionName(version: TlsVersion): string {
  return version.toLowerCase().replace('v', '').replace('.0', '').replace('.', '_');
}
