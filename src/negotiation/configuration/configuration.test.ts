import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseApache } from './apache.ts';
import { NOTHING_OUTSIDE, type Outside } from './configuration.ts';
import { parseHaproxy } from './haproxy.ts';
import { parseNginx } from './nginx.ts';

const LEVEL = { securityLevel: 2 };
const FILES: Readonly<Record<string, string>> = { 'tls.conf': 'ssl_protocols TLSv1.2;\nssl_ciphers AES128-SHA;' };
const OUTSIDE: Outside = {
  include: (pattern) => {
    const text = FILES[pattern];
    return text === undefined ? null : [{ file: pattern, text }];
  },
  certificate: () => ({ keyType: 'ECDSA', keyBits: 256, curve: 23, signedWith: 0x0403 }),
  dhBits: () => 4096,
};

describe('nginx', () => {
  test('a server has what stands in it, and what stands around it where it says nothing', () => {
    const text = `
      http {
        ssl_protocols TLSv1 TLSv1.2; # for old printers
        ssl_ciphers "AES256-SHA:AES128-SHA:@SECLEVEL=0";
        ssl_dhparam dh.pem;
        server { listen 443 ssl http2; server_name a.test b.test; ssl_certificate a.pem; ssl_prefer_server_ciphers on; }
        server { listen 8443 ssl; ssl_protocols TLSv1.3; ssl_certificate a.pem; ssl_verify_client on; }
        server { listen 80; }
      }`;
    const servers = parseNginx({ file: 'nginx.conf', text }, OUTSIDE, LEVEL);
    expect(servers).toMatchObject({
      ok: true,
      value: [
        {
          name: 'a.test b.test',
          place: { file: 'nginx.conf', line: 6 },
          profile: {
            versions: ['TLSv1.0', 'TLSv1.2'],
            suites: { 'TLSv1.2': { codes: [0x0035, 0x002f] } },
            preference: 'server',
            dh: 4096,
            alpn: { protocols: ['h2', 'http/1.1', 'http/1.0', 'http/0.9'] },
            certificates: [{ keyType: 'ECDSA' }],
          },
          unread: [],
          assumptions: [],
        },
        {
          name: '8443',
          profile: { versions: ['TLSv1.3'], preference: 'client' },
          unread: [{ directive: 'ssl_verify_client on', place: { line: 7 } }],
        },
      ],
    });
  });

  test('commands to OpenSSL narrow the versions and replace the cipher string; what is not read is said', () => {
    const text = `server { listen 443 ssl; ssl_protocols TLSv1 TLSv1.2 TLSv1.3; ssl_ciphers AES256-SHA;
      ssl_conf_command MinProtocol TLSv1.1; ssl_conf_command MaxProtocol TLSv1.2;
      ssl_conf_command CipherString AES128-SHA; ssl_conf_command Options NoRenegotiation; ssl_session_cache off; }`;
    expect(parseNginx({ file: 'n', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [
        {
          profile: { versions: ['TLSv1.2'], suites: { 'TLSv1.2': { codes: [0x002f] } } },
          unread: [{ directive: 'ssl_conf_command Options NoRenegotiation', place: { line: 3 } }],
        },
      ],
    });
    expect(parseNginx({ file: 'n', text: text.replace('TLSv1.1', 'TLSv9') }, OUTSIDE, LEVEL)).toMatchObject({
      error: { message: 'n:2: OpenSSL knows no "TLSv9"' },
    });
  });

  test('behind the default server of an address its versions, groups and TLS 1.3 suites rule', () => {
    const text = `
      ssl_ciphers DEFAULT:@SECLEVEL=0; ssl_dhparam dh.pem;
      server { listen 443 ssl http2; server_name a.test; ssl_protocols TLSv1.2 TLSv1.3; ssl_ecdh_curve P-384; }
      server { listen 0.0.0.0:443; server_name b.test; ssl_protocols TLSv1.3; ssl_ciphers AES128-SHA; }
      server { listen 10.0.0.1:443 ssl; server_name c.test; ssl_protocols TLSv1.3; }
      server { listen 10.0.0.1:443 ssl default_server; server_name d.test; ssl_reject_handshake on; }`;
    const servers = parseNginx({ file: 'n', text }, OUTSIDE, LEVEL);
    const none = { known: [], missingAlert: 112, unknownAlert: 112 };
    expect(servers).toMatchObject({
      value: [
        { name: 'a.test', profile: { versions: ['TLSv1.2', 'TLSv1.3'] }, withoutName: null },
        {
          name: 'b.test',
          profile: {
            versions: ['TLSv1.2', 'TLSv1.3'],
            suites: { 'TLSv1.2': { codes: [0x002f] } },
            groups: { codes: [24] },
            alpn: { protocols: ['h2', 'http/1.1', 'http/1.0', 'http/0.9'] },
          },
          withoutName: { versions: ['TLSv1.2', 'TLSv1.3'] },
          assumptions: ['its versions are those of the default server at n:3, as nginx 1.22 has it'],
        },
        { name: 'c.test', profile: { versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'] }, withoutName: { names: none } },
        { name: 'd.test', profile: { names: none }, withoutName: null, unread: [] },
      ],
    });
  });

  test('an old version that the security level blocks is latent', () => {
    const text = 'server { listen 443 ssl; ssl_protocols TLSv1 TLSv1.1 TLSv1.2; }';
    expect(parseNginx({ file: 'n', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [{ profile: { versions: ['TLSv1.2'], latentVersions: ['TLSv1.0', 'TLSv1.1'] } }],
    });
  });

  test('an include is read, and one that is missing is an error at its place', () => {
    const text = 'server {\n listen 443 ssl;\n include tls.conf;\n}';
    expect(parseNginx({ file: 'n', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [{ profile: { versions: ['TLSv1.2'], suites: { 'TLSv1.2': { codes: [0x002f] } } } }],
    });
    expect(parseNginx({ file: 'n', text }, NOTHING_OUTSIDE, LEVEL)).toMatchObject({
      ok: false,
      error: { code: 'include-missing', message: 'n:3: no file for tls.conf' },
    });
  });

  test('blocks that lie thousands deep are refused', () => {
    expect(
      parseNginx({ file: 'n', text: `${'http {'.repeat(20_000)}${'}'.repeat(20_000)}` }, OUTSIDE, LEVEL),
    ).toMatchObject({ error: { message: 'n:1: blocks lie too deep in one another' } });
  });

  test('a file that includes itself ends', () => {
    const itself: Outside = { ...OUTSIDE, include: () => [{ file: 'x', text: 'include x;' }] };
    expect(parseNginx({ file: 'x', text: 'include x;' }, itself, LEVEL)).toMatchObject({
      error: { code: 'configuration-unreadable', message: 'x:1: includes lie too deep in one another' },
    });
  });

  test.each([
    ['server {', 'n:1: the file ends before this does'],
    ['}', 'n:1: a block is closed that was not opened'],
    ['server { listen 443 ssl }', 'n:1: "listen" does not end with a semicolon'],
    ['server_name "a;', 'n:1: a quotation mark is not closed'],
    ['server {\n listen 443 ssl;\n ssl_protocols TLSv1.4;\n}', 'n:3: ssl_protocols knows no "TLSv1.4"'],
    ['server { listen 443 ssl; ssl_ciphers RC4; }', 'n:1: the cipher string leaves no cipher suite'],
    ['server { listen 443 ssl; ssl_ecdh_curve P-999; }', 'n:1: OpenSSL knows no "P-999"'],
  ])('%s', (text, message) => {
    expect(parseNginx({ file: 'n', text }, OUTSIDE, LEVEL)).toMatchObject({
      error: { code: 'configuration-unreadable', message },
    });
  });

  test('a certificate that cannot be read is an assumption, said aloud', () => {
    const text = 'server { listen 443 ssl; ssl_protocols TLSv1.2; ssl_certificate a.pem; ssl_ciphers ALL:RC4-SHA; }';
    expect(parseNginx({ file: 'n', text }, NOTHING_OUTSIDE, LEVEL)).toMatchObject({
      value: [
        {
          assumptions: [
            'a.pem cannot be read: an RSA key is assumed',
            'OpenSSL passes over "RC4-SHA" in the cipher string',
          ],
        },
      ],
    });
  });
});

describe('Apache', () => {
  test('a virtual host takes over what the main server says', () => {
    const text = `
      SSLProtocol all -TLSv1
      sslciphersuite AES128-SHA:NULL-SHA:@SECLEVEL=0
      <VirtualHost *:443>
        ServerName www.example.test
        SSLEngine on
        SSLHonorCipherOrder on
        SSLCertificateFile a.pem
        SSLCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256
        SSLVerifyClient require
      </VirtualHost>`;
    expect(parseApache({ file: 'a', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [
        {
          name: 'www.example.test',
          place: { line: 4 },
          profile: {
            versions: ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
            // mod_ssl takes NULL-SHA out whatever is configured.
            suites: { 'TLSv1.2': { codes: [0x002f] }, 'TLSv1.3': { codes: [0x1301] } },
            preference: 'server',
          },
          unread: [{ directive: 'SSLVerifyClient require' }],
        },
      ],
    });
  });

  test('who names no server meets the first virtual host of the address', () => {
    const host = (name: string, address: string, protocol: string): string =>
      `<VirtualHost ${address}>\nServerName ${name}\nSSLEngine on\nSSLProtocol ${protocol}\n</VirtualHost>\n`;
    const text = host('a', '*:443', 'TLSv1.2') + host('b', '*:443', 'TLSv1.3') + host('c', '*:444', 'TLSv1.3');
    expect(parseApache({ file: 'a', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [
        { name: 'a', withoutName: null },
        { name: 'b', profile: { versions: ['TLSv1.3'] }, withoutName: { versions: ['TLSv1.2'] } },
        { name: 'c', withoutName: null },
      ],
    });
  });

  test('commands to OpenSSL replace what SSLProtocol and SSLCipherSuite say', () => {
    const text = `SSLEngine on\nSSLProtocol TLSv1.3\nSSLCipherSuite AES256-SHA\nSSLOpenSSLConfCmd MinProtocol TLSv1.1
      SSLOpenSSLConfCmd CipherString AES128-SHA:@SECLEVEL=0\nSSLOpenSSLConfCmd Protocol -TLSv1.2`;
    expect(parseApache({ file: 'a', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [
        {
          profile: { versions: ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'], suites: { 'TLSv1.2': { codes: [0x002f] } } },
          unread: [{ directive: 'SSLOpenSSLConfCmd Protocol -TLSv1.2', place: { line: 6 } }],
          assumptions: [],
        },
      ],
    });
  });

  test('a version below a gap is off', () => {
    const text = 'SSLEngine on\nSSLCipherSuite ALL:@SECLEVEL=0\nSSLProtocol +TLSv1 +TLSv1.2';
    expect(parseApache({ file: 'a', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [{ profile: { versions: ['TLSv1.2'], latentVersions: [] } }],
    });
  });

  test.each([
    ['TLSv1.2 TLSv1.3', ['TLSv1.3']],
    ['-all +TLSv1.1 +TLSv1.2 TLSv1.3', ['TLSv1.3']],
    ['TLSv1.2 +TLSv1.3', ['TLSv1.2', 'TLSv1.3']],
    ['all -TLSv1', ['TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
  ])('SSLProtocol %s: the last word without a sign starts anew', (words, versions) => {
    const text = `SSLEngine on\nSSLCipherSuite ALL:@SECLEVEL=0\nSSLProtocol ${words}`;
    expect(parseApache({ file: 'a', text }, OUTSIDE, LEVEL)).toMatchObject({ value: [{ profile: { versions } }] });
  });

  test.each([
    ['<VirtualHost *:443>', 'a:1: this <VirtualHost> is not closed'],
    ['</VirtualHost>', 'a:1: a <VirtualHost> is closed that was not opened'],
    ['SSLEngine on\nSSLProtocol TLSv9', 'a:2: SSLProtocol knows no "TLSv9"'],
    ['ServerName "x', 'a:1: a quotation mark is not closed'],
  ])('%s', (text, message) => {
    expect(parseApache({ file: 'a', text }, OUTSIDE, LEVEL)).toMatchObject({ error: { message } });
  });

  test('what Define says stands for its name, and conditions on modules and defines are kept to', () => {
    const text = `Define SUITE AES128-SHA
Define TLS
<IfModule !ssl_module>
SSLProtocol TLSv9
</IfModule>
<IfDefine NOPE>
  <IfModule ssl_module>
SSLProtocol TLSv9
  </IfModule>
</IfDefine>
<IfDefine TLS>
SSLEngine on
</IfDefine>
<IfModule mod_ssl.c>
SSLCipherSuite \${SUITE}:@SECLEVEL=0
</IfModule>
SSLProtocol -all +TLSv1.2`;
    expect(parseApache({ file: 'a', text }, OUTSIDE, LEVEL)).toMatchObject({
      value: [{ profile: { versions: ['TLSv1.2'], suites: { 'TLSv1.2': { codes: [0x002f] } } } }],
    });
  });

  test('files are looked for under the ServerRoot', () => {
    const asked: string[] = [];
    const outside: Outside = {
      ...OUTSIDE,
      include(pattern) {
        asked.push(pattern);
        return [];
      },
    };
    parseApache({ file: 'a', text: 'ServerRoot "/etc/apache2"\nInclude x.conf\nInclude /y.conf' }, outside, LEVEL);
    expect(asked).toEqual(['/etc/apache2/x.conf', '/y.conf']);
  });

  test('an Include must be there, an IncludeOptional need not', () => {
    expect(parseApache({ file: 'a', text: 'IncludeOptional x/*.conf' }, OUTSIDE, LEVEL)).toEqual({
      ok: true,
      value: [],
    });
    expect(parseApache({ file: 'a', text: 'Include x.conf' }, OUTSIDE, LEVEL)).toMatchObject({
      error: { code: 'include-missing' },
    });
  });
});

test('any text is read or refused, and never throws', () => {
  const text = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 80 });
  fc.assert(
    fc.property(text, (any) => {
      for (const parse of [parseNginx, parseApache, parseHaproxy]) parse({ file: 'x', text: any }, OUTSIDE, LEVEL);
    }),
  );
});

const LETTERS = [
  'server',
  '{',
  '}',
  ';',
  'listen 1 ssl',
  ' ',
  '"',
  "'",
  '\\',
  '#',
  '\n',
  '<VirtualHost',
  '>',
  'bind',
  '${',
  'SSLEngine on',
];
