import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseJavaSecurity } from '../src/negotiation/configuration/java-security.ts';
import { cipherSuite, suiteName } from '../src/tls/registry/cipher-suites.ts';
import { isOlder, TLS_VERSIONS } from '../src/tls/version.ts';
import { FAST_START, inspectJava, javaClasses } from './java.ts';
import { findProgram, runProgram } from './process.ts';

/** In our own CI Java must be there; on anybody else's machine what is missing is skipped aloud. */
const peersRequired = process.env.TLSFLOOR_REQUIRE_PEERS === '1';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-java-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test.for([
  '',
  'SSLv3',
  'SSLv3, RC4, DES, MD5withRSA, DH keySize < 1024',
  'SSLv3, TLSv1, RC4, 3DES_EDE_CBC, anon, NULL',
  // As Debian's Java 17 has it.
  'SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, \\\n    MD5withRSA, DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon, NULL, \\\n    ECDH',
  'SSLv3, TLSv1, TLSv1.1, TLS_RSA_WITH_AES_128_CBC_SHA, DHE',
  'TLSv1.2, AES_128_CBC',
  'TLSv1.3',
  'AES_128_GCM, aes_256_cbc',
  'GCM',
  'ChaCha20-Poly1305',
  'SHA384, DHE_RSA',
  'HmacSHA384, ECDHE_ECDSA',
  'DiffieHellman, DESede',
  'DSA, ECDSA, AES_256_GCM',
])('what is enabled where java.security disables "%s" is what Java enables', async (disabled, context) => {
  const java = await inspectJava();
  if (peersRequired) expect(java.ok).toBe(true);
  context.skip(!java.ok, java.ok ? undefined : java.error);
  context.skip(java.ok && !/ 17\./.test(java.value), 'the defaults are those of Java 17');
  const file = join(folder, 'java.security');
  const text = `jdk.tls.disabledAlgorithms=${disabled}\n`;
  await writeFile(file, text);
  const classes = await javaClasses(new URL('./JavaDefaults.java', import.meta.url));
  const { output } = await runProgram(findProgram('java') ?? 'java', [
    ...FAST_START,
    '-cp',
    classes,
    'JavaDefaults',
    file,
  ]);
  const listed = (name: string): string[] => new RegExp(`^${name} (.*)$`, 'm').exec(output)?.[1]?.split(',') ?? [];

  const made = parseJavaSecurity({ file, text }, []);
  const profile = made.ok ? made.value[0]?.profile : undefined;
  const versions = TLS_VERSIONS.filter((version) => listed('protocols').includes(version.replace('v1.0', 'v1')));
  expect(profile?.versions, output).toEqual(versions);
  const suites = listed('suites').filter((name) => !name.endsWith('_SCSV'));
  // Java does not list a suite that none of its versions has.
  const isServed = (code: number): boolean => {
    const least = cipherSuite(code)?.minVersion ?? 'TLSv1.2';
    return least === 'TLSv1.3'
      ? versions.includes(least)
      : versions.some((one) => one !== 'TLSv1.3' && !isOlder(one, least));
  };
  const codes = profile?.suites[versions.at(-1) ?? 'TLSv1.2']?.codes.filter(isServed) ?? [];
  expect(codes.map(suiteName)).toEqual(suites.map((name) => name.replace(/^SSL_/, 'TLS_')));
});
