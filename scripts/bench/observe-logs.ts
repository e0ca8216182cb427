/**
 * The subject `observe`, its logs: lines a second, ours and other programs' side by side on the same files.
 *
 * @module
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type LogKind, type MadeLog, makeLog } from './log-makers.ts';
import { type Cost, runCommand } from './run-command.ts';
import type { BenchOptions } from './scan.ts';
import { median, seconds, table } from './table.ts';

type Program = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** How often it is run; three times if not told. */
  readonly runs?: number;
  /** What it found of old versions, out of what it printed; `undefined`: it does not tell. */
  readonly found?: (output: string) => number;
};

/** Makes the logs, reads them, and returns the Markdown section; in about three minutes. */
export async function benchLogs({ random, say }: BenchOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-bench-'));
  try {
    const ours = join(folder, 'read-log.mjs');
    const entry = fileURLToPath(new URL('read-log-once.ts', import.meta.url));
    await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: ours,
      logLevel: 'error',
    });
    const rows: string[][] = [];
    for (const kind of ['nginx', 'zeek'] as const) {
      const path = join(folder, `${kind}.log`);
      say(`making ${LINES.toLocaleString('en')} lines of ${kind}`);
      const made = makeLog(kind, path, LINES, random);
      for (const program of programs(kind, path, ours)) {
        const cost = await measured(program, made, say);
        if (cost !== undefined) rows.push(rowOf(kind, program, made, cost));
      }
    }
    return `${HEADING}\n\n${table(['log', 'program', 'time', 'CPU', 'lines a CPU second', 'MB a CPU second', 'memory'], rows)}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The middle of three runs; `undefined`: the program is not here. @throws Error if it finds other numbers than were made */
async function measured(program: Program, made: MadeLog, say: BenchOptions['say']): Promise<Cost | undefined> {
  const costs: Cost[] = [];
  for (let run = 0; run < (program.runs ?? RUNS); run++) {
    const cost = await runCommand(program.command, program.args, TIMEOUT_MS);
    if (cost.exitCode !== 0) {
      say(`left out: ${program.name} (${cost.output.trim().slice(0, 200)})`);
      return undefined;
    }
    const found = program.found?.(cost.output) ?? made.old;
    if (found !== made.old) throw new Error(`${program.name} finds ${found} old versions of ${made.old}`);
    costs.push(cost);
  }
  const middle = median(costs.map(({ cpuMs }) => cpuMs));
  return costs.find(({ cpuMs }) => cpuMs === middle);
}

function rowOf(kind: LogKind, { name }: Program, { lines, bytes }: MadeLog, cost: Cost): string[] {
  const cpuSeconds = cost.cpuMs / 1000;
  return [
    kind,
    name,
    seconds(cost.wallMs),
    seconds(cost.cpuMs),
    Math.round(lines / cpuSeconds).toLocaleString('en'),
    Math.round(bytes / 1e6 / cpuSeconds).toLocaleString('en'),
    Number.isNaN(cost.peakBytes) ? '–' : `${Math.round(cost.peakBytes / 1e6)} MB`,
  ];
}

function programs(kind: LogKind, path: string, ours: string): readonly Program[] {
  const pattern = kind === 'nginx' ? '" TLSv1(\\.1)? ' : '\tTLSv1[01]\t';
  const count = (output: string): number => Number(output.trim());
  return [
    {
      name: 'tlsfloor',
      command: process.execPath,
      args: [ours, path],
      found: (output) => (JSON.parse(output) as { old: number }).old,
    },
    ...(kind === 'nginx' ? [{ name: 'GoAccess', command: 'goaccess', args: goaccessArgs(path), runs: 1 }] : []),
    { name: 'ripgrep -c', command: 'rg', args: ['-c', pattern, path], found: count },
    { name: 'grep -cP', command: 'grep', args: ['-cP', pattern, path], found: count },
  ];
}

function goaccessArgs(path: string): readonly string[] {
  return [
    path,
    '--no-global-config',
    '--log-format=%h - - [%d:%t %^] "%r" %s %b "%R" "%u" %K %k %v',
    '--date-format=%d/%b/%Y',
    '--time-format=%T',
    '-o',
    `${path}.json`,
    '--no-progress',
  ];
}

const LINES = 2_000_000;
const RUNS = 3;
const TIMEOUT_MS = 600_000;

const HEADING = `## Logs

${LINES.toLocaleString('en')} lines each of an nginx access log (the combined format with version, suite and host name behind it) and of
Zeek's ssl.log, with 50,000 clients, 200 hosts and one line in a hundred below TLS 1.2. tlsfloor finds out the format,
reads every line, and gives each handshake to a sink: old ones as whole events. GoAccess makes its report, with its
fields for the version and the suite. ripgrep and grep count the lines with an old version, and nothing else: that is
the limit. The middle of three runs by CPU time (one of GoAccess), files in the page cache; every program had to find the same number of
old versions.`;
