/**
 * Logs of proxies and sensors in JSON, a line each.
 *
 * @module
 */
import type { LogFormat } from '../log-format.ts';

export const JSON_LOG_FORMATS: readonly LogFormat[] = [
  {
    name: 'caddy',
    title: "Caddy's access log",
    form: {
      kind: 'json',
      paths: {
        time: ['ts'],
        client: ['request/remote_ip', 'request/client_ip'],
        clientPort: ['request/remote_port'],
        version: ['request/tls/version'],
        suite: ['request/tls/cipher_suite', 'request/tls/ciphersuite'],
        sni: ['request/tls/server_name'],
        service: ['request/host'],
        userAgent: ['request/headers/User-Agent'],
      },
      signs: ['request/remote_ip', 'ts', 'logger'],
    },
    spelling: 'wire',
    hint: null,
    source: 'https://github.com/allinurl/goaccess/issues/2564 has lines of Caddy 2.7',
    samples: [
      {
        lines: [
          '{"level":"info","ts":1696325286.9971106,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"192.0.2.201","remote_port":"39062","client_ip":"192.0.2.201","proto":"HTTP/1.1","method":"GET","host":"www.example.net","uri":"/","headers":{"User-Agent":["probe/1 \\"x\\""]},"tls":{"resumed":false,"version":770,"cipher_suite":49171,"proto":"http/1.1","server_name":"www.example.net"}},"status":200}',
        ],
        events: [
          {
            time: 1_696_325_286_997,
            client: { address: '192.0.2.201', port: 39_062 },
            negotiated: 'TLSv1.1',
            cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
            sni: 'www.example.net',
            userAgent: 'probe/1 "x"',
          },
        ],
      },
    ],
  },
  {
    name: 'traefik',
    title: "Traefik's access log in JSON",
    form: {
      kind: 'json',
      paths: {
        time: ['StartUTC', 'time'],
        client: ['ClientHost'],
        clientPort: ['ClientPort'],
        version: ['TLSVersion'],
        suite: ['TLSCipher'],
        service: ['RouterName', 'RequestHost'],
        sni: ['RequestHost'],
        userAgent: ['request_User-Agent'],
      },
      signs: ['ClientHost', 'DownstreamStatus', 'RequestMethod'],
    },
    hint: 'accessLog: { format: json, fields: { names: { TLSVersion: keep, TLSCipher: keep } } }',
    source: 'https://doc.traefik.io/traefik/observability/access-logs/',
    samples: [
      {
        lines: [
          '{"ClientAddr":"192.0.2.5:54321","ClientHost":"192.0.2.5","ClientPort":"54321","DownstreamStatus":200,"RequestHost":"app.example.com","RequestMethod":"GET","RouterName":"app@docker","StartUTC":"2026-09-30T18:53:55.835455253Z","TLSCipher":"TLS_RSA_WITH_AES_128_CBC_SHA","TLSVersion":"1.0","level":"info","msg":"","time":"2026-09-30T21:53:55+03:00"}',
        ],
        events: [
          {
            time: Date.UTC(2026, 8, 30, 18, 53, 55, 835),
            client: { address: '192.0.2.5', port: 54_321 },
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_RSA_WITH_AES_128_CBC_SHA',
            service: 'app@docker',
          },
        ],
      },
    ],
  },
  {
    name: 'zeek-ssl-json',
    title: "Zeek's ssl.log in JSON",
    form: {
      kind: 'json',
      paths: {
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
      signs: ['id.orig_h', 'id.resp_h', 'established'],
    },
    hint: null,
    source: 'https://docs.zeek.org/en/master/logs/ssl.html',
    samples: [
      {
        lines: [
          '{"ts":1598992773.193883,"uid":"CRUIst","id.orig_h":"192.0.2.101","id.orig_p":49816,"id.resp_h":"198.51.100.186","id.resp_p":443,"version":"TLSv10","cipher":"TLS_RSA_WITH_AES_256_CBC_SHA","server_name":"login.example.com","resumed":false,"established":true}',
          '{"ts":1598992774.5,"uid":"CRUIsu","id.orig_h":"192.0.2.102","id.orig_p":49817,"id.resp_h":"198.51.100.186","id.resp_p":443,"resumed":false,"last_alert":"protocol_version","established":false}',
        ],
        events: [
          {
            time: 1_598_992_773_193,
            client: { address: '192.0.2.101', port: 49_816 },
            server: { address: '198.51.100.186', port: 443 },
            negotiated: 'TLSv1.0',
            outcome: 'established',
          },
          {
            negotiated: null,
            outcome: 'refused',
            alert: { description: 70, name: 'protocol_version', by: null },
          },
        ],
      },
    ],
  },
  {
    name: 'suricata',
    title: "Suricata's eve.json",
    form: {
      kind: 'json',
      paths: {
        time: ['timestamp'],
        client: ['src_ip'],
        clientPort: ['src_port'],
        server: ['dest_ip'],
        serverPort: ['dest_port'],
        version: ['tls/version'],
        sni: ['tls/sni'],
        ja3: ['tls/ja3/hash'],
        ja4: ['tls/ja4'],
      },
      signs: ['event_type', 'src_ip'],
    },
    // It writes an event from the hellos on, whether or not the handshake comes off.
    outcome: 'unknown',
    hint: 'outputs: - eve-log: { types: [ tls: { extended: yes } ] }',
    source: 'https://docs.suricata.io/en/latest/output/eve/eve-json-format.html',
    samples: [
      {
        lines: [
          '{"timestamp":"2026-01-01T00:00:10.000000+0000","event_type":"tls","src_ip":"192.0.2.4","src_port":54001,"dest_ip":"198.51.100.99","dest_port":443,"proto":"TCP","tls":{"version":"TLS 1.1","sni":"www.example.org"}}',
          '{"timestamp":"2026-01-01T00:00:11.000000+0000","event_type":"tls","src_ip":"192.0.2.4","src_port":54001,"dest_ip":"198.51.100.99","dest_port":443,"proto":"TCP","tls":{"version":"UNDETERMINED"}}',
          '{"timestamp":"2026-01-01T00:00:12.000000+0000","event_type":"flow","src_ip":"192.0.2.4","src_port":54001,"dest_ip":"198.51.100.99","dest_port":443,"proto":"TCP"}',
        ],
        events: [
          { time: Date.UTC(2026, 0, 1, 0, 0, 10), negotiated: 'TLSv1.1', sni: 'www.example.org', outcome: 'unknown' },
          { negotiated: null, outcome: 'unknown' },
        ],
      },
    ],
  },
  {
    name: 'cloudtrail',
    title: 'AWS CloudTrail',
    form: {
      kind: 'json',
      paths: {
        time: ['eventTime'],
        client: ['sourceIPAddress'],
        version: ['tlsDetails/tlsVersion'],
        suite: ['tlsDetails/cipherSuite'],
        group: ['tlsDetails/keyExchange'],
        sni: ['tlsDetails/clientProvidedHostHeader'],
        service: ['eventSource'],
        userAgent: ['userAgent'],
      },
      signs: ['eventVersion', 'eventSource', 'awsRegion'],
    },
    hint: null,
    source:
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
    samples: [
      {
        lines: [
          '{"eventVersion":"1.08","eventTime":"2026-06-22T14:14:15Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.9","userAgent":"aws-cli/1.16","tlsDetails":{"tlsVersion":"TLSv1","cipherSuite":"ECDHE-RSA-AES128-SHA","clientProvidedHostHeader":"s3.amazonaws.com"}}',
          '{"eventVersion":"1.08","eventTime":"2026-06-22T14:14:16Z","eventSource":"s3.amazonaws.com","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.9","tlsDetails":{"clientProvidedHostHeader":"s3.amazonaws.com"}}',
        ],
        events: [
          {
            time: Date.UTC(2026, 5, 22, 14, 14, 15),
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
            service: 's3.amazonaws.com',
          },
        ],
      },
    ],
  },
  {
    name: 'cloudflare',
    title: 'Cloudflare Logpush (http_requests)',
    form: {
      kind: 'json',
      paths: {
        time: ['EdgeStartTimestamp'],
        client: ['ClientIP'],
        clientPort: ['ClientSrcPort'],
        version: ['ClientSSLProtocol'],
        suite: ['ClientSSLCipher'],
        service: ['ClientRequestHost'],
        sni: ['ClientRequestHost'],
        userAgent: ['ClientRequestUserAgent'],
      },
      signs: ['ClientIP', 'RayID'],
    },
    hint: 'add ClientSSLProtocol, ClientSSLCipher and ClientSrcPort to output_options.field_names of the Logpush job',
    source: 'https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/',
    samples: [
      {
        lines: [
          '{"RayID":"48b371","EdgeStartTimestamp":1545155129696000000,"ClientIP":"192.0.2.1","ClientSrcPort":39816,"ClientRequestHost":"example.com","ClientSSLCipher":"AEAD-AES128-GCM-SHA256","ClientSSLProtocol":"TLSv1.3"}',
          '{"RayID":"48b372","EdgeStartTimestamp":"2026-11-22T18:53:13Z","ClientIP":"192.0.2.2","ClientRequestHost":"example.com","ClientSSLCipher":"ECDHE-RSA-AES128-SHA","ClientSSLProtocol":"TLSv1"}',
          '{"RayID":"48b373","EdgeStartTimestamp":"2026-11-22T18:53:14Z","ClientIP":"192.0.2.2","ClientRequestHost":"example.com","ClientSSLCipher":"NONE","ClientSSLProtocol":"none"}',
        ],
        events: [
          { time: 1_545_155_129_696, negotiated: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
          { time: Date.UTC(2026, 10, 22, 18, 53, 13), negotiated: 'TLSv1.0' },
        ],
      },
    ],
  },
];
