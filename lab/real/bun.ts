/**
 * bun from npm: BoringSSL, the TLS library of Chrome and of much of Google's serving.
 *
 * @module
 */
import { err, ok, type Result } from '../../src/core/result.ts';
import { isCached, type PackedProgram, packedName, packedProgram } from '../cache.ts';
import type { LabRecipe } from '../server.ts';
import { recipesOf } from './group.ts';
import { type ScriptRow, startScript } from './script-server.ts';
import { truthOf, versionRange } from './truth.ts';

export const BUN: PackedProgram = {
  package: '@oven/bun-linux-x64',
  version: '1.4.5',
  integrity: 'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  file: 'package/bin/bun',
};

const ROWS: readonly ScriptRow[] = [
  { name: 'bun-serve', kind: 'bun-serve', options: {}, truth: truthOf(['TLSv1.2', 'TLSv1.3']) },
  tlsRow('bun-1.0', 'TLSv1', 'TLSv1', truthOf(['TLSv1.0'])),
  tlsRow('bun-1.2', 'TLSv1.2', 'TLSv1.2', truthOf(['TLSv1.2'])),
  tlsRow('bun-1.3', 'TLSv1.3', 'TLSv1.3', truthOf(['TLSv1.3'])),
  // BoringSSL has no security levels: what is in the range works.
  tlsRow('bun-1.0-1.3', 'TLSv1', 'TLSv1.3', truthOf(versionRange('TLSv1.0', 'TLSv1.3'))),
];

/** bun as it comes, and held to single versions and to all of them. */
export const BUN_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: ROWS,
  inspect: inspectBun,
  async serve(placed) {
    const program = await packedProgram(BUN);
    if (!program.ok) throw new Error(program.error);
    return startScript(program.value, placed);
  },
});

function tlsRow(name: string, minVersion: string, maxVersion: string, truth: ScriptRow['truth']): ScriptRow {
  return { name, kind: 'tls', options: { minVersion, maxVersion }, truth };
}

export async function inspectBun(): Promise<Result<string, string>> {
  // 50 MB to download and 100 MB on disk is more than a first run should take unasked.
  if (process.env.TLSFLOOR_REQUIRE_PEERS !== '1' && !(await isCached(packedName(BUN)))) {
    return err('bun is not downloaded; TLSFLOOR_REQUIRE_PEERS=1 downloads it');
  }
  const program = await packedProgram(BUN);
  return program.ok ? ok(`bun ${BUN.version} (BoringSSL)`) : program;
}
