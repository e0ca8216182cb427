import { describe, expect, test } from 'vitest';
import { TLS_SERVICE } from '../facts/fixtures/service.ts';
import {
  type Answer,
  type Floor,
  type FloorFacts,
  NOTHING_KNOWN,
  type ServerFacts,
  type VersionFacts,
  type YesNoUnknown,
} from '../facts/server-facts.ts';
import { isJudged, type Severity, severityOf } from '../readiness/severity.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { judgeFloor } from './floor.ts';

const ANSWERS: Readonly<Record<string, Answer>> = { y: 'accepted', n: 'refused', l: 'latent', '?': 'inconclusive' };

/** Six letters, SSLv2 first: `nnyyyn` is a server from TLS 1.0 to 1.2. */
function versions(letters: string): Record<TlsVersion, VersionFacts> {
  const entries = TLS_VERSIONS.map((version, index) => {
    const answer = ANSWERS[letters[index] ?? ''];
    if (!answer) throw new Error(`no answer ${letters[index]}`);
    const facts: VersionFacts = { answer, reason: 'server-hello', evidence: [], confirmed: null };
    return [version, facts] as const;
  });
  return Object.fromEntries(entries) as Record<TlsVersion, VersionFacts>;
}

type More = {
  readonly withoutSni?: NonNullable<ServerFacts['withoutSni']>['answer'];
  readonly sentinelProves?: TlsVersion;
  readonly postQuantum?: ServerFacts['postQuantum'];
};

function judged(
  floor: Floor,
  letters: string,
  { withoutSni, sentinelProves, postQuantum = null }: More = {},
): FloorFacts {
  return judgeFloor(floor, {
    versions: versions(letters),
    downgrade: sentinelProves
      ? { fallbackScsv: 'not-applicable', sentinel: 'present', sentinelProves, evidence: [] }
      : null,
    withoutSni: withoutSni ? { answer: withoutSni, evidence: [] } : null,
    postQuantum,
  });
}

type Row = readonly [
  letters: string,
  supports: string,
  enforces: string,
  next: RegExp,
  severity: Severity | undefined,
  more?: More,
];

const FLOOR_12: readonly Row[] = [
  ['nnnnyy', 'yes', 'yes', /^nothing to do/, undefined],
  ['nnnnyn', 'yes', 'yes', /^nothing to do/, undefined],
  ['nnnnny', 'yes', 'yes', /^nothing to do/, undefined],
  ['nnnn?y', 'yes', 'yes', /^nothing to do/, undefined],
  ['nnyyyy', 'yes', 'no', /^switch off TLS 1\.0 and TLS 1\.1: the server has shown that it speaks TLS 1\.2/, 'error'],
  ['yyyyyy', 'yes', 'no', /^switch off SSL 2\.0, SSL 3\.0, TLS 1\.0 and TLS 1\.1:/, 'error'],
  ['nnynyy', 'yes', 'no', /^switch off TLS 1\.0:/, 'error'],
  ['nnylyy', 'yes', 'no', /^switch off TLS 1\.0:/, 'error'],
  ['nnllyy', 'yes', 'no', /^take TLS 1\.0 and TLS 1\.1 out of its configuration/, 'warning'],
  ['lnnnyy', 'yes', 'no', /^take SSL 2\.0 out/, 'warning'],
  ['nnl?yy', 'yes', 'no', /^take TLS 1\.0 out/, 'warning'],
  ['nn??yy', 'yes', 'unknown', /^check TLS 1\.0 and TLS 1\.1 by hand/, 'note'],
  ['nnyynn', 'no', 'no', /^enable TLS 1\.2 here first/, 'error'],
  ['nnynnn', 'no', 'no', /^enable TLS 1\.2 here first/, 'error'],
  ['nnnnnn', 'no', 'yes', /^enable TLS 1\.2 here first/, 'error'],
  ['nnyy??', 'unknown', 'no', /^find out whether it speaks TLS 1\.2/, 'error'],
  ['nnyyn?', 'unknown', 'no', /^find out whether/, 'error'],
  ['nnnnln', 'unknown', 'yes', /^find out whether/, 'note'],
  ['??????', 'unknown', 'unknown', /^find out whether/, 'note'],
  ['nnyyn?', 'yes', 'no', /^switch off TLS 1\.0 and TLS 1\.1/, 'error', { sentinelProves: 'TLSv1.2' }],
  // A sentinel against refusals in words: no advice may rest on it.
  ['nnyynn', 'unknown', 'no', /^find out/, 'error', { sentinelProves: 'TLSv1.3' }],
  ['nnnnyy', 'yes', 'yes', /^raise the floor of the default server too/, undefined, { withoutSni: 'differs' }],
  ['nnnnyy', 'yes', 'unknown', /^check the default server/, 'note', { withoutSni: 'inconclusive' }],
  ['nnnnyy', 'yes', 'yes', /^nothing to do/, undefined, { withoutSni: 'name-required' }],
  ['nnnnyy', 'yes', 'yes', /^nothing to do/, undefined, { withoutSni: 'same' }],
  ['nnyyyy', 'yes', 'no', /^switch off/, 'error', { withoutSni: 'differs' }],
];

const FLOOR_13: readonly Row[] = [
  ['nnnnny', 'yes', 'yes', /^nothing to do/, undefined],
  ['nnnnyy', 'yes', 'no', /^switch off TLS 1\.2: the server has shown that it speaks TLS 1\.3/, 'error'],
  ['nnyyyy', 'yes', 'no', /^switch off TLS 1\.0, TLS 1\.1 and TLS 1\.2:/, 'error'],
  ['nnnnyn', 'no', 'no', /^enable TLS 1\.3 here first/, 'error'],
  ['nnnny?', 'unknown', 'no', /^find out whether it speaks TLS 1\.3/, 'error'],
  ['nnnny?', 'yes', 'no', /^switch off TLS 1\.2/, 'error', { sentinelProves: 'TLSv1.3' }],
  ['nnyyn?', 'unknown', 'no', /^find out/, 'error', { sentinelProves: 'TLSv1.2' }],
  ['nnnnly', 'yes', 'no', /^take TLS 1\.2 out/, 'warning'],
  ['nnnn?y', 'yes', 'unknown', /^check TLS 1\.2 by hand/, 'note'],
];

const PQ = { none: pq('no', 'no', 'no'), both: pq('yes', 'yes', 'no'), only: pq('yes', 'yes', 'yes') } as const;
const OPEN = pq('unknown', 'unknown', 'unknown');
const FLOOR_PQ: readonly Row[] = [
  ['nnnnny', 'yes', 'yes', /^nothing to do/, undefined, { postQuantum: PQ.only }],
  ['nnnnny', 'yes', 'no', /^switch off the groups without ML-KEM/, 'error', { postQuantum: PQ.both }],
  ['nnnnyy', 'yes', 'no', /^switch off TLS 1\.2, and the groups without ML-KEM:/, 'error', { postQuantum: PQ.both }],
  ['nnnnyy', 'yes', 'no', /^switch off TLS 1\.2: the server has shown/, 'error', { postQuantum: PQ.only }],
  ['nnnnly', 'yes', 'no', /^take TLS 1\.2 out/, 'warning', { postQuantum: PQ.only }],
  ['nnnnny', 'no', 'no', /^enable TLS 1\.3 with X25519MLKEM768/, 'error', { postQuantum: PQ.none }],
  ['nnnnyn', 'no', 'no', /^enable TLS 1\.3 with X25519MLKEM768/, 'error', { postQuantum: PQ.none }],
  ['nnnnyy', 'unknown', 'no', /^find out whether it speaks post-quantum/, 'error', { postQuantum: OPEN }],
  ['nnnnny', 'unknown', 'unknown', /^find out/, 'note', { postQuantum: OPEN }],
  ['nnnnny', 'unknown', 'unknown', /^find out/, 'note'],
  ['nnnn?y', 'yes', 'unknown', /^check TLS 1\.2 by hand/, 'note', { postQuantum: PQ.only }],
];

function pq(supported: YesNoUnknown, preferred: YesNoUnknown, required: YesNoUnknown): ServerFacts['postQuantum'] {
  return { supported, preferred, required };
}

describe.each([
  ['1.2', FLOOR_12],
  ['1.3', FLOOR_13],
  ['pq', FLOOR_PQ],
] as const)('floor %s', (floor, rows) => {
  test.for(rows)('%s: supports %s, enforces %s, %s, %s', ([letters, supports, enforces, next, severity, more = {}]) => {
    const facts = judged(floor, letters, more);
    expect(facts).toMatchObject({ floor, supports, enforces, safeToRaise: supports });
    expect(facts.next).toMatch(next);
    expect(facts.next).not.toMatch(/\.$/);
    expect(severityOf(serverWith(facts, letters, more))).toBe(severity);
    expect(isJudged(serverWith(facts, letters, more))).toBe(supports !== 'unknown' || enforces !== 'unknown');
  });

  test('a server that refuses the name is asked by another, not over a longer way', () => {
    const open = versions('??????');
    const nameless: VersionFacts = { answer: 'inconclusive', reason: 'name-refused', evidence: [], confirmed: null };
    const known = { versions: { ...open, 'TLSv1.3': nameless }, downgrade: null, withoutSni: null, postQuantum: null };
    expect(judgeFloor(floor, known)).toMatchObject({
      supports: 'unknown',
      next: expect.stringContaining('--sni NAME'),
    });
  });

  test('nothing is known of a server that was not reached', () => {
    const facts = judgeFloor(floor, { versions: null, downgrade: null, withoutSni: null, postQuantum: null });
    expect(facts).toMatchObject({ supports: 'unknown', enforces: 'unknown', safeToRaise: 'unknown' });
    const server = { ...serverWith(facts, '??????'), versions: null };
    expect([severityOf(server), isJudged(server)]).toEqual(['note', false]);
  });

  test('what is inconclusive is never counted as a no, and never as a yes', () => {
    for (const letters of everyServer()) {
      const { supports, enforces } = judged(floor, letters);
      const split = floor === '1.2' ? 4 : 5;
      const [below, enough] = [letters.slice(0, split), letters.slice(split)];
      if (enough.includes('?') && !enough.includes('y')) expect(supports).toBe('unknown');
      if (below.includes('?')) expect(enforces).not.toBe('yes');
      if (supports === 'yes') expect(enough).toContain('y');
      if (enforces === 'no') expect(below).toMatch(/[yl]/);
    }
  });
});

/** Every combination of answers there is. */
function everyServer(): string[] {
  let all = [''];
  for (const _ of TLS_VERSIONS) all = all.flatMap((letters) => Object.keys(ANSWERS).map((letter) => letters + letter));
  return all;
}

function serverWith(floor: FloorFacts, letters: string, { postQuantum = null }: More = {}): ServerFacts {
  return {
    target: 'server.example',
    service: TLS_SERVICE,
    address: '192.0.2.1',
    port: 443,
    sni: 'server.example',
    ...NOTHING_KNOWN,
    versions: versions(letters),
    postQuantum,
    floor,
    connections: 7,
    durationMs: 12,
    error: null,
  };
}
