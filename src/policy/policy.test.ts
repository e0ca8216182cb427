import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChainFacts } from '../facts/certificate-facts.ts';
import type { ChoiceFacts, SuiteFacts } from '../facts/depth-facts.ts';
import { FEATURES } from '../facts/fixtures/features.ts';
import type { Answer, VersionFacts } from '../facts/server-facts.ts';
import { suiteCode } from '../tls/registry/cipher-suites.ts';
import { groupName, knownGroupCodes } from '../tls/registry/groups.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { evaluate, isBroken, type PolicyFacts } from './evaluate.ts';
import { type PlacedJson, parsePlacedJson } from './placed-json.ts';
import type { Policy } from './policy.ts';
import { readPolicy } from './read-policy.ts';
import { STANDARDS } from './standards/index.ts';

const schema: object = JSON.parse(readFileSync(new URL('../../schemas/policy.schema.json', import.meta.url), 'utf8'));

describe('the built-in policies', () => {
  const isPolicy = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

  test.each(STANDARDS)('$name fits the schema and our own reader', (policy) => {
    isPolicy(policy);
    expect(isPolicy.errors).toBeNull();
    expect(readPolicy(JSON.stringify(policy))).toEqual({ ok: true, value: policy });
  });

  test.each(STANDARDS)('$name names suites and groups that exist', ({ rules }) => {
    const groups = new Set(knownGroupCodes().map(groupName));
    for (const { check } of rules) {
      if (check.kind === 'only-suites')
        expect(check.suites.filter((name) => suiteCode(name) === undefined)).toEqual([]);
      if (check.kind === 'only-groups') expect(check.groups.filter((name) => !groups.has(name))).toEqual([]);
    }
  });

  test('their names differ', () => {
    expect(new Set(STANDARDS.map(({ name }) => name)).size).toBe(STANDARDS.length);
  });

  const MODERN: Suites = {
    'TLSv1.2': ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
    'TLSv1.3': ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'],
  };

  test('a modern server breaks none but tlsref-modern, which allows no TLS 1.2', () => {
    expect(broken(server(MODERN))).toEqual(['tlsref-modern']);
    expect(broken(server({ 'TLSv1.3': MODERN['TLSv1.3'] ?? [] }))).toEqual([
      ...['rfc9325', 'nist-800-52r2', 'nist-800-52r2-citizen', 'tlsref-intermediate'],
    ]);
  });

  test('TLS 1.0 with AES beside breaks those that forbid it, and citizens of NIST may need it', () => {
    const facts = server({ ...MODERN, 'TLSv1.0': ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'] });
    const names = broken(facts);
    expect(names).toEqual([
      ...['rfc8996', 'rfc9325', 'nist-800-52r2', 'bsi-tr-02102-2', 'tlsref-modern', 'tlsref-intermediate'],
    ]);
    const citizen = STANDARDS.find(({ name }) => name === 'nist-800-52r2-citizen');
    const advice = citizen && evaluate(citizen, facts).filter(({ outcome }) => outcome === 'fail');
    expect(advice?.map(({ id, level }) => [id, level])).toEqual([['tls1.0', 'should']]);
  });

  test('a server that could not be asked is unknown in everything', () => {
    const facts = {
      versions: null,
      cipherSuites: null,
      groups: null,
      features: null,
      certificates: null,
      chains: null,
      attacks: null,
    };
    const outcomes = STANDARDS.flatMap((policy) => evaluate(policy, facts).map(({ outcome }) => outcome));
    expect(new Set(outcomes)).toEqual(new Set(['unknown']));
  });
});

describe('each kind of check', () => {
  const SUITE = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';

  test.each<readonly [Answer, string]>([
    ['accepted', 'fail'],
    ['refused', 'pass'],
    ['latent', 'pass'],
    ['inconclusive', 'unknown'],
  ])('refuses: %s is %s', (answer, outcome) => {
    const facts = server({ 'TLSv1.2': [SUITE] });
    const versions = { ...facts.versions, 'TLSv1.0': version(answer) } as NonNullable<PolicyFacts['versions']>;
    expect(outcomeOf({ kind: 'refuses', versions: ['TLSv1.0'] }, { ...facts, versions })).toBe(outcome);
  });

  test('suites: a bad one fails, an incomplete list is unknown, and a bad one in it fails', () => {
    const check = { kind: 'no-suites', suites: 'rc4' } as const;
    expect(outcomeOf(check, server({ 'TLSv1.2': [SUITE] }))).toBe('pass');
    expect(outcomeOf(check, server({ 'TLSv1.2': [SUITE, 'TLS_RSA_WITH_RC4_128_SHA'] }))).toBe('fail');
    const facts = server({ 'TLSv1.2': [SUITE] });
    const part = { ...choice([SUITE]), isComplete: false };
    expect(outcomeOf(check, { ...facts, cipherSuites: { 'TLSv1.2': part } })).toBe('unknown');
    expect(outcomeOf(check, { ...facts, cipherSuites: null })).toBe('unknown');
    const bad = { ...choice(['TLS_RSA_WITH_RC4_128_SHA']), isComplete: false };
    expect(outcomeOf(check, { ...facts, cipherSuites: { 'TLSv1.2': bad } })).toBe('fail');
  });

  test('3DES is under 128 bits and not under 112', () => {
    const facts = server({ 'TLSv1.2': ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'] });
    expect(outcomeOf({ kind: 'no-suites', suites: 'under-112-bits' }, facts)).toBe('pass');
    expect(outcomeOf({ kind: 'no-suites', suites: 'under-128-bits' }, facts)).toBe('fail');
  });

  test('primes: short fails, unseen is unknown', () => {
    const dhe = (dhBits: number | null): PolicyFacts => {
      const name = 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256';
      const items = [{ code: suiteCode(name) ?? 0, name, group: null, dhBits }];
      return { ...server({ 'TLSv1.2': [name] }), cipherSuites: { 'TLSv1.2': { ...choice([]), items } } };
    };
    const check = { kind: 'dh-bits', atLeast: 2048 } as const;
    expect([1024, 2048, null].map((bits) => outcomeOf(check, dhe(bits)))).toEqual(['fail', 'pass', 'unknown']);
  });

  test('RSA keys', () => {
    const check = { kind: 'rsa-bits', atLeast: 2048 } as const;
    const facts = server({ 'TLSv1.2': [SUITE] });
    expect(outcomeOf(check, facts)).toBe('pass');
    expect(outcomeOf(check, { ...facts, certificates: null, chains: null })).toBe('unknown');
    const [leaf] = facts.certificates ?? [];
    if (!leaf || 'error' in leaf) throw new Error('no certificate');
    expect(outcomeOf(check, { ...facts, certificates: [{ ...leaf, keyBits: 1024 }] })).toBe('fail');
    expect(outcomeOf(check, { ...facts, certificates: [{ ...leaf, keyType: 'ec', keyBits: 256 }] })).toBe('pass');
    const small = { ...leaf, keyBits: 1024, sha256: 'small' };
    const [chain] = facts.chains ?? [];
    if (!chain) throw new Error('no chain');
    const second = { ...chain, certificates: ['small'] };
    const both = { ...facts, certificates: [leaf, small], chains: [chain, second] };
    expect(outcomeOf(check, both)).toBe('fail');
    // Of one chain only the leaf counts here: what else was sent, the client may never use.
    expect(outcomeOf(check, { ...both, chains: [{ ...chain, certificates: [leaf.sha256, 'small'] }] })).toBe('pass');
    expect(outcomeOf(check, { ...both, chains: [chain, { ...second, certificates: ['unseen'] }] })).toBe('unknown');
  });

  test('attacks that were not asked for are unknown', () => {
    const check = { kind: 'not-vulnerable', attacks: ['robot'] } as const;
    expect(outcomeOf(check, { ...server({ 'TLSv1.2': [SUITE] }), attacks: null })).toBe('unknown');
  });
});

describe("a file of one's own", () => {
  const RULE =
    '{"id": "a", "level": "must", "section": "1", "text": "t", "check": {"kind": "dh-bits", "atLeast": 2048}}';
  const file = (rules: string): string =>
    `{\n  "name": "own",\n  "title": "Own",\n  "source": "us",\n  "rules": [${rules}]\n}`;

  test('is read', () => {
    expect(readPolicy(file(RULE))).toMatchObject({ ok: true, value: { name: 'own', rules: [{ id: 'a' }] } });
  });

  test.each([
    ['{', 1, 2, 'no value'],
    ['{"name": "x",}', 1, 14, 'no value'],
    ['[]', 1, 1, 'the policy must be an object'],
    ['{"name": 1}', 1, 10, 'name must be text'],
    ['{"name": "x"}', 1, 1, 'the policy lacks title'],
    [file('').replace('[]', '{}'), 5, 12, 'rules must be a list that is not empty'],
    [file(RULE.replace('must', 'may')), 5, 34, 'level must be one of must, should'],
    [file(RULE.replace('dh-bits', 'dh')), 5, 89, /^kind must be one of refuses/],
    [file(RULE.replace('2048', '-1')), 5, 111, 'atLeast must be a whole number over 0'],
    [file(RULE.replace('"id"', '"ID"')), 5, 20, 'an item of rules has no member "ID"'],
    [file(`${RULE}, ${RULE}`), 5, 126, 'a rule with the id "a" stands above'],
    [`${file(RULE)} x`, 6, 3, 'nothing may follow the value'],
    ['{"name": "x", "name": "y"}', 1, 15, '"name" stands here twice'],
    ['"\u0001"', 1, 1, 'no value'],
    ['['.repeat(200), 1, 102, 'nested too deeply'],
  ])('%s is refused with its place', (text, line, column, message) => {
    const result = readPolicy(text);
    if (result.ok) throw new Error('accepted');
    expect(result.error).toMatchObject({
      line,
      message: message instanceof RegExp ? expect.stringMatching(message) : message,
    });
    expect(result.error.column).toBe(column);
  });

  test('any JSON is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed = parsePlacedJson(text);
        expect(parsed.ok && plain(parsed.value)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void readPolicy(text)));
  });
});

type Suites = Readonly<Partial<Record<TlsVersion, readonly string[]>>>;

function broken(facts: PolicyFacts): string[] {
  return STANDARDS.filter((policy) => isBroken(evaluate(policy, facts))).map(({ name }) => name);
}

function outcomeOf(check: Policy['rules'][number]['check'], facts: PolicyFacts): string | undefined {
  const rule = { id: 'x', level: 'must', section: '1', text: 't', check } as const;
  return evaluate({ name: 'x', title: 'X', source: 'us', rules: [rule] }, facts)[0]?.outcome;
}

function server(suites: Suites): PolicyFacts {
  const versions = Object.fromEntries(
    TLS_VERSIONS.map((name) => [name, version(suites[name] ? 'accepted' : 'refused')]),
  ) as Record<TlsVersion, VersionFacts>;
  const cipherSuites = Object.fromEntries(Object.entries(suites).map(([name, names]) => [name, choice(names)]));
  const certificate = {
    ...{ subject: 'CN=x', issuer: 'CN=x', subjectAltName: null, sha256: 'leaf', keyType: 'rsa', keyBits: 2048 },
    ...{ names: [], serial: '01', curve: null, signature: null, spkiSha256: null },
    ...{ isCa: false, isSelfSigned: false, mustStaple: false },
    ...{ validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' },
  };
  const chain: ChainFacts = {
    ...{ certificates: [certificate.sha256], seenIn: [], nameMatch: 'match', validity: 'valid', trust: 'trusted' },
    ...({ isForServers: 'yes', weakSignatures: [], smallKeys: [], needs: [] } as const),
  };
  const known = { versions, cipherSuites, groups: {}, features: FEATURES, attacks: null };
  return { ...known, certificates: [certificate], chains: [chain] };
}

function version(answer: Answer): VersionFacts {
  return { answer, reason: 'server-hello', evidence: [], confirmed: null };
}

function choice(names: readonly string[]): ChoiceFacts<SuiteFacts> {
  const items = names.map((name) => ({ code: suiteCode(name) ?? -1, name, group: null, dhBits: null }));
  return { decidedBy: 'server', isOrdered: true, isComplete: true, inferredFrom: null, items };
}

function plain(json: PlacedJson): unknown {
  if (json.kind === 'scalar') return json.value;
  if (json.kind === 'array') return json.items.map(plain);
  return Object.fromEntries([...json.members].map(([name, value]) => [name, plain(value)]));
}
