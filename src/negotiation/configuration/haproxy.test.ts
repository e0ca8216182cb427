import { expect, test } from 'vitest';
import { NOTHING_OUTSIDE, type Outside } from './configuration.ts';
import { parseHaproxy } from './haproxy.ts';

const LEVEL = { securityLevel: 2 };
const OUTSIDE: Outside = {
  include: () => null,
  certificate: () => ({ keyType: 'ECDSA', keyBits: 256, curve: 23, signedWith: 0x0403 }),
  dhBits: () => 4096,
};

test('a bind takes over the defaults of the global section', () => {
  const text = `
global
  ssl-default-bind-ciphers AES256-SHA:@SECLEVEL=0
  ssl-default-bind-options ssl-min-ver TLSv1.0 no-tlsv11 prefer-client-ciphers
  tune.ssl.default-dh-param 3072
frontend www
  bind :80
  bind :443 ssl crt a.pem alpn h2,http/1.1 ssl-max-ver TLSv1.2
  bind :444 ssl crt a.pem force-tlsv13 strict-sni
`;
  expect(parseHaproxy({ file: 'h', text }, OUTSIDE, LEVEL)).toMatchObject({
    value: [
      {
        name: 'frontend www :443',
        place: { line: 8 },
        profile: {
          // no-tlsv11 is passed over beside a bound.
          versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'],
          suites: { 'TLSv1.2': { codes: [0x0035] } },
          preference: 'client',
          // No prime for an ECDSA key.
          dh: null,
          alpn: { protocols: ['h2', 'http/1.1'], onMismatch: 'ignore' },
        },
      },
      { profile: { versions: ['TLSv1.3'], names: { missingAlert: 112, unknownAlert: null } }, unread: [] },
    ],
  });
});

test('a second certificate and a list of them are named as not computed', () => {
  const text = 'frontend x\n bind :443 ssl crt a.pem crt b.pem crt-list l.txt';
  expect(parseHaproxy({ file: 'h', text }, OUTSIDE, LEVEL)).toMatchObject({
    value: [{ profile: { certificates: [{}] }, unread: [{ directive: 'crt b.pem' }, { directive: 'crt-list' }] }],
  });
});

test('without anything, TLS 1.2 and 1.3', () => {
  expect(parseHaproxy({ file: 'h', text: 'frontend x\n bind :443 ssl crt a' }, OUTSIDE, LEVEL)).toMatchObject({
    value: [{ profile: { versions: ['TLSv1.2', 'TLSv1.3'], preference: 'server' } }],
  });
});

test.each([
  ['no-tlsv12', ['TLSv1.3']],
  ['no-tlsv10 no-tlsv13', ['TLSv1.2']],
  ['ssl-min-ver TLSv1.0 no-tlsv10 no-tlsv11', ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
  ['no-tlsv12 ssl-max-ver TLSv1.2', ['TLSv1.2']],
  ['ssl-max-ver TLSv1.1', ['TLSv1.1']],
  ['force-tlsv11 ssl-max-ver TLSv1.2', ['TLSv1.1', 'TLSv1.2']],
  ['ssl-min-ver TLSv1.0 force-tlsv12', ['TLSv1.2']],
])('%s', (words, versions) => {
  const text = `frontend x\n bind :443 ssl crt a ciphers DEFAULT:@SECLEVEL=0 ${words}`;
  expect(parseHaproxy({ file: 'h', text }, OUTSIDE, LEVEL)).toMatchObject({ value: [{ profile: { versions } }] });
});

test.each([
  ['', null],
  ['tune.ssl.default-dh-param 2048', 2048],
  ['tune.ssl.default-dh-param 1024', null],
  ['ssl-dh-param-file dh.pem', 4096],
])('global with "%s": a prime of %s bits', (global, dh) => {
  const outside: Outside = { ...NOTHING_OUTSIDE, dhBits: (path) => (path === 'dh.pem' ? 4096 : null) };
  const text = `global\n ${global}\nfrontend x\n bind :443 ssl crt a.pem`;
  expect(parseHaproxy({ file: 'h', text }, outside, LEVEL)).toMatchObject({ value: [{ profile: { dh } }] });
});

test('a prime beside the certificate is taken before all others', () => {
  const outside: Outside = { ...NOTHING_OUTSIDE, dhBits: () => 3072 };
  const text = 'global\n tune.ssl.default-dh-param 2048\nfrontend x\n bind :443 ssl crt a.pem';
  expect(parseHaproxy({ file: 'h', text }, outside, LEVEL)).toMatchObject({ value: [{ profile: { dh: 3072 } }] });
});

test('without any version HAProxy does not start', () => {
  expect(
    parseHaproxy({ file: 'h', text: 'frontend x\n bind :443 ssl no-tlsv12 no-tlsv13' }, OUTSIDE, LEVEL),
  ).toMatchObject({ error: { message: 'h:2: every version is switched off' } });
});

test('a version that HAProxy does not know is an error at its place', () => {
  const text = 'frontend x\n bind :443 ssl ssl-min-ver TLSv1';
  expect(parseHaproxy({ file: 'h', text }, OUTSIDE, LEVEL)).toMatchObject({
    error: { message: 'h:2: ssl-min-ver knows no "TLSv1"' },
  });
});
