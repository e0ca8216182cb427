/**
 * xrdp: one process for each row.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesAlone } from './group.ts';
import { inspectRootProduct, type ProductQuery, programOf } from './product.ts';
import { OLD_CIPHERS, opensslName, serviceRows, withOpensslTruth } from './truth.ts';

const XRDP: ProductQuery = {
  title: 'xrdp',
  programs: ['xrdp'],
  versionArgs: ['--version'],
  version: /^xrdp ([\d.]+)/m,
  openssl: /OpenSSL ([\d.]+)/,
};

/** xrdp, the Remote Desktop server of Linux. */
export const XRDP_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: withOpensslTruth(serviceRows('xrdp', 'rdp')),
  inspect: () => inspectRootProduct(XRDP),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const file = join(folder, 'xrdp.ini');
    const rows = placed.map(
      ({ row, port }) => `
port=tcp://127.0.0.1:${port}
ssl_protocols=${row.versions.map(opensslName).join(', ')}
tls_ciphers=${row.level === 0 ? OLD_CIPHERS : 'DEFAULT'}`,
    );
    await writeFile(
      file,
      `[Globals]
ini_version=1
fork=true
security_layer=negotiate
certificate=${rsa.certFile}
key_file=${rsa.keyFile}
${rows.join('\n')}
[Logging]
LogFile=${folder}/log
LogLevel=WARNING
EnableSyslog=false
[Xorg]
name=Xorg
lib=libxup.so
`,
    );
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(XRDP), ['--nodaemon', '--config', file], ports);
  },
});
