/**
 * MariaDB: one process for each row, without tables, as TLS comes before any of them matters.
 *
 * @module
 */
import { join } from 'node:path';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesAlone } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { hintRows, OLD_CIPHERS, serviceRows, withOpensslTruth } from './truth.ts';

const MARIADB: ProductQuery = {
  title: 'MariaDB',
  programs: ['mariadbd', 'mysqld'],
  versionArgs: ['--version'],
  version: /Ver ([\d.]+)-MariaDB/,
};

/** MariaDB, whose clients ask for TLS with SSLRequest after the server's greeting. */
export const MARIADB_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: withOpensslTruth([...serviceRows('mariadb', 'mysql'), ...hintRows('mariadb', 'MariaDB', 'mysql')]),
  inspect: () => inspectProduct(MARIADB),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const args = placed.flatMap(({ row, port }) => [
      `--port=${port}`,
      // The command line takes what the file does, in its own spelling.
      ...(row.hint?.map((line) => `--${line.replace(' = ', '=')}`) ?? [`--tls-version=${row.versions.join(',')}`]),
      ...(row.level === 0 ? [`--ssl-cipher=${OLD_CIPHERS}`] : []),
    ]);
    const options = [
      ...['--no-defaults', `--datadir=${folder}`, `--aria-log-dir-path=${folder}`, `--pid-file=${join(folder, 'pid')}`],
      ...[`--socket=${join(folder, 'sock')}`, '--bind-address=127.0.0.1'],
      ...['--skip-grant-tables', '--skip-networking=0', '--skip-innodb', '--default-storage-engine=MyISAM'],
      ...[`--ssl-cert=${rsa.certFile}`, `--ssl-key=${rsa.keyFile}`],
      // The only way in which it takes root for itself.
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ];
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(MARIADB), [...options, ...args], ports);
  },
});
