/**
 * Targets from the command line, from files and from standard input, one at a time however many there are.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Failure, failure } from '../core/errors.ts';
import { err, type Result } from '../core/result.ts';
import { rangeSize } from './addresses/address-range.ts';
import { parseRangeTarget, textsOf } from './addresses/range-target.ts';
import { parseTarget, type Target } from './target.ts';

/** A target, or why that argument or line is none; a bad one does not end the list. */
export type ListedTarget = Result<Target, Failure>;

export type ListOptions = {
  /** Whether the ranges may hold more than {@link MOST_UNASKED} addresses in all. */
  readonly allowMany: boolean;
};

/**
 * Reads arguments: a target each, a range of addresses (`192.0.2.0/24`), `@FILE` a file with one of them a line, `-`
 * the lines of `input`. Blank lines and those that start with `#` are passed over. A file that cannot be read is one
 * failure in the list, and so is a range that goes over the limit.
 */
export async function* listTargets(
  args: readonly string[],
  input: NodeJS.ReadableStream,
  options: ListOptions,
): AsyncGenerator<ListedTarget, void, undefined> {
  const budget = { left: options.allowMany ? Number.POSITIVE_INFINITY : MOST_UNASKED };
  for (const arg of args) {
    if (arg === '-') yield* linesOf(input, 'standard input', budget);
    else if (arg.startsWith('@')) yield* linesOf(createReadStream(arg.slice(1)), arg.slice(1), budget);
    else yield* targetsOf(arg.trim(), budget);
  }
}

type Budget = { left: number };

/** One entry of a list: a target, or every address of a range. */
function* targetsOf(text: string, budget: Budget): Generator<ListedTarget, void, undefined> {
  const range = parseRangeTarget(text);
  if (range === undefined) {
    yield parseTarget(text);
  } else if (!range.ok) {
    yield range;
  } else {
    const size = rangeSize(range.value.range);
    if (size > budget.left) {
      const count = size.toLocaleString('en-US');
      const message = `${text} is ${count} addresses: ranges of more than ${MOST_UNASKED} in all need --yes`;
      yield err(failure('too-many-addresses', message));
      return;
    }
    budget.left -= size;
    for (const each of textsOf(range.value)) yield parseTarget(each);
  }
}

async function* linesOf(
  stream: NodeJS.ReadableStream,
  name: string,
  budget: Budget,
): AsyncGenerator<ListedTarget, void, undefined> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  // readline does not pass its input's errors on: without this a missing file would end the process.
  const broken = new Promise<Failure>((resolve) => {
    stream.once('error', (error) => {
      resolve(failure('file-unreadable', `${name} cannot be read: ${error.message}`));
      lines.close();
    });
  });
  let number = 0;
  let isBroken = false;
  void broken.then(() => {
    isBroken = true;
  });
  for await (const line of lines) {
    number++;
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '' || text.startsWith('#')) continue;
    for (const target of targetsOf(text, budget)) {
      yield target.ok ? target : err(atLine(target.error, name, number));
    }
  }
  if (isBroken) yield err(await broken);
}

function atLine(issue: Failure, name: string, line: number): Failure {
  return failure(issue.code, `${name}, line ${line}: ${issue.message}`, issue.hint);
}

/** A /24: what a person may well have meant, and could still count. */
const MOST_UNASKED = 256;
