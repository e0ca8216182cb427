import { describe, expect, test } from 'vitest';
import { type Lookup, resolve } from './resolve.ts';

const never = new AbortController().signal;

describe('a DNS that lies, flaps or is silent', () => {
  test.each([
    ['0.0.0.0', 'a filter'],
    ['::', 'a filter'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['ff02::1', 'multicast'],
  ])('%s (%s) is nobody: it is not contacted', async (address) => {
    expect(await codeOf(async () => [address])).toBe('dns-nonsense');
  });

  test('what is real among the nonsense is kept, once', async () => {
    const found = await resolve('a.example', 0, never, async () => ['0.0.0.0', '192.0.2.1', '192.0.2.1']);
    expect(found).toEqual({ ok: true, value: ['192.0.2.1'] });
  });

  test('an answer with hundreds of addresses is an attack or a mistake', async () => {
    expect(await codeOf(async () => Array.from({ length: 200 }, (_, i) => `198.51.100.${i}`))).toBe('dns-nonsense');
  });

  test('an empty answer is no address', async () => {
    expect(await codeOf(async () => [])).toBe('unknown-host');
  });

  test('a resolver that is busy once is asked again', async () => {
    let asked = 0;
    const flapping: Lookup = async () => {
      if (asked++ === 0) throw dnsError('EAI_AGAIN');
      return ['192.0.2.1'];
    };
    expect(await resolve('a.example', 0, never, flapping)).toEqual({ ok: true, value: ['192.0.2.1'] });
    expect(asked).toBe(2);
  });

  test.each([
    ['EAI_AGAIN', 'dns-failure'],
    ['ESERVFAIL', 'dns-failure'],
    ['ENOTFOUND', 'unknown-host'],
    ['ENODATA', 'unknown-host'],
  ])('%s is %s', async (code, expected) => {
    const failing: Lookup = () => Promise.reject(dnsError(code));
    expect(await codeOf(failing)).toBe(expected);
  });

  test('silence ends with the deadline or the interrupt, and says which', async () => {
    const silent: Lookup = () => new Promise(() => undefined);
    for (const [reason, code] of [
      ['deadline', 'dns-failure'],
      ['interrupt', 'interrupted'],
    ] as const) {
      const controller = new AbortController();
      queueMicrotask(() => controller.abort(reason));
      const found = await resolve('a.example', 0, controller.signal, silent);
      expect(!found.ok && found.error.code).toBe(code);
    }
  });
});

async function codeOf(lookup: Lookup): Promise<string | undefined> {
  const found = await resolve('a.example', 0, never, lookup);
  return found.ok ? undefined : found.error.code;
}

function dnsError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
