/**
 * Logs that are tables with the names of their columns.
 *
 * @module
 */
import type { LogFormat } from '../log-format.ts';

export const TABLE_FORMATS: readonly LogFormat[] = [
  {
    name: 'zeek-ssl',
    title: "Zeek's ssl.log",
    form: {
      kind: 'table',
      form: { separator: 'tab', header: '#fields' },
      columns: {
        time: ['ts'],
        client: ['id.orig_h'],
        clientPort: ['id.orig_p'],
        server: ['id.resp_h'],
        serverPort: ['id.resp_p'],
        version: ['version'],
        suite: ['cipher'],
        group: ['curve'],
        sni: ['server_name'],
        alert: ['last_alert'],
        established: ['established'],
        ja3: ['ja3'],
        ja4: ['ja4'],
      },
    },
    hint: null,
    source: 'https://docs.zeek.org/en/master/logs/ssl.html',
    samples: [
      {
        lines: [
          '#separator \\x09',
          '#path\tssl',
          '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tversion\tcipher\tcurve\tserver_name\tresumed\tlast_alert\tnext_protocol\testablished\tja3',
          '#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tstring\tstring\tstring\tbool\tstring\tstring\tbool\tstring',
          '1358197737.844659\tCW4BxU\t192.0.2.103\t39772\t198.51.100.102\t1194\tTLSv10\tTLS_DHE_RSA_WITH_AES_256_CBC_SHA\t-\t-\tF\t-\t-\tT\t49e3ac5d4a5b7a4ad0c4a6a0d6e0a0aa',
          '1358197738.5\tCW4BxV\t192.0.2.103\t39773\t198.51.100.102\t443\t-\t-\t-\told.example.org\tF\thandshake_failure\t-\tF\t-',
          '1358197739.5\tCW4BxW\t192.0.2.104\t39774\t198.51.100.102\t443\tTLSv13-draft28\tTLS_AES_128_GCM_SHA256\tx25519\tnew.example.org\tF\t-\th2\tT\t-',
          '1358197739.6\tCW4BxX\t192.0.2.104\t39774\t198.51.100.102\t443\tDTLSv10\tTLS_DHE_RSA_WITH_AES_256_CBC_SHA\t-\t-\tF\t-\t-\tT\t-',
        ],
        events: [
          {
            time: 1_358_197_737_844,
            client: { address: '192.0.2.103', port: 39_772 },
            server: { address: '198.51.100.102', port: 1194 },
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
            sni: null,
            outcome: 'established',
          },
          {
            negotiated: null,
            sni: 'old.example.org',
            outcome: 'refused',
            alert: { description: 40, name: 'handshake_failure', by: null },
          },
          { negotiated: 'TLSv1.3', group: 'x25519' },
          { negotiated: 'DTLSv1.0', transport: 'dtls' },
        ],
      },
    ],
  },
  {
    name: 'iis',
    title: "IIS's log in the W3C format",
    form: {
      kind: 'table',
      form: { separator: 'blank', header: '#Fields:' },
      columns: {
        date: ['date'],
        time: ['time'],
        client: ['c-ip'],
        clientPort: ['c-port'],
        server: ['s-ip'],
        serverPort: ['s-port'],
        version: ['crypt-protocol'],
        service: ['cs-host', 's-sitename', 's-computername'],
        userAgent: ['cs(User-Agent)'],
      },
    },
    spelling: 'schannel',
    hint: '<customFields><add logFieldName="crypt-protocol" sourceType="ServerVariable" sourceName="CRYPT_PROTOCOL" /></customFields>   in <siteDefaults><logFile logFormat="W3C"> of applicationHost.config (Windows Server 2016 and later)',
    source: 'https://www.microsoft.com/security/blog/2017/09/07/new-iis-functionality-to-help-identify-weak-tls-usage/',
    samples: [
      {
        lines: [
          '#Software: Microsoft Internet Information Services 10.0',
          '#Fields: date time s-ip cs-method cs-uri-stem s-port c-ip cs(User-Agent) sc-status crypt-protocol crypt-cipher crypt-hash crypt-keyexchange',
          '2026-03-01 08:15:30 198.51.100.2 GET / 443 192.0.2.10 Mozilla/4.0+(MSIE+8.0) 200 40 6610 8004 ae06',
          '2026-03-01 08:15:31 198.51.100.2 GET / 443 192.0.2.11 Mozilla/5.0 200 400 6610 800d ae06',
          '2026-03-01 08:15:32 198.51.100.2 GET / 80 192.0.2.11 Mozilla/5.0 200 - - - -',
        ],
        events: [
          {
            time: Date.UTC(2026, 2, 1, 8, 15, 30),
            client: { address: '192.0.2.10', port: null },
            server: { address: '198.51.100.2', port: 443 },
            negotiated: 'TLSv1.0',
          },
          { negotiated: 'TLSv1.2' },
        ],
      },
    ],
  },
  {
    name: 'mysql',
    title: 'the sessions of a MySQL or MariaDB server, asked of its performance_schema',
    form: {
      kind: 'table',
      form: { separator: 'tab', header: null },
      columns: {
        time: ['time'],
        client: ['client'],
        version: ['ssl_version'],
        suite: ['ssl_cipher'],
        service: ['user'],
      },
    },
    hint:
      'mysql --batch -e "SELECT UNIX_TIMESTAMP() AS time, t.PROCESSLIST_HOST AS client, t.PROCESSLIST_USER AS user, ' +
      'v.VARIABLE_VALUE AS ssl_version, c.VARIABLE_VALUE AS ssl_cipher FROM performance_schema.threads t ' +
      "JOIN performance_schema.status_by_thread v ON v.THREAD_ID = t.THREAD_ID AND v.VARIABLE_NAME = 'Ssl_version' " +
      "JOIN performance_schema.status_by_thread c ON c.THREAD_ID = t.THREAD_ID AND c.VARIABLE_NAME = 'Ssl_cipher'\" " +
      '>> tls.tsv   (no log of the server names the version of a connection)',
    source: 'MariaDB 10.11, and https://dev.mysql.com/doc/refman/8.0/en/performance-schema-status-variable-tables.html',
    samples: [
      {
        lines: [
          'time\tclient\tuser\tssl_version\tssl_cipher',
          '1763800000\t192.0.2.8\tshop\tTLSv1.1\tECDHE-RSA-AES256-SHA',
          '1763800000\tlocalhost\troot\t\t',
        ],
        events: [
          {
            time: 1_763_800_000_000,
            client: { address: '192.0.2.8', port: null },
            negotiated: 'TLSv1.1',
            service: 'shop',
          },
        ],
      },
    ],
  },
];
