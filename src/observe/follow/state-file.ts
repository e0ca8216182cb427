/**
 * The file in which a run writes down how far it is, so that the next one can go on.
 *
 * @module
 */
import { open, readFile, rename } from 'node:fs/promises';
import { type Failure, failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { FileMark } from './log-place.ts';

export type FollowState = {
  readonly schemaVersion: 1;
  readonly kind: 'tlsfloor-follow';
  /** By the path of the log. */
  readonly files: Readonly<Record<string, FileMark>>;
  /**
   * Length of the output when this was written. Whoever goes on cuts the output to it first: what a killed run wrote
   * behind it comes again. `null`: the output is not a file.
   */
  readonly outputBytes: number | null;
};

/** The state that a file holds; `undefined` if there is no file yet. */
export async function readFollowState(path: string): Promise<Result<FollowState | undefined, Failure>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(undefined);
    const why = error instanceof Error ? error.message : String(error);
    return err(failure('file-unreadable', `${path} cannot be read: ${why}`));
  }
  try {
    const state: unknown = JSON.parse(text);
    if (isState(state)) return ok(state);
  } catch {
    // What is no JSON is no state either.
  }
  return err(failure('journal-foreign', `${path} does not hold the state of an earlier run`));
}

/** Writes the state so that a kill leaves the old one or the new one, and never half of it. */
export async function writeFollowState(path: string, state: FollowState): Promise<Result<void, Failure>> {
  try {
    const file = await open(`${path}.new`, 'w');
    try {
      await file.writeFile(JSON.stringify(state));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    return ok(undefined);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(failure('journal-unwritable', `${path} cannot be written: ${why}`));
  }
}

function isState(value: unknown): value is FollowState {
  if (!isObject(value) || value.schemaVersion !== 1 || value.kind !== 'tlsfloor-follow') return false;
  if (value.outputBytes !== null && !isCount(value.outputBytes)) return false;
  return isObject(value.files) && Object.values(value.files).every(isMark);
}

function isMark(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { device, inode, headBytes, headHash, reader } = value;
  if (!isCount(device) || !isCount(inode) || !isCount(headBytes) || typeof headHash !== 'string') return false;
  if (reader === null) return true;
  if (!isObject(reader) || !isObject(reader.reader) || !Array.isArray(reader.reader.connections)) return false;
  return isCount(reader.offset) && isCount(reader.lines) && typeof reader.format === 'string';
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
