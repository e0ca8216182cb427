/**
 * Where a result goes: standard output, or the file of `--output`.
 *
 * @module
 */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { failure } from '../core/errors.ts';
import { makePaint, type Paint } from '../report/paint.ts';
import { CommandFailure } from './command-failure.ts';
import { paintFor } from './terminal.ts';

export type Output = {
  /** Colours if this is a terminal that takes them; a file never does. */
  readonly paint: Paint;
  /** Waits while the reader is slow, so that a long result does not pile up in memory. */
  write(text: string): Promise<void>;
  /** Resolves once everything is written. */
  close(): Promise<void>;
};

/** @throws CommandFailure `output-unwritable`, before anything else is done, if the file cannot be opened */
export async function openOutput(path: string | undefined): Promise<Output> {
  if (path === undefined) return toStream(process.stdout);
  const file = createWriteStream(path);
  try {
    await once(file, 'open');
  } catch (error) {
    throw unwritable(path, error);
  }
  return toFile(file, path);
}

function toStream(stream: NodeJS.WriteStream): Output {
  return {
    paint: paintFor(stream),
    write: (text) =>
      new Promise((resolve) => {
        // A write that fails ends the program: see endOnBrokenOutput in program.ts.
        stream.write(text, () => resolve());
      }),
    close: async () => undefined,
  };
}

function toFile(file: WriteStream, path: string): Output {
  let broken: CommandFailure | undefined;
  file.on('error', (error) => {
    broken = unwritable(path, error);
  });
  const written = (step: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      step((error) => (error ? reject(unwritable(path, error)) : broken ? reject(broken) : resolve()));
    });
  return {
    paint: makePaint(false),
    write: (text) => written((done) => file.write(text, done)),
    close: () => written((done) => file.end(() => done())),
  };
}

function unwritable(path: string, error: unknown): CommandFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandFailure(failure('output-unwritable', `${path} cannot be written: ${reason}`));
}
