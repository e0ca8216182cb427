import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandCipherString } from './openssl-ciphers.ts';

/** The real program; the distribution's own configuration is kept out. */
function openssl(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const env = { ...process.env, OPENSSL_CONF: '/dev/null' };
  const { status, stdout } = spawnSync('openssl', args, { env, encoding: 'utf8' });
  return { status, output: stdout ?? '' };
}

/** Codes up to TLS 1.2 in OpenSSL's order, or `refused`. */
function byOpenssl(text: string): readonly number[] | 'refused' {
  const { status, output } = openssl('ciphers', '-V', '--', text);
  if (status !== 0) return 'refused';
  const codes = [...output.matchAll(/0x(..),0x(..) - /g)].map(([, a, b]) => Number.parseInt(`${a}${b}`, 16));
  return codes.filter((code) => code >>> 8 !== 0x13);
}

function byUs(text: string): readonly number[] | 'refused' {
  const expanded = expandCipherString(text);
  return expanded.ok ? expanded.value.suites : 'refused';
}

// The tables are those of 3.0; other versions add and drop suites.
const isPeer = openssl('version').output.startsWith('OpenSSL 3.0');

describe.skipIf(!isPeer)('cipher strings, as openssl ciphers -V expands them', () => {
  test.each([
    'DEFAULT',
    'ALL',
    'COMPLEMENTOFALL',
    'COMPLEMENTOFDEFAULT',
    'ALL:COMPLEMENTOFALL',
    'HIGH:!aNULL:!MD5',
    'HIGH:!aNULL:!kRSA:!PSK:!SRP:!MD5:!RC4',
    'EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH',
    'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384',
    'DEFAULT:@SECLEVEL=0',
    'DEFAULT@SECLEVEL=2',
    'DEFAULTS',
    'ALL:@STRENGTH',
    'SUITEB128',
    'SUITEB128ONLY',
    'SUITEB128C2',
    'SUITEB192',
    'PROFILE=SYSTEM',
    '@SECLEVEL=9',
    '@NONSENSE',
    'ALL:+',
    'ALL:?',
    ':::',
    '!ALL',
    'RC4:3DES:MEDIUM:LOW:EXP',
  ])('%s', (text) => {
    expect(byUs(text)).toEqual(byOpenssl(text));
  });

  test('500 strings at random', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(cipherString, (text) => {
        expect(byUs(text)).toEqual(byOpenssl(text));
      }),
      { numRuns: 500, seed: 20_260_101 },
    );
  });
});

test('says the security level and the words that mean nothing', () => {
  const expanded = expandCipherString('ECDHE+AESGCM:DES-CBC3-SHA:@SECLEVEL=1:AES128-SHA:@SECLEVEL=0');
  expect(expanded).toMatchObject({ ok: true, value: { securityLevel: 0, unknown: ['DES-CBC3-SHA'] } });
});

test('says where a command stands that OpenSSL does not know', () => {
  expect(expandCipherString('ALL:@FOO')).toEqual({ ok: false, error: { code: 'bad-command', offset: 4 } });
  expect(expandCipherString('RC4-SHA')).toEqual({ ok: false, error: { code: 'no-suites', offset: 0 } });
});

test('a word that strengthens overwrites COMPLEMENTOFDEFAULT before it, as in OpenSSL', () => {
  // Alone it would leave out PSK-AES128-CBC-SHA, which is among the default suites.
  const text = 'COMPLEMENTOFDEFAULT+PSK-AES128-CBC-SHA';
  expect(byUs(text)).toEqual([0x008c]);
  if (isPeer) expect(byOpenssl(text)).toEqual([0x008c]);
});

test('any text is expanded or refused, and never throws', () => {
  fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => void expandCipherString(text)));
});

const WORDS = [
  ...[
    'ALL',
    'COMPLEMENTOFALL',
    'COMPLEMENTOFDEFAULT',
    'DEFAULT',
    'HIGH',
    'MEDIUM',
    'LOW',
    'FIPS',
    'RSA',
    'ADH',
    'AECDH',
  ],
  ...[
    'kRSA',
    'kEDH',
    'kDHE',
    'DH',
    'kEECDH',
    'kECDHE',
    'ECDH',
    'kPSK',
    'kRSAPSK',
    'kECDHEPSK',
    'kDHEPSK',
    'kSRP',
    'SRP',
  ],
  ...['PSK', 'aRSA', 'aDSS', 'DSS', 'aNULL', 'aECDSA', 'ECDSA', 'aPSK', 'aSRP', 'EDH', 'DHE', 'EECDH', 'ECDHE', 'NULL'],
  ...[
    'eNULL',
    'AES128',
    'AES256',
    'AES',
    'AESGCM',
    'AESCCM',
    'AESCCM8',
    'CAMELLIA128',
    'CAMELLIA256',
    'CAMELLIA',
    'CBC',
  ],
  ...['CHACHA20', 'ARIA', 'ARIAGCM', 'ARIA128', 'ARIA256', 'MD5', 'SHA1', 'SHA', 'SHA256', 'SHA384', 'SSLv3', 'TLSv1'],
  ...['TLSv1.0', 'TLSv1.2', 'RC4', '3DES', 'SEED', 'IDEA', 'EXP', 'aGOST', 'GOST', 'aECDH', 'AES128-SHA', 'NULL-MD5'],
  ...[
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'DHE-RSA-AES256-SHA',
    'AECDH-NULL-SHA',
    'nonsense',
  ],
];
const word = fc.constantFrom(...WORDS);
const rule = fc
  .tuple(fc.constantFrom('', '', '', '+', '-', '!'), fc.array(word, { minLength: 1, maxLength: 3 }))
  .map(([command, words]) => command + words.join('+'));
const item = fc.oneof(
  { weight: 9, arbitrary: rule },
  { weight: 1, arbitrary: fc.constantFrom('@STRENGTH', '@SECLEVEL=0', '@SECLEVEL=3') },
);
const cipherString = fc
  .tuple(fc.array(item, { minLength: 1, maxLength: 9 }), fc.constantFrom(':', ':', ',', ' ', ';'))
  .map(([items, separator]) => items.join(separator));
