import { getDiffieHellman } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ChoiceFacts, DepthFacts, FeatureFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { FEATURES } from '../../facts/fixtures/features.ts';
import type { Answer, VersionFacts } from '../../facts/server-facts.ts';
import { suiteCode } from '../../tls/registry/cipher-suites.ts';
import { knownWeakPrime } from '../../tls/registry/dh-primes.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { type Derivation, type DerivedAttack, deriveAttacks } from './derive.ts';

const MODERN = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'];

test('a modern server is open to nothing', () => {
  const attacks = deriveAttacks(server({ 'TLSv1.2': MODERN, 'TLSv1.3': ['TLS_AES_128_GCM_SHA256'] }));
  const answers = new Set(Object.values(attacks).map(({ answer }) => answer));
  expect(answers).toEqual(new Set(['not-vulnerable']));
});

// Each row: a suite in a version, and every attack that follows from it.
test.each<readonly [TlsVersion, string, readonly DerivedAttack[]]>([
  ['SSLv3', 'TLS_RSA_WITH_AES_128_CBC_SHA', ['poodle', 'beast']],
  ['SSLv3', 'TLS_RSA_WITH_RC4_128_SHA', ['rc4']],
  ['TLSv1.0', 'TLS_RSA_WITH_AES_128_CBC_SHA', ['beast']],
  ['TLSv1.0', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', ['beast', 'sweet32']],
  ['TLSv1.1', 'TLS_RSA_WITH_AES_128_CBC_SHA', []],
  ['TLSv1.2', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', ['sweet32']],
  ['TLSv1.2', 'TLS_RSA_WITH_IDEA_CBC_SHA', ['sweet32']],
  ['TLSv1.2', 'TLS_RSA_WITH_RC4_128_MD5', ['rc4']],
  ['TLSv1.2', 'TLS_RSA_WITH_NULL_SHA256', ['null-ciphers']],
  ['TLSv1.2', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA', ['anonymous-ciphers']],
  ['TLSv1.1', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', ['freak', 'rc4']],
  ['TLSv1.1', 'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA', ['logjam', 'sweet32']],
  ['TLSv1.2', 'TLS_RSA_WITH_SEED_CBC_SHA', []],
])('%s with %s', (version, suite, open) => {
  expect(vulnerable(server({ [version]: [suite] }))).toEqual(open);
});

test.each<readonly [Answer, string]>([
  ['accepted', 'vulnerable'],
  ['refused', 'not-vulnerable'],
  ['inconclusive', 'inconclusive'],
  ['latent', 'inconclusive'],
])('DROWN when SSL 2.0 is %s', (answer, expected) => {
  const { versions, ...rest } = server({ 'TLSv1.2': MODERN });
  const facts = deriveAttacks({ ...rest, versions: { ...versions, SSLv2: version(answer) } });
  expect(facts.drown.answer).toBe(expected);
});

test('what is not known is inconclusive, not a no', () => {
  const whole = server({ 'TLSv1.2': MODERN });
  expect(deriveAttacks({ ...whole, searched: [] }).rc4).toMatchObject({ reason: 'suites-unknown' });
  expect(deriveAttacks({ ...whole, depth: null }).crime).toMatchObject({ answer: 'inconclusive' });
  const versions = { ...whole.versions, 'TLSv1.0': version('inconclusive') };
  expect(deriveAttacks({ ...whole, versions }).beast).toMatchObject({ reason: 'version-unknown' });
});

test('an open list clears of the kinds of suites that were asked for apart, and CBC is none of them', () => {
  const open = { ...choice(['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256']), isComplete: false };
  const depth: DepthFacts = { ...DEPTH, cipherSuites: { 'TLSv1.0': open } };
  const facts = deriveAttacks({ ...server({ 'TLSv1.0': [] }), depth });
  expect(facts['null-ciphers']).toMatchObject({ answer: 'not-vulnerable' });
  expect(facts.beast).toMatchObject({ answer: 'inconclusive', reason: 'suites-unknown' });
});

test('a suite that was found counts however incomplete the list is', () => {
  const suites = { ...choice(['TLS_RSA_WITH_RC4_128_SHA']), isComplete: false };
  const facts = deriveAttacks({
    ...server({ 'TLSv1.2': [] }),
    depth: { ...DEPTH, cipherSuites: { 'TLSv1.2': suites } },
  });
  expect(facts.rc4.answer).toBe('vulnerable');
});

test('Logjam also by the prime, with its origin', () => {
  const primes = [{ version: 'TLSv1.2', bits: 1024, known: 'RFC 2409' }] as const;
  const { logjam } = deriveAttacks({ ...server({ 'TLSv1.2': MODERN }), primes });
  expect(logjam).toMatchObject({ answer: 'vulnerable', reason: 'weak-prime' });
  expect(logjam.evidence.at(-1)).toEqual({ kind: 'dh-prime', ...primes[0] });
  const long = [{ version: 'TLSv1.2', bits: 2048, known: null }] as const;
  expect(deriveAttacks({ ...server({ 'TLSv1.2': MODERN }), primes: long }).logjam.answer).toBe('not-vulnerable');
});

test('BEAST says whether the server prefers CBC', () => {
  const rc4First = server({ 'TLSv1.0': ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'] });
  expect(deriveAttacks(rc4First).beast.reason).toBe('suite-accepted');
  expect(deriveAttacks(server({ 'TLSv1.0': ['TLS_RSA_WITH_AES_128_CBC_SHA'] })).beast.reason).toBe('suite-preferred');
});

test('a server of TLS 1.3 alone has neither compression nor renegotiation', () => {
  const facts = deriveAttacks(server({ 'TLSv1.3': ['TLS_AES_128_GCM_SHA256'] }, null));
  expect([facts.crime.answer, facts['insecure-renegotiation'].answer]).toEqual(['not-applicable', 'not-applicable']);
  expect(facts.rc4.answer).toBe('not-vulnerable');
});

// Oracle: OpenSSL's own copies of the Oakley groups.
test.each([
  ['modp1', /group 1$/],
  ['modp2', /group 2$/],
])('%s is a known weak prime', (group, origin) => {
  expect(knownWeakPrime(getDiffieHellman(group).getPrime())).toMatch(origin);
});

test('a long shared prime is not weak', () => {
  expect(knownWeakPrime(getDiffieHellman('modp14').getPrime())).toBeUndefined();
});

function vulnerable(from: Derivation): string[] {
  return Object.entries(deriveAttacks(from)).flatMap(([name, { answer }]) => (answer === 'vulnerable' ? [name] : []));
}

function server(
  suites: Readonly<Partial<Record<TlsVersion, readonly string[]>>>,
  features: FeatureFacts | null = FEATURES,
): Derivation {
  const versions = Object.fromEntries(
    TLS_VERSIONS.map((name) => [name, version(suites[name] ? 'accepted' : 'refused')]),
  ) as Record<TlsVersion, VersionFacts>;
  const cipherSuites = Object.fromEntries(Object.entries(suites).map(([name, names]) => [name, choice(names)]));
  const searched = Object.keys(cipherSuites) as TlsVersion[];
  return { versions, depth: { ...DEPTH, features, cipherSuites }, searched, primes: [] };
}

function version(answer: Answer): VersionFacts {
  return { answer, reason: 'server-hello', evidence: [], confirmed: null };
}

function choice(names: readonly string[]): ChoiceFacts<SuiteFacts> {
  const items = names.map((name) => ({ code: suiteCode(name) ?? -1, name, group: null, dhBits: null }));
  return { decidedBy: 'server', isOrdered: true, isComplete: true, inferredFrom: null, items };
}

const DEPTH: DepthFacts = { cipherSuites: {}, groups: {}, signatureSchemes: [], features: FEATURES };
