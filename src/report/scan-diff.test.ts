import { describe, expect, test } from 'vitest';
import type { Answer } from '../facts/server-facts.ts';
import type { ServerState } from '../facts/server-state.ts';
import { diffScans, type ScanDiff } from '../readiness/scan-diff.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { makePaint } from './paint.ts';
import { changedPhrase, scanDiffText } from './scan-diff-text.ts';

const strict = state('strict.example', { 'TLSv1.2': 'accepted', 'TLSv1.3': 'accepted' });
const lax = state('lax.example', { 'TLSv1.0': 'accepted', 'TLSv1.2': 'accepted' });
const open = state('open.example', { 'TLSv1.0': 'inconclusive', 'TLSv1.2': 'accepted' });
function attack(answer: string): ServerState {
  return { ...strict, attacks: { robot: answer } };
}

const gone: ServerState = {
  ...strict,
  versions: null,
  floor: { floor: '1.2', supports: 'unknown', enforces: 'unknown' },
  error: { code: 'connection-refused', message: 'nothing listens' },
};

describe('which way it went', () => {
  test.each<[string, ServerState, ServerState, keyof ScanDiff, string]>([
    ['an old version is back', strict, lax, 'worse', 'was strict and answers TLS 1.0 again'],
    ['an old version is gone', lax, state('', { 'TLSv1.2': 'accepted' }), 'better', 'meets the floor in full now'],
    [
      'it is only blocked',
      strict,
      state('', { 'TLSv1.1': 'latent', 'TLSv1.2': 'accepted', 'TLSv1.3': 'accepted' }),
      'worse',
      'allows TLS 1.1 as soon as its crypto policy is relaxed',
    ],
    ['the floor is lost', lax, state('', { 'TLSv1.0': 'accepted' }), 'worse', 'no longer supports TLS 1.2'],
    ['TLS 1.3 is lost', strict, state('', { 'TLSv1.2': 'accepted' }), 'worse', 'no longer accepts TLS 1.3'],
    [
      'one more old version',
      lax,
      state('', { 'TLSv1.0': 'accepted', 'TLSv1.1': 'accepted', 'TLSv1.2': 'accepted' }),
      'worse',
      'accepts TLS 1.1 now',
    ],
    [
      'better and worse at once is worse',
      lax,
      state('', { SSLv3: 'accepted', 'TLSv1.2': 'accepted', 'TLSv1.3': 'accepted' }),
      'worse',
      'accepts SSL 3.0 now',
    ],
    ['an attack works now', attack('not-vulnerable'), attack('vulnerable'), 'worse', 'is open to robot now'],
    ['an attack works no more', attack('vulnerable'), attack('not-vulnerable'), 'better', 'changed'],
    [
      'RC4 is back',
      { ...strict, suites: { 'TLSv1.2': [0xc02f] } },
      { ...strict, suites: { 'TLSv1.2': [0x0005, 0xc02f] } },
      'worse',
      'accepts weak suites in TLSv1.2 now',
    ],
    [
      'RC4 is gone',
      { ...strict, suites: { 'TLSv1.2': [0x0005, 0xc02f] } },
      { ...strict, suites: { 'TLSv1.2': [0xc02f] } },
      'better',
      'changed',
    ],
    [
      'post-quantum key exchange is gone',
      { ...strict, postQuantum: { supported: 'yes' } },
      { ...strict, postQuantum: { supported: 'no' } },
      'worse',
      'post-quantum key exchange is no longer supported',
    ],
    [
      'compression is back',
      { ...strict, features: { compression: 'no' } },
      { ...strict, features: { compression: 'yes' } },
      'worse',
      'compression got worse',
    ],
    [
      'another certificate',
      { ...strict, certificate: { sha256: '01'.repeat(32), validTo: '2027-01-01T00:00:00.000Z' } },
      { ...strict, certificate: { sha256: '02'.repeat(32), validTo: '2028-01-01T00:00:00.000Z' } },
      'other',
      'changed',
    ],
    [
      'another group',
      { ...strict, groups: { 'TLSv1.3': [0x1d] } },
      { ...strict, groups: { 'TLSv1.3': [0x1d, 0x17] } },
      'other',
      'changed',
    ],
    ['nobody knows', lax, open, 'unknown', 'changed'],
    ['it is away', strict, gone, 'unknown', 'could not be judged this time: nothing listens'],
    ['it is back', gone, lax, 'unknown', 'could not be judged before, and is now'],
    [
      'SCSV is ignored now',
      { ...lax, fallbackScsv: 'honoured' },
      { ...lax, fallbackScsv: 'ignored' },
      'worse',
      'no longer honours TLS_FALLBACK_SCSV',
    ],
  ])('%s', (_, before, now, section, phrase) => {
    const diff = diffScans(saved([as('a.example', before)]), saved([as('a.example', now)]));
    expect(diff[section]).toHaveLength(1);
    const [changed] = [...diff.worse, ...diff.better, ...diff.unknown, ...diff.other];
    expect(changed && changedPhrase(changed)).toBe(phrase);
  });

  test('what is the same is only counted, errors included', () => {
    const all = [strict, lax, open, as('away.example', gone)];
    expect(diffScans(saved(all), saved(all))).toEqual({
      worse: [],
      better: [],
      unknown: [],
      other: [],
      added: [],
      gone: [],
      same: 4,
    });
  });

  test('a strict server that answers TLS 1.0 again is first', () => {
    const before = [lax, strict, as('b.example', lax)];
    const now = [
      as('lax.example', state('', { 'TLSv1.0': 'accepted' })),
      as('strict.example', lax),
      as('b.example', state('', { SSLv3: 'accepted', 'TLSv1.0': 'accepted', 'TLSv1.2': 'accepted' })),
    ];
    const { worse } = diffScans(saved(before), saved(now));
    expect(worse.map((server) => server.now.target)).toEqual(['strict.example', 'lax.example', 'b.example']);
    const text = scanDiffText(diffScans(saved(before), saved(now)), makePaint(false));
    expect(text.split('\n')[0]).toBe('3 servers got worse');
    expect(text.split('\n')[3]).toBe('  strict.example (192.0.2.1:443) was strict and answers TLS 1.0 again');
  });
});

describe('which server is which', () => {
  test('however the target was written', () => {
    const before = saved([as('Example.org', strict), { ...strict, target: '2001:db8::1', address: '2001:db8::1' }]);
    const now = saved([
      as('https://example.org/x', lax),
      { ...lax, target: '[2001:db8::1]:443', address: '2001:db8::1' },
    ]);
    expect(diffScans(before, now)).toMatchObject({ worse: [{}, {}], added: [], gone: [] });
  });

  test('another port is another server', () => {
    const diff = diffScans(saved([strict]), saved([{ ...strict, port: 8443 }]));
    expect([diff.added.length, diff.gone.length]).toEqual([1, 1]);
  });

  test('by address first, then an address that moved', () => {
    const at = (server: ServerState, address: string): ServerState => ({ ...as('a.example', server), address });
    const before = saved([at(strict, '192.0.2.1'), at(strict, '192.0.2.2')]);
    const now = saved([at(lax, '192.0.2.3'), at(strict, '192.0.2.2')]);
    const diff = diffScans(before, now);
    expect(diff).toMatchObject({ same: 1, added: [], gone: [] });
    expect(diff.worse[0]?.before.address).toBe('192.0.2.1');
  });

  test('the default without a name belongs to the server with the name', () => {
    const named = (server: ServerState, withoutSni: ServerState['withoutSni']): ServerState => {
      return { ...as('a.example', server), withoutSni };
    };
    const nameless = { ...as('a.example', lax), sni: null };
    const before = saved([named(strict, 'same')]);
    const now = saved([named(strict, 'differs'), nameless]);
    const diff = diffScans(before, now);
    expect(diff.worse[0]?.changes).toMatchObject([{ what: 'without-sni', from: 'yes', to: 'no' }]);
    expect(diff.added).toEqual([]);
    expect(diffScans(now, before).better).toHaveLength(1);
  });
});

function saved(servers: readonly ServerState[]): { tool: null; startedAt: null; servers: readonly ServerState[] } {
  return { tool: null, startedAt: null, servers };
}

function as(target: string, server: ServerState): ServerState {
  return { ...server, target, sni: target };
}

/** Versions that are not named are refused. */
function state(target: string, some: Partial<Record<TlsVersion, Answer>>): ServerState {
  const entries = TLS_VERSIONS.map((version) => [version, some[version] ?? 'refused'] as const);
  const versions = Object.fromEntries(entries) as Record<TlsVersion, Answer>;
  const isBelow = entries.slice(0, 4).some(([, answer]) => answer === 'accepted' || answer === 'latent');
  const isOpen = entries.slice(0, 4).some(([, answer]) => answer === 'inconclusive');
  const supports = entries.slice(4).some(([, answer]) => answer === 'accepted') ? 'yes' : 'no';
  return {
    target,
    address: '192.0.2.1',
    port: 443,
    sni: target,
    versions,
    fallbackScsv: null,
    withoutSni: null,
    suites: null,
    groups: null,
    postQuantum: null,
    features: null,
    attacks: null,
    certificate: null,
    floor: { floor: '1.2', supports, enforces: isBelow ? 'no' : isOpen ? 'unknown' : 'yes' },
    error: null,
  };
}

describe('no change is made of', () => {
  test.each<readonly [string, Partial<ServerState>, Partial<ServerState>]>([
    ['another order', { suites: { 'TLSv1.2': [1, 2] } }, { suites: { 'TLSv1.2': [2, 1] } }],
    ['another order of groups', { groups: { 'TLSv1.3': [29, 23] } }, { groups: { 'TLSv1.3': [23, 29] } }],
    ['suites that one scan did not ask', { suites: { 'TLSv1.2': [5] } }, { suites: null }],
    ['suites of which one list may go on', { suites: {} }, { suites: { 'TLSv1.2': [5] } }],
    ['attacks an older scan did not know', { attacks: null }, { attacks: { robot: 'vulnerable' } }],
    [
      'an answer that is not settled',
      { features: { compression: 'inconclusive' } },
      { features: { compression: 'yes' } },
    ],
    ['a certificate that was not seen', { certificate: null }, { certificate: { sha256: '01', validTo: null } }],
    ['a name from Object.prototype', { features: {} }, { features: { constructor: 'yes' } }],
  ])('%s', (_, before, now) => {
    const diff = diffScans(saved([{ ...strict, ...before }]), saved([{ ...strict, ...now }]));
    expect(diff).toMatchObject({ same: 1, worse: [], better: [], unknown: [], other: [] });
  });
});

test('what went and what came is named, and the worst stands first', () => {
  const before = { ...strict, suites: { 'TLSv1.2': [0xc02f, 0x009c] }, attacks: { robot: 'not-vulnerable' } };
  const now = {
    ...lax,
    target: 'strict.example',
    suites: { 'TLSv1.2': [0xc02f, 5, 4, 0x2f] },
    attacks: { robot: 'vulnerable' },
  };
  const text = scanDiffText(diffScans(saved([before]), saved([now])), makePaint(false));
  const lines = text.split('\n').filter((line) => line.startsWith('      '));
  expect(lines[0]).toMatch(/^ {6}TLS 1\.0 +refused -> accepted \(worse\)$/);
  expect(lines).toContain('      robot         not-vulnerable -> vulnerable (worse)');
  expect(lines.at(-1)).toBe(
    '      suites 1.2    TLS_RSA_WITH_AES_128_GCM_SHA256 -> TLS_RSA_WITH_RC4_128_SHA TLS_RSA_WITH_RC4_128_MD5 and 1 more (worse)',
  );
});
