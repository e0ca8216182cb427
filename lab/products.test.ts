import { expect, test } from 'vitest';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab } from './scan-lab.ts';
import { startAll } from './start-all.ts';

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

// A server of its own for each try: one that died, or lost its port, is no server for the next.
test.for(Object.entries(WANTED))('%s', { timeout: 60_000 }, async ([name, wanted], context) => {
  const lab = await startAll(REAL_RECIPES.filter((recipe) => recipe.name === name));
  try {
    const [server] = lab.servers;
    context.skip(!server, [...lab.missing.keys()].join());
    if (!server) return;
    const [facts] = (await scanLab(server, { versionsOnly: true })).results;
    expect({ product: facts?.product?.name, error: facts?.error }).toEqual({ product: wanted, error: null });
  } finally {
    await lab.stop();
  }
});
