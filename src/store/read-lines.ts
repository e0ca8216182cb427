import type { FileHandle } from 'node:fs/promises';

export type FileLine = {
  /** Without its end. */
  readonly text: string;
  /** Whether it ends in `\n`; only the last line may not. */
  readonly isWhole: boolean;
  /** Offset of the byte behind it, its end included. */
  readonly end: number;
};

/**
 * The lines of a file from its start, however others move its position. One buffer serves for all of it: a file of
 * gigabytes would otherwise leave that much garbage behind.
 */
export async function* readLines(file: FileHandle): AsyncGenerator<FileLine, void, undefined> {
  let buffer: Buffer = Buffer.alloc(LEAST_BYTES);
  /** Offset in the file of the first byte of the buffer. */
  let offset = 0;
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
    const bytes = buffer.subarray(0, filled);
    let start = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, start)) {
      yield { text: bytes.toString('utf8', start, at), isWhole: true, end: offset + at + 1 };
      start = at + 1;
    }
    // A line that is longer than the buffer gets a longer one.
    if (start === 0 && filled === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
    else buffer.copyWithin(0, start, filled);
    offset += start;
    filled -= start;
  }
  if (filled > 0) yield { text: buffer.toString('utf8', 0, filled), isWhole: false, end: offset + filled };
}

const LEAST_BYTES = 256 * 1024;
const NEWLINE = 10;
