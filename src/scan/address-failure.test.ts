import { expect, test } from 'vitest';
import type { Failure } from '../core/errors.ts';
import { TLS_SERVICE } from '../facts/fixtures/service.ts';
import { addressFailure } from './address-failure.ts';
import type { Observation } from './answer-reader.ts';
import type { Asked } from './asker.ts';
import { judge } from './judge.ts';

/** Connections of one scan that came to these ends. */
function asked(...observations: readonly Observation[]): Asked[] {
  const question = { version: 'TLSv1.2', shape: 'full', sni: undefined, fallbackScsv: false } as const;
  return observations.map((observation, index) => ({
    question,
    observation,
    judgement: judge(
      'TLSv1.2',
      { offered: new Set(), sessionId: new Uint8Array(), compressionMethods: [0] },
      observation,
    ),
    evidence: {
      connection: index + 1,
      asked: 'TLSv1.2',
      hello: 'full',
      sni: null,
      fallbackScsv: false,
      outcome: 'silent',
      before: null,
      version: null,
      cipherSuite: null,
      alert: null,
      bytesSent: 0,
      bytesReceived: 0,
      firstBytes: '',
      durationMs: 1,
    },
  }));
}

const endpoint = { address: '192.0.2.1', port: 8443 };
const ANSWER: Observation = { kind: 'alert', alert: { level: 2, description: 70 } };
const SILENT: Observation = { kind: 'silent' };
const DEADLINE: Observation = { kind: 'stopped', by: 'deadline' };
const INTERRUPT: Observation = { kind: 'stopped', by: 'interrupt' };
const unreachable = (code: string): Observation => ({ kind: 'unreachable', code });

test.for<readonly [code: Failure['code'] | undefined, ...Observation[]]>([
  [undefined, ANSWER],
  [undefined, SILENT, ANSWER, unreachable('ECONNREFUSED')],
  ['deadline-exceeded', ANSWER, DEADLINE],
  ['interrupted', ANSWER, INTERRUPT],
  ['deadline-exceeded', DEADLINE],
  ['interrupted', INTERRUPT, SILENT],
  ['connection-refused', unreachable('ECONNREFUSED')],
  ['connection-refused', unreachable('ECONNREFUSED'), INTERRUPT],
  ['connect-timeout', unreachable('ETIMEDOUT')],
  ['unreachable', unreachable('EHOSTUNREACH')],
  ['unreachable', unreachable('ENETUNREACH')],
  ['too-many-sockets', unreachable('EMFILE')],
  ['no-answer', SILENT],
  ['no-answer', { kind: 'reset' }, { kind: 'closed' }],
  ['no-answer', unreachable('ECONNREFUSED'), { kind: 'reset' }],
  ['no-answer', { kind: 'cut-off' }],
  ['not-tls', { kind: 'malformed', field: 'record.type', code: 'not-tls' }],
  ['starttls-refused-temporary', { kind: 'starttls-refused', how: 'temporary', said: '421 x' }, SILENT],
  ['starttls-refused', { kind: 'starttls-refused', how: 'permanent', said: '554 x' }],
  ['starttls-unsupported', { kind: 'starttls-refused', how: 'unsupported', said: 'N' }],
  ['starttls-broken', { kind: 'starttls-broken', why: 'closed', said: '' }],
  ['starttls-broken', SILENT, { kind: 'starttls-broken', why: 'too-many-bytes', said: 'x' }],
  ['proxy-auth', { kind: 'proxy-failed', why: 'auth', said: '407' }],
  ['proxy-refused', { kind: 'proxy-failed', why: 'denied', said: '403' }, SILENT],
  ['proxy-unreachable', { kind: 'proxy-failed', why: 'no-connection', said: 'ECONNREFUSED' }],
  ['proxy-broken', { kind: 'proxy-failed', why: 'silent', said: '' }],
  [undefined, { kind: 'starttls-refused', how: 'temporary', said: '421 x' }, ANSWER],
  ['not-tls', SILENT, { kind: 'plaintext', text: 'HTTP/1.1 400 Bad Request\r\nServer: x' }],
])('%s for %j', ([code, ...observations]) => {
  expect(addressFailure(endpoint, TLS_SERVICE, asked(...observations))?.code).toBe(code);
});

test('a banner is shown on one line, with nothing in it that a terminal obeys', () => {
  const failure = addressFailure(
    endpoint,
    TLS_SERVICE,
    asked({ kind: 'plaintext', text: '220 \u001b[31mmail\u009b\u0007\r\nsecond' }),
  );
  expect(failure?.message).toMatch(/^192\.0\.2\.1:8443 answered in plain text: 220 \\x1b\[31mmail[\x20-\x7e]*$/);
});

test('an IPv6 address stands in brackets', () => {
  const place = { address: '2001:db8::1', port: 443 };
  expect(addressFailure(place, TLS_SERVICE, asked(unreachable('ECONNREFUSED')))?.message).toBe(
    'nothing listens on [2001:db8::1]:443',
  );
});
