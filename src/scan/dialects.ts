/**
 * What a target's scheme means: its port, and how TLS begins there. Adding a protocol is adding a row.
 *
 * @module
 */
import type { Dialled, Dialogue } from './dialects/dialogue.ts';
import { ftp } from './dialects/ftp.ts';
import { imap } from './dialects/imap.ts';
import { irc } from './dialects/irc.ts';
import { ldap } from './dialects/ldap.ts';
import { mssql } from './dialects/mssql.ts';
import { mysql } from './dialects/mysql.ts';
import { nntp } from './dialects/nntp.ts';
import { pop3 } from './dialects/pop3.ts';
import { postgres } from './dialects/postgres.ts';
import { rdp } from './dialects/rdp.ts';
import { sieve } from './dialects/sieve.ts';
import { lmtp, smtp } from './dialects/smtp.ts';
import { tdsWrapping, type Wrapping } from './dialects/tds-packets.ts';
import { telnet } from './dialects/telnet.ts';
import { vnc } from './dialects/vnc.ts';
import { xmppClient, xmppServer } from './dialects/xmpp.ts';

export type Scheme = {
  /** 1–65535. */
  readonly defaultPort: number;
  /** `tls`: from the first byte. Else what must be said before it. */
  readonly how: 'tls' | Dialect;
  /** What the hello must name in ALPN (RFC 7301); most services do not look. */
  readonly alpn?: string;
  /** As a person knows the service. */
  readonly title: string;
  readonly reference: string;
};

export type Dialect = {
  readonly talk: (dialled: Dialled) => Dialogue;
  /** Only where TLS records do not travel as they are. */
  readonly wrapping?: () => Wrapping;
};

export type SchemeName =
  | 'tls'
  | 'https'
  | 'smtp'
  | 'submission'
  | 'smtps'
  | 'submissions'
  | 'lmtp'
  | 'imap'
  | 'imaps'
  | 'pop3'
  | 'pop3s'
  | 'sieve'
  | 'ftp'
  | 'ftps'
  | 'ldap'
  | 'ldaps'
  | 'xmpp'
  | 'xmpp-server'
  | 'xmpps'
  | 'xmpps-server'
  | 'nntp'
  | 'nntps'
  | 'irc'
  | 'ircs'
  | 'telnet'
  | 'telnets'
  | 'postgres'
  | 'postgres-direct'
  | 'mysql'
  | 'mssql'
  | 'mssql-strict'
  | 'redis'
  | 'rediss'
  | 'mongodb'
  | 'rdp'
  | 'rdg'
  | 'vnc'
  | 'dot'
  | 'mqtts'
  | 'amqps';

/** How a scheme was found. */
export type SchemeSource = 'written' | 'port' | 'default';

/** `undefined` for a scheme nobody knows. */
export function findScheme(name: string): SchemeName | undefined {
  return SCHEME_NAMES.find((known) => known === name);
}

/** The scheme of a well-known port; plain TLS for all others. */
export function schemeOfPort(port: number): SchemeName {
  return BY_PORT.get(port) ?? 'tls';
}

export const SCHEMES: Readonly<Record<SchemeName, Scheme>> = {
  tls: row(443, 'tls', 'TLS', 'RFC 9846'),
  https: row(443, 'tls', 'HTTPS', 'RFC 9110 §4.2.2'),
  smtp: row(25, { talk: smtp }, 'SMTP', 'RFC 3207 §4'),
  submission: row(587, { talk: smtp }, 'mail submission', 'RFC 6409 §3, RFC 3207'),
  smtps: row(465, 'tls', 'SMTP over TLS', 'RFC 8314 §7.3'),
  submissions: row(465, 'tls', 'mail submission over TLS', 'RFC 8314 §3.3'),
  lmtp: row(24, { talk: lmtp }, 'LMTP', 'RFC 2033 §4.1, RFC 3207'),
  imap: row(143, { talk: imap }, 'IMAP', 'RFC 9051 §6.2.1'),
  imaps: row(993, 'tls', 'IMAP over TLS', 'RFC 8314 §3.2'),
  pop3: row(110, { talk: pop3 }, 'POP3', 'RFC 2595 §4'),
  pop3s: row(995, 'tls', 'POP3 over TLS', 'RFC 8314 §3.1'),
  sieve: row(4190, { talk: sieve }, 'ManageSieve', 'RFC 5804 §2.2'),
  ftp: row(21, { talk: ftp }, 'FTP', 'RFC 4217 §4'),
  ftps: row(990, 'tls', 'FTP over TLS', 'RFC 4217 §A'),
  ldap: row(389, { talk: ldap }, 'LDAP', 'RFC 4511 §4.14'),
  ldaps: row(636, 'tls', 'LDAP over TLS', 'IANA port 636'),
  xmpp: row(5222, { talk: xmppClient }, 'XMPP', 'RFC 6120 §5.4'),
  'xmpp-server': row(5269, { talk: xmppServer }, 'XMPP between servers', 'RFC 6120 §5.4'),
  xmpps: row(5223, 'tls', 'XMPP over TLS', 'XEP-0368', 'xmpp-client'),
  'xmpps-server': row(5270, 'tls', 'XMPP over TLS between servers', 'XEP-0368', 'xmpp-server'),
  nntp: row(119, { talk: nntp }, 'NNTP', 'RFC 4642 §2.2'),
  nntps: row(563, 'tls', 'NNTP over TLS', 'RFC 8143 §2'),
  irc: row(6667, { talk: irc }, 'IRC', 'IRCv3 tls'),
  ircs: row(6697, 'tls', 'IRC over TLS', 'RFC 7194'),
  telnet: row(23, { talk: telnet }, 'Telnet', 'draft-altman-telnet-starttls-02'),
  telnets: row(992, 'tls', 'Telnet over TLS', 'IANA port 992'),
  postgres: row(5432, { talk: postgres }, 'PostgreSQL', 'PostgreSQL, Message Flow, SSL Session Encryption'),
  'postgres-direct': row(5432, 'tls', 'PostgreSQL over TLS', 'PostgreSQL 17, sslnegotiation=direct', 'postgresql'),
  mysql: row(3306, { talk: mysql }, 'MySQL', 'MySQL Internals, SSLRequest'),
  mssql: row(1433, { talk: mssql, wrapping: tdsWrapping }, 'SQL Server', '[MS-TDS] §2.2.6.5'),
  'mssql-strict': row(1433, 'tls', 'SQL Server, TDS 8', '[MS-TDS] §1.3, TDS 8.0', 'tds/8.0'),
  redis: row(6379, 'tls', 'Redis', 'Redis, TLS support'),
  rediss: row(6379, 'tls', 'Redis', 'IANA URI scheme rediss'),
  mongodb: row(27_017, 'tls', 'MongoDB', 'MongoDB, net.tls'),
  rdp: row(3389, { talk: rdp }, 'Remote Desktop', '[MS-RDPBCGR] §2.2.1'),
  rdg: row(443, 'tls', 'Remote Desktop Gateway', '[MS-TSGU] §2.1'),
  vnc: row(5900, { talk: vnc }, 'VNC', 'RFC 6143 §7.1, VeNCrypt'),
  dot: row(853, 'tls', 'DNS over TLS', 'RFC 7858 §3.1'),
  mqtts: row(8883, 'tls', 'MQTT over TLS', 'MQTT 5.0 §5.4'),
  amqps: row(5671, 'tls', 'AMQP over TLS', 'AMQP 1.0 §5.2'),
};

export const SCHEME_NAMES: readonly SchemeName[] = Object.keys(SCHEMES) as SchemeName[];

/** The first row with a port gives it its scheme. */
const BY_PORT: ReadonlyMap<number, SchemeName> = new Map([
  ...SCHEME_NAMES.filter((name) => name !== 'tls')
    .toReversed()
    .map((name) => [SCHEMES[name].defaultPort, name] as const),
  [3268, 'ldap'],
  [3269, 'ldaps'],
]);

function row(defaultPort: number, how: Scheme['how'], title: string, reference: string, alpn?: string): Scheme {
  return { defaultPort, how, title, reference, ...(alpn === undefined ? {} : { alpn }) };
}
