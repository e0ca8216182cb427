import { LogReader, type LogSettings, type LogState } from '../logs/log-reader.ts';
import type { UsageSink } from '../usage-row.ts';
import { type FileIdentity, type FoundFile, hashOf } from './file-identity.ts';

/** Which file was read, and how far: plain data, to be written down. */
export type FileMark = FileIdentity & {
  /** `null`: nothing of it has been handed over yet. */
  readonly reader: LogState | null;
};

/** A file that is being read, and how far its reader is. */
export class LogPlace {
  readonly reader: LogReader;
  readonly #file: { readonly device: number; readonly inode: number };
  #known: FileIdentity | undefined;
  #head: Buffer = Buffer.alloc(0);
  #readTo: number;

  constructor(file: FoundFile | FileMark, settings: LogSettings, sink: UsageSink) {
    const mark = 'headHash' in file ? file : undefined;
    const resume = mark?.reader ?? undefined;
    this.#file = { device: file.device, inode: file.inode };
    this.#known = resume === undefined ? undefined : mark;
    this.#readTo = resume?.offset ?? 0;
    this.reader = new LogReader({ ...settings, ...(resume === undefined ? {} : { resume }) }, sink);
  }

  /** Offset of the next byte that the reader has not been given, unpacked. */
  get readTo(): number {
    return this.#readTo;
  }

  get identity(): FileIdentity {
    const { device, inode } = this.#file;
    return { device, inode, ...(this.#known ?? { headBytes: this.#head.length, headHash: hashOf(this.#head) }) };
  }

  push(chunk: Buffer): void {
    const missing = HEAD_BYTES - this.#head.length;
    if (this.#known === undefined && missing > 0) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, missing)]);
    }
    this.reader.push(chunk);
    this.#readTo += chunk.length;
  }

  /** `undefined`: it cannot be gone on with from here. */
  mark(): FileMark | undefined {
    const reader = this.reader.state();
    return reader === undefined ? undefined : { ...this.identity, reader };
  }
}

const HEAD_BYTES = 1024;
