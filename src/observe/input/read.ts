/**
 * Raw bytes of files and streams, in big pieces.
 *
 * @module
 */
import type { FileHandle } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';

/**
 * A file from `offset`, one piece read ahead of the one that is looked at. Two buffers serve for all of it, so a piece
 * is overwritten after the next one was asked for. A pipe has no offset and is read as it comes.
 */
export async function* readFile(file: FileHandle, offset: number): AsyncGenerator<Buffer, void, undefined> {
  const isFile = (await file.stat()).isFile();
  let at = offset;
  let here = Buffer.allocUnsafe(PIECE_BYTES);
  let there = Buffer.allocUnsafe(PIECE_BYTES);
  let pending: Promise<{ bytesRead: number }> | undefined = file.read(here, 0, PIECE_BYTES, isFile ? at : null);
  try {
    for (;;) {
      const { bytesRead } = await pending;
      pending = undefined;
      if (bytesRead === 0) return;
      at += bytesRead;
      [here, there] = [there, here];
      pending = file.read(here, 0, PIECE_BYTES, isFile ? at : null);
      yield there.subarray(0, bytesRead);
    }
  } finally {
    // A read under way would otherwise fail on the closed file, with nobody to catch it.
    await pending?.catch(() => undefined);
  }
}

/** A stream as it comes; aborting takes it away. */
export async function* readStream(
  stream: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const source = signal ? addAbortSignal(signal, stream) : stream;
  for await (const chunk of source) if (Buffer.isBuffer(chunk) && chunk.length > 0) yield chunk;
}

/** Fits the second-level cache of a core, so that what was just read is still there when it is looked at. */
const PIECE_BYTES = 512 * 1024;
