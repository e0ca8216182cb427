/**
 * Dovecot: one process for each TLS configuration, which serves all its protocols.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemeName } from '../../src/scan/dialects.ts';
import { type Certificate, labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type Placed, recipesOf } from './group.ts';
import { inspectRootProduct, type ProductQuery, programOf } from './product.ts';
import {
  boundsOf,
  hintRows,
  OLD_CIPHERS,
  type OpensslRow,
  opensslName,
  SERVICE_CELLS,
  serviceRows,
  withOpensslTruth,
} from './truth.ts';

const DOVECOT: ProductQuery = {
  title: 'Dovecot',
  programs: ['dovecot'],
  versionArgs: ['--version'],
  version: /^([\d.]+)/,
};

/** Scheme, the service that listens, and the name of its listener. */
const LISTENERS: readonly (readonly [SchemeName, service: string, listener: string])[] = [
  ['imap', 'imap-login', 'imap'],
  ['imaps', 'imap-login', 'imaps'],
  ['pop3', 'pop3-login', 'pop3'],
  ['pop3s', 'pop3-login', 'pop3s'],
  ['sieve', 'managesieve-login', 'sieve'],
  ['lmtp', 'lmtp', 'lmtp'],
];

/** Dovecot's IMAP, POP3, ManageSieve and LMTP. */
export const DOVECOT_RECIPES: readonly LabRecipe[] = [
  ...SERVICE_CELLS.map((_, cell) => LISTENERS.flatMap(([scheme]) => serviceRows('dovecot', scheme)[cell] ?? [])),
  ...[0, 1].map((floor) => LISTENERS.flatMap(([scheme]) => hintRows('dovecot', 'Dovecot', scheme)[floor] ?? [])),
].flatMap((rows) =>
  recipesOf({
    rows: withOpensslTruth(rows).map(asSeen),
    inspect: () => inspectRootProduct(DOVECOT),
    async serve(placed, folder) {
      const { rsa } = await labCertificates();
      const file = join(folder, 'dovecot.conf');
      await writeFile(file, dovecotConfiguration(placed, folder, rsa));
      const ports = placed.map(({ port }) => port);
      return startServer(programOf(DOVECOT), ['-F', '-c', file], ports);
    },
  }),
);

/** Dovecot hangs up without an alert, be a version off or blocked: nobody outside can tell which. */
function asSeen(row: OpensslRow): OpensslRow {
  const known = Object.entries(row.truth).filter(([, truth]) => truth !== 'latent');
  return { ...row, truth: Object.fromEntries(known) as OpensslRow['truth'] };
}

function dovecotConfiguration(placed: readonly Placed<OpensslRow>[], folder: string, certificate: Certificate): string {
  const [first] = placed;
  if (!first) throw new RangeError('Dovecot has nothing to serve');
  const services = placed.map(({ row, port }) => {
    const [, service, listener] = LISTENERS.find(([scheme]) => scheme === row.scheme) ?? [];
    return `
service ${service} {
  inet_listener ${listener} {
    port = ${port}
    ssl = ${listener === 'imaps' || listener === 'pop3s' ? 'yes' : 'no'}
  }
}`;
  });
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap pop3 lmtp sieve
ssl = yes
ssl_cert = <${certificate.certFile}
ssl_key = <${certificate.keyFile}
${first.row.hint?.join('\n') ?? `ssl_min_protocol = ${opensslName(boundsOf(first.row)[0])}`}
${first.row.level === 0 ? `ssl_cipher_list = ${OLD_CIPHERS}` : ''}
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${folder}
}
${services.join('\n')}
`;
}
