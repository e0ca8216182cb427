/**
 * OpenLDAP's slapd, which Debian builds on GnuTLS: one process for each TLS configuration, with StartTLS and with LDAPS.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { gnutlsServiceRows } from './gnutls-rows.ts';
import { recipesOf } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';

const SLAPD: ProductQuery = {
  title: 'OpenLDAP slapd',
  programs: ['slapd'],
  versionArgs: ['-VV'],
  version: /slapd ([\d.]+)/,
};

/** slapd at today's floor and with all that GnuTLS has. */
export const SLAPD_RECIPES: readonly LabRecipe[] = [0, 1].flatMap((cell) =>
  recipesOf({
    rows: (['ldap', 'ldaps'] as const).flatMap((scheme) => gnutlsServiceRows('slapd', scheme)[cell] ?? []),
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
