/**
 * What to write into which file of which server so that nothing below a floor is left. Data alone.
 *
 * The lab starts the products that Debian 12 has with these lines (`hintRows` in `lab/real/truth.ts`); what is not tried
 * there names its source.
 *
 * @module
 */
import type { Floor } from '../facts/server-facts.ts';

export type HintRow = {
  /** As in `product.name`. */
  readonly product: string;
  /** Schemes of the services it stands behind; `tls` stands for everything that is not known. */
  readonly schemes: readonly string[];
  /** Where the lines go. */
  readonly where: string;
  /** A floor that is not there: nothing is known to work. */
  readonly lines: Readonly<Partial<Record<Floor, readonly string[]>>>;
  /** `lab`: tried; else the document that says so. */
  readonly source: string;
};

export const HINT_ROWS: readonly HintRow[] = [
  {
    product: 'nginx',
    schemes: ['https', 'tls'],
    where: 'every server block, or around all of them',
    lines: {
      '1.2': ['ssl_protocols TLSv1.2 TLSv1.3;'],
      '1.3': ['ssl_protocols TLSv1.3;'],
      // Groups alike in the others: OpenSSL takes them from 3.5 on, and their names are OpenSSL's.
      pq: ['ssl_protocols TLSv1.3;', 'ssl_ecdh_curve X25519MLKEM768;'],
    },
    source: 'lab',
  },
  {
    product: 'Apache',
    schemes: ['https', 'tls'],
    where: 'every virtual host',
    lines: {
      '1.2': ['SSLProtocol -all +TLSv1.2 +TLSv1.3'],
      '1.3': ['SSLProtocol -all +TLSv1.3'],
      pq: ['SSLProtocol -all +TLSv1.3', 'SSLOpenSSLConfCmd Groups X25519MLKEM768'],
    },
    source: 'lab',
  },
  {
    product: 'HAProxy',
    schemes: ['https', 'tls'],
    // With ssl-min-ver, no-tlsv10 and no-tlsv11 are ignored, and only a warning at the start says so.
    where: 'every bind line, in place of no-tlsv10',
    lines: {
      '1.2': ['ssl-min-ver TLSv1.2'],
      '1.3': ['ssl-min-ver TLSv1.3'],
      pq: ['ssl-min-ver TLSv1.3 curves X25519MLKEM768'],
    },
    source: 'lab',
  },
  {
    product: 'Postfix',
    schemes: ['smtp', 'smtps', 'submission'],
    where: 'main.cf (3.6 and newer)',
    lines: {
      '1.2': ['smtpd_tls_protocols = >=TLSv1.2', 'smtpd_tls_mandatory_protocols = >=TLSv1.2'],
      '1.3': ['smtpd_tls_protocols = >=TLSv1.3', 'smtpd_tls_mandatory_protocols = >=TLSv1.3'],
    },
    source: 'lab',
  },
  {
    product: 'Dovecot',
    schemes: ['imap', 'imaps', 'pop3', 'pop3s', 'sieve', 'lmtp'],
    where: 'dovecot.conf',
    lines: { '1.2': ['ssl_min_protocol = TLSv1.2'], '1.3': ['ssl_min_protocol = TLSv1.3'] },
    source: 'lab',
  },
  {
    product: 'PostgreSQL',
    schemes: ['postgres'],
    where: 'postgresql.conf (12 and newer)',
    lines: { '1.2': ["ssl_min_protocol_version = 'TLSv1.2'"], '1.3': ["ssl_min_protocol_version = 'TLSv1.3'"] },
    source: 'lab',
  },
  {
    product: 'MariaDB',
    schemes: ['mysql'],
    where: 'the section [mariadbd]',
    lines: { '1.2': ['tls_version = TLSv1.2,TLSv1.3'], '1.3': ['tls_version = TLSv1.3'] },
    source: 'lab',
  },
  {
    product: 'OpenLDAP',
    schemes: ['ldap', 'ldaps'],
    where: 'slapd.conf (built on GnuTLS, as in Debian)',
    lines: {
      '1.2': ['TLSCipherSuite NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3'],
      '1.3': ['TLSCipherSuite NORMAL:-VERS-ALL:+VERS-TLS1.3'],
    },
    source: 'lab',
  },
  {
    product: 'Prosody',
    schemes: ['xmpp', 'xmpps', 'xmpp-server'],
    where: 'prosody.cfg.lua, the table ssl',
    lines: { '1.2': ['protocol = "tlsv1_2+";'], '1.3': ['protocol = "tlsv1_3";'] },
    source: 'lab',
  },
  {
    product: 'Redis',
    schemes: ['redis'],
    where: 'redis.conf',
    lines: { '1.2': ['tls-protocols "TLSv1.2 TLSv1.3"'], '1.3': ['tls-protocols "TLSv1.3"'] },
    source: 'lab',
  },
  {
    product: 'Windows',
    schemes: ['rdp', 'mssql', 'rdg'],
    where: 'the registry, then restart; the same for TLS 1.1, SSL 3.0 and SSL 2.0',
    lines: {
      '1.2': [
        String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server`,
        'Enabled = 0 (REG_DWORD)',
      ],
    },
    source: 'https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings',
  },
];

/** The lines for a product and a floor. @throws RangeError if there are none */
export function hintLines(product: string, floor: Floor): readonly string[] {
  const lines = HINT_ROWS.find((row) => row.product === product)?.lines[floor];
  if (!lines) throw new RangeError(`no hint for ${product} and floor ${floor}`);
  return lines;
}
