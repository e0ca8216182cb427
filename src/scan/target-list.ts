/**
 * Targets from the command line, from files and from standard input, one at a time however many there are.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
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
  input: NodeJS.ReadableStream,
): AsyncGenerator<ListedTarget, void, undefined> {
  for (const arg of args) {
    if (arg === '-') yield* linesOf(input, 'standard input');
    else if (arg.startsWith('@')) yield* linesOf(createReadStream(arg.slice(1)), arg.slice(1));
    else yield parseTarget(arg);
  }
}

async function* linesOf(stream: NodeJS.ReadableStream, name: string): AsyncGenerator<ListedTarget, void, undefined> {
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
    const target = parseTarget(text);
    yield target.ok ? ok(target.value) : err(atLine(target.error, name, number));
  }
  if (isBroken) yield err(await broken);
}

function atLine(issue: Failure, name: string, line: number): Failure {
  return failure('bad-target', `${name}, line ${line}: ${issue.message}`, issue.hint);
}
