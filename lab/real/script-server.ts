/**
 * Starts `script-server.cjs` in one of the JavaScript runtimes that have a TLS library of their own.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { labCertificates } from '../certificates.ts';
import { type Child, startServer } from '../process.ts';
import type { Placed, RealRow } from './group.ts';

/** A row for `script-server.cjs`. */
export type ScriptRow = RealRow & {
  /** `bun-serve`: `Bun.serve` in place of `tls.createServer`. */
  readonly kind: 'tls' | 'bun-serve';
  /** What `tls.createServer` gets besides certificate and key. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
};

/** One process of `runtime`, a path, that serves all rows. */
export async function startScript(runtime: string, placed: readonly Placed<ScriptRow>[]): Promise<Child> {
  const { rsa } = await labCertificates();
  const rows = placed.map(({ row: { kind, options }, port }) => ({ port, kind, options }));
  const script = fileURLToPath(new URL('./script-server.cjs', import.meta.url));
  const ports = placed.map(({ port }) => port);
  return startServer(runtime, [script, rsa.certFile, rsa.keyFile, JSON.stringify(rows)], ports);
}
