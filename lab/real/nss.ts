/**
 * NSS's own `selfserv`: one process for each row. The one product here that still speaks SSL 3.0 in a current build.
 *
 * It has no option for the address and listens on all of them; what it serves is a constant page.
 *
 * @module
 */
import { err, type Result } from '../../src/core/result.ts';
import { cachedFolder } from '../cache.ts';
import { labCertificates, PKCS12_PASSWORD } from '../certificates.ts';
import { findProgram, runProgram, startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type RealRow, recipesAlone } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { truthOf, versionRange } from './truth.ts';

const NSS: ProductQuery = {
  title: 'NSS',
  programs: ['selfserv'],
  // It has no version of its own to print; the usage text comes without one.
  versionArgs: [],
  version: /^Usage: (selfserv)/m,
};

type NssRow = RealRow & { readonly range: string };

const ROWS: readonly NssRow[] = [
  { name: 'nss-ssl3', range: 'ssl3:ssl3', truth: truthOf(['SSLv3']) },
  { name: 'nss-ssl3-1.2', range: 'ssl3:tls1.2', truth: truthOf(versionRange('SSLv3', 'TLSv1.2')) },
  { name: 'nss-1.0', range: 'tls1.0:tls1.0', truth: truthOf(['TLSv1.0']) },
  { name: 'nss-1.1', range: 'tls1.1:tls1.1', truth: truthOf(['TLSv1.1']) },
  { name: 'nss-1.0-1.3', range: 'tls1.0:tls1.3', truth: truthOf(versionRange('TLSv1.0', 'TLSv1.3')) },
  { name: 'nss-1.2-1.3', range: 'tls1.2:tls1.3', truth: truthOf(['TLSv1.2', 'TLSv1.3']) },
  { name: 'nss-1.3', range: 'tls1.3:tls1.3', truth: truthOf(['TLSv1.3']) },
];

/** `selfserv` from SSL 3.0 alone to TLS 1.3 alone. */
export const NSS_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: ROWS,
  inspect: inspectNss,
  async serve(placed) {
    const database = await nssDatabase();
    const ports = placed.map(({ port }) => port);
    const args = placed.flatMap(({ row, port }) => ['-p', String(port), '-V', row.range]);
    return startServer(programOf(NSS), ['-n', 'lab', '-d', `sql:${database}`, ...args], ports);
  },
});

/** Whether `selfserv` and the tools that fill its database are there. */
export async function inspectNss(): Promise<Result<string, string>> {
  for (const tool of DATABASE_TOOLS) {
    if (findProgram(tool) === undefined) return err(`NSS: ${tool} is not installed`);
  }
  return inspectProduct(NSS);
}

/** A certificate database without a password that holds the lab's RSA pair. */
async function nssDatabase(): Promise<string> {
  const { rsaPkcs12File } = await labCertificates();
  return cachedFolder('nss', async (folder) => {
    await runTool('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password']);
    await runTool('pk12util', ['-i', rsaPkcs12File, '-d', `sql:${folder}`, '-W', PKCS12_PASSWORD]);
  });
}

async function runTool(name: (typeof DATABASE_TOOLS)[number], args: readonly string[]): Promise<void> {
  const { code, output } = await runProgram(findProgram(name) ?? name, args);
  if (code !== 0) throw new Error(`${name} failed: ${output}`);
}

const DATABASE_TOOLS = ['certutil', 'pk12util'] as const;
