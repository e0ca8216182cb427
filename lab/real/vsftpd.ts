/**
 * vsftpd: one process for each row. Its one switch, `ssl_tlsv1`, is about TLS 1.0 alone: it cannot ask for TLS 1.2.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../src/core/result.ts';
import { labCertificates } from '../certificates.ts';
import { findProgram, runProgram, startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesAlone } from './group.ts';
import { OLD_CIPHERS, versionRange, withOpensslTruth } from './truth.ts';

const ROWS = withOpensslTruth([
  { name: 'vsftpd-ftp-1.0-1.3', versions: versionRange('TLSv1.0', 'TLSv1.3'), level: 0, scheme: 'ftp' },
  { name: 'vsftpd-ftp-1.1-1.3', versions: versionRange('TLSv1.1', 'TLSv1.3'), level: 0, scheme: 'ftp' },
  { name: 'vsftpd-ftp-latent', versions: versionRange('TLSv1.1', 'TLSv1.3'), level: 'default', scheme: 'ftp' },
  { name: 'vsftpd-ftps-1.0-1.3', versions: versionRange('TLSv1.0', 'TLSv1.3'), level: 0, scheme: 'ftps' },
]);

/** vsftpd with AUTH TLS and with TLS from the first byte. */
export const VSFTPD_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: ROWS,
  inspect: inspectVsftpd,
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const file = join(folder, 'vsftpd.conf');
    await mkdir(join(folder, 'empty'));
    const rows = placed.map(
      ({ row, port }) => `
listen_port=${port}
ssl_tlsv1=${row.versions.includes('TLSv1.0') ? 'YES' : 'NO'}
implicit_ssl=${row.scheme === 'ftps' ? 'YES' : 'NO'}
ssl_ciphers=${row.level === 0 ? OLD_CIPHERS : 'DEFAULT'}
`,
    );
    await writeFile(
      file,
      `
listen=YES
listen_address=127.0.0.1
background=NO
ssl_enable=YES
rsa_cert_file=${rsa.certFile}
rsa_private_key_file=${rsa.keyFile}
secure_chroot_dir=${folder}/empty
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
${rows.join('')}`,
    );
    const ports = placed.map(({ port }) => port);
    return startServer(findProgram('vsftpd') ?? 'vsftpd', [file], ports);
  },
});

/** It prints its version to standard input, of all places. */
async function inspectVsftpd(): Promise<Result<string, string>> {
  const program = findProgram('vsftpd');
  if (program === undefined) return err('vsftpd is not installed');
  if (process.getuid?.() !== 0) return err('vsftpd starts as root only');
  const { output } = await runProgram('sh', ['-c', 'exec "$0" -v 0>&1', program]);
  return ok(`vsftpd ${/version ([\d.]+)/.exec(output)?.[1] ?? ''}`);
}
