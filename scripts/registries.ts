/**
 * Writes src/tls/registry/cipher-suites.gen.ts from IANA's list and OpenSSL's names.
 *
 *   curl -O https://www.iana.org/assignments/tls-parameters/tls-parameters-4.csv
 *   openssl ciphers -stdname -V 'ALL:COMPLEMENTOFALL:@SECLEVEL=0' > openssl.txt
 *   npx tsx scripts/registries.ts tls-parameters-4.csv openssl.txt
 *
 * IANA's registries are in the public domain (CC0). What IANA does not list, and what RFCs younger than the
 * CSV file at hand say, is in the tables below: they change nothing in a CSV file that already has it.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { hexCode } from '../src/core/hex.ts';

type Row = {
  readonly code: number;
  readonly name: string;
  /** IANA's "Recommended" column; empty for what IANA does not list. */
  readonly recommended: string;
  readonly references: string;
};

function main([ianaPath, opensslPath]: readonly string[]): void {
  if (ianaPath === undefined || opensslPath === undefined) {
    console.error('usage: registries.ts tls-parameters-4.csv openssl.txt');
    process.exitCode = 2;
    return;
  }
  const rows = new Map<number, Row>();
  for (const row of [...tableRows(UNREGISTERED), ...tableRows(YOUNGER), ...ianaRows(ianaPath)]) rows.set(row.code, row);
  // A row that changed its name while it kept its code has to win over an old CSV file.
  for (const row of tableRows(RENAMED)) rows.set(row.code, row);
  const openssl = new Map([...tableOpenssl(OPENSSL_HISTORIC), ...opensslNames(opensslPath)]);
  const lines = [...rows.values()]
    .toSorted((a, b) => a.code - b.code)
    .map((row) => line(discouraged(row), openssl.get(row.code)));
  writeFileSync(OUTPUT, `${HEADER}${lines.join('\n')}\n];\n`);
  console.error(`${lines.length} code points written to ${OUTPUT.pathname}`);
}

function line(row: Row, openssl: string | undefined): string {
  const cells = [row.name, row.recommended, row.references, ...(openssl === undefined ? [] : [openssl])];
  return `  [${hexCode(row.code)}, ${cells.map((cell) => `'${cell}'`).join(', ')}],`;
}

/** The row with the "D" and the reference that RFC 9847 and RFC 10015 give it. */
function discouraged(row: Row): Row {
  const by = /^TLS_(DHE?|ECDH|RSA|PSK_DHE)_/.test(row.name)
    ? 'RFC10015'
    : RFC9847_DISCOURAGED.test(row.name)
      ? 'RFC9847'
      : undefined;
  if (by === undefined || row.recommended === '') return row;
  const references = row.references.includes(by) ? row.references : `${row.references} ${by}`;
  return { ...row, recommended: 'D', references };
}

function* ianaRows(path: string): Generator<Row> {
  for (const [value = '', name = '', , recommended = '', reference = ''] of csv(readFileSync(path, 'utf8'))) {
    const match = /^0x([0-9A-F]{2}),0x([0-9A-F]{2})$/.exec(value);
    if (!match || !name.startsWith('TLS_')) continue;
    const references = [...reference.matchAll(/\[([^\]]+)\]/g)].map(([, text = '']) => REPLACED.get(text) ?? text);
    const code = Number.parseInt(`${match[1]}${match[2]}`, 16);
    yield { code, name, recommended, references: [...new Set(references)].join(' ') };
  }
}

/** Records of a CSV text (RFC 4180 §2): quoted cells may hold commas and line ends. */
function csv(text: string): string[][] {
  return text
    .split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((record) =>
      [...record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    );
}

function* opensslNames(path: string): Generator<readonly [number, string]> {
  const lines = readFileSync(path, 'utf8').matchAll(/^\s*0x(..),0x(..) - \S+\s+- (\S+)/gm);
  for (const [, high = '', low = '', name = ''] of lines) yield [Number.parseInt(high + low, 16), name];
}

function* tableRows(table: string): Generator<Row> {
  for (const [code = '', name = '', recommended = '', ...references] of cells(table)) {
    const listed = recommended === '-' ? '' : recommended;
    yield { code: Number.parseInt(code, 16), name, recommended: listed, references: references.join(' ') };
  }
}

function* tableOpenssl(table: string): Generator<readonly [number, string]> {
  for (const [code = '', name = ''] of cells(table)) yield [Number.parseInt(code, 16), name];
}

const cells = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((text) => text.trim().split(/\s+/));

const OUTPUT = new URL('../src/tls/registry/cipher-suites.gen.ts', import.meta.url);

const HEADER = `/**
 * TLS cipher suites: IANA's registry (CC0), and the unregistered ones old stacks put on the wire.
 * Made by scripts/registries.ts; do not edit.
 *
 * @module
 */

/** Code, name, IANA's "Recommended" (empty: not IANA's), references with a space between, OpenSSL's name. */
export type CipherSuiteRow = readonly [number, string, string, string, string?];

/** Every row, in order of code. */
export const CIPHER_SUITE_ROWS: readonly CipherSuiteRow[] = [
`;

/** References IANA has since replaced: by a newer RFC, or by the number a draft got. */
const REPLACED: ReadonlyMap<string, string> = new Map([
  ['RFC8446', 'RFC9846'],
  ['RFC-ietf-tls-rfc8446bis-13', 'RFC9846'],
  ['RFC-smyshlyaev-tls13-gost-suites-08', 'RFC9367'],
  ['RFC-ietf-tls-deprecate-obsolete-kex-08', 'RFC10015'],
  ['status-change-tls-des-idea-ciphers-to-historic', 'RFC8996'],
  ['IESG Action 2018-08-16', 'RFC9846'],
]);

/** RFC 9847's table of cipher suites, without those that RFC 10015 lists. */
const RFC9847_DISCOURAGED =
  /^TLS_(KRB5_EXPORT_.*|KRB5_WITH_(DES|RC4|IDEA)_.*|(PSK|ECDHE_\w+)_WITH_(NULL|RC4_128)_.*|SHA(256|384)_SHA\d+)$/;

const RENAMED = `
  1306 TLS_AEGIS_256_SHA512   N draft-irtf-cfrg-aegis-aead
  1307 TLS_AEGIS_128L_SHA256  N draft-irtf-cfrg-aegis-aead
`;

/** Registered in 2026. */
const YOUNGER = `
  006e TLS_ASCONAEAD128_ASCONHASH256  N NIST-SP-800-232
  006f TLS_ASCONAEAD128_SHA256        N NIST-SP-800-232
  0070 TLS_AES_128_GCM_ASCONHASH256   N NIST-SP-800-232
  0071 TLS_AES_128_CCM_ASCONHASH256   N NIST-SP-800-232
`;

/**
 * Never registered, but sent. `_OLD` is ours: two code points have one name in two drafts.
 * 0x001e was a third FORTEZZA suite in SSL 3.0; IANA gave it to Kerberos, whose name it has here.
 */
const UNREGISTERED = `
  001c SSL_FORTEZZA_KEA_WITH_NULL_SHA             - RFC6101
  001d SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA     - RFC6101
  0060 TLS_RSA_EXPORT1024_WITH_RC4_56_MD5         - draft-ietf-tls-56-bit-ciphersuites
  0061 TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5     - draft-ietf-tls-56-bit-ciphersuites
  0062 TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA        - draft-ietf-tls-56-bit-ciphersuites
  0063 TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA    - draft-ietf-tls-56-bit-ciphersuites
  0064 TLS_RSA_EXPORT1024_WITH_RC4_56_SHA         - draft-ietf-tls-56-bit-ciphersuites
  0065 TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA     - draft-ietf-tls-56-bit-ciphersuites
  0066 TLS_DHE_DSS_WITH_RC4_128_SHA               - draft-ietf-tls-56-bit-ciphersuites
  0080 TLS_GOSTR341094_WITH_28147_CNT_IMIT        - draft-chudov-cryptopro-cptls
  0081 TLS_GOSTR341001_WITH_28147_CNT_IMIT        - draft-chudov-cryptopro-cptls
  0082 TLS_GOSTR341094_WITH_NULL_GOSTR3411        - draft-chudov-cryptopro-cptls
  0083 TLS_GOSTR341001_WITH_NULL_GOSTR3411        - draft-chudov-cryptopro-cptls
  16b7 TLS_CECPQ1_RSA_WITH_CHACHA20_POLY1305_SHA256    - BoringSSL
  16b8 TLS_CECPQ1_ECDSA_WITH_CHACHA20_POLY1305_SHA256  - BoringSSL
  16b9 TLS_CECPQ1_RSA_WITH_AES_256_GCM_SHA384     - BoringSSL
  16ba TLS_CECPQ1_ECDSA_WITH_AES_256_GCM_SHA384   - BoringSSL
  c0ff TLS_ECJPAKE_WITH_AES_128_CCM_8             - draft-cragie-tls-ecjpake
  cc13 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD    - draft-agl-tls-chacha20poly1305
  cc14 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256_OLD  - draft-agl-tls-chacha20poly1305
  cc15 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD      - draft-agl-tls-chacha20poly1305
  e001 ECDHE_SM1_SM3         - GM/T-0024
  e003 ECC_SM1_SM3           - GM/T-0024
  e005 IBSDH_SM1_SM3         - GM/T-0024
  e007 IBC_SM1_SM3           - GM/T-0024
  e009 RSA_SM1_SM3           - GM/T-0024
  e00a RSA_SM1_SHA1          - GM/T-0024
  e011 ECDHE_SM4_CBC_SM3     - GM/T-0024
  e013 ECC_SM4_CBC_SM3       - GM/T-0024
  e015 IBSDH_SM4_CBC_SM3     - GM/T-0024
  e017 IBC_SM4_CBC_SM3       - GM/T-0024
  e019 RSA_SM4_CBC_SM3       - GM/T-0024
  e01a RSA_SM4_CBC_SHA1      - GM/T-0024
  e01c RSA_SM4_CBC_SHA256    - GM/T-0024
  e051 ECDHE_SM4_GCM_SM3     - GM/T-0024
  e053 ECC_SM4_GCM_SM3       - GM/T-0024
  e055 IBSDH_SM4_GCM_SM3     - GM/T-0024
  e057 IBC_SM4_GCM_SM3       - GM/T-0024
  e059 RSA_SM4_GCM_SM3       - GM/T-0024
  e05a RSA_SM4_GCM_SHA256    - GM/T-0024
  e410 TLS_RSA_WITH_ESTREAM_SALSA20_SHA1          - draft-josefsson-salsa20-tls
  e411 TLS_RSA_WITH_SALSA20_SHA1                  - draft-josefsson-salsa20-tls
  e412 TLS_ECDHE_RSA_WITH_ESTREAM_SALSA20_SHA1    - draft-josefsson-salsa20-tls
  e413 TLS_ECDHE_RSA_WITH_SALSA20_SHA1            - draft-josefsson-salsa20-tls
  e414 TLS_ECDHE_ECDSA_WITH_ESTREAM_SALSA20_SHA1  - draft-josefsson-salsa20-tls
  e415 TLS_ECDHE_ECDSA_WITH_SALSA20_SHA1          - draft-josefsson-salsa20-tls
  e416 TLS_PSK_WITH_ESTREAM_SALSA20_SHA1          - draft-josefsson-salsa20-tls
  e417 TLS_PSK_WITH_SALSA20_SHA1                  - draft-josefsson-salsa20-tls
  e418 TLS_ECDHE_PSK_WITH_ESTREAM_SALSA20_SHA1    - draft-josefsson-salsa20-tls
  e419 TLS_ECDHE_PSK_WITH_SALSA20_SHA1            - draft-josefsson-salsa20-tls
  e41a TLS_RSA_PSK_WITH_ESTREAM_SALSA20_SHA1      - draft-josefsson-salsa20-tls
  e41b TLS_RSA_PSK_WITH_SALSA20_SHA1              - draft-josefsson-salsa20-tls
  e41c TLS_DHE_PSK_WITH_ESTREAM_SALSA20_SHA1      - draft-josefsson-salsa20-tls
  e41d TLS_DHE_PSK_WITH_SALSA20_SHA1              - draft-josefsson-salsa20-tls
  e41e TLS_DHE_RSA_WITH_ESTREAM_SALSA20_SHA1      - draft-josefsson-salsa20-tls
  e41f TLS_DHE_RSA_WITH_SALSA20_SHA1              - draft-josefsson-salsa20-tls
  fefe SSL_RSA_FIPS_WITH_DES_CBC_SHA              - NSS
  feff SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA         - NSS
  ff85 TLS_GOSTR341112_256_WITH_28147_CNT_IMIT_OLD  - OpenSSL
  ff87 TLS_GOSTR341112_256_WITH_NULL_GOSTR3411      - OpenSSL
  ffe0 SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA_OLD     - NSS
  ffe1 SSL_RSA_FIPS_WITH_DES_CBC_SHA_OLD          - NSS
`;

/** Names that OpenSSL 0.9.8–1.1 has, for suites a build of today may no longer list. */
const OPENSSL_HISTORIC = `
  0003 EXP-RC4-MD5
  0004 RC4-MD5
  0005 RC4-SHA
  0006 EXP-RC2-CBC-MD5
  0007 IDEA-CBC-SHA
  0008 EXP-DES-CBC-SHA
  0009 DES-CBC-SHA
  000a DES-CBC3-SHA
  000b EXP-DH-DSS-DES-CBC-SHA
  000c DH-DSS-DES-CBC-SHA
  000d DH-DSS-DES-CBC3-SHA
  000e EXP-DH-RSA-DES-CBC-SHA
  000f DH-RSA-DES-CBC-SHA
  0010 DH-RSA-DES-CBC3-SHA
  0011 EXP-EDH-DSS-DES-CBC-SHA
  0012 EDH-DSS-DES-CBC-SHA
  0013 DHE-DSS-DES-CBC3-SHA
  0014 EXP-EDH-RSA-DES-CBC-SHA
  0015 EDH-RSA-DES-CBC-SHA
  0016 DHE-RSA-DES-CBC3-SHA
  0017 EXP-ADH-RC4-MD5
  0018 ADH-RC4-MD5
  0019 EXP-ADH-DES-CBC-SHA
  001a ADH-DES-CBC-SHA
  001b ADH-DES-CBC3-SHA
  001e KRB5-DES-CBC-SHA
  001f KRB5-DES-CBC3-SHA
  0020 KRB5-RC4-SHA
  0021 KRB5-IDEA-CBC-SHA
  0022 KRB5-DES-CBC-MD5
  0023 KRB5-DES-CBC3-MD5
  0024 KRB5-RC4-MD5
  0025 KRB5-IDEA-CBC-MD5
  0026 EXP-KRB5-DES-CBC-SHA
  0027 EXP-KRB5-RC2-CBC-SHA
  0028 EXP-KRB5-RC4-SHA
  0029 EXP-KRB5-DES-CBC-MD5
  002a EXP-KRB5-RC2-CBC-MD5
  002b EXP-KRB5-RC4-MD5
  0030 DH-DSS-AES128-SHA
  0031 DH-RSA-AES128-SHA
  0036 DH-DSS-AES256-SHA
  0037 DH-RSA-AES256-SHA
  003e DH-DSS-AES128-SHA256
  003f DH-RSA-AES128-SHA256
  0042 DH-DSS-CAMELLIA128-SHA
  0043 DH-RSA-CAMELLIA128-SHA
  0060 EXP1024-RC4-MD5
  0061 EXP1024-RC2-CBC-MD5
  0062 EXP1024-DES-CBC-SHA
  0063 EXP1024-DHE-DSS-DES-CBC-SHA
  0064 EXP1024-RC4-SHA
  0065 EXP1024-DHE-DSS-RC4-SHA
  0066 DHE-DSS-RC4-SHA
  0068 DH-DSS-AES256-SHA256
  0069 DH-RSA-AES256-SHA256
  0080 GOST94-GOST89-GOST89
  0081 GOST2001-GOST89-GOST89
  0082 GOST94-NULL-GOST94
  0083 GOST2001-NULL-GOST94
  0085 DH-DSS-CAMELLIA256-SHA
  0086 DH-RSA-CAMELLIA256-SHA
  008a PSK-RC4-SHA
  008b PSK-3DES-EDE-CBC-SHA
  008e DHE-PSK-RC4-SHA
  008f DHE-PSK-3DES-EDE-CBC-SHA
  0092 RSA-PSK-RC4-SHA
  0093 RSA-PSK-3DES-EDE-CBC-SHA
  0096 SEED-SHA
  0097 DH-DSS-SEED-SHA
  0098 DH-RSA-SEED-SHA
  0099 DHE-DSS-SEED-SHA
  009a DHE-RSA-SEED-SHA
  009b ADH-SEED-SHA
  00a0 DH-RSA-AES128-GCM-SHA256
  00a1 DH-RSA-AES256-GCM-SHA384
  00a4 DH-DSS-AES128-GCM-SHA256
  00a5 DH-DSS-AES256-GCM-SHA384
  1304 TLS_AES_128_CCM_SHA256
  1305 TLS_AES_128_CCM_8_SHA256
  c001 ECDH-ECDSA-NULL-SHA
  c002 ECDH-ECDSA-RC4-SHA
  c003 ECDH-ECDSA-DES-CBC3-SHA
  c004 ECDH-ECDSA-AES128-SHA
  c005 ECDH-ECDSA-AES256-SHA
  c007 ECDHE-ECDSA-RC4-SHA
  c008 ECDHE-ECDSA-DES-CBC3-SHA
  c00b ECDH-RSA-NULL-SHA
  c00c ECDH-RSA-RC4-SHA
  c00d ECDH-RSA-DES-CBC3-SHA
  c00e ECDH-RSA-AES128-SHA
  c00f ECDH-RSA-AES256-SHA
  c011 ECDHE-RSA-RC4-SHA
  c012 ECDHE-RSA-DES-CBC3-SHA
  c016 AECDH-RC4-SHA
  c017 AECDH-DES-CBC3-SHA
  c01a SRP-3DES-EDE-CBC-SHA
  c01b SRP-RSA-3DES-EDE-CBC-SHA
  c01c SRP-DSS-3DES-EDE-CBC-SHA
  c025 ECDH-ECDSA-AES128-SHA256
  c026 ECDH-ECDSA-AES256-SHA384
  c029 ECDH-RSA-AES128-SHA256
  c02a ECDH-RSA-AES256-SHA384
  c02d ECDH-ECDSA-AES128-GCM-SHA256
  c02e ECDH-ECDSA-AES256-GCM-SHA384
  c031 ECDH-RSA-AES128-GCM-SHA256
  c032 ECDH-RSA-AES256-GCM-SHA384
  c033 ECDHE-PSK-RC4-SHA
  c034 ECDHE-PSK-3DES-EDE-CBC-SHA
  c0b4 TLS_SHA256_SHA256
  c0b5 TLS_SHA384_SHA384
  c100 GOST2012-KUZNYECHIK-KUZNYECHIKOMAC
  c101 GOST2012-MAGMA-MAGMAOMAC
  c102 IANA-GOST2012-GOST8912-GOST8912
  ff85 LEGACY-GOST2012-GOST8912-GOST8912
  ff87 GOST2012-NULL-GOST12
`;

main(process.argv.slice(2));
