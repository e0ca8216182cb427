import { expect, test } from 'vitest';
import { buildCommand } from './command.ts';
import { killRuns } from './kill-runs.ts';

/** `scripts/kill-test.ts` does the same with 200 kills and 2,000 targets. */
test('killed ten times, a run has every target once in its journal and in its output', {
  timeout: 60_000,
}, async () => {
  const report = await killRuns(await buildCommand(), { kills: 10, targets: 100, random: Math.random });
  expect(report).toMatchObject({ lost: [], twice: [] });
  expect(report.kills).toBeGreaterThan(4);
});
