/**
 * PostgreSQL: one process for each row, over one cluster that is made once and copied.
 *
 * @module
 */

import { existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../src/core/result.ts';
import { cachedFolder } from '../cache.ts';
import { labCertificates } from '../certificates.ts';
import { runProgram, startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesAlone } from './group.ts';
import { boundsOf, hintRows, OLD_CIPHERS, opensslName, serviceRows, withOpensslTruth } from './truth.ts';
import { commandAs, giveTo, labUser } from './user.ts';

/** Debian keeps the servers of every major version apart and none of them in PATH. */
const ROOT = '/usr/lib/postgresql';

function binary(name: 'postgres' | 'initdb'): string {
  const [newest] = existsSync(ROOT) ? readdirSync(ROOT).toSorted((a, b) => Number(b) - Number(a)) : [];
  const path = newest === undefined ? name : join(ROOT, newest, 'bin', name);
  return existsSync(path) ? path : name;
}

/** PostgreSQL, whose clients ask for TLS with SSLRequest. */
export const POSTGRES_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: withOpensslTruth([...serviceRows('postgres', 'postgres'), ...hintRows('postgres', 'PostgreSQL', 'postgres')]),
  inspect: inspectPostgres,
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const user = await labUser('postgres');
    const data = join(folder, 'data');
    await cp(join(await emptyCluster(), 'data'), data, { recursive: true });
    const key = join(folder, 'key.pem');
    const certificate = join(folder, 'cert.pem');
    await Promise.all([copyFile(rsa.keyFile, key), copyFile(rsa.certFile, certificate)]);
    await Promise.all([chmod(key, 0o600), chmod(data, 0o700)]);
    await giveTo(user, folder);
    const args = placed.flatMap(({ row, port }) => {
      const [min, max] = boundsOf(row);
      const settings = [
        ...[`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off'],
        ...['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`],
        // The command line takes what postgresql.conf does, without the quotes.
        ...(row.hint?.map((line) => line.replace(/ = '(.*)'/, '=$1')) ?? [
          `ssl_min_protocol_version=${opensslName(min)}`,
          `ssl_max_protocol_version=${opensslName(max)}`,
        ]),
        ...(row.level === 0 ? [`ssl_ciphers=${OLD_CIPHERS}`] : []),
      ];
      return settings.flatMap((setting) => ['-c', setting]);
    });
    const ports = placed.map(({ port }) => port);
    return startServer(...commandAs(user, binary('postgres'), ['-D', data, ...args]), ports, { cwd: folder });
  },
});

async function inspectPostgres(): Promise<Result<string, string>> {
  const { output } = await runProgram(binary('postgres'), ['--version']);
  const version = /^postgres \(PostgreSQL\) ([\d.]+)/m.exec(output)?.[1];
  return version === undefined ? err('PostgreSQL is not installed') : ok(`PostgreSQL ${version}`);
}

async function emptyCluster(): Promise<string> {
  const { output } = await runProgram(binary('postgres'), ['--version']);
  const version = /\d+/.exec(output)?.[0] ?? '0';
  return await cachedFolder(`postgres-${version}`, async (into) => {
    const user = await labUser('postgres');
    // Made elsewhere and copied: the cache may lie below a folder that only we may enter.
    const made = await mkdtemp(join(tmpdir(), 'tlsfloor-initdb-'));
    try {
      await giveTo(user, made);
      const data = join(made, 'data');
      const args = ['--no-sync', '--auth=trust', '--username=lab', '-D', data];
      const limits = { cwd: made, timeoutMs: INITDB_TIMEOUT_MS };
      const { code, output } = await runProgram(...commandAs(user, binary('initdb'), args), limits);
      if (code !== 0) throw new Error(`initdb: ${output}`);
      await cp(data, join(into, 'data'), { recursive: true });
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  });
}

const INITDB_TIMEOUT_MS = 120_000;
