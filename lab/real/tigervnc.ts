/**
 * TigerVNC with VeNCrypt, on GnuTLS: one process for each row.
 *
 * @module
 */
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { gnutlsServiceRows } from './gnutls-rows.ts';
import { recipesAlone } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';

const TIGERVNC: ProductQuery = {
  title: 'TigerVNC',
  programs: ['Xtigervnc'],
  versionArgs: ['-version'],
  version: /TigerVNC (?:server version )?([\d.]+)/,
};

/** TigerVNC's X server, whose screen nobody sees. */
export const TIGERVNC_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: gnutlsServiceRows('tigervnc', 'vnc'),
  inspect: () => inspectProduct(TIGERVNC),
  async serve(placed) {
    const { rsa } = await labCertificates();
    const args = placed.flatMap(({ row, port }) => [
      // The display only has to be nobody else's; its own sockets are not for us.
      ...[`:${1000 + (port % 50_000)}`, '-rfbport', String(port), '-GnuTLSPriority', row.priority],
      ...['-interface', '127.0.0.1', '-localhost', '-nolisten', 'tcp', '-nolisten', 'unix'],
      ...['-SecurityTypes', 'X509None,TLSNone', '-X509Cert', rsa.certFile, '-X509Key', rsa.keyFile],
      // Every hello that leads to no login counts as an attack; five shut a host out.
      ...['-BlacklistThreshold', '100000', '-geometry', '64x64'],
    ]);
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(TIGERVNC), args, ports);
  },
});
