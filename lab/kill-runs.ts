/**
 * Kills a resumed scan again and again, and counts what is in its journal in the end.
 *
 * @module
 */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from './command.ts';
import { startRefuser } from './refuser.ts';

export type KillReport = {
  /** Runs that were killed before their end. */
  readonly kills: number;
  /** Targets that are missing from the journal, or from the output of the last run. */
  readonly lost: readonly string[];
  /** Targets that are more than once in one of them. */
  readonly twice: readonly string[];
  /** Kills after which the journal ended in a broken line. */
  readonly brokenEnds: number;
  /** Targets that were under way when a kill came, and so were asked again. */
  readonly connections: number;
};

/**
 * Scans `targets` loopback addresses; each run but the last is killed (SIGKILL) after so many connections as chance
 * says. No clock decides anything, so a slow machine is killed at the same places.
 *
 * @param random from 0 to below 1, as Math.random
 */
export async function killRuns(
  command: Command,
  { kills, targets, random }: { readonly kills: number; readonly targets: number; readonly random: () => number },
): Promise<KillReport> {
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-kill-'));
  const [list, journal, output] = ['list.txt', 'scan.journal', 'scan.ndjson'].map((name) => join(folder, name));
  if (!list || !journal || !output) throw new Error('unreachable');
  let countdown = Number.POSITIVE_INFINITY;
  let onZero = (): void => undefined;
  const refuser = await startRefuser(0, () => {
    if (--countdown === 0) onZero();
  });
  try {
    const keys = Array.from({ length: targets }, (_, i) => `127.0.${1 + (i >> 8)}.${i & 255}:${refuser.port}`);
    await writeFile(list, `${keys.join('\n')}\n`);
    const args = ['scan', `@${list}`, '--resume', journal, '--ndjson', '-o', output, '--concurrency', '4'];
    const perKill = (2 * CONNECTIONS_PER_TARGET * targets * 0.7) / kills + IN_FLIGHT;
    let killed = 0;
    let brokenEnds = 0;
    while (killed < kills) {
      const child = command.start(args);
      const ended = once(child, 'exit');
      countdown = 1 + Math.floor(random() * perKill);
      onZero = () => child.kill('SIGKILL');
      const [, signal] = await ended;
      if (signal !== 'SIGKILL') break;
      killed++;
      const bytes = await readFile(journal, 'latin1').catch(() => '\n');
      if (!bytes.endsWith('\n')) brokenEnds++;
    }
    countdown = Number.POSITIVE_INFINITY;
    const last = await command.run(args);
    if (last.stderr !== '') throw new Error(last.stderr);
    const found = [await keysIn(journal, 'key'), await keysIn(output, 'target')];
    return {
      kills: killed,
      lost: keys.filter((key) => found.some((each) => !each.has(key))),
      twice: found.flatMap((each) => [...each].filter(([, count]) => count > 1).map(([key]) => key)),
      brokenEnds,
      connections: [...refuser.connections.values()].reduce((sum, count) => sum + count, 0),
    };
  } finally {
    await refuser.stop();
    await rm(folder, { recursive: true });
  }
}

async function keysIn(path: string, field: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const line of (await readFile(path, 'utf8')).trimEnd().split('\n')) {
    const key = (JSON.parse(line) as Record<string, unknown>)[field];
    if (typeof key === 'string') counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** A server that refuses every version and is asked by its address. */
const CONNECTIONS_PER_TARGET = 7;
/** Connections of the targets under way when a run is killed, which bring it no further. */
const IN_FLIGHT = 4 * CONNECTIONS_PER_TARGET;
