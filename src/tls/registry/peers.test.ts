/**
 * The registries against what other programs on this machine say: OpenSSL, GnuTLS and Wireshark.
 * What differs on purpose is listed with its reason; nothing else may differ.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { alertName } from './alerts.ts';
import { type CipherSuite, cipherSuite, suiteName } from './cipher-suites.ts';
import { extensionName } from './extensions.ts';
import { groupName } from './groups.ts';
import { handshakeTypeName } from './handshake-types.ts';
import { signatureSchemeName } from './signature-schemes.ts';
import { ssl2CipherName } from './ssl2-ciphers.ts';

peer('openssl', ['ciphers', '-stdname', '-V', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], (text) => {
  const line =
    /^\s*0x(..),0x(..) - (\S+)\s+- (\S+)\s+(\S+)\s+Kx=(\S+)\s+Au=(\S+)\s+Enc=([^(\s]+)(?:\((\d+)\))?\s+Mac=(\S+)/gm;
  const suites = [...text.matchAll(line)];

  test('lists suites', () => expect(suites.length).toBeGreaterThan(50));

  test.each(suites.map((match) => [match[3] ?? '', match] as const))('%s', (name, match) => {
    const [, high = '', low = '', , openssl, version = '', exchange, authentication, cipher, bits = '0', mac] = match;
    const suite = cipherSuite(Number.parseInt(high + low, 16));
    expect(suite?.name).toBe(name);
    expect(suite?.openssl).toBe(openssl);
    expect(suite && opensslStyle(suite)).toEqual({ exchange, authentication, cipher, mac });
    expect(suite?.bits).toBe(bits === '168' ? 112 : Number(bits)); // 3DES: OpenSSL counts the bits of the key
    expect(suite?.minVersion).toBe(OPENSSL_VERSIONS[version] ?? version);
  });
});

peer('gnutls-cli', ['-l'], (text) => {
  const suites = [...text.matchAll(/^(TLS_\S+)\s+0x(..), 0x(..)\s+(\S+)$/gm)];

  test('lists suites', () => expect(suites.length).toBeGreaterThan(50));

  test.each(suites.map((match) => [match[1] ?? '', match] as const))('%s', (name, match) => {
    const suite = cipherSuite(Number.parseInt(`${match[2]}${match[3]}`, 16));
    expect(suite && gnutlsStyle(suite.name)).toBe(gnutlsStyle(name));
    const version = `TLSv${match[4]?.slice(3)}`;
    // GnuTLS starts at TLS 1.0, and RFC 5487 §1.1 and RFC 5489 §1.1 allow more than it does.
    const minVersion = suite?.minVersion === 'SSLv3' ? 'TLSv1.0' : suite?.minVersion;
    if (version !== 'TLSv1.2' || !suite?.authentication.endsWith('PSK')) expect(minVersion).toBe(version);
  });
});

peer('tshark', ['-G', 'values'], (text) => {
  const lines = [...text.matchAll(/^V\ttls\.\S+\t.*$/gm)].map(([line]) => line.split('\t'));
  const values = (field: string): [number, string][] =>
    lines.filter((line) => line[1] === field).map((line) => [Number(line[2]), line[3] ?? '']);
  const compare = (field: string, ours: (code: number) => string, differs: Readonly<Record<number, string>> = {}) =>
    test(field, () => {
      const rows = values(field);
      expect(rows.length).toBeGreaterThan(5);
      const theirs = rows.map(([code, name]) => [code, differs[code] ?? plain(name)]);
      expect(rows.map(([code]) => [code, differs[code] ?? plain(ours(code))])).toEqual(theirs);
    });

  compare('tls.handshake.ciphersuite', suiteName, {
    4870: 'draft-irtf-cfrg-aegis-aead gave it another hash',
    52243: 'we add _OLD',
    52244: 'we add _OLD',
    52245: 'we add _OLD',
    65504: 'we add _OLD',
    65505: 'we add _OLD',
  });
  compare('tls.alert_message.desc', alertName, { 1: 'end_of_early_data: a draft of TLS 1.3' });
  compare('tls.handshake.extension.type', extensionName, {
    23: 'extended_main_secret since RFC 9846 §11.1',
    34: 'delegated_credential is IANA’s',
    40: 'key_share of drafts',
    46: 'ticket_early_data_info of drafts',
    17513: 'the code point of application_settings that Chrome gave up',
    65445: 'a draft’s',
  });

  test('tls.handshake.type', () => {
    const rows = values('tls.handshake.type')
      .slice(SSL2_MESSAGES)
      .filter(([code]) => !HANDSHAKE_DIFFERS.has(code));
    expect(rows.map(([code]) => plain(handshakeTypeName(code)))).toEqual(rows.map(([, name]) => plain(name)));
  });

  test('tls.handshake.extensions_supported_group', () => {
    // From 0x0200 to 0x2fff Wireshark has liboqs' private numbers, which IANA has since given to others.
    const rows = values('tls.handshake.extensions_supported_group').filter(
      ([code]) => code < 0x0200 || code > 0x2fff || (code & 0x0f0f) === 0x0a0a,
    );
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.map(([code]) => plain(groupName(code)))).toEqual(rows.map(([, name]) => plain(name)));
  });

  test('tls.handshake.sig_hash_alg', () => {
    const rows = values('tls.handshake.sig_hash_alg').filter(([code]) => code < 0xfe00); // private use: liboqs
    expect(rows.map(([code]) => signatureSchemeName(code))).toEqual(rows.map(([, name]) => name));
  });

  test('tls.handshake.cipherspec', () => {
    const rows = values('tls.handshake.cipherspec').filter(([code, name]) => code > 0xffff && name.startsWith('SSL2_'));
    expect(rows).toHaveLength(8);
    expect(rows.map(([code]) => ssl2CipherName(code))).toEqual(
      rows.map(([, name]) => name.replace('SSL2_', 'SSL_CK_')),
    );
  });
});

/** Runs a peer and hands its output to the tests; without it they are skipped, or fail if peers are required. */
function peer(tool: string, args: readonly string[], tests: (output: string) => void): void {
  // Wireshark prints every value of every protocol: 90 MB.
  const run = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 });
  const missing = run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT';
  describe(tool, () => {
    if (!missing) {
      test('answers', () => expect(run.status, run.stderr).toBe(0));
      return tests(run.stdout);
    }
    if (process.env.TLSFLOOR_REQUIRE_PEERS === '1') return test('is installed', () => expect.fail(`no ${tool}`));
    console.warn(`skipped: ${tool} is not installed, so the registries are not compared with it`);
    return test.skip('is installed');
  });
}

function opensslStyle(suite: CipherSuite): Record<string, string> {
  const psk = suite.authentication.endsWith('PSK') && suite.keyExchange !== 'PSK' ? 'PSK' : '';
  const cipher = suite.cipher.replace(/_(128|256)$/, '');
  const mode = suite.mode.replace('_', '');
  return {
    exchange: OPENSSL_EXCHANGES[suite.keyExchange + psk] ?? suite.keyExchange + psk,
    authentication: OPENSSL_AUTHENTICATIONS[suite.authentication] ?? suite.authentication,
    cipher: OPENSSL_CIPHERS[cipher] ?? (suite.aead ? `${cipher}${mode}` : cipher),
    mac: suite.mac,
  };
}

const gnutlsStyle = (name: string): string =>
  name
    .toUpperCase()
    .replace('_WITH', '')
    .replace('PSK_DHE', 'DHE_PSK')
    .replace('ARCFOUR', 'RC4')
    .replace(/(POLY1305)_SHA256$/, '$1')
    .replace(/SHA1$/, 'SHA');

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^grease.*|.*\(grease\)$/, 'grease')
    .replace(/_reserved$/, '')
    .replaceAll(' ', '_');

const OPENSSL_VERSIONS: Readonly<Record<string, string>> = { TLSv1: 'TLSv1.0' };

const OPENSSL_EXCHANGES: Readonly<Record<string, string>> = {
  DHE: 'DH',
  ECDHE: 'ECDH',
  TLS13: 'any',
};

const OPENSSL_AUTHENTICATIONS: Readonly<Record<string, string>> = {
  anon: 'None',
  RSA_PSK: 'RSA',
  TLS13: 'any',
};

const OPENSSL_CIPHERS: Readonly<Record<string, string>> = {
  NULL: 'None',
  CAMELLIA: 'Camellia',
  CHACHA20: 'CHACHA20/POLY1305',
  '3DES_EDE': '3DES',
};

/** Wireshark has the messages of SSLv2 under the same field, first. */
const SSL2_MESSAGES = 9;

/** 21: IANA's name has no "client"; 67: what followed NPN was called so in one draft. */
const HANDSHAKE_DIFFERS: ReadonlySet<number> = new Set([21, 67]);
