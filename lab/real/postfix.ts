/**
 * Postfix: one master, an smtpd for each row, with STARTTLS and with TLS from the first byte.
 *
 * @module
 */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labCertificates } from '../certificates.ts';
import { runProgram, startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type Placed, recipesOf } from './group.ts';
import { inspectRootProduct, type ProductQuery, programOf } from './product.ts';
import { boundsOf, hintRows, type OpensslRow, opensslName, serviceRows, withOpensslTruth } from './truth.ts';
import { labUser } from './user.ts';

const POSTFIX: ProductQuery = {
  title: 'Postfix',
  programs: ['postconf'],
  versionArgs: ['-d', 'mail_version'],
  version: /^mail_version = ([\d.]+)/m,
};

/** Without a latent cell: Postfix sets security level 0 by itself, so what it lists is what it speaks. */
const ROWS = withOpensslTruth([
  ...(['smtp', 'submission', 'smtps'] as const)
    .flatMap((scheme) => serviceRows('postfix', scheme))
    .filter(({ name }) => !name.endsWith('-latent')),
  ...hintRows('postfix', 'Postfix', 'smtp'),
  { name: 'postfix-smtp-1.3', versions: ['TLSv1.3'], level: 'default', scheme: 'smtp' },
]);

/** Postfix on port 25, 587 and 465, as far as TLS goes. */
export const POSTFIX_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: ROWS,
  inspect: () => inspectRootProduct(POSTFIX),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const at = (name: string): string => join(folder, name);
    await Promise.all(['conf', 'queue', 'data'].map((name) => mkdir(at(name))));
    // Its processes run as another user, and must come through to their folders.
    await chmod(folder, 0o755);
    const user = await labUser('postfix');
    if (user) await chown(at('data'), user.uid, user.gid);
    await writeFile(at('conf/main.cf'), mainConfiguration(folder, rsa.bothFile));
    await writeFile(at('conf/master.cf'), masterConfiguration(placed));
    const daemons = await runProgram(programOf(POSTFIX), ['-c', at('conf'), '-h', 'daemon_directory']);
    // Makes the queue's folders; `postfix start` would leave the master where we cannot stop it.
    const check = await runProgram('postfix', ['-c', at('conf'), 'check']);
    if (check.code !== 0) throw new Error(`postfix check: ${check.output}`);
    const ports = placed.map(({ port }) => port);
    return startServer(join(daemons.output.trim(), 'master'), ['-c', at('conf'), '-s'], ports);
  },
});

/** The log is a file: Node's pipes are sockets, which cannot be opened again as /dev/stdout. */
function mainConfiguration(folder: string, chainFile: string): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = lab.test
mydestination =
alias_maps =
smtpd_peername_lookup = no
smtpd_tls_security_level = may
smtpd_tls_chain_files = ${chainFile}
`;
}

function masterConfiguration(placed: readonly Placed<OpensslRow>[]): string {
  const services = placed.map(({ row, port }) => {
    const [min] = boundsOf(row);
    const options = [
      // master.cf takes what main.cf does, without the spaces.
      ...(row.hint?.map((line) => line.replace(/ = /, '=')) ?? [
        `smtpd_tls_protocols=>=${opensslName(min)}`,
        `smtpd_tls_mandatory_protocols=>=${opensslName(min)}`,
      ]),
      ...(row.scheme === 'smtps' ? ['smtpd_tls_wrappermode=yes'] : []),
    ];
    return [`127.0.0.1:${port} inet n - n - - smtpd`, ...options.map((option) => `  -o ${option}`)].join('\n');
  });
  return `${services.join('\n')}
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
`;
}
