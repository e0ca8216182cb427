/**
 * Opens what is to be observed: a file, standard input, or a stream such as a live capture; packed or not.
 *
 * Memory stays the same whatever the size. What is packed is recognised by its first bytes, never by its name.
 *
 * @module
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Failure, failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type ExpandLimits, expand, type Packing, packingOf } from './expand.ts';
import type { SourceProblem } from './problem.ts';
import { readFile, readStream } from './read.ts';

export type Source = {
  /** The path as it was given; `-` for standard input. */
  readonly name: string;
  /** What is in it, unpacked, in pieces of any size. A piece is overwritten when the next one is asked for. */
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
  /** How far the reading is; changes as chunks are taken. */
  readonly progress: Readonly<SourceProgress>;
  /** Frees the file; also done when `chunks` ends or is left. */
  close(): Promise<void>;
};

export type SourceProgress = {
  /** `null` until the first chunk has come. */
  packing: Packing | null;
  /** Bytes of the file as it lies on the disk; `null` for a stream. */
  readonly size: number | null;
  /** Bytes read of it, packed. */
  read: number;
  /** Offset behind the last chunk, unpacked: the place to go on from. */
  offset: number;
  /** Why the reading ended before the end; what came before stays good. */
  problem: SourceProblem | null;
};

export type SourceOptions = {
  /** Unpacked bytes to pass over, from {@link SourceProgress.offset} of an earlier run. Seeks in a file as it is. */
  readonly startAt?: number;
  readonly limits?: ExpandLimits;
  readonly signal?: AbortSignal;
};

/** Opens a file, a named pipe, or `-`. Fails with `file-unreadable`; what fails later is in `progress.problem`. */
export async function openSource(path: string, options: SourceOptions = {}): Promise<Result<Source, Failure>> {
  if (path === '-') return ok(sourceOfStream('-', process.stdin, options));
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stat = await file.stat();
    if (stat.isDirectory()) throw new Error('it is a folder');
    return ok(makeSource(path, stat.isFile() ? stat.size : null, fileBytes(file), options));
  } catch (error) {
    await file?.close();
    const why = error instanceof Error ? error.message : String(error);
    return err(failure('file-unreadable', `${path} cannot be read: ${why}`));
  }
}

/** The same of a stream: standard input, or what a capturing program writes. */
export function sourceOfStream(name: string, stream: Readable, options: SourceOptions = {}): Source {
  const bytes: RawBytes = {
    from: () => readStream(stream, options.signal),
    canSeek: false,
    close: async () => void stream.destroy(),
  };
  return makeSource(name, null, bytes, options);
}

/** Bytes as they lie on the disk. */
type RawBytes = {
  from(offset: number): AsyncGenerator<Buffer, void, undefined>;
  readonly canSeek: boolean;
  close(): Promise<void>;
};

function fileBytes(file: FileHandle): RawBytes {
  let closed: Promise<void> | undefined;
  return { from: (offset) => readFile(file, offset), canSeek: true, close: () => (closed ??= file.close()) };
}

function makeSource(name: string, size: number | null, raw: RawBytes, options: SourceOptions): Source {
  const progress: SourceProgress = { packing: null, size, read: 0, offset: 0, problem: null };
  return { name, progress, chunks: readChunks(raw, progress, options), close: () => raw.close() };
}

async function* readChunks(
  raw: RawBytes,
  progress: SourceProgress,
  { startAt = 0, limits = DEFAULT_LIMITS, signal }: SourceOptions,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    const bytes = counted(raw.from(0), progress);
    const first = await bytes.next();
    if (first.done) return;
    progress.packing = packingOf(first.value);
    let rest = startingWith(first.value, bytes);
    if (progress.packing !== 'none') {
      rest = expand(progress.packing, rest, limits, (problem) => {
        progress.problem = problem;
      });
    } else if (raw.canSeek && progress.size !== null && startAt > first.value.length) {
      await bytes.return();
      progress.offset = Math.min(startAt, progress.size);
      progress.read = progress.offset;
      rest = counted(raw.from(progress.offset), progress);
    }
    for await (const chunk of rest) {
      const passed = Math.max(0, startAt - progress.offset);
      progress.offset += chunk.length;
      if (passed < chunk.length) yield chunk.subarray(passed);
      if (signal?.aborted) return;
    }
  } catch {
    // The bytes come from a disk, a pipe or a stream that was taken away: nothing else in here throws.
    if (!signal?.aborted) progress.problem ??= 'read-error';
  } finally {
    await raw.close();
  }
}

async function* counted(bytes: AsyncGenerator<Buffer, void, undefined>, progress: SourceProgress): typeof bytes {
  for await (const chunk of bytes) {
    progress.read += chunk.length;
    yield chunk;
  }
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer, void, undefined>): typeof rest {
  yield first;
  yield* rest;
}

/** Honest logs pack 10 to 50 times; 250 still lets a file of one repeated line through. */
const DEFAULT_LIMITS: ExpandLimits = { maxRatio: 250, freeBytes: 64 * 1024 * 1024, maxBytes: 2 ** 42 };
