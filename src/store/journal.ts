/**
 * The journal of a long run: killed at any moment, the next run goes on where it was.
 *
 * A line is written by one call before its result is shown to anybody, so what a kill can leave is a broken last line,
 * and that is cut off. Every second the lines are forced to the disk, against a power cut.
 *
 * @module
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type Failure, failure } from '../core/errors.ts';
import { KeySet } from '../core/key-set.ts';
import { err, ok, type Result } from '../core/result.ts';
import {
  compareOptions,
  decodeEntry,
  decodeHeader,
  encodeEntry,
  encodeHeader,
  isHalfHeader,
  type JournalEntry,
  type JournalHeader,
  keyOfEntry,
} from './journal-format.ts';
import { lockFile } from './lock.ts';
import { readLines } from './read-lines.ts';

export type Journal = {
  /** The keys of all targets that are done. */
  readonly finished: KeySet;
  /** What was in the journal when it was opened, one by one, in the order of the file. */
  entries(): AsyncGenerator<JournalEntry, void, undefined>;
  /** Resolves when the entry is safe from a kill. */
  append(entry: JournalEntry): Promise<Failure | undefined>;
  close(): Promise<void>;
};

/** Opens a journal, or starts one, for a run. A file that is anything else is left as it is. */
export async function openJournal(path: string, header: JournalHeader): Promise<Result<Journal, Failure>> {
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing && !existing.isFile()) return err(failure('journal-foreign', `${path} is no ordinary file`));
    const file = await open(path, 'a+');
    const journal = await take(file, path, header);
    if (!journal.ok) await file.close();
    return journal;
  } catch (error) {
    return err(unwritable(path, error));
  }
}

async function take(file: FileHandle, path: string, header: JournalHeader): Promise<Result<Journal, Failure>> {
  const release = await lockFile(file);
  if (!release) return err(failure('journal-in-use', `another run writes to ${path}`));
  const state = await recover(file, path, header);
  if (!state.ok) {
    await release();
    return state;
  }
  const { finished, end } = state.value;
  let syncedAt = performance.now();
  return ok({
    finished,
    entries: () => entriesOf(file, end),
    append: async (entry) => {
      try {
        await file.appendFile(encodeEntry(entry));
        if (performance.now() - syncedAt > SYNC_EVERY_MS) {
          await file.datasync();
          syncedAt = performance.now();
        }
        return undefined;
      } catch (error) {
        return unwritable(path, error);
      }
    },
    close: async () => {
      // A disk that is full has been reported by the write.
      await file.datasync().catch(() => undefined);
      await file.close();
      await release();
    },
  });
}

type State = { readonly finished: KeySet; readonly end: number };

/** Checks what is there, cuts a broken end off, and writes the header of a new journal. */
async function recover(file: FileHandle, path: string, header: JournalHeader): Promise<Result<State, Failure>> {
  const finished = new KeySet();
  let end = 0;
  let brokenLine: number | undefined;
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    if (number === 1) {
      if (!line.isWhole && isHalfHeader(line.text)) break;
      const found = decodeHeader(line.text, path);
      if (!found.ok) return found;
      if (found.value.tool !== header.tool) {
        return err(failure('journal-version', `${path} was written by ${found.value.tool}; this is ${header.tool}`));
      }
      const difference = compareOptions(found.value.options, header.options, path);
      if (difference) return err(difference);
      end = line.end;
      continue;
    }
    const key = line.isWhole ? keyOfEntry(line.text) : undefined;
    if (key === undefined) {
      brokenLine ??= number;
    } else if (brokenLine !== undefined) {
      return err(failure('journal-damaged', `line ${brokenLine} of ${path} cannot be read`));
    } else {
      finished.add(key);
      end = line.end;
    }
  }
  await file.truncate(end);
  if (end === 0) {
    const line = encodeHeader(header);
    await file.appendFile(line);
    end = Buffer.byteLength(line);
  }
  return ok({ finished, end });
}

async function* entriesOf(file: FileHandle, end: number): AsyncGenerator<JournalEntry, void, undefined> {
  const seen = new KeySet();
  for await (const line of readLines(file)) {
    if (line.end > end) return;
    const entry = decodeEntry(line.text);
    if (entry && seen.add(entry.key)) yield entry;
  }
}

function unwritable(path: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return failure('journal-unwritable', `${path} cannot be written: ${reason}`);
}

const SYNC_EVERY_MS = 1000;
