/**
 * nginx: one process, one `server` block for each row.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { certificateOf, type LabCertificates, labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type Placed, recipesOf } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import {
  hintRows,
  OLD_CIPHERS,
  type OpensslRow,
  opensslName,
  singleRows,
  usualRows,
  withOpensslTruth,
} from './truth.ts';

const NGINX: ProductQuery = {
  title: 'nginx',
  programs: ['nginx'],
  versionArgs: ['-V'],
  version: /nginx\/([\d.]+)/,
  // "built with OpenSSL 3.0.8 … (running with OpenSSL 3.0.19 …)"; the second half only where they differ.
  openssl: /with OpenSSL ([\d.]+)(?!.*running with)/,
};

type NginxConfig = ReturnType<typeof usualRows>[number] & {
  /** RSA and ECDSA side by side. */
  readonly hasBothCertificates?: true;
};

const ROWS = withOpensslTruth<NginxConfig>([
  ...usualRows('nginx'),
  ...hintRows('nginx', 'nginx'),
  ...singleRows('nginx', ['TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
  { name: 'nginx-1.0-1.1', versions: ['TLSv1.0', 'TLSv1.1'], level: 0 },
  { name: 'nginx-1.2-1.3-ecdsa', versions: ['TLSv1.2', 'TLSv1.3'], level: 'default', certificate: 'ecdsa' },
  {
    name: 'nginx-1.0-1.3-ecdsa',
    versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    level: 0,
    certificate: 'ecdsa',
  },
  { name: 'nginx-1.2-1.3-rsa-ecdsa', versions: ['TLSv1.2', 'TLSv1.3'], level: 'default', hasBothCertificates: true },
  // A hole in the range: a TLS 1.1 hello is answered in TLS 1.0.
  { name: 'nginx-1.0-and-1.2', versions: ['TLSv1.0', 'TLSv1.2'], level: 0 },
]);

/** nginx in every single version, the usual ranges, with a hole, latent, and with an ECDSA certificate. */
export const NGINX_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: ROWS,
  inspect: () => inspectProduct(NGINX),
  async serve(placed, folder) {
    const configuration = nginxConfiguration(placed, await labCertificates(), folder);
    const file = join(folder, 'nginx.conf');
    await writeFile(file, configuration);
    const ports = placed.map(({ port }) => port);
    // -e: the compiled-in error log is opened before the configuration is read, and may not be ours to write.
    return startServer(programOf(NGINX), ['-c', file, '-p', folder, '-e', 'stderr'], ports);
  },
});

function nginxConfiguration(
  placed: readonly Placed<NginxConfig & OpensslRow>[],
  certificates: LabCertificates,
  folder: string,
): string {
  const servers = placed.map(({ row, port }) => {
    const kinds = row.hasBothCertificates ? (['rsa', 'ecdsa'] as const) : ([row.certificate ?? 'rsa'] as const);
    const pairs = kinds.map((kind) => certificateOf(certificates, kind));
    return `
  server {
    listen 127.0.0.1:${port} ssl;
    ${pairs.map(({ certFile, keyFile }) => `ssl_certificate ${certFile};ssl_certificate_key ${keyFile};`).join('\n    ')}
    ${row.hint?.join('\n    ') ?? `ssl_protocols ${row.versions.map(opensslName).join(' ')};`}
    ${row.level === 0 ? `ssl_ciphers ${OLD_CIPHERS};` : ''}
    return 200 "lab\\n";
  }`;
  });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${join(folder, kind)};`,
  );
  return `
daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
error_log stderr crit;
events {}
http {
  access_log off;
${temporary.join('\n')}
${servers.join('\n')}
}
`;
}
