/**
 * GnuTLS's own `gnutls-serv`: one process for each row.
 *
 * It has no option for the address and listens on all of them; what it serves is a constant page.
 *
 * @module
 */
import type { TlsVersion } from '../../src/tls/version.ts';
import { certificateOf, labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type RealRow, recipesAlone } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { shortName, truthOf, versionRange } from './truth.ts';

const GNUTLS: ProductQuery = {
  title: 'GnuTLS',
  programs: ['gnutls-serv'],
  versionArgs: ['--version'],
  version: /gnutls-serv ([\d.]+)/,
};

type GnutlsRow = RealRow & { readonly priority: string; readonly certificate?: 'ecdsa' };

const FORCE_ETM = `${priorityOf('TLSv1.0', 'TLSv1.1', 'TLSv1.2')}:-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC:%FORCE_ETM`;

const ALL = truthOf(versionRange('TLSv1.0', 'TLSv1.3'));

const ROWS: readonly GnutlsRow[] = [
  ...versionRange('TLSv1.0', 'TLSv1.3').map((version) => ({
    name: `gnutls-${shortName(version)}`,
    priority: priorityOf(version),
    truth: truthOf([version]),
  })),
  { name: 'gnutls-1.2-1.3', priority: priorityOf('TLSv1.2', 'TLSv1.3'), truth: truthOf(['TLSv1.2', 'TLSv1.3']) },
  { name: 'gnutls-1.0-1.1', priority: priorityOf('TLSv1.0', 'TLSv1.1'), truth: truthOf(['TLSv1.0', 'TLSv1.1']) },
  { name: 'gnutls-legacy', priority: 'LEGACY', truth: ALL },
  // Demands encrypt-then-MAC (RFC 7366) and has CBC suites alone: a hello that does not offer it meets a dead server.
  { name: 'gnutls-force-etm', priority: FORCE_ETM, truth: truthOf(versionRange('TLSv1.0', 'TLSv1.2')) },
  // GnuTLS 3 has all four on by default: a server that nobody configured accepts TLS 1.0.
  { name: 'gnutls-normal-ecdsa', priority: 'NORMAL', truth: ALL, certificate: 'ecdsa' },
];

/** `gnutls-serv` in every single version, ranges, and its two usual priorities. */
export const GNUTLS_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: ROWS,
  inspect: () => inspectProduct(GNUTLS),
  async serve(placed) {
    const certificates = await labCertificates();
    const args = placed.flatMap(({ row, port }) => {
      const { certFile, keyFile } = certificateOf(certificates, row.certificate ?? 'rsa');
      const files = ['--x509certfile', certFile, '--x509keyfile', keyFile];
      return ['-p', String(port), '--priority', row.priority, ...files];
    });
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(GNUTLS), ['--quiet', '--http', ...args], ports);
  },
});

function priorityOf(...versions: readonly TlsVersion[]): string {
  return ['NORMAL', '-VERS-ALL', ...versions.map((version) => `+VERS-TLS${shortName(version)}`)].join(':');
}
