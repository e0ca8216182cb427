/**
 * The files behind the sources that somebody names: a folder stands for all that is in it.
 *
 * @module
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';

/**
 * One path at a time, in the order given; a folder's in the order of their names, subfolders included, hidden ones and
 * links to folders not. What cannot be read is a failure of its own, and the others follow.
 */
export async function* listSources(paths: Iterable<string>): AsyncGenerator<Result<string, Failure>, void, undefined> {
  for (const path of paths) {
    if (path === '-') yield ok(path);
    else yield* listPath(path);
  }
}

async function* listPath(path: string): AsyncGenerator<Result<string, Failure>, void, undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return yield ok(path);
  } catch (error) {
    return yield unreadable(path, error);
  }
  yield* listFolder(path);
}

async function* listFolder(folder: string): AsyncGenerator<Result<string, Failure>, void, undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) yield* listFolder(path);
      // A link may lead round in a circle: to a file it is followed, to a folder not.
      else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(path)))) yield ok(path);
    }
  } catch (error) {
    yield unreadable(folder, error);
  }
}

async function leadsToFile(link: string): Promise<boolean> {
  return stat(link).then(
    (found) => found.isFile(),
    () => false,
  );
}

function unreadable(path: string, error: unknown): Result<string, Failure> {
  const why = error instanceof Error ? error.message : String(error);
  return err(failure('file-unreadable', `${path} cannot be read: ${why}`));
}
