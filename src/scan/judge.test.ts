import { describe, expect, test } from 'vitest';
import { HELLO_RETRY_REQUEST_RANDOM, type ServerHello } from '../tls/server-hello.ts';
import type { Ssl2ServerHello } from '../tls/ssl2.ts';
import { TLS_VERSIONS, type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import type { Observation } from './answer-reader.ts';
import { isNegotiationAlert, type Judgement, judge, type Sent, versionText } from './judge.ts';

/** A suite of every version but TLS 1.3. */
const SUITE = 0x002f;
const sessionId = Uint8Array.of(1, 2, 3);
const sent: Sent = { offered: new Set([SUITE, 0x1301, 0xc02f, 0x010080]), sessionId, compressionMethods: [0] };
const keyShare = { type: 51, data: Uint8Array.of(0, 0x1d) };

function hello(legacyVersion: number, more: Partial<ServerHello> = {}): Observation {
  return { kind: 'server-hello', hello: { ...plain, legacyVersion, ...more }, flight: [] };
}

const plain: ServerHello = {
  legacyVersion: 0x0303,
  random: new Uint8Array(32),
  sessionId: new Uint8Array(),
  cipherSuite: SUITE,
  compressionMethod: 0,
  extensions: undefined,
};
const choosing = (code: number): Pick<ServerHello, 'extensions' | 'sessionId'> => ({
  sessionId,
  extensions: [{ type: 43, data: Uint8Array.of(code >> 8, code & 0xff) }, keyShare],
});
const retry: Observation = {
  kind: 'hello-retry-request',
  hello: { ...plain, ...choosing(0x0304), cipherSuite: 0x1301, random: HELLO_RETRY_REQUEST_RANDOM },
};
const ssl2 = (cipherSpecs: readonly number[]): Observation => ({
  kind: 'ssl2-server-hello',
  hello: { ...ssl2Hello, cipherSpecs },
});
const ssl2Hello: Ssl2ServerHello = {
  sessionIdHit: 0,
  certificateType: 1,
  version: 2,
  certificate: new Uint8Array(3),
  cipherSpecs: [],
  connectionId: new Uint8Array(16),
};
const alert = (description: number, level = 2): Observation => ({ kind: 'alert', alert: { level, description } });

describe('a ServerHello', () => {
  test.each<readonly [asked: TlsVersion, observation: Observation, judgement: Judgement]>([
    ['TLSv1.2', hello(0x0303), { kind: 'accepted', version: 'TLSv1.2', reason: 'server-hello' }],
    ['TLSv1.0', hello(0x0301), { kind: 'accepted', version: 'TLSv1.0', reason: 'server-hello' }],
    ['SSLv3', hello(0x0300), { kind: 'accepted', version: 'SSLv3', reason: 'server-hello' }],
    ['TLSv1.2', hello(0x0301), { kind: 'accepted', version: 'TLSv1.0', reason: 'negotiated-down' }],
    ['TLSv1.3', hello(0x0303), { kind: 'accepted', version: 'TLSv1.2', reason: 'negotiated-down' }],
    ['TLSv1.1', hello(0x0300), { kind: 'accepted', version: 'SSLv3', reason: 'negotiated-down' }],
    [
      'TLSv1.3',
      hello(0x0303, { ...choosing(0x0304), cipherSuite: 0x1301 }),
      { kind: 'accepted', version: 'TLSv1.3', reason: 'server-hello' },
    ],
    ['TLSv1.2', hello(0x0303, { cipherSuite: 0x1301 }), { kind: 'broken', reason: 'unoffered-suite' }],
    ['TLSv1.0', hello(0x0301, { cipherSuite: 0xc02f }), { kind: 'broken', reason: 'unoffered-suite' }],
    ['TLSv1.3', hello(0x0303, choosing(0x0304)), { kind: 'broken', reason: 'unoffered-suite' }],
    ['TLSv1.2', hello(0x0303, choosing(0x0302)), { kind: 'broken', reason: 'malformed-answer' }],
    [
      'TLSv1.3',
      hello(0x0303, { ...choosing(0x0304), cipherSuite: 0x1301, sessionId: new Uint8Array() }),
      { kind: 'broken', reason: 'malformed-answer' },
    ],
    [
      'TLSv1.3',
      hello(0x0303, { ...choosing(0x0304), cipherSuite: 0x1301, compressionMethod: 1 }),
      { kind: 'broken', reason: 'malformed-answer' },
    ],
    [
      'TLSv1.3',
      hello(0x0303, { sessionId, cipherSuite: 0x1301, extensions: [{ type: 43, data: Uint8Array.of(3, 4) }] }),
      { kind: 'broken', reason: 'malformed-answer' },
    ],
    ['TLSv1.2', hello(0x0303, { compressionMethod: 1 }), { kind: 'broken', reason: 'malformed-answer' }],
    ['TLSv1.0', hello(0x0303), { kind: 'broken', reason: 'higher-version' }],
    ['SSLv3', hello(0x0301), { kind: 'broken', reason: 'higher-version' }],
    ['TLSv1.2', hello(0x0303, choosing(0x0304)), { kind: 'broken', reason: 'higher-version' }],
    ['TLSv1.2', hello(0x0303, { cipherSuite: 0x1337 }), { kind: 'broken', reason: 'unoffered-suite' }],
    ['TLSv1.0', hello(0x0301, { cipherSuite: 0x00ff }), { kind: 'broken', reason: 'unoffered-suite' }],
    ['TLSv1.2', hello(0x0301, { cipherSuite: 0x0000 }), { kind: 'broken', reason: 'unoffered-suite' }],
    ['TLSv1.3', hello(0x0304), { kind: 'broken', reason: 'malformed-answer' }],
    ['TLSv1.3', hello(0x0304, choosing(0x0304)), { kind: 'broken', reason: 'malformed-answer' }],
    ['TLSv1.2', hello(0xfeff), { kind: 'broken', reason: 'malformed-answer' }],
    ['TLSv1.2', hello(0x0200), { kind: 'broken', reason: 'unknown-version' }],
    ['TLSv1.3', hello(0x0303, choosing(0x7f1c)), { kind: 'broken', reason: 'unknown-version' }],
    [
      'TLSv1.3',
      hello(0x0303, { extensions: [{ type: 43, data: Uint8Array.of(3) }] }),
      { kind: 'accepted', version: 'TLSv1.2', reason: 'negotiated-down' },
    ],
  ])('asked for %s: %j', (asked, observation, judgement) => {
    expect(judge(asked, sent, observation)).toEqual(judgement);
  });

  test('is judged by version before suite: what breaks the version says most', () => {
    expect(judge('TLSv1.0', sent, hello(0x0303, { cipherSuite: 0x1337 }))).toEqual({
      kind: 'broken',
      reason: 'higher-version',
    });
  });

  test.each(TLS_VERSIONS.filter((version) => version !== 'SSLv2' && version !== 'TLSv1.3'))(
    '%s is never taken for an older or newer one',
    (version) => {
      for (const asked of TLS_VERSIONS) {
        const judgement = judge(asked, sent, hello(VERSION_CODE[version]));
        const isHigher = TLS_VERSIONS.indexOf(version) > TLS_VERSIONS.indexOf(asked);
        expect(judgement).toMatchObject(isHigher ? { kind: 'broken' } : { kind: 'accepted', version });
      }
    },
  );
});

describe('a HelloRetryRequest', () => {
  test.each([
    ['a suite that was not offered', { cipherSuite: 0x13ff }, 'unoffered-suite'],
    ['another version', choosing(0x0303), 'malformed-answer'],
    ['no extensions', { extensions: undefined }, 'malformed-answer'],
    ['another session id', { sessionId: new Uint8Array(32) }, 'malformed-answer'],
  ] as const)('with %s is no acceptance', (_what, change, reason) => {
    if (retry.kind !== 'hello-retry-request') throw new Error('no retry');
    const broken: Observation = { kind: 'hello-retry-request', hello: { ...retry.hello, ...change } };
    expect(judge('TLSv1.3', sent, broken)).toEqual({ kind: 'broken', reason });
  });

  test('accepts TLS 1.3, whatever group it wants', () => {
    expect(judge('TLSv1.3', sent, retry)).toEqual({
      kind: 'accepted',
      version: 'TLSv1.3',
      reason: 'hello-retry-request',
    });
  });

  test.each(['TLSv1.2', 'TLSv1.0', 'SSLv3'] as const)('to %s breaks the protocol', (asked) => {
    expect(judge(asked, sent, retry)).toEqual({ kind: 'broken', reason: 'higher-version' });
  });
});

describe('anything else', () => {
  test.each<readonly [observation: Observation, judgement: Judgement]>([
    [ssl2([0x010080]), { kind: 'accepted', version: 'SSLv2', reason: 'server-hello' }],
    [ssl2([]), { kind: 'latent', reason: 'no-usable-cipher' }],
    [
      { kind: 'ssl2-error', code: 1 },
      { kind: 'refused', reason: 'handshake-failure' },
    ],
    [alert(70), { kind: 'refused', reason: 'protocol-version-alert' }],
    [alert(70, 1), { kind: 'refused', reason: 'protocol-version-alert' }],
    [alert(86), { kind: 'fallback-refused' }],
    [alert(112), { kind: 'name-refused' }],
    [alert(40), { kind: 'unclear', alert: 40 }],
    [alert(80), { kind: 'unclear', alert: 80 }],
    [alert(255), { kind: 'unclear', alert: 255 }],
    [{ kind: 'reset' }, { kind: 'dropped', reason: 'reset' }],
    [{ kind: 'closed' }, { kind: 'dropped', reason: 'closed' }],
    [{ kind: 'silent' }, { kind: 'dropped', reason: 'silent' }],
    [
      { kind: 'plaintext', text: 'HTTP/1.1 400' },
      { kind: 'dropped', reason: 'plaintext' },
    ],
    [
      { kind: 'unreachable', code: 'ECONNREFUSED' },
      { kind: 'dropped', reason: 'unreachable' },
    ],
    [{ kind: 'cut-off' }, { kind: 'broken', reason: 'cut-off' }],
    [{ kind: 'too-many-bytes' }, { kind: 'broken', reason: 'too-many-bytes' }],
    [
      { kind: 'malformed', field: 'record.type', code: 'not-tls' },
      { kind: 'broken', reason: 'malformed-answer' },
    ],
    [
      { kind: 'stopped', by: 'deadline' },
      { kind: 'stopped', reason: 'deadline' },
    ],
    [
      { kind: 'stopped', by: 'interrupt' },
      { kind: 'stopped', reason: 'interrupted' },
    ],
    [ssl2([0x123456]), { kind: 'broken', reason: 'unoffered-suite' }],
  ])('%j is judged alike for every version', (observation, judgement) => {
    for (const asked of TLS_VERSIONS) expect(judge(asked, sent, observation)).toEqual(judgement);
  });

  test('only alert 70 is a refusal by itself: every other one may mean something else', () => {
    for (let description = 0; description < 256; description++) {
      const { kind } = judge('TLSv1.0', sent, alert(description));
      expect(kind === 'refused').toBe(description === 70);
    }
  });
});

test('alerts that servers mean a version by are few', () => {
  expect(Array.from({ length: 256 }, (_, code) => code).filter(isNegotiationAlert)).toEqual([40, 47, 71]);
});

test('the version of an answer is named, or shown in hex', () => {
  expect(versionText(hello(0x0301))).toBe('TLSv1.0');
  expect(versionText(hello(0x0303, choosing(0x0304)))).toBe('TLSv1.3');
  expect(versionText(hello(0x0303, choosing(0x7f1c)))).toBe('0x7f1c');
  expect(versionText(retry)).toBe('TLSv1.3');
  expect(versionText(ssl2([]))).toBe('SSLv2');
  expect(versionText(alert(70))).toBeNull();
});
