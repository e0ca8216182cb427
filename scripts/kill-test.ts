/**
 * 200 kills at random moments of one run over 2,000 targets with --resume: afterwards each target is there once.
 *
 * `node scripts/run-ts.mjs scripts/kill-test.ts [kills] [targets]`
 *
 * @module
 */
import { buildCommand } from '../lab/command.ts';
import { killRuns } from '../lab/kill-runs.ts';

const [kills = 200, targets = 2000] = process.argv.slice(2).map(Number);
const started = performance.now();
const report = await killRuns(await buildCommand(), { kills, targets, random: Math.random });
const seconds = ((performance.now() - started) / 1000).toFixed(1);

process.stdout.write(
  `${report.kills} kills, ${targets} targets, ${report.connections} connections, ${seconds} s: \
${report.lost.length} lost, ${report.twice.length} twice, ${report.brokenEnds} broken ends mended\n`,
);
for (const key of [...report.lost, ...report.twice]) process.stdout.write(`  ${key}\n`);
process.exitCode = report.kills === kills && report.lost.length + report.twice.length === 0 ? 0 : 1;
