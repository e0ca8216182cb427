/**
 * Targets from the command line, from files and from standard input, one at a time however many there are.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { type Failure, failure } from '../core/errors.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseTarget, type Target } from './target.ts';

/** A target, or why that argument or line is none; a bad one does not end the list. */
export type ListedTarget = Result<Target, Failure>;

/**
 * Reads arguments: a target each, `@FILE` a file with one target a line, `-` the lines of `input`. Blank lines and
 * those that start with `#` are passed over. A file that cannot be read is one failure in the list.
 */
export async function* listTargets(
  args: readonly string[],
  input: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<ListedTarget, void, undefined> {
  let isInputRead = false;
  for (const arg of args) {
    if (arg.startsWith('@')) {
      yield* targetsIn(createReadStream(arg.slice(1)), arg.slice(1) || '@');
    } else if (arg !== '-') {
      yield parseTarget(arg);
    } else if (!isInputRead) {
      isInputRead = true;
      yield* targetsIn(input, 'standard input');
    }
  }
}

async function* targetsIn(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
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
      const target = parseTarget(text);
      yield target.ok ? ok(target.value) : err(atLine(target.error, name, number));
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield err(failure('file-unreadable', `${name} cannot be read: ${reason}`));
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
  return failure('bad-target', `${name}, line ${line}: ${issue.message}`, issue.hint);
}

const LONGEST_LINE = 65_536;
