import { expect, test } from 'vitest';
import type { UsageEvent } from '../../facts/usage-facts.ts';
import { readNginx } from '../../negotiation/configuration/nginx-syntax.ts';
import { LogReader } from './log-reader.ts';
import { nginxLogFormats } from './nginx-formats.ts';

const CONFIGURATION = `
http {
  log_format plain '$remote_addr [$time_local]';
  log_format tls   '$remote_addr - $remote_user [$time_local] "$request" '
                   '$status \${body_bytes_sent} $ssl_protocol/$ssl_cipher '
                   '"$http_user_agent" "$http_x_forwarded_for"';
  log_format json escape=json '{"when":"$msec","from":"$remote_addr","tls":"$ssl_protocol","agent":"$http_user_agent"}';
  access_log /var/log/nginx/plain.log plain;
  server {
    location / { access_log /var/log/nginx/tls.log tls buffer=32k; }
    access_log /var/log/nginx/json.log json;
  }
}
stream {
  log_format hello '$proxy_protocol_addr $msec $ssl_preread_protocol "$ssl_preread_server_name"';
}
`;

function formats(): ReturnType<typeof nginxLogFormats> {
  const outside = { include: () => null, certificate: () => null, dhBits: () => null };
  const directives = readNginx({ file: 'nginx.conf', text: CONFIGURATION }, outside);
  if (!directives.ok) throw new Error(directives.error.message);
  return nginxLogFormats(directives.value);
}

function read(name: string, text: string): UsageEvent[] {
  const format = formats().find((found) => found.name === name)?.format;
  if (format?.ok !== true) throw new Error(`${name} has no format`);
  const events: UsageEvent[] = [];
  const reader = new LogReader({ file: 'x', now: 0, isEveryEvent: true, format: format.value }, ({ event }) => {
    if (event !== null) events.push(event);
  });
  reader.push(Buffer.from(text));
  reader.end();
  return events;
}

test('every log_format is found, with the files that are written in it', () => {
  expect(formats().map(({ name, files, format }) => [name, files, format.ok])).toEqual([
    ['plain', ['/var/log/nginx/plain.log'], false],
    ['tls', ['/var/log/nginx/tls.log'], true],
    ['json', ['/var/log/nginx/json.log'], true],
    ['hello', [], true],
  ]);
  expect(formats()[0]?.format).toEqual({
    ok: false,
    error: 'it does not hold the TLS version; add $ssl_protocol, or $ssl_preread_protocol in a stream block',
  });
});

test('lines in them are read', () => {
  expect(
    read(
      'tls',
      '192.0.2.1 - - [22/Nov/2026:11:25:47 +0100] "GET / HTTP/1.1" 200 2 TLSv1.1/AES128-SHA "a \\x22 b" "-"\n',
    ),
  ).toMatchObject([
    {
      time: Date.UTC(2026, 10, 22, 10, 25, 47),
      negotiated: 'TLSv1.1',
      cipherSuite: 'TLS_RSA_WITH_AES_128_CBC_SHA',
      userAgent: 'a \\x22 b',
    },
  ]);
  expect(
    read('json', '{"when":"1795000000.123","from":"2001:db8::1","tls":"SSLv3","agent":"a \\"TLSv1.3\\" b"}\n'),
  ).toMatchObject([{ time: 1_795_000_000_123, negotiated: 'SSLv3', client: { address: '2001:db8::1', port: null } }]);
  expect(read('hello', '192.0.2.1 1795000000.123 TLSv1 "h.example"\n')).toMatchObject([
    { offeredMax: 'TLSv1.0', negotiated: null, outcome: 'unknown', sni: 'h.example' },
  ]);
});
