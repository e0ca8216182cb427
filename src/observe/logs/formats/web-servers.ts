/**
 * Logs of web servers and proxies on machines of one's own.
 *
 * @module
 */
import { type LayoutPart, layoutOf } from '../layout.ts';
import { layoutOfSyntax } from '../layout-syntax.ts';
import type { LogFormat } from '../log-format.ts';

const HTTPSLOG =
  '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r ' +
  '%[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc';
const HTTPLOG =
  '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r';
const TCPLOG = '%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq';

/** What HAProxy writes of failed handshakes, whatever the format of its other lines. */
export const HAPROXY_FAILURES: readonly (readonly LayoutPart[])[] = [
  layoutOf('<client>:<clientPort> [<time>] <service>/<_>: SSL handshake <failure*>'),
  layoutOf('<client>:<clientPort> [<time>] <service>/<_>: Connection <failure> during SSL handshake'),
];

/** The layouts that HAProxy has names for, with and without the version. */
const HAPROXY_LAYOUTS: readonly (readonly LayoutPart[])[] = [
  layoutOfSyntax('haproxy', HTTPSLOG),
  layoutOfSyntax('haproxy', `${HTTPLOG} %sslv %sslc`),
  layoutOfSyntax('haproxy', `${TCPLOG} %sslv %sslc`),
  ...HAPROXY_FAILURES,
  layoutOfSyntax('haproxy', HTTPLOG),
  layoutOfSyntax('haproxy', TCPLOG),
];

export const WEB_SERVER_FORMATS: readonly LogFormat[] = [
  {
    name: 'nginx-access',
    title: "nginx's access log with the version and the suite behind the combined format",
    form: {
      kind: 'layout',
      layouts: [
        layoutOf('<client> - <_> [<time>] "<_>" <_> <_> "<_>" "<userAgent>" <version> <suite> <sni>'),
        layoutOf('<client> - <_> [<time>] "<_>" <_> <_> "<_>" "<userAgent>" <version> <suite>'),
      ],
    },
    hint: null,
    source: 'nginx 1.22',
    samples: [
      {
        lines: [
          '127.0.0.1 - - [22/Nov/2026:11:25:47 +0000] "GET /x HTTP/1.1" 200 2 "-" "t/tls1" TLSv1 ECDHE-RSA-AES256-SHA localhost',
          '127.0.0.1 - - [22/Nov/2026:11:26:03 +0000] "GET / HTTP/1.1" 400 255 "-" "curl/7.88.1" - - -',
        ],
        events: [
          {
            time: Date.UTC(2026, 10, 22, 11, 25, 47),
            client: { address: '127.0.0.1', port: null },
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
            sni: 'localhost',
            userAgent: 't/tls1',
            outcome: 'established',
          },
        ],
      },
    ],
  },
  {
    name: 'nginx-stream',
    title: "nginx's stream log with what the client offered (ssl_preread)",
    form: {
      kind: 'layout',
      layouts: [layoutOf('<client> [<time>] <_> <_> <_> <_> <_> preread=<offered> sni=<sni> alpn=<*>')],
    },
    outcome: 'unknown',
    hint: null,
    source: 'nginx 1.22 with ngx_stream_ssl_preread_module',
    samples: [
      {
        lines: ['127.0.0.1 [22/Nov/2026:11:26:03 +0000] TCP 200 0 0 0.000 preread=SSLv3 sni= alpn='],
        events: [{ offeredMax: 'SSLv3', negotiated: null, sni: null, outcome: 'unknown' }],
      },
    ],
  },
  {
    name: 'apache-ssl-request',
    title: "Apache's ssl_request_log",
    form: {
      kind: 'layout',
      layouts: [layoutOfSyntax('apache', '%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %b')],
    },
    hint: null,
    source: 'Apache 2.4',
    samples: [
      {
        lines: ['[22/Nov/2026:11:26:00 +0000] 127.0.0.1 TLSv1.1 ECDHE-RSA-AES256-SHA "GET /x HTTP/1.1" 236'],
        events: [{ negotiated: 'TLSv1.1', client: { address: '127.0.0.1', port: null } }],
      },
    ],
  },
  {
    name: 'haproxy',
    title: "HAProxy's log",
    form: { kind: 'layout', layouts: HAPROXY_LAYOUTS },
    offeredSpelling: 'haproxy',
    hint: 'option httpslog   (in TCP mode: log-format "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq %sslv %sslc")',
    source: 'HAProxy 2.6',
    samples: [
      {
        lines: [
          '127.0.0.1:59246 [22/Nov/2026:11:25:53.591] f1~ b/<NOSRV> 0/-1/-1/-1/0 200 73 - - LR-- 1/1/0/0/0 0/0 "GET /x HTTP/1.1" 0/0000000000000000/0/0/0 localhost/TLSv1/ECDHE-RSA-AES256-SHA',
          '127.0.0.1:53846 [22/Nov/2026:11:25:56.806] f3/1: SSL handshake failure',
          '192.0.2.7:2668 [22/Nov/2026:11:26:56.806] f3/1: SSL handshake failure (error:0A000102:SSL routines::unsupported protocol)',
        ],
        events: [
          {
            time: Date.UTC(2026, 10, 22, 11, 25, 53, 591),
            client: { address: '127.0.0.1', port: 59_246 },
            negotiated: 'TLSv1.0',
            sni: 'localhost',
            service: 'f1',
          },
          { outcome: 'refused', negotiated: null, service: 'f3', alert: null },
          { outcome: 'refused', alert: { description: 70, name: 'protocol_version', by: 'server' } },
        ],
      },
    ],
  },
  {
    name: 'traefik-common',
    title: "Traefik's common log, which has no TLS version",
    form: {
      kind: 'layout',
      layouts: [layoutOf('<client> - <_> [<time>] "<_>" <_> <_> "<_>" "<userAgent>" <_> "<service>" "<_>" <_>ms')],
    },
    hint: 'accessLog: { format: json }',
    source: 'https://doc.traefik.io/traefik/observability/access-logs/',
    samples: [
      {
        lines: [
          '192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/2.0" 200 23 "-" "curl/8.0" 451 "api@docker" "http://10.0.0.3:80" 3ms',
        ],
        events: [],
      },
    ],
  },
  {
    name: 'combined',
    title: 'the common or combined access log, which has no TLS version',
    form: {
      kind: 'layout',
      layouts: [
        layoutOf('<client> <_> <_> [<time>] "<_>" <_> <_> "<_>" "<userAgent>"'),
        layoutOf('<client> <_> <_> [<time>] "<_>" <_> <_>'),
      ],
    },
    hint:
      'nginx: log_format tls \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent ' +
      '"$http_referer" "$http_user_agent" $ssl_protocol $ssl_cipher $ssl_server_name\'; access_log /var/log/nginx/access.log tls;   ' +
      'Apache: LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\" %{SSL_PROTOCOL}x %{SSL_CIPHER}x" tls',
    source: 'mod_log_config and ngx_http_log_module',
    samples: [
      {
        lines: ['192.0.2.1 - frank [10/Oct/2026:13:55:36 -0700] "GET / HTTP/1.0" 200 2326 "-" "curl/8.0"'],
        events: [],
      },
    ],
  },
];
