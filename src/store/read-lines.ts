import type { FileHandle } from 'node:fs/promises';

export type FileLine = {
  /** Without its end. */
  readonly text: string;
  /** Whether it ends in `\n`; only the last line may not. */
  readonly isWhole: boolean;
  /** Offset of the byte behind it, its end included. */
  readonly end: number;
};

/** The lines of a file from its start, a megabyte at a time, however others move its position. */
export async function* readLines(file: FileHandle): AsyncGenerator<FileLine, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, offset + rest.length);
    if (bytesRead === 0) break;
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, start)) {
      yield { text: bytes.toString('utf8', start, at), isWhole: true, end: offset + at + 1 };
      start = at + 1;
    }
    offset += start;
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), isWhole: false, end: offset + rest.length };
}

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 10;
