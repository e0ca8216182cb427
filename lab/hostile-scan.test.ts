import { describe, expect, test } from 'vitest';
import { TLS_VERSIONS } from '../src/tls/version.ts';
import { HOSTILE_RECIPES } from './hostile/recipes.ts';
import { scanLab, wrongAnswers } from './scan-lab.ts';

const deadlineMs = 12_000;
/** Servers that make one wait: patience would only make the test slow. The others get a busy machine's time. */
const WAITING = /silent|slow-loris/;
/** What closing sockets and writing the result down may take behind the deadline. */
const graceMs = 1_000;

describe.concurrent('a hostile server gets the right answer, or inconclusive with its reason', () => {
  test.for(HOSTILE_RECIPES)('$name', { timeout: 40_000 }, async (recipe) => {
    const server = await recipe.start();
    try {
      const answerMs = WAITING.test(recipe.name) ? 1_000 : 5_000;
      const scan = await scanLab(server, { answerMs, deadlineMs });
      const [facts] = scan.results;
      expect(wrongAnswers(scan)).toEqual([]);
      for (const version of TLS_VERSIONS) {
        const answer = facts?.versions?.[version];
        expect(server.wrong[version] ?? []).not.toContain(answer?.answer);
        // An answer that nobody can check is worth nothing, an open question least of all.
        expect(answer?.evidence.length).toBeGreaterThan(0);
      }
      expect(facts?.durationMs).toBeLessThan(deadlineMs + graceMs);
      for (const one of scan.results) expect(most(one.versions)).toBeLessThan(MOST_BYTES);
    } finally {
      await server.stop();
    }
  });
});

type Versions = NonNullable<Awaited<ReturnType<typeof scanLab>>['results'][number]>['versions'] | undefined;

/** The most bytes any connection of a result took in. */
function most(versions: Versions): number {
  const received = Object.values(versions ?? {}).flatMap(({ evidence }) => evidence.map((one) => one.bytesReceived));
  return Math.max(0, ...received);
}

/** The ceiling of a connection and the chunk that went over it. */
const MOST_BYTES = 256 * 1024 + 128 * 1024;
