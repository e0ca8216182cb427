import { describe, expect, test } from 'vitest';
import { ERRORS, type ErrorCode, EXIT, failure } from './errors.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

describe.each(codes)('error %s', (code) => {
  const { title, cause, hint, exitCode } = ERRORS[code];

  test('has a code in kebab case', () => {
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
  });

  test('says what happened, why, and what to do, each in its own form', () => {
    expect(title).toMatch(/^[a-z].*[^.]$/);
    expect(cause).toMatch(/^(?:[A-Z]|tlsfloor ).*\.$/);
    expect(hint).toMatch(/^[a-z].*[^.]$/s);
    for (const text of [title, cause, hint]) expect(text).not.toMatch(/[\n\r\t]| {2}/);
  });

  test('ends with an exit code of the contract', () => {
    expect(Object.values(EXIT)).toContain(exitCode);
  });
});

test('exit codes are those that other programs rely on', () => {
  expect(EXIT).toEqual({
    fine: 0,
    findings: 1,
    usage: 2,
    nothingJudged: 3,
    bug: 70,
    interrupted: 130,
    terminated: 143,
  });
});

test('only a bug exits like a bug, only an interrupt like an interrupt', () => {
  expect(codes.filter((code) => ERRORS[code].exitCode === EXIT.bug)).toEqual(['bug']);
  expect(codes.filter((code) => ERRORS[code].exitCode === EXIT.interrupted)).toEqual(['interrupted']);
});

test('a failure has the hint of the registry unless a better one is known', () => {
  expect(failure('usage', 'what')).toEqual({ code: 'usage', message: 'what', hint: ERRORS.usage.hint });
  expect(failure('usage', 'what', 'do that')).toEqual({ code: 'usage', message: 'what', hint: 'do that' });
});
