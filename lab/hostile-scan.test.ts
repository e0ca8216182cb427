import { describe, expect, test } from 'vitest';
import type { Floor, YesNoUnknown } from '../src/facts/server-facts.ts';
import { type Severity, severityOf } from '../src/readiness/severity.ts';
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

type Verdict = {
  readonly name: `hostile-${string}`;
  readonly floor: Floor;
  readonly supports: YesNoUnknown;
  readonly enforces: YesNoUnknown;
  readonly severity: Severity | undefined;
};

/**
 * Servers that once got a verdict better than they deserve, or would if one rule were left out. Where nothing is wrong with
 * the floor there is a warning all the same: they take any suite, bad ones included, or have no secure renegotiation.
 */
const VERDICTS: readonly Verdict[] = [
  // What a sentinel says never outweighs a refusal in words, and a lower ServerHello is one.
  { name: 'hostile-sentinel-and-refusal', floor: '1.2', supports: 'unknown', enforces: 'no', severity: 'error' },
  { name: 'hostile-sentinel-misplaced', floor: '1.2', supports: 'no', enforces: 'no', severity: 'error' },
  { name: 'hostile-sentinel-to-tls13', floor: '1.3', supports: 'unknown', enforces: 'no', severity: 'error' },
  { name: 'hostile-retry-loop', floor: '1.3', supports: 'yes', enforces: 'yes', severity: undefined },
  { name: 'hostile-retry-as-tls12', floor: '1.3', supports: 'unknown', enforces: 'no', severity: 'error' },
  { name: 'hostile-tls13-without-key-share', floor: '1.3', supports: 'unknown', enforces: 'no', severity: 'error' },
  { name: 'hostile-compressed', floor: '1.2', supports: 'unknown', enforces: 'unknown', severity: 'note' },
  { name: 'hostile-alert-byte-by-byte', floor: '1.2', supports: 'no', enforces: 'yes', severity: 'error' },
  { name: 'hostile-alert-in-two-records', floor: '1.2', supports: 'yes', enforces: 'unknown', severity: 'warning' },
  { name: 'hostile-higher-always', floor: '1.2', supports: 'yes', enforces: 'unknown', severity: 'warning' },
  { name: 'hostile-warning-70', floor: '1.2', supports: 'yes', enforces: 'yes', severity: 'warning' },
  { name: 'hostile-name-or-alert', floor: '1.2', supports: 'yes', enforces: 'yes', severity: 'warning' },
  { name: 'hostile-null-suite-or-close', floor: '1.2', supports: 'yes', enforces: 'no', severity: 'error' },
  { name: 'hostile-needs-extended-master-secret', floor: '1.2', supports: 'yes', enforces: 'yes', severity: 'warning' },
];

describe.concurrent('a hostile server gets the verdict it deserves', () => {
  test.for(VERDICTS)('$name, floor $floor', async ({ name, floor, supports, enforces, severity }) => {
    const server = await HOSTILE_RECIPES.find((recipe) => recipe.name === name)?.start();
    if (!server) throw new Error(`no recipe ${name}`);
    try {
      const [facts] = (await scanLab(server, { floor, deadlineMs })).results;
      expect(facts?.floor).toMatchObject({ supports, enforces });
      expect(facts && severityOf(facts)).toBe(severity);
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
