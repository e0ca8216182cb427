/**
 * What sslscan, nmap and testssl.sh say of the lab's servers, held against ours: docs/differences.md.
 *
 * `node scripts/run-ts.mjs scripts/compare-peers.ts [--write] [--servers PATTERN] [--without NAME]`; with testssl.sh it
 * takes some minutes. Exits with 1 where a difference has no explanation.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Compared, compareServer } from '../lab/peers/compare.ts';
import { differencesPage } from '../lab/peers/page.ts';
import { installedPeers, PEER_SCANNERS } from '../lab/peers/run-peers.ts';
import { REAL_RECIPES } from '../lab/real/index.ts';
import { startAll } from '../lab/start-all.ts';

/** Every product once or more: today's floor, all versions, latent, one version alone, SSL 3.0, weak suites. */
const COMPARED: RegExp =
  /^(nginx-.*|apache-1.0-1.3|haproxy-(1.0-1.3|latent)|stunnel-1.0-1.3|openssl-1.0-1.2|gnutls-.*|nss-.*|java-(1.0-1.3|1.2-1.3|ssl3.*|ems.*)|postfix-(smtp|smtps)-1.0-1.3|dovecot-(imap|imaps|pop3)-(1.0-1.3|latent)|vsftpd-.*-1.0-1.3|node0.8-(default|ssl2|ssl3|1.0)|node0.10-(default|ssl3|null-suite)|forge-1.0)$/;
/** Those that a scanner of a minute or more is run on. */
const SHORT: RegExp =
  /^(nginx-(1.0-1.3|latent|1.3)|apache-1.0-1.3|haproxy-1.0-1.3|gnutls-legacy|nss-ssl3|postfix-smtp-1.0-1.3|node0.8-default)$/;

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    servers: { type: 'string', default: '.' },
    without: { type: 'string', default: '' },
  },
});
const wanted = new RegExp(values.servers);
const peers = installedPeers().filter(({ peer }) => peer.name !== values.without);
for (const { name } of PEER_SCANNERS) {
  if (!peers.some(({ peer }) => peer.name === name)) process.stderr.write(`left out: ${name}\n`);
}
const recipes = REAL_RECIPES.filter(({ name }) => COMPARED.test(name) && wanted.test(name));
const lab = await startAll(recipes);
const compared: Compared[] = [];
try {
  for (const [reason, names] of lab.missing) process.stderr.write(`left out, ${reason}: ${names.join(', ')}\n`);
  for (const server of lab.servers) {
    for (const one of peers) {
      if (one.peer.isSlow && !SHORT.test(server.name)) continue;
      process.stderr.write(`${server.name}, ${one.peer.name}\n`);
      compared.push(await compareServer(server, one));
    }
  }
} finally {
  await lab.stop();
}
const page = differencesPage(compared);
process.stdout.write(page);
if (values.write) writeFileSync(new URL('../docs/differences.md', import.meta.url), page);
process.exitCode = compared.some(({ unexplained }) => unexplained.length > 0) ? 1 : 0;
