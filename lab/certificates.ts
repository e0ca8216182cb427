/**
 * Self-signed certificates for `lab.test` and `localhost`, in the formats the lab's oldest and newest servers load.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cachedFolder } from './cache.ts';
import { findProgram, runProgram } from './process.ts';

/** A certificate and its key, as files and as text. */
export type Certificate = {
  readonly certFile: string;
  /** PKCS#1 (`BEGIN RSA PRIVATE KEY`) or SEC 1 (`BEGIN EC PRIVATE KEY`): OpenSSL 1.0.0 reads nothing newer. */
  readonly keyFile: string;
  /** Key and certificate in one file, as HAProxy wants them. */
  readonly bothFile: string;
  readonly cert: string;
  readonly key: string;
};

export type LabCertificates = {
  /** RSA-2048, signed with SHA-256. */
  readonly rsa: Certificate;
  /** P-256; `undefined` without an `openssl` command, as nothing else here can write it. */
  readonly ecdsa: Certificate | undefined;
  /** The RSA pair as PKCS#12 under the name `lab` and {@link PKCS12_PASSWORD}, for Java and NSS. */
  readonly rsaPkcs12File: string;
};

export const PKCS12_PASSWORD = 'lab-test';

/** The lab's certificates, made the first time and kept in `.cache/lab/certs`. */
export async function labCertificates(): Promise<LabCertificates> {
  const openssl = findProgram('openssl');
  const folder = await cachedFolder('certs', (into) =>
    openssl ? makeWithOpenssl(openssl, into) : makeWithForge(into),
  );
  const [rsa, ecdsa] = await Promise.all([readPair(folder, 'rsa'), readPair(folder, 'ecdsa').catch(() => undefined)]);
  return { rsa, ecdsa, rsaPkcs12File: join(folder, 'rsa.p12') };
}

/** The certificate of a kind; RSA where ECDSA cannot be made, as no version depends on it. */
export function certificateOf(certificates: LabCertificates, kind: 'rsa' | 'ecdsa'): Certificate {
  return kind === 'ecdsa' ? (certificates.ecdsa ?? certificates.rsa) : certificates.rsa;
}

async function readPair(folder: string, name: string): Promise<Certificate> {
  const at = (kind: string): string => join(folder, `${name}.${kind}.pem`);
  const [certFile, keyFile, bothFile] = [at('cert'), at('key'), at('both')];
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { certFile, keyFile, bothFile, cert, key };
}

async function makeWithOpenssl(openssl: string, folder: string): Promise<void> {
  const run = async (...args: readonly string[]): Promise<void> => {
    const { code, output } = await runProgram(openssl, args, { cwd: folder });
    if (code !== 0) throw new Error(`openssl ${args[0]} failed: ${output}`);
  };
  await writeFile(join(folder, 'request.cnf'), REQUEST);
  await run('genrsa', '-out', 'rsa.any.pem', '2048');
  // OpenSSL 3 writes PKCS#8 unless told otherwise; older ones write PKCS#1 and do not know the option.
  await run('rsa', '-traditional', '-in', 'rsa.any.pem', '-out', 'rsa.key.pem').catch(() =>
    run('rsa', '-in', 'rsa.any.pem', '-out', 'rsa.key.pem'),
  );
  await run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ecdsa.key.pem');
  for (const name of ['rsa', 'ecdsa']) {
    const files = ['-key', `${name}.key.pem`, '-out', `${name}.cert.pem`];
    await run('req', '-x509', '-new', '-sha256', '-days', String(DAYS), '-config', 'request.cnf', ...files);
    await writeBoth(folder, name);
  }
  const input = ['-in', 'rsa.cert.pem', '-inkey', 'rsa.key.pem', '-name', 'lab'];
  await run('pkcs12', '-export', ...input, '-out', 'rsa.p12', '-passout', `pass:${PKCS12_PASSWORD}`);
}

async function makeWithForge(folder: string): Promise<void> {
  const forge: ForgePki = createRequire(import.meta.url)('node-forge');
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + DAYS * DAY_MS);
  const name = [{ name: 'commonName', value: 'lab.test' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  const dnsName = 2;
  const altNames = ['lab.test', 'localhost'].map((value) => ({ type: dnsName, value }));
  certificate.setExtensions([{ name: 'subjectAltName', altNames }]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());

  await writeFile(join(folder, 'rsa.cert.pem'), forge.pki.certificateToPem(certificate).replaceAll('\r', ''));
  await writeFile(join(folder, 'rsa.key.pem'), forge.pki.privateKeyToPem(keys.privateKey).replaceAll('\r', ''));
  await writeBoth(folder, 'rsa');
  const options = { friendlyName: 'lab' };
  const pkcs12 = forge.pkcs12.toPkcs12Asn1(keys.privateKey, [certificate], PKCS12_PASSWORD, options);
  await writeFile(join(folder, 'rsa.p12'), forge.asn1.toDer(pkcs12).getBytes(), 'latin1');
}

async function writeBoth(folder: string, name: string): Promise<void> {
  const { key, cert, bothFile } = await readPair(folder, name);
  await writeFile(bothFile, key + cert);
}

/** The part of node-forge used here; the package has no types of its own. */
type ForgePki = {
  readonly md: { readonly sha256: { create(): object } };
  readonly asn1: { toDer(value: object): { getBytes(): string } };
  readonly pkcs12: { toPkcs12Asn1(key: object, chain: readonly object[], password: string, options: object): object };
  readonly pki: {
    readonly rsa: { generateKeyPair(bits: number): { readonly publicKey: object; readonly privateKey: object } };
    createCertificate(): ForgeCertificate;
    certificateToPem(certificate: ForgeCertificate): string;
    privateKeyToPem(key: object): string;
  };
};

type ForgeCertificate = {
  publicKey: object;
  serialNumber: string;
  readonly validity: { notBefore: Date; notAfter: Date };
  setSubject(name: readonly object[]): void;
  setIssuer(name: readonly object[]): void;
  setExtensions(extensions: readonly object[]): void;
  sign(key: object, digest: object): void;
};

const REQUEST = `
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = lab.test
[extensions]
subjectAltName = DNS:lab.test, DNS:localhost, IP:127.0.0.1
basicConstraints = critical, CA:TRUE
`;
const DAYS = 3650;
const DAY_MS = 86_400_000;
