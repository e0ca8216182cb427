/**
 * Logs that clouds write into a bucket or a storage account.
 *
 * @module
 */
import { layoutOf } from '../layout.ts';
import type { LogFormat } from '../log-format.ts';

const AWS = 'https://docs.aws.amazon.com/elasticloadbalancing/latest';
const AZURE = 'https://learn.microsoft.com/en-us/azure';

export const CLOUD_FORMATS: readonly LogFormat[] = [
  {
    name: 'aws-alb',
    title: "the access log of AWS's Application Load Balancer",
    form: {
      kind: 'layout',
      layouts: ['https', 'h2', 'grpcs', 'wss', 'http', 'ws'].map((type) =>
        layoutOf(
          `${type} <time> <service> <clientPlace> <_> <_> <_> <_> <_> <_> <_> <_> "<_>" "<userAgent>" <suite> <version> <_> "<_>" "<sni>" <*>`,
        ),
      ),
    },
    hint: null,
    source: `${AWS}/application/load-balancer-access-logs.html`,
    samples: [
      {
        lines: [
          'https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.0.2.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-SHA TLSv1 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_123456',
          'http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.0.2.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"',
        ],
        events: [
          {
            time: Date.UTC(2018, 6, 2, 22, 23, 0, 186),
            client: { address: '192.0.2.39', port: 2817 },
            negotiated: 'TLSv1.0',
            cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
            sni: 'www.example.com',
            service: 'app/my-loadbalancer/50dc6c495c0c9188',
          },
        ],
      },
    ],
  },
  {
    name: 'aws-alb-connection',
    title: "the connection log of AWS's Application Load Balancer",
    form: {
      kind: 'layout',
      layouts: [
        layoutOf('<time> <client> <clientPort> <serverPort> <version> <suite> <_> "<_>" <_> <_> <established> <*>'),
        layoutOf('<time> <client> <clientPort> <serverPort> <version> <suite> <_> <_> <_> <_> <established> <*>'),
        layoutOf('<time> <client> <clientPort> <serverPort> <version> <suite> <_> <_> <_> <_> <_>'),
      ],
    },
    hint: null,
    source: `${AWS}/application/load-balancer-connection-logs.html`,
    samples: [
      {
        lines: [
          '2023-10-04T17:05:15.514108Z 203.0.113.1 36280 443 TLSv1.1 ECDHE-RSA-AES128-SHA 4.036 "CN=a.example.com,O=ELB" NotBefore=2023-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z FEF257372D5C14D4 Success TID_3180a73013c8ca4bac2f731159d4b0fe',
        ],
        events: [
          {
            time: Date.UTC(2023, 9, 4, 17, 5, 15, 514),
            client: { address: '203.0.113.1', port: 36_280 },
            negotiated: 'TLSv1.1',
            outcome: 'established',
          },
        ],
      },
    ],
  },
  {
    name: 'aws-nlb',
    title: "the access log of AWS's Network Load Balancer",
    form: {
      kind: 'layout',
      layouts: [
        layoutOf(
          'tls <_> <time> <service> <_> <clientPlace> <serverPlace> <_> <_> <_> <_> <alert> <_> <_> <suite> <version> <_> <sni> <*>',
        ),
      ],
    },
    hint: null,
    source: `${AWS}/network/load-balancer-access-logs.html`,
    samples: [
      {
        lines: [
          'tls 2.0 2018-12-20T02:59:40 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 192.0.2.154:51341 198.51.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19 - ECDHE-RSA-AES128-SHA tlsv1 - my-nlb.elb.us-east-2.amazonaws.com - - - 2018-12-20T02:59:30',
        ],
        events: [
          {
            time: Date.UTC(2018, 11, 20, 2, 59, 40),
            client: { address: '192.0.2.154', port: 51_341 },
            server: { address: '198.51.100.185', port: 443 },
            negotiated: 'TLSv1.0',
            sni: 'my-nlb.elb.us-east-2.amazonaws.com',
          },
        ],
      },
    ],
  },
  {
    name: 'aws-clb',
    title: "the access log of AWS's Classic Load Balancer",
    form: {
      kind: 'layout',
      layouts: [
        layoutOf(
          '<time> <service> <clientPlace> <_> <_> <_> <_> <_> <_> <_> <_> "<_>" "<userAgent>" <suite> <version>',
        ),
      ],
    },
    hint: null,
    source: `${AWS}/classic/access-log-collection.html`,
    samples: [
      {
        lines: [
          '2015-05-13T23:39:43.945958Z my-loadbalancer 192.0.2.39:2817 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.38.0" DHE-RSA-AES128-SHA TLSv1.2',
          '2015-05-13T23:39:43.945958Z my-loadbalancer 192.0.2.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -',
        ],
        events: [{ negotiated: 'TLSv1.2', service: 'my-loadbalancer', client: { address: '192.0.2.39', port: 2817 } }],
      },
    ],
  },
  {
    name: 'cloudfront',
    title: "CloudFront's standard log",
    form: {
      kind: 'table',
      form: { separator: 'tab', header: '#Fields:', headerSeparator: 'blank' },
      columns: {
        date: ['date'],
        time: ['time'],
        client: ['c-ip'],
        clientPort: ['c-port'],
        version: ['ssl-protocol'],
        suite: ['ssl-cipher'],
        service: ['x-host-header', 'cs(Host)'],
        userAgent: ['cs(User-Agent)'],
      },
    },
    hint: 'add ssl-protocol and ssl-cipher to the fields of the log delivery',
    source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html',
    samples: [
      {
        lines: [
          '#Version: 1.0',
          '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version',
          '2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(Windows)\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\twww.example.net\thttps\t23\t0.001\t-\tTLSv1\tECDHE-RSA-AES128-SHA\tHit\tHTTP/1.1',
          '2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(Windows)\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\twww.example.net\thttp\t23\t0.001\t-\t-\t-\tHit\tHTTP/1.1',
        ],
        events: [
          {
            time: Date.UTC(2019, 11, 4, 21, 2, 31),
            client: { address: '192.0.2.100', port: null },
            negotiated: 'TLSv1.0',
            service: 'www.example.net',
          },
        ],
      },
    ],
  },
  {
    name: 'gcp-load-balancer',
    title: "the log of Google Cloud's Application Load Balancer",
    form: {
      kind: 'json',
      paths: {
        time: ['timestamp'],
        client: ['httpRequest/remoteIp'],
        version: ['jsonPayload/tls/protocol'],
        suite: ['jsonPayload/tls/cipher'],
        service: ['resource/labels/backend_service_name', 'resource/labels/forwarding_rule_name'],
        userAgent: ['httpRequest/userAgent'],
      },
      signs: ['httpRequest/remoteIp', 'resource/type'],
    },
    hint: 'gcloud compute backend-services update NAME --region=REGION --enable-logging --logging-optional=CUSTOM --logging-optional-fields=tls.protocol,tls.cipher',
    source: 'https://cloud.google.com/load-balancing/docs/https/https-reg-logging-monitoring',
    samples: [
      {
        lines: [
          '{"httpRequest":{"remoteIp":"192.0.2.7","requestMethod":"GET","status":200,"userAgent":"curl/7.1"},"jsonPayload":{"tls":{"protocol":"TLSv1.1","cipher":"ECDHE-RSA-AES128-SHA"}},"resource":{"type":"http_external_regional_lb_rule","labels":{"backend_service_name":"shop"}},"timestamp":"2026-05-02T10:00:00.123456Z"}',
        ],
        events: [{ time: Date.UTC(2026, 4, 2, 10, 0, 0, 123), negotiated: 'TLSv1.1', service: 'shop' }],
      },
    ],
  },
  {
    name: 'azure-storage',
    title: 'the resource log of Azure Storage',
    form: {
      kind: 'json',
      paths: {
        time: ['time'],
        clientPlace: ['callerIpAddress'],
        version: ['properties/tlsVersion'],
        service: ['properties/accountName', 'resourceId'],
        userAgent: ['properties/userAgentHeader'],
      },
      signs: ['callerIpAddress', 'properties/serviceType'],
    },
    hint: null,
    source: `${AZURE}/storage/common/transport-layer-security-configure-minimum-version`,
    samples: [
      {
        lines: [
          '{"time":"2026-07-05T11:50:00.1234567Z","category":"StorageRead","operationName":"GetBlob","callerIpAddress":"192.0.2.77:53371","properties":{"accountName":"diag","userAgentHeader":"Old/1.0","serviceType":"blob","tlsVersion":"TLS 1.0"},"protocol":"HTTPS"}',
        ],
        events: [
          {
            time: Date.UTC(2026, 6, 5, 11, 50, 0, 123),
            client: { address: '192.0.2.77', port: 53_371 },
            negotiated: 'TLSv1.0',
            service: 'diag',
            userAgent: 'Old/1.0',
          },
        ],
      },
    ],
  },
  {
    name: 'azure-front-door',
    title: 'the access log of Azure Front Door and its CDN',
    form: {
      kind: 'json',
      paths: {
        time: ['time'],
        client: ['properties/socketIp', 'properties/clientIp'],
        clientPort: ['properties/clientPort'],
        version: ['properties/securityProtocol'],
        suite: ['properties/securityCipher'],
        group: ['properties/securityCurves'],
        service: ['properties/hostName', 'properties/endpoint', 'properties/routingRuleName'],
        userAgent: ['properties/userAgent'],
      },
      signs: ['properties/securityProtocol', 'properties/clientIp'],
    },
    hint: null,
    source: `${AZURE}/frontdoor/front-door-diagnostics`,
    samples: [
      {
        lines: [
          '{"time":"2020-06-09T22:32:17.8383427Z","category":"FrontdoorAccessLog","operationName":"Microsoft.Network/FrontDoor/AccessLog/Write","properties":{"httpMethod":"GET","userAgent":"Mozilla/5.0","clientIp":"192.0.2.5","socketIp":"192.0.2.5","clientPort":"52097","securityProtocol":"TLS 1.1","routingRuleName":"Web"}}',
        ],
        events: [{ client: { address: '192.0.2.5', port: 52_097 }, negotiated: 'TLSv1.1', service: 'Web' }],
      },
    ],
  },
  {
    name: 'azure-application-gateway',
    title: 'the access log of Azure Application Gateway',
    form: {
      kind: 'json',
      paths: {
        time: ['timeStamp', 'time'],
        client: ['properties/clientIP'],
        clientPort: ['properties/clientPort'],
        version: ['properties/sslProtocol'],
        suite: ['properties/sslCipher'],
        service: ['properties/originalHost', 'properties/host', 'listenerName'],
        userAgent: ['properties/userAgent'],
      },
      signs: ['properties/clientIP', 'properties/sslEnabled'],
    },
    hint: null,
    source: `${AZURE}/application-gateway/application-gateway-diagnostics`,
    samples: [
      {
        lines: [
          '{"timeStamp":"2021-10-14T22:17:11+00:00","operationName":"ApplicationGatewayAccess","category":"ApplicationGatewayAccessLog","properties":{"clientIP":"192.0.2.24","clientPort":45057,"userAgent":"Mozilla\\/5.0","sslEnabled":"on","sslCipher":"ECDHE-RSA-AES256-SHA","sslProtocol":"TLSv1","originalHost":"shop.example.com","host":"10.0.0.4"}}',
        ],
        events: [
          {
            time: Date.UTC(2021, 9, 14, 22, 17, 11),
            client: { address: '192.0.2.24', port: 45_057 },
            negotiated: 'TLSv1.0',
            service: 'shop.example.com',
            userAgent: 'Mozilla/5.0',
          },
        ],
      },
    ],
  },
];
