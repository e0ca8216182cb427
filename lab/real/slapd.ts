/**
 * OpenLDAP's slapd, which Debian builds on GnuTLS: one process for each TLS configuration, with StartTLS and with LDAPS.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hintLines } from '../../src/report/hint-rows.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type GnutlsServiceRow, gnutlsServiceRows } from './gnutls-rows.ts';
import { recipesOf } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { truthOf } from './truth.ts';

const SLAPD: ProductQuery = {
  title: 'OpenLDAP slapd',
  programs: ['slapd'],
  versionArgs: ['-VV'],
  version: /slapd ([\d.]+)/,
};

/** slapd at today's floor and with all that GnuTLS has. */
export const SLAPD_RECIPES: readonly LabRecipe[] = [
  ...[0, 1].map((cell) =>
    (['ldap', 'ldaps'] as const).flatMap((scheme) => gnutlsServiceRows('slapd', scheme)[cell] ?? []),
  ),
  [hintRow('1.2', ['TLSv1.2', 'TLSv1.3'])],
  [hintRow('1.3', ['TLSv1.3'])],
].flatMap((rows) =>
  recipesOf({
    rows,
    inspect: () => inspectProduct(SLAPD),
    async serve(placed, folder) {
      const { rsa } = await labCertificates();
      const file = join(folder, 'slapd.conf');
      await writeFile(
        file,
        `
pidfile ${folder}/pid
TLSCertificateFile ${rsa.certFile}
TLSCertificateKeyFile ${rsa.keyFile}
TLSCipherSuite ${placed[0]?.row.priority}
`,
      );
      const urls = placed.map(({ row, port }) => `${row.scheme}://127.0.0.1:${port}`).join(' ');
      const ports = placed.map(({ port }) => port);
      return startServer(programOf(SLAPD), ['-f', file, '-h', urls, '-d', '0'], ports);
    },
  }),
);

/** The priority string that a scan advises. */
function hintRow(floor: '1.2' | '1.3', versions: readonly TlsVersion[]): GnutlsServiceRow {
  const priority = hintLines('OpenLDAP', floor).join('').replace('TLSCipherSuite ', '');
  return { name: `slapd-ldap-hint-${floor}`, scheme: 'ldap', priority, truth: truthOf(versions) };
}
