import { describe, expect, test } from 'vitest';
import { alertOfReason } from './failure-reasons.ts';
import { timeOfText } from './log-time.ts';
import { suiteOfSpelling } from './suite-spellings.ts';
import { versionOfSpelling } from './version-spellings.ts';

describe('versions', () => {
  test.each([
    [
      'TLSv1.0',
      ['TLSv1', 'TLSv1.0', 'TLSv10', 'TLS 1.0', 'TLS1.0', 'tlsv1', '1.0', 'SP_PROT_TLS1_0_SERVER', 'TLSv1_0'],
    ],
    ['TLSv1.2', ['TLSv1.2', 'TLSv12', 'TLS 1.2', 'tlsv12', 'TLS1.2', 'SP_PROT-TLS1_2_CLIENT', 'Tls12', 'TLSv1_2']],
    ['TLSv1.3', ['TLSv1.3', 'TLSv13-draft28', 'TLS 1.3 draft-28', 'TLS 1.3 draft-<16']],
    ['SSLv3', ['SSLv3', 'SSL 3.0', 'SSL3.0', 'SSLv30']],
    ['SSLv2', ['SSLv2']],
    ['DTLSv1.0', ['DTLSv1', 'DTLSv10', 'DTLS 1.0']],
    ['none', ['-', '', 'none', '(null)']],
    ['unknown', ['unknown-772', 'UNDETERMINED', 'unknown']],
    ['unread', ['TLSv9', '769', 'ECDHE', '__proto__', 'constructor']],
  ])('%s', (version, spellings) => {
    for (const spelling of spellings) expect(versionOfSpelling(spelling, 'names')).toBe(version);
  });

  test('numbers mean what their product means by them', () => {
    expect(
      ['40', '80', '100', '400', '1000', '10', '-', '7'].map((text) => versionOfSpelling(text, 'schannel')),
    ).toEqual(['TLSv1.0', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3', 'SSLv3', 'none', 'unread']);
    expect(['769', '772', '0'].map((text) => versionOfSpelling(text, 'wire'))).toEqual(['TLSv1.0', 'TLSv1.3', 'none']);
    expect(['196609', '196611'].map((text) => versionOfSpelling(text, 'haproxy'))).toEqual(['TLSv1.0', 'unknown']);
  });
});

test.each([
  ['ECDHE-RSA-AES256-SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  ['DHE_RSA_AES_128_CBC_SHA1', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  ['ECDHE_RSA_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  ['ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM', 'TLS_AES_256_GCM_SHA384'],
  ['AEAD-AES128-GCM-SHA256', 'TLS_AES_128_GCM_SHA256'],
  ['49171', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  ['AES-256-CBC', null],
  ['', null],
  ['x__RSA_PSS___constructor', null],
])('the suite %s is %s', (spelling, name) => {
  expect(suiteOfSpelling(spelling)).toBe(name);
});

test.each([
  ['error:0A000102:SSL routines::unsupported protocol', 70, 'server'],
  ['error:14209102:SSL routines:tls_early_post_process_client_hello:unsupported protocol', 70, 'server'],
  ['error:0A00018C:SSL routines::version too low', 70, 'server'],
  ['error:0A0000C1:SSL routines::no shared cipher', 40, 'server'],
  ['error:1409442E:SSL routines:SSL3_READ_BYTES:tlsv1 alert protocol version', 70, 'client'],
  ['sslv3 alert handshake failure:SSL alert number 40', 40, 'client'],
  ['TLS_error:|268436501:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN:TLS_error_end', 46, 'client'],
])('%s', (reason, description, by) => {
  expect(alertOfReason(reason)).toMatchObject({ description, by });
});

test('a connection that just ended has no alert', () => {
  expect(alertOfReason('peer closed connection in SSL handshake')).toBeNull();
});

test.each([
  ['22/Nov/2026:11:25:47 +0000', Date.UTC(2026, 10, 22, 11, 25, 47)],
  ['[22/Nov/2026:11:25:47 -0130]', Date.UTC(2026, 10, 22, 12, 55, 47)],
  ['22/Nov/2026:11:25:53.591', Date.UTC(2026, 10, 22, 10, 25, 53, 591)],
  ['2026-11-22T11:25:47+00:00', Date.UTC(2026, 10, 22, 11, 25, 47)],
  ['2026-11-22 11:27:32.369 UTC', Date.UTC(2026, 10, 22, 11, 27, 32, 369)],
  ['2026/11/22 11:25:43', Date.UTC(2026, 10, 22, 10, 25, 43)],
  ['2026-01-01T00:00:10.000000+0000', Date.UTC(2026, 0, 1, 0, 0, 10)],
  ['1598992773.193883', 1_598_992_773_193],
  ['1545155129696000000', 1_545_155_129_696],
  ['1545155129696', 1_545_155_129_696],
  ['6b02d1a7.230fa702', 0x6b02d1a7 * 1000 + 588],
  ['Nov 22 11:27:47', Date.UTC(2026, 10, 22, 10, 27, 47)],
  ['Dec  1 11:27:47', Date.UTC(2025, 11, 1, 10, 27, 47)],
  ['tomorrow', Number.NaN],
  ['22/Xyz/2026:11:25:47 +0000', Number.NaN],
])('the time %s', (text, time) => {
  expect(timeOfText(text, { now: Date.UTC(2026, 10, 23), utcOffsetMinutes: 60 })).toBe(time);
});
