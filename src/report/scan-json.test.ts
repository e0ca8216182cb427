import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Failure, failure } from '../core/errors.ts';
import { TLS_SERVICE } from '../facts/fixtures/service.ts';
import { NOTHING_KNOWN, type ServerFacts } from '../facts/server-facts.ts';
import { failureJson, JSON_BETWEEN, scanJsonHead, scanJsonResult, scanJsonTail, scanNdjson } from './scan-json.ts';

const RUN = { tool: 'tlsfloor 0.1.0', startedAt: '2026-07-01T00:00:00.000Z' };
const VERSION = { answer: 'refused', reason: 'protocol-version-alert', evidence: [], confirmed: null } as const;

function server(target: string): ServerFacts {
  return {
    target,
    service: TLS_SERVICE,
    address: '192.0.2.1',
    port: 443,
    sni: null,
    ...NOTHING_KNOWN,
    versions: {
      SSLv2: VERSION,
      SSLv3: VERSION,
      'TLSv1.0': VERSION,
      'TLSv1.1': VERSION,
      'TLSv1.2': VERSION,
      'TLSv1.3': VERSION,
    },
    floor: { floor: '1.2', supports: 'no', enforces: 'yes', safeToRaise: 'no', next: 'x' },
    connections: 6,
    durationMs: 1,
    error: null,
  };
}

function joined(results: readonly ServerFacts[]): string {
  return `${scanJsonHead(RUN)}\n    ${results.map(scanJsonResult).join(JSON_BETWEEN)}${scanJsonTail([])}`;
}

test('text that acts on a terminal is escaped, and parses as it was', () => {
  const target = 'a\u001b[2J\u009b31m\u202e\u2066\u2028\u200b\ufeff\u{e0041}\u007f.example';
  for (const text of [scanNdjson(server(target)), scanJsonResult(server(target)), failureJson(badTarget(target))]) {
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.stringify(JSON.parse(text))).toContain(JSON.stringify(target));
  }
});

function badTarget(message: string): Failure {
  return { code: 'bad-target', message, hint: '' };
}

describe('the parts of a document', () => {
  test.each([0, 1, 3])('joined, parse with %i results', (count) => {
    const results = Array.from({ length: count }, (_, index) => server(`host${index}.example`));
    expect(JSON.parse(joined(results))).toEqual({ schemaVersion: 1, ...RUN, results, badTargets: [] });
  });

  test('carry the targets that could not be read', () => {
    const bad = [
      failure('bad-target', '"a:0" is no target'),
      failure('file-unreadable', 'x cannot be read', 'do that'),
    ];
    const { badTargets } = JSON.parse(scanJsonHead(RUN) + scanJsonTail(bad));
    expect(badTargets).toEqual(bad);
  });

  test('are set in as people do it', () => {
    const text = joined([server('a.example'), server('b.example')]);
    expect(text).toMatch(/\n {4}\{\n {6}"target": "a\.example",\n/);
    expect(text).toMatch(/\n {4}\},\n {4}\{\n {6}"target": "b\.example",\n/);
    expect(text).toMatch(/\n {2}\],\n {2}"badTargets": \[\]\n\}\n$/);
  });
});

test('any text survives, with line breaks and lone surrogates, and a line stays a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (target) => {
      const line = scanNdjson(server(target));
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line).target).toBe(target);
      expect(JSON.parse(joined([server(target)])).results[0].target).toBe(target);
      expect(JSON.parse(failureJson(failure('bug', target))).error.message).toBe(target);
    }),
  );
});

test('a failure is one line with code, message and hint', () => {
  expect(failureJson(failure('usage', 'what', 'do that'))).toBe(
    '{"schemaVersion":1,"error":{"code":"usage","message":"what","hint":"do that"}}\n',
  );
});
