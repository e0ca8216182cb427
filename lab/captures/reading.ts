/**
 * Reading a capture the way `observe` does, to the end.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import type { SourceCoverage, UsageEvent } from '../../src/facts/usage-facts.ts';
import { readCapture } from '../../src/observe/capture/read-capture.ts';
import { openSource } from '../../src/observe/input/source.ts';

export type Reading = { readonly events: readonly UsageEvent[]; readonly coverage: SourceCoverage };

async function readCaptureFile(path: string): Promise<Reading> {
  const source = await openSource(path);
  if (!source.ok) throw new Error(source.error.message);
  return drain(source.value.chunks, path);
}

/** The same of bytes, cut into pieces of `size`. */
export function readCaptureBytes(bytes: Uint8Array, size: number = bytes.length): Promise<Reading> {
  return drain(pieces(bytes, size), 'bytes');
}

/** Writes a capture and reads it again. */
export async function readWritten(path: string, bytes: Uint8Array): Promise<Reading> {
  await writeFile(path, bytes);
  return readCaptureFile(path);
}

async function drain(chunks: AsyncIterable<Uint8Array>, file: string): Promise<Reading> {
  const reading = readCapture(chunks, { file });
  const events: UsageEvent[] = [];
  for (;;) {
    const { done, value } = await reading.next();
    if (done) return { events, coverage: value };
    events.push(value);
  }
}

/** Overwrites each piece before the next, as the readers of files do. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  const piece = Buffer.alloc(Math.max(1, size));
  for (let at = 0; at < bytes.length; at += piece.length) {
    const part = bytes.subarray(at, at + piece.length);
    piece.set(part);
    yield piece.subarray(0, part.length);
    piece.fill(0x16);
  }
}
