/**
 * Prosody: one process for each TLS configuration, for clients and for servers.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../src/core/result.ts';
import { type Certificate, labCertificates } from '../certificates.ts';
import { findProgram, startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type Placed, recipesOf } from './group.ts';
import {
  boundsOf,
  hintRows,
  OLD_CIPHERS,
  type OpensslRow,
  SERVICE_CELLS,
  serviceRows,
  withOpensslTruth,
} from './truth.ts';

/** Prosody, XMPP between client and server and between servers. */
export const PROSODY_RECIPES: readonly LabRecipe[] = [
  ...SERVICE_CELLS.map((_, cell) =>
    (['xmpp', 'xmpp-server'] as const).flatMap((scheme) => serviceRows('prosody', scheme)[cell] ?? []),
  ),
  ...[0, 1].map((floor) =>
    (['xmpp', 'xmpp-server'] as const).flatMap((scheme) => hintRows('prosody', 'Prosody', scheme)[floor] ?? []),
  ),
].flatMap((rows) =>
  recipesOf({
    rows: withOpensslTruth(rows),
    inspect: inspectProsody,
    async serve(placed, folder) {
      const { rsa } = await labCertificates();
      const file = join(folder, 'prosody.cfg.lua');
      await writeFile(file, prosodyConfiguration(placed, folder, rsa));
      const ports = placed.map(({ port }) => port);
      return startServer(findProgram('prosody') ?? 'prosody', ['--config', file, '-F'], ports);
    },
  }),
);

/** It says its version only through prosodyctl, which reads the machine's own configuration: its name must do. */
async function inspectProsody(): Promise<Result<string, string>> {
  return findProgram('prosody') === undefined ? err('Prosody is not installed') : ok('Prosody');
}

function prosodyConfiguration(placed: readonly Placed<OpensslRow>[], folder: string, certificate: Certificate): string {
  const [first] = placed;
  if (!first) throw new RangeError('Prosody has nothing to serve');
  const [min] = boundsOf(first.row);
  const portOf = (scheme: string): number => placed.find(({ row }) => row.scheme === scheme)?.port ?? 0;
  const ciphers = first.row.level === 0 ? OLD_CIPHERS : 'DEFAULT';
  return `
run_as_root = true
daemonize = false
pidfile = "${folder}/pid"
data_path = "${folder}"
log = { { levels = { min = "warn" }, to = "console" } }
interfaces = { "127.0.0.1" }
modules_enabled = { "tls", "saslauth", "dialback" }
c2s_ports = { ${portOf('xmpp')} }
s2s_ports = { ${portOf('xmpp-server')} }
c2s_direct_tls_ports = { }
s2s_direct_tls_ports = { }
VirtualHost "lab.test"
ssl = {
  key = "${certificate.keyFile}", certificate = "${certificate.certFile}",
  ${first.row.hint?.join(' ') ?? `protocol = "${min.toLowerCase().replace('.0', '').replace('.', '_')}+";`} ciphers = "${ciphers}"
}
`;
}
