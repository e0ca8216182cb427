import { describe, expect, test } from 'vitest';
import { INTOLERANCES, type IntoleranceFacts, type IntoleranceName } from '../src/facts/attack-facts.ts';
import { Asker } from '../src/scan/asker.ts';
import { askIntolerances } from '../src/scan/intolerances.ts';
import { wayTo } from '../src/scan/service.ts';
import type { TlsVersion } from '../src/tls/version.ts';
import { HOSTILE_RECIPES } from './hostile/recipes.ts';
import { REAL_RECIPES } from './real/index.ts';
import { LAB_NAME, LAB_OPTIONS } from './scan-lab.ts';

// OpenSSL took a ClientHello of at most 16 KiB until 1.1.0; the others here take what the RFCs ask.
test.for<readonly [server: string, version: TlsVersion, intolerant: readonly IntoleranceName[]]>([
  ['nginx-1.2-1.3', 'TLSv1.2', []],
  ['openssl-1.2', 'TLSv1.2', []],
  ['node0.10-default', 'TLSv1.2', ['huge-hello']],
  ['node0.8-default', 'TLSv1.0', ['huge-hello']],
])('%s stumbles over what it is known to', { timeout: 60_000 }, async ([name, version, intolerant], { skip }) => {
  const recipe = REAL_RECIPES.find((one) => one.name === name);
  const missing = await recipe?.missing();
  if (!recipe || missing !== undefined) return skip(missing ?? `no server ${name}`);
  const server = await recipe.start();
  try {
    expect(intolerances(await ask(server.port, version))).toEqual(intolerant);
  } finally {
    await server.stop();
  }
});

describe('hostile servers', () => {
  test.for<readonly [server: string, version: TlsVersion, name: IntoleranceName, answer: string]>([
    ['hostile-needs-session-id', 'TLSv1.0', 'empty-session-id', 'intolerant'],
    ['hostile-over-128-suites', 'TLSv1.2', 'many-suites', 'intolerant'],
    ['hostile-small-hello-only', 'TLSv1.0', 'long-hello', 'inconclusive'],
    ['hostile-silent-all', 'TLSv1.2', 'grease', 'inconclusive'],
    ['hostile-alert-internal', 'TLSv1.2', 'grease', 'inconclusive'],
  ])('%s in %s: %s is %s', { timeout: 60_000 }, async ([server, version, name, answer]) => {
    const started = await HOSTILE_RECIPES.find((one) => one.name === server)?.start();
    if (!started) throw new Error(`no server ${server}`);
    try {
      expect((await ask(started.port, version))[name].answer).toBe(answer);
    } finally {
      await started.stop();
    }
  });
});

function ask(port: number, version: TlsVersion): Promise<IntoleranceFacts> {
  const way = wayTo({ scheme: 'tls', schemeFrom: 'default' }, LAB_NAME, undefined);
  const options = { ...LAB_OPTIONS, answerMs: 500, way };
  const asker = new Asker({ address: '127.0.0.1', port }, options, new AbortController().signal);
  return askIntolerances(asker, LAB_NAME, version);
}

function intolerances(facts: IntoleranceFacts): string[] {
  return INTOLERANCES.filter((name) => facts[name].answer !== 'tolerant').map((name) => name);
}
