/**
 * Logs of messages: the error logs of web servers, databases and directories.
 *
 * @module
 */
import type { LogFormat } from '../log-format.ts';
import { SYSLOG_TIME } from './syslog-time.ts';

export const MESSAGE_FORMATS: readonly LogFormat[] = [
  {
    name: 'nginx-error',
    title: "nginx's error log",
    form: {
      kind: 'messages',
      always: [/^(?<time>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[/],
      patterns: [
        {
          role: 'event',
          marker: 'SSL_do_handshake() failed (SSL: ',
          must: [/\(SSL: (?<failure>[^)]+)\)/, / client: (?<client>[0-9a-fA-F:.]+)/],
          may: [/ server: (?<serverPlace>\S+:\d+)/],
        },
        {
          role: 'event',
          marker: 'peer closed connection in SSL handshake',
          must: [/(?<failure>peer closed connection in SSL handshake)/, / client: (?<client>[0-9a-fA-F:.]+)/],
          may: [/ server: (?<serverPlace>\S+:\d+)/],
        },
        { role: 'sign', marker: '', must: [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+: /] },
      ],
    },
    hint: 'error_log /var/log/nginx/error.log info;',
    source: 'nginx 1.22',
    samples: [
      {
        lines: [
          '2026/11/22 11:25:43 [notice] 29582#29582: using the "epoll" event method',
          '2026/11/22 11:25:50 [info] 29582#29582: *17 SSL_do_handshake() failed (SSL: error:0A000102:SSL routines::unsupported protocol) while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:24433',
          '2026/11/22 11:26:03 [info] 29582#29582: *33 SSL_do_handshake() failed (SSL: error:0A00018C:SSL routines::version too low) while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:24431',
          '2026/11/22 11:26:04 [crit] 7#7: *9 SSL_do_handshake() failed (SSL: error:14209102:SSL routines:tls_early_post_process_client_hello:unsupported protocol) while SSL handshaking, client: 2001:db8::9, server: 0.0.0.0:443',
        ],
        events: [
          {
            time: Date.UTC(2026, 10, 22, 11, 25, 50),
            client: { address: '127.0.0.1', port: null },
            server: { address: '127.0.0.1', port: 24_433 },
            negotiated: null,
            outcome: 'refused',
            alert: { description: 70, name: 'protocol_version', by: 'server' },
          },
          { outcome: 'refused', alert: { description: 70, name: 'protocol_version', by: 'server' } },
          { client: { address: '2001:db8::9', port: null }, outcome: 'refused' },
        ],
      },
    ],
  },
  {
    name: 'apache-error',
    title: "Apache's error log",
    form: {
      kind: 'messages',
      always: [
        /^\[(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4})\]/,
        /\[pid (?<join>\d+(?::tid \d+)?)\]/,
      ],
      patterns: [
        {
          role: 'hold',
          marker: ' AH02008: ',
          must: [/ \[client (?<clientPlace>[^\]]+)\] AH02008: (?<failure>SSL library error \d+ in handshake)/],
          may: [/ \(server (?<service>[^)]+)\)/],
        },
        {
          role: 'reason',
          marker: ' SSL Library Error: ',
          must: [/ SSL Library Error: (?<failure>\S.*)$/],
        },
        {
          role: 'event',
          marker: ' AH02006: ',
          must: [
            / \[client (?<clientPlace>[^\]]+)\] AH02006: (?<failure>SSL handshake stopped: connection was closed)/,
          ],
          may: [/ \(server (?<service>[^)]+)\)/],
        },
        { role: 'end', marker: ' AH01998: ', must: [/ AH01998: Connection closed /] },
        { role: 'sign', marker: '[pid ', must: [/^\[[^\]]+\] \[[a-z0-9_]+:[a-z0-9]+\] \[pid \d+/] },
      ],
    },
    hint: 'LogLevel warn ssl:info',
    source: 'Apache 2.4',
    samples: [
      {
        lines: [
          '[Mon Nov 23 14:06:53.001732 2026] [ssl:info] [pid 30875:tid 30882] [client 127.0.0.1:47592] AH01964: Connection to child 128 established (server localhost:34443)',
          '[Mon Nov 23 14:06:53.002136 2026] [ssl:info] [pid 30875:tid 30882] [client 127.0.0.1:47592] AH02008: SSL library error 1 in handshake (server localhost:34443)',
          '[Mon Nov 23 14:06:53.002150 2026] [ssl:info] [pid 30875:tid 30882] SSL Library Error: error:0A000102:SSL routines::unsupported protocol',
          '[Mon Nov 23 14:06:53.002155 2026] [ssl:info] [pid 30875:tid 30882] [client 127.0.0.1:47592] AH01998: Connection closed to child 128 with abortive shutdown (server localhost:34443)',
          '[Mon Nov 23 14:06:53.299335 2026] [ssl:info] [pid 30867:tid 30874] (70014)End of file found: [client 127.0.0.1:47636] AH02006: SSL handshake stopped: connection was closed',
        ],
        events: [
          {
            time: Date.UTC(2026, 10, 23, 14, 6, 53, 2),
            client: { address: '127.0.0.1', port: 47_592 },
            service: 'localhost:34443',
            negotiated: null,
            outcome: 'refused',
            alert: { description: 70, name: 'protocol_version', by: 'server' },
          },
          { client: { address: '127.0.0.1', port: 47_636 }, outcome: 'abandoned', alert: null },
        ],
      },
    ],
  },
  {
    name: 'postgresql',
    title: "PostgreSQL's log",
    form: {
      kind: 'messages',
      always: [/^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [A-Z+\d-]{1,6})/, /^[^[]{10,40}\[(?<join>\d+)\]/],
      patterns: [
        {
          role: 'part',
          marker: 'connection received: host=',
          must: [/connection received: host=(?<client>\S+)/],
          may: [/ port=(?<clientPort>\d+)/],
        },
        {
          role: 'event',
          marker: 'connection authorized: ',
          must: [/ SSL enabled \(protocol=(?<version>[^,]+), cipher=(?<suite>[^,]+),/],
          may: [/ database=(?<service>\S+)/],
        },
        { role: 'end', marker: 'connection authorized: ', must: [/connection authorized: /] },
        {
          role: 'event',
          marker: 'could not accept SSL connection: ',
          must: [/could not accept SSL connection: (?<failure>.+)$/],
        },
        { role: 'sign', marker: '', must: [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \S+ \[\d+\] (?:\S+ )?[A-Z]+: {2}/] },
      ],
    },
    hint: 'log_connections = on',
    source: 'PostgreSQL 15',
    samples: [
      {
        lines: [
          '2026-11-22 11:27:32.369 UTC [29980] LOG:  connection received: host=127.0.0.1 port=54432',
          '2026-11-22 11:27:32.372 UTC [29980] LOG:  could not accept SSL connection: unsupported protocol',
          '2026-11-22 11:27:32.438 UTC [29986] LOG:  connection received: host=127.0.0.1 port=54444',
          '2026-11-22 11:27:32.443 UTC [29986] LOG:  connection authorized: user=postgres database=shop application_name=psql SSL enabled (protocol=TLSv1.2, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256)',
        ],
        events: [
          {
            time: Date.UTC(2026, 10, 22, 11, 27, 32, 372),
            client: { address: '127.0.0.1', port: 54_432 },
            outcome: 'refused',
            alert: { description: 70, name: 'protocol_version', by: 'server' },
          },
          { client: { address: '127.0.0.1', port: 54_444 }, negotiated: 'TLSv1.2', service: 'shop' },
        ],
      },
    ],
  },
  {
    name: 'openldap',
    title: "OpenLDAP's log",
    form: {
      kind: 'messages',
      always: [/^(?<time>[0-9a-f]{8}\.[0-9a-f]{8}) /, SYSLOG_TIME, / conn=(?<join>\d+) fd=/],
      patterns: [
        {
          role: 'part',
          marker: ' ACCEPT from IP=',
          must: [/ ACCEPT from IP=(?<clientPlace>\S+) \(IP=(?<serverPlace>[^)]+)\)/],
        },
        {
          role: 'event',
          marker: ' TLS established ',
          must: [/ tls_proto=(?<version>\S+)/],
          may: [/ tls_cipher=(?<suite>\S+)/],
        },
        {
          role: 'event',
          marker: ' closed (TLS negotiation failure)',
          must: [/ closed \((?<failure>TLS negotiation failure)\)/],
        },
        { role: 'end', marker: ' closed', must: [/ fd=\d+ closed/] },
      ],
    },
    hint: 'olcLogLevel: stats',
    source: 'OpenLDAP 2.5',
    samples: [
      {
        lines: [
          '6b02d1a7.230fa701 0x7f33fabfe6c0 conn=1000 fd=11 ACCEPT from IP=192.0.2.42:48838 (IP=0.0.0.0:636)',
          '6b02d1a7.230fa702 0x7f33fabfe6c0 conn=1000 fd=11 TLS established tls_ssf=256 ssf=256 tls_proto=TLS1.0 tls_cipher=AES-256-CBC',
          'May  3 03:27:57 olk0 slapd[11426]: conn=1001 fd=19 ACCEPT from IP=192.0.2.43:48838 (IP=0.0.0.0:636)',
          'May  3 03:27:57 olk0 slapd[11426]: conn=1001 fd=19 closed (TLS negotiation failure)',
        ],
        events: [
          {
            time: 0x6b02d1a7 * 1000 + 588,
            client: { address: '192.0.2.42', port: 48_838 },
            server: { address: '0.0.0.0', port: 636 },
            negotiated: 'TLSv1.0',
            cipherSuite: null,
          },
          { client: { address: '192.0.2.43', port: 48_838 }, outcome: 'refused', alert: null },
        ],
      },
    ],
  },
];
