import { afterAll, beforeAll, expect, test } from 'vitest';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab } from './scan-lab.ts';
import { type StartedLab, startAll } from './start-all.ts';

/** What each says of itself before TLS; those that say nothing, or only inside TLS, are not guessed at. */
const WANTED: Readonly<Record<string, string | undefined>> = {
  'postfix-smtp-1.2-1.3': 'Postfix',
  'postfix-smtps-1.2-1.3': undefined,
  'dovecot-imap-1.2-1.3': 'Dovecot',
  'dovecot-pop3-1.2-1.3': 'Dovecot',
  'dovecot-sieve-1.2-1.3': 'Dovecot',
  'dovecot-lmtp-1.2-1.3': 'Dovecot',
  'dovecot-imaps-1.2-1.3': undefined,
  'mariadb-mysql-1.2-1.3': 'MariaDB',
  'vsftpd-ftp-1.1-1.3': 'vsftpd',
  'inspircd-irc-1.2-1.3': 'InspIRCd',
  'postgres-postgres-1.2-1.3': undefined,
  'slapd-ldap-1.2-1.3': undefined,
  'prosody-xmpp-1.2-1.3': undefined,
  'nginx-1.2-1.3': undefined,
};

let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => name in WANTED));
}, 60_000);

afterAll(async () => {
  await lab.stop();
});

test.for(Object.keys(WANTED))('%s', { timeout: 30_000 }, async (name, context) => {
  const server = lab.servers.find((one) => one.name === name);
  context.skip(server === undefined, 'not on this machine');
  if (!server) return;
  const [facts] = (await scanLab(server, { versionsOnly: true })).results;
  expect(facts?.product?.name).toBe(WANTED[name]);
});
