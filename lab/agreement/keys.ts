/**
 * Certificates of many kinds, all for `lab.test`.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outside } from '../../src/negotiation/configuration/configuration.ts';
import type { ServerCertificate } from '../../src/negotiation/server-profile.ts';
import { cachedFolder } from '../cache.ts';
import { PKCS12_PASSWORD } from '../certificates.ts';
import { findProgram, runProgram } from '../process.ts';

export type LabKey = {
  readonly name: KeyName;
  readonly certFile: string;
  readonly keyFile: string;
  readonly bothFile: string;
  readonly pkcs12File: string;
  readonly facts: ServerCertificate;
};

export type KeyName = 'rsa2048' | 'rsa3072' | 'p256' | 'p384' | 'ed25519';

/** The certificates, made the first time. @throws Error without an `openssl` command */
export async function labKeys(): Promise<Readonly<Record<KeyName, LabKey>>> {
  const folder = await cachedFolder('agreement-keys-2', makeKeys);
  const at = (name: string, kind: string): string => join(folder, `${name}.${kind}`);
  const rows = KEY_NAMES.map((name) => [
    name,
    {
      name,
      certFile: at(name, 'cert.pem'),
      keyFile: at(name, 'key.pem'),
      bothFile: at(name, 'both.pem'),
      pkcs12File: at(name, 'p12'),
      facts: KEYS[name].facts,
    },
  ]);
  return Object.fromEntries(rows) as Record<KeyName, LabKey>;
}

/** What a configuration's parser asks for, answered for the lab's own files. */
export async function labOutside(): Promise<Outside> {
  const keys = Object.values(await labKeys());
  const primes = new Map<string, number>(
    await Promise.all(DH_SIZES.map(async (bits) => [await dhFile(bits), bits] as const)),
  );
  return {
    include: () => null,
    certificate: (path) => keys.find(({ certFile, bothFile }) => path === certFile || path === bothFile)?.facts ?? null,
    dhBits: (path) => primes.get(path) ?? null,
  };
}

/** Diffie-Hellman parameters of a size. */
export async function dhFile(bits: 1024 | 2048): Promise<string> {
  const folder = await cachedFolder('agreement-dh-2', async (into) => {
    await run(into, 'dhparam', '-out', 'dh1024.pem', '1024');
    await run(into, 'genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048', '-out', 'dh2048.pem');
  });
  return join(folder, `dh${bits}.pem`);
}

async function makeKeys(folder: string): Promise<void> {
  await writeFile(join(folder, 'request.cnf'), REQUEST);
  for (const name of KEY_NAMES) {
    const { generate } = KEYS[name];
    // OpenSSL 1.0.0 reads the traditional forms alone.
    const made = TRADITIONAL.has(name) ? `${name}.pkcs8.pem` : `${name}.key.pem`;
    await run(folder, 'genpkey', ...generate, '-out', made);
    if (TRADITIONAL.has(name)) await run(folder, 'pkey', '-traditional', '-in', made, '-out', `${name}.key.pem`);
    // NSS takes certificates of one subject for one certificate.
    const files = ['-subj', `/O=${name}/CN=lab.test`, '-key', `${name}.key.pem`, '-out', `${name}.cert.pem`];
    await run(folder, 'req', '-x509', '-new', '-sha256', '-days', '3650', '-config', 'request.cnf', ...files);
    const pair = await Promise.all(
      ['key', 'cert'].map((kind) => readFile(join(folder, `${name}.${kind}.pem`), 'utf8')),
    );
    await writeFile(join(folder, `${name}.both.pem`), pair.join(''));
    const input = ['-in', `${name}.cert.pem`, '-inkey', `${name}.key.pem`, '-name', name];
    await run(folder, 'pkcs12', '-export', ...input, '-out', `${name}.p12`, '-passout', `pass:${PKCS12_PASSWORD}`);
  }
}

async function run(folder: string, ...args: readonly string[]): Promise<void> {
  const openssl = findProgram('openssl');
  if (openssl === undefined) throw new Error('no openssl command');
  const { code, output } = await runProgram(openssl, args, { cwd: folder });
  if (code !== 0) throw new Error(`openssl ${args.join(' ')} failed: ${output}`);
}

const DH_SIZES = [1024, 2048] as const;
const rsa = (bits: number): readonly string[] => ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`];
const ec = (curve: string): readonly string[] => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const KEYS: Readonly<Record<KeyName, { readonly generate: readonly string[]; readonly facts: ServerCertificate }>> = {
  rsa2048: {
    generate: rsa(2048),
    facts: { keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 },
  },
  rsa3072: {
    generate: rsa(3072),
    facts: { keyType: 'RSA', keyBits: 3072, curve: null, signedWith: 0x0401 },
  },
  p256: {
    generate: ec('P-256'),
    facts: { keyType: 'ECDSA', keyBits: 256, curve: 23, signedWith: 0x0403 },
  },
  p384: {
    generate: ec('P-384'),
    facts: { keyType: 'ECDSA', keyBits: 384, curve: 24, signedWith: 0x0403 },
  },
  ed25519: {
    generate: ['-algorithm', 'ED25519'],
    facts: { keyType: 'Ed25519', keyBits: 256, curve: null, signedWith: 0x0807 },
  },
};
const KEY_NAMES = Object.keys(KEYS) as readonly KeyName[];
const TRADITIONAL: ReadonlySet<KeyName> = new Set(['rsa2048', 'rsa3072', 'p256', 'p384']);

const REQUEST = `
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
[extensions]
subjectAltName = DNS:lab.test, DNS:localhost, IP:127.0.0.1
basicConstraints = critical, CA:TRUE
`;
