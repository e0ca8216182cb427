/**
 * A list of a million targets: how much memory it takes.
 *
 * @module
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { TLSFLOOR } from './scanners.ts';
import { seconds, table } from './table.ts';

/** Markdown with the peak of memory of each way to work off the list. */
export async function runList(say: (text: string) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-bench-'));
  try {
    const list = join(folder, 'million.txt');
    const optOut = join(folder, 'opt-out.txt');
    await writeMillion(list);
    await writeFile(optOut, '127.0.0.0/8\n');
    const rows: string[][] = [];
    for (const { name, contacted, args } of [
      { name: 'all of them on the list of `--exclude`', contacted: 0, args: ['--exclude', optOut] },
      { name: `\`--shard 1/${SHARDS}\`, port closed`, contacted: MILLION / SHARDS, args: ['--shard', `1/${SHARDS}`] },
    ]) {
      say(`a list of 1,000,000: ${name}`);
      const command = [TLSFLOOR, 'scan', `@${list}`, '--versions-only', '--ndjson', ...args];
      const cost = await runCommand(process.execPath, [...command, '-o', join(folder, 'results.ndjson')], LONGEST_MS);
      if (cost.exitCode === null) throw new Error(`the list did not end in time: ${cost.output}`);
      const peak = `${Math.round(cost.peakBytes / 1e6)} MB`;
      rows.push([name, `about ${contacted.toLocaleString('en')}`, seconds(cost.wallMs), seconds(cost.cpuMs), peak]);
    }
    return `## A list of 1,000,000 targets

Addresses of 127.0.0.0/8 with a port where nothing listens, \`--versions-only --ndjson\`. The first row goes through the
whole list and writes a result for each target, without a connection; the second reads the whole list and contacts its
part, which refuses at once. The memory is the highest the process ever had (VmHWM), looked at through the whole run.

${table(['targets', 'contacted', 'time', 'CPU', 'most memory'], rows)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeMillion(file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (let start = 0; start < MILLION; start += LINES_AT_ONCE) {
    const lines = Array.from({ length: LINES_AT_ONCE }, (_, index) => lineOf(start + index));
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

function lineOf(index: number): string {
  return `127.${64 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}:9\n`;
}

const MILLION = 1_000_000;
const LINES_AT_ONCE = 10_000;
const SHARDS = 20;
const LONGEST_MS = 300_000;
