/**
 * Targets from the command line, from files and from standard input, one at a time however many there are.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
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
 * the lines of `input`, once. Blank lines and those that start with `#` are passed over. A file that cannot be read is
 * one failure in the list, and so is a range that goes over the limit.
 */
export async function* listTargets(
  args: readonly string[],
  input: AsyncIterable<Uint8Array | string>,
  options: ListOptions = { allowMany: false },
): AsyncGenerator<ListedTarget, void, undefined> {
  const budget = { left: options.allowMany ? Number.POSITIVE_INFINITY : MOST_UNASKED };
  let isInputRead = false;
  for (const arg of args) {
    if (arg.startsWith('@')) {
      yield* targetsIn(createReadStream(arg.slice(1)), arg.slice(1) || '@', budget);
    } else if (arg !== '-') {
      yield* targetsOf(arg, budget);
    } else if (!isInputRead) {
      isInputRead = true;
      yield* targetsIn(input, 'standard input', budget);
    }
  }
}

/** Addresses that ranges may still hold. */
type Budget = { left: number };

async function* targetsIn(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
  budget: Budget,
): AsyncGenerator<ListedTarget, void, undefined> {
  let number = 0;
  try {
    for await (const line of linesOf(stream)) {
      number++;
      if (line.includes('\u0000')) {
        const hint = 'save the list as UTF-8 text, one target a line';
        yield err(failure('file-unreadable', `${name}, line ${number} holds NUL bytes: it is no UTF-8 text`, hint));
        return;
      }
      const text = line.replace(/^\uFEFF/, '').trim();
      if (text === '' || text.startsWith('#')) continue;
      for (const target of targetsOf(text, budget)) {
        yield target.ok ? target : err(atLine(target.error, name, number));
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield err(failure('file-unreadable', `${name} cannot be read: ${reason}`));
  }
}

/** One entry of a list: a target, or every address of a range. */
function* targetsOf(written: string, budget: Budget): Generator<ListedTarget, void, undefined> {
  const range = parseRangeTarget(written.trim());
  if (range === undefined) {
    yield parseTarget(written);
    return;
  }
  if (!range.ok) {
    yield range;
    return;
  }
  const size = rangeSize(range.value.range);
  if (size > budget.left) {
    const count = size.toLocaleString('en-US');
    const message = `${written} is ${count} addresses: ranges of more than ${MOST_UNASKED} in all need --yes`;
    yield err(failure('too-many-addresses', message));
    return;
  }
  budget.left -= size;
  for (const text of textsOf(range.value)) {
    const target = parseTarget(text);
    yield target;
    // What is wrong with one, a port or a scheme, is wrong with all of them.
    if (!target.ok) return;
  }
}

/** Lines without their ends. @throws Error once a line is longer than any list of targets has */
async function* linesOf(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST_LINE) throw new Error(`a line is longer than ${LONGEST_LINE} characters`);
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

function atLine(issue: Failure, name: string, line: number): Failure {
  return failure(issue.code, `${name}, line ${line}: ${issue.message}`, issue.hint);
}

const LONGEST_LINE = 65_536;
/** A /24: what a person may well have meant, and could still count. */
const MOST_UNASKED = 256;
