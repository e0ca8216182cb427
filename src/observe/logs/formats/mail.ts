/**
 * Logs of mail servers.
 *
 * @module
 */
import type { LogFormat } from '../log-format.ts';
import { SYSLOG_TIME } from './syslog-time.ts';

export const MAIL_FORMATS: readonly LogFormat[] = [
  {
    name: 'postfix',
    title: "Postfix's log",
    form: {
      kind: 'messages',
      always: [SYSLOG_TIME, /(?<service>postfix\S*\/smtpd?|postfix\S*\/tlsproxy)\[(?<join>\d+)\]/],
      patterns: [
        {
          role: 'event',
          marker: 'TLS connection established from ',
          must: [/ established from \S*\[(?<client>[^\]]+)\](?::\d+)?: (?<version>\S+) with cipher (?<suite>\S+) /],
          may: [/ key-exchange (?<group>[A-Za-z0-9-]+)/],
        },
        {
          role: 'event',
          marker: 'TLS connection established to ',
          must: [
            / established to \S*\[(?<server>[^\]]+)\]:(?<serverPort>\d+)?: (?<version>\S+) with cipher (?<suite>\S+) /,
          ],
          may: [/ key-exchange (?<group>[A-Za-z0-9-]+)/],
        },
        {
          role: 'hold',
          marker: 'SSL_accept error from ',
          must: [/SSL_accept error from \S*\[(?<client>[^\]]+)\](?::\d+)?: (?<failure>.+)$/],
        },
        {
          role: 'reason',
          marker: 'warning: TLS library problem: ',
          must: [/TLS library problem: (?<failure>\S+.*)$/],
        },
        { role: 'end', marker: ' disconnect from ', must: [/postfix\S*\/smtpd\[/] },
        { role: 'sign', marker: 'postfix', must: [/postfix\S*\/smtpd?\[\d+\]: /] },
      ],
    },
    hint: 'postconf -e smtpd_tls_loglevel=1 smtp_tls_loglevel=1',
    source: 'Postfix 3.7; https://www.postfix.org/TLS_README.html',
    samples: [
      {
        lines: [
          'Nov 22 11:24:31 mx postfix/smtpd[4786]: Anonymous TLS connection established from unknown[192.0.2.4]: TLSv1 with cipher AES128-SHA (128/128 bits)',
          'Nov 22 11:24:31 mx postfix/smtpd[4787]: connect from unknown[192.0.2.5]',
          'Nov 22 11:24:31 mx postfix/smtpd[4787]: SSL_accept error from unknown[192.0.2.5]: -1',
          'Nov 22 11:24:31 mx postfix/smtpd[4787]: warning: TLS library problem: error:1417D18C:SSL routines:tls_process_client_hello:version too low:../ssl/statem/statem_srvr.c:974:',
          'Nov 22 11:24:32 mx postfix/smtpd[4788]: SSL_accept error from unknown[192.0.2.6]: lost connection',
          'Nov 22 11:24:32 mx postfix/smtpd[4788]: disconnect from unknown[192.0.2.6] commands=0/0',
          'Nov 22 11:24:33 mx postfix/smtp[4789]: Trusted TLS connection established to mail.example.org[198.51.100.1]:25: TLSv1.1 with cipher ECDHE-RSA-AES256-SHA (256/256 bits)',
        ],
        events: [
          {
            time: Date.UTC(2026, 10, 22, 11, 24, 31),
            client: { address: '192.0.2.4', port: null },
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_RSA_WITH_AES_128_CBC_SHA',
            service: 'postfix/smtpd',
            outcome: 'established',
          },
          {
            client: { address: '192.0.2.5', port: null },
            outcome: 'refused',
            alert: { description: 70, name: 'protocol_version', by: 'server' },
          },
          { client: { address: '192.0.2.6', port: null }, outcome: 'abandoned' },
          { client: null, server: { address: '198.51.100.1', port: 25 }, negotiated: 'TLSv1.1' },
        ],
      },
    ],
  },
  {
    name: 'dovecot',
    title: "Dovecot's log",
    form: {
      kind: 'messages',
      // What a user calls himself comes before: the last of each counts.
      always: [
        SYSLOG_TIME,
        / (?<service>[a-z0-9]+-login): /,
        /^.*, rip=(?<client>[0-9a-fA-F:.]+),/,
        /^.*, lip=(?<server>[0-9a-fA-F:.]+),/,
      ],
      patterns: [
        {
          role: 'event',
          marker: ' with cipher ',
          must: [/-login: /, /, (?<version>(?:TLS|SSL)v[\d.]+) with cipher (?<suite>\S+) /],
        },
        {
          role: 'event',
          marker: 'TLS handshaking: SSL_accept() failed: ',
          must: [/-login: /, /TLS handshaking: SSL_accept\(\) failed: (?<failure>[^,]+)/],
        },
        { role: 'sign', marker: '-login: ', must: [/ [a-z0-9]+-login: .*rip=/] },
      ],
    },
    hint: 'login_log_format_elements = user=<%u> method=%m rip=%r lip=%l mpid=%e %c %k session=<%{session}>',
    source: 'Dovecot 2.3',
    samples: [
      {
        lines: [
          'Nov 22 11:27:47 imap-login: Info: Login: user=<u>, method=PLAIN, rip=127.0.0.1, lip=127.0.0.1, mpid=30032, TLS, TLSv1 with cipher ECDHE-RSA-AES256-SHA (256/256 bits), session=<tk1PxNtgdrZ/AAAB>',
          'Jan 17 11:21:38 mail dovecot: imap-login: Disconnected (no auth attempts in 6 secs): user=<>, rip=192.0.2.119, lip=198.51.100.50, TLS handshaking: SSL_accept() failed: error:1417D18C:SSL routines:tls_process_client_hello:version too low, session=<7+cvW8XVqoWsFYB3>',
        ],
        events: [
          {
            time: Date.UTC(2026, 10, 22, 11, 27, 47),
            client: { address: '127.0.0.1', port: null },
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
            service: 'imap-login',
          },
          {
            client: { address: '192.0.2.119', port: null },
            outcome: 'refused',
            alert: { description: 70, name: 'protocol_version', by: 'server' },
          },
        ],
      },
    ],
  },
  {
    name: 'exim',
    title: "Exim's main log",
    form: {
      kind: 'messages',
      always: [/^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?)/],
      patterns: [
        {
          role: 'event',
          marker: ' <= ',
          must: [/ X=(?<version>[A-Za-z]+v?[\d.]+):(?<suite>[^:\s]+):/, / \[(?<client>[0-9a-fA-F:.]+)\]/],
          may: [/ SNI="(?<sni>[^"]*)"/],
        },
        {
          role: 'event',
          marker: 'TLS error on connection from ',
          must: [/^.*\[(?<client>[0-9a-fA-F:.]+)\]/, / \((?<failure>(?:gnutls_handshake|SSL_accept)\).*)$/],
        },
        { role: 'sign', marker: '', must: [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ (?:<=|=>|Completed)/] },
      ],
    },
    hint: 'log_selector = +tls_cipher +tls_sni',
    source: 'https://exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html',
    samples: [
      {
        lines: [
          '2017-04-20 10:05:08 1d175P-0002Rb-Pn <= chai@example.org H=smtp05.example.org (smtp.example.org) [192.0.2.164] P=esmtps X=TLS1.0:DHE_RSA_AES_128_CBC_SHA1:128 CV=no S=10710 id=58d0@example.net',
          '2017-04-20 10:05:08 1d175P-0002Rb-Pn Completed',
          '2026-07-11 13:12:25 TLS error on connection from (matrix.lan) [192.0.2.10] (gnutls_handshake): A packet with illegal or unsupported version was received.',
        ],
        events: [
          {
            time: Date.UTC(2017, 3, 20, 10, 5, 8),
            client: { address: '192.0.2.164', port: null },
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
          },
          { client: { address: '192.0.2.10', port: null }, outcome: 'refused', negotiated: null },
        ],
      },
    ],
  },
  {
    name: 'exchange',
    title: "Exchange's SMTP protocol log",
    form: {
      kind: 'messages',
      always: [/^(?<time>[^,]{20,30}),/],
      patterns: [
        {
          role: 'event',
          marker: '_SERVER negotiation succeeded',
          must: [
            /^[^,]+,(?<service>[^,]*),[^,]*,[^,]*,(?<serverPlace>[^,]*),(?<clientPlace>[^,]*),/,
            /TLS protocol (?<version>SP_PROT[_-]\w+) negotiation succeeded/,
          ],
        },
        {
          role: 'event',
          marker: '_CLIENT negotiation succeeded',
          must: [
            /^[^,]+,(?<service>[^,]*),[^,]*,[^,]*,(?<clientPlace>[^,]*),(?<serverPlace>[^,]*),/,
            /TLS protocol (?<version>SP_PROT[_-]\w+) negotiation succeeded/,
          ],
        },
        { role: 'sign', marker: ',', must: [/^\d{4}-\d\d-\d\dT[\d:.]+Z,[^,]*,[0-9A-F]{16},\d+,/] },
        { role: 'sign', marker: '#Fields: ', must: [/^#Fields: date-time,connector-id,session-id,/] },
      ],
    },
    hint: 'Set-ReceiveConnector NAME -ProtocolLoggingLevel Verbose',
    source: 'https://learn.microsoft.com/en-us/exchange/mail-flow/connectors/protocol-logging',
    samples: [
      {
        lines: [
          '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
          '2023-01-11T16:00:01.010Z,MX\\Default Frontend MX,123453EC62278461,7,10.10.10.10:25,192.0.2.33:56026,*,,"TLS protocol SP_PROT_TLS1_0_SERVER negotiation succeeded using bulk encryption algorithm CALG_AES_128 with strength 128 bits, MAC hash algorithm CALG_SHA1 with strength 160 bits and key exchange algorithm CALG_ECDHE with strength 256 bits"',
          '2019-11-04T06:00:35.402Z,Send to relay,08D760DF231F00BC,27,10.0.0.31:37964,198.51.100.168:25,*,,"TLS protocol SP_PROT_TLS1_1_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"',
        ],
        events: [
          {
            time: Date.UTC(2023, 0, 11, 16, 0, 1, 10),
            client: { address: '192.0.2.33', port: 56_026 },
            server: { address: '10.10.10.10', port: 25 },
            negotiated: 'TLSv1.0',
          },
          {
            client: { address: '10.0.0.31', port: 37_964 },
            server: { address: '198.51.100.168', port: 25 },
            negotiated: 'TLSv1.1',
          },
        ],
      },
    ],
  },
];
