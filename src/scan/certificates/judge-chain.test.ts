import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram, runProgram } from '../../../lab/process.ts';
import { decodeX509 } from '../../tls/x509.ts';
import { type ReadCertificate, readCertificate } from './describe.ts';
import { judgeChain, Roots } from './judge-chain.ts';

const openssl = findProgram('openssl');
const folder = mkdtempSync(join(tmpdir(), 'chains-'));
const day = 86_400_000;
/** Behind the making of the chains. */
const at = new Date(Date.now() + day);

/** Leaves by the arguments that make them; all are issued by the intermediate. */
const LEAVES: Readonly<Record<string, { readonly key: readonly string[]; readonly sign?: readonly string[] }>> = {
  rsa: { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] },
  small: { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] },
  ecdsa: { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] },
  ed25519: { key: ['-algorithm', 'ED25519'] },
  sha1: { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], sign: ['-sha1'] },
  pss: { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], sign: ['-sigopt', 'rsa_padding_mode:pss'] },
};
/** Leaves by the section of their extensions. */
const USAGES: readonly string[] = ['server', 'client', 'both', 'step-up'];

async function run(...args: readonly string[]): Promise<string> {
  const { code, output } = await runProgram(openssl ?? '', args, { cwd: folder });
  if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${output}`);
  return output;
}

function read(name: string): ReadCertificate {
  return readCertificate(new X509Certificate(readFileSync(join(folder, `${name}.crt`))).raw);
}

async function issue(
  name: string,
  issuer: string,
  { key, sign = [] }: (typeof LEAVES)[string] & object,
): Promise<void> {
  await run('genpkey', ...key, '-out', `${name}.key`);
  await run('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}.test`, '-out', `${name}.csr`);
  const section = name === 'intermediate' ? 'ca' : EXTENSIONS.includes(`[${name}]`) ? name : 'leaf';
  const by = ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`, '-CAcreateserial', '-extfile', 'x.cnf'];
  await run(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...by,
    '-extensions',
    section,
    '-days',
    '30',
    ...sign,
    '-out',
    `${name}.crt`,
  );
}

describe.skipIf(openssl === undefined)('chains made by openssl', () => {
  let roots: Roots;

  beforeAll(async () => {
    writeFileSync(join(folder, 'x.cnf'), EXTENSIONS);
    const rsa = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'root.key', '-out', 'root.crt', '-days', '60'];
    await run('req', '-x509', ...rsa, '-subj', '/CN=root', '-addext', 'basicConstraints=critical,CA:TRUE');
    await issue('intermediate', 'root', LEAVES.rsa ?? { key: [] });
    for (const [name, how] of Object.entries(LEAVES)) await issue(name, 'intermediate', how);
    await issue('nameless', 'intermediate', LEAVES.ecdsa ?? { key: [] });
    for (const name of USAGES) await issue(name, 'intermediate', LEAVES.ecdsa ?? { key: [] });
    roots = new Roots([readFileSync(join(folder, 'root.crt'), 'utf8')]);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  const judged = (names: readonly string[], name: string | undefined = 'www.lab.test', when = at) =>
    judgeChain(names.map(read), { name, at: when, roots });

  test.each(Object.keys(LEAVES))('the signature of %s is what openssl says', async (name) => {
    const text = await run('x509', '-in', `${name}.crt`, '-noout', '-text');
    const { facts } = read(name);
    if (!('subject' in facts)) throw new Error('unreadable');
    // OpenSSL writes rsassaPss for what RFC 4055 calls RSASSA-PSS.
    const plain = (algorithm: string | undefined): string | undefined => algorithm?.toLowerCase().replaceAll('-', '');
    expect(plain(facts.signature?.name)).toBe(plain(/Signature Algorithm: (\S+)/.exec(text)?.[1]));
    expect(facts.signature?.hash).toBe(name === 'sha1' ? 'SHA-1' : 'SHA-256');
    expect(facts.names).toEqual([
      { type: 'dns', value: '*.lab.test' },
      { type: 'ip', value: '192.0.2.7' },
      { type: 'dns', value: 'xn--bcher-kva.test' },
    ]);
    expect(facts.mustStaple).toBe(true);
    expect(facts.isCa).toBe(false);
    const verified = await runProgram(openssl ?? '', VERIFY(name), { cwd: folder });
    expect(judged([name, 'intermediate']).trust).toBe(verified.code === 0 ? 'trusted' : 'incomplete');
  });

  test('wrong order, missing intermediate, unknown root and self-signed are told apart', () => {
    expect(judged(['rsa', 'intermediate']).trust).toBe('trusted');
    expect(judged(['rsa', 'ecdsa', 'intermediate']).trust).toBe('trusted-wrong-order');
    expect(judged(['rsa']).trust).toBe('incomplete');
    expect(judged(['root']).trust).toBe('trusted');
    const others = { name: undefined, at, roots: new Roots([]) };
    expect(judgeChain(['rsa', 'intermediate', 'root'].map(read), others).trust).toBe('unknown-root');
    expect(judgeChain([read('root')], others).trust).toBe('self-signed');
  });

  test('names by RFC 9525', () => {
    expect(judged(['rsa']).nameMatch).toBe('match');
    expect(judged(['rsa'], '192.0.2.7').nameMatch).toBe('match');
    expect(judged(['rsa'], 'a.b.lab.test').nameMatch).toBe('mismatch');
    expect(judged(['rsa'], 'rsa.test').nameMatch).toBe('mismatch');
    expect(judged(['nameless'], 'nameless.test').nameMatch).toBe('common-name-only');
  });

  test('dates, by the time given', () => {
    expect(judged(['rsa', 'intermediate']).validity).toBe('valid');
    expect(judged(['rsa'], undefined, new Date(at.getTime() + 90 * day)).validity).toBe('expired');
    expect(judged(['rsa'], undefined, new Date(at.getTime() - 90 * day)).validity).toBe('not-yet-valid');
  });

  test.each([...USAGES, 'rsa'])('%s may stand for a server if openssl says so', async (name) => {
    const purpose = ['-purpose', 'sslserver'];
    const [verb = '', ...rest] = VERIFY(name);
    const { code } = await runProgram(openssl ?? '', [verb, ...purpose, ...rest], { cwd: folder });
    expect(judged([name, 'intermediate']).isForServers).toBe(code === 0 ? 'yes' : 'no');
  });

  test('weakness and needs', () => {
    expect(judged(['sha1', 'intermediate']).weakSignatures).toEqual([0]);
    expect(judged(['small', 'intermediate']).smallKeys).toEqual([0]);
    expect(judged(['ecdsa', 'intermediate']).needs).toEqual(['sha-2', 'ecdsa']);
    expect(judged(['ed25519', 'intermediate']).needs).toEqual(['sha-2', 'eddsa']);
    expect(judged(['pss', 'intermediate']).needs).toEqual(['sha-2', 'rsa-pss']);
    expect(judged(['sha1', 'root']).needs).toEqual([]);
  });

  test('no strict prefix decodes, and a changed byte or random bytes never throw', () => {
    const der = new X509Certificate(readFileSync(join(folder, 'pss.crt'))).raw;
    for (let length = 0; length < der.length; length++) expect(decodeX509(der.subarray(0, length)).ok).toBe(false);
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.nat(255), (index, byte) => {
        const bent = Uint8Array.from(der);
        bent[index] = byte;
        expect(decodeX509(bent)).toHaveProperty('ok');
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !decodeX509(bytes).ok));
  });
});

const VERIFY = (name: string): readonly string[] => [
  'verify',
  '-auth_level',
  '0',
  '-CAfile',
  'root.crt',
  '-untrusted',
  'intermediate.crt',
  `${name}.crt`,
];
const EXTENSIONS = `
[ca]
basicConstraints = critical, CA:TRUE
[leaf]
basicConstraints = CA:FALSE
subjectAltName = DNS:*.lab.test, IP:192.0.2.7, DNS:xn--bcher-kva.test
tlsfeature = status_request
[nameless]
basicConstraints = CA:FALSE
[server]
extendedKeyUsage = serverAuth
[client]
extendedKeyUsage = clientAuth
[both]
extendedKeyUsage = clientAuth, serverAuth
[step-up]
extendedKeyUsage = clientAuth, nsSGC
`;
