/**
 * The targets of a list that this run has to scan: of its shard, not done yet, and each of them once.
 *
 * @module
 */
import { open } from 'node:fs/promises';
import type { Failure } from '../core/errors.ts';
import type { KeySet } from '../core/key-set.ts';
import { rangeSize } from '../scan/addresses/address-range.ts';
import { parseRangeTarget } from '../scan/addresses/range-target.ts';
import type { Target } from '../scan/target.ts';
import { isInShard, type Shard, targetKey } from '../scan/target-key.ts';
import type { ListedTarget } from '../scan/target-list.ts';
import { readLines } from '../store/read-lines.ts';

export type WantedTarget = Target & {
  readonly key: string;
  /** Place in the list, from 0. */
  readonly order: number;
};

export type Wanted = {
  /** Keys that are done; those that are handed out join them. */
  readonly seen: KeySet;
  readonly shard: Shard | undefined;
  readonly onBad: (bad: Failure) => void;
  /** A target that is passed over, as another shard has it or as it is there twice. */
  readonly onSkipped: () => void;
};

export async function* wantedTargets(
  listed: AsyncIterable<ListedTarget>,
  { seen, shard, onBad, onSkipped }: Wanted,
): AsyncGenerator<WantedTarget, void, undefined> {
  let order = 0;
  for await (const one of listed) {
    if (!one.ok) {
      onBad(one.error);
      continue;
    }
    const key = targetKey(one.value);
    if ((shard && !isInShard(key, shard)) || !seen.add(key)) onSkipped();
    else yield { ...one.value, key, order };
    order++;
  }
}

/** How long a list is, without reading its targets; `undefined` when it comes from standard input or cannot be read. */
export async function countTargets(args: readonly string[]): Promise<number | undefined> {
  let count = 0;
  for (const arg of args) {
    if (arg === '-') return undefined;
    const more = arg.startsWith('@') ? await countLines(arg.slice(1)) : sizeOf(arg);
    if (more === undefined) return undefined;
    count += more;
  }
  return count;
}

async function countLines(path: string): Promise<number | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    // Counting would use up a pipe.
    if (!(await file.stat()).isFile()) return undefined;
    let count = 0;
    for await (const { text } of readLines(file)) count += sizeOf(text.trim());
    return count;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

function sizeOf(text: string): number {
  if (text === '' || text.startsWith('#')) return 0;
  const range = /[/-]/.test(text) ? parseRangeTarget(text) : undefined;
  return range?.ok ? rangeSize(range.value.range) : 1;
}
