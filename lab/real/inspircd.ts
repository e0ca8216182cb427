/**
 * InspIRCd with the STARTTLS module, on GnuTLS: one process for each row.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { gnutlsServiceRows } from './gnutls-rows.ts';
import { recipesAlone } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';

const INSPIRCD: ProductQuery = {
  title: 'InspIRCd',
  programs: ['inspircd'],
  versionArgs: ['--version'],
  version: /InspIRCd-([\d.]+)/,
};

/** IRC with STARTTLS and with TLS from the first byte. */
export const INSPIRCD_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: [...gnutlsServiceRows('inspircd', 'irc'), ...gnutlsServiceRows('inspircd', 'ircs')],
  inspect: () => inspectProduct(INSPIRCD),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const file = join(folder, 'inspircd.conf');
    const binds = placed.map(
      ({ row, port }) => `
<sslprofile name="lab" provider="gnutls" certfile="${rsa.certFile}" keyfile="${rsa.keyFile}" priority="${row.priority}">
<bind address="127.0.0.1" port="${port}" type="clients" sslprofile="${row.scheme === 'ircs' ? 'lab' : ''}">`,
    );
    await writeFile(
      file,
      // No look-up of the client's name: openssl s_client takes the notice about it for a refusal.
      `<config format="xml">
<server name="irc.lab.test" description="lab" network="lab" id="001">
<admin name="lab" nick="lab" email="lab@lab.test">
<connect allow="*" timeout="10" resolvehostnames="no" localmax="100000" globalmax="100000">
<module name="ssl_gnutls">
<module name="starttls">
<starttls sslprofile="lab">
<path datadir="${folder}" logdir="${folder}" runtimedir="${folder}">
<pid file="${folder}/pid">
${binds.join('')}
`,
    );
    const ports = placed.map(({ port }) => port);
    const asRoot = process.getuid?.() === 0 ? ['--runasroot'] : [];
    // It crashes on its way out now and then, and leaves its core where it was started.
    return startServer(programOf(INSPIRCD), ['--config', file, '--nofork', ...asRoot], ports, { cwd: folder });
  },
});
