/**
 * Unpacks gzip (RFC 1952) and Zstandard (RFC 8878) on the way, without trust in what is packed.
 *
 * @module
 */
import { createGunzip, constants as zlib } from 'node:zlib';
import { Decompress } from 'fzstd';
import type { SourceProblem } from './problem.ts';
import { ZstdFrames } from './zstd-frames.ts';

export type Packing = 'none' | 'gzip' | 'zstd';

export type ExpandLimits = {
  /** Unpacked bytes a packed byte may stand for ... */
  readonly maxRatio: number;
  /** ... once more than this came out. */
  readonly freeBytes: number;
  /** Unpacked bytes in all. */
  readonly maxBytes: number;
};

/** By the magic number at the start. */
export function packingOf(start: Uint8Array): Packing {
  const magic = start.length < 4 ? 0 : new DataView(start.buffer, start.byteOffset).getUint32(0);
  if (magic >>> 16 === GZIP_MAGIC) return 'gzip';
  return magic === ZSTD_MAGIC || magic === PZSTD_MAGIC ? 'zstd' : 'none';
}

/**
 * Gives everything that can be unpacked, whole members or frames one behind the other; then says what is wrong with
 * the rest, if anything is.
 */
export async function* expand(
  packing: Exclude<Packing, 'none'>,
  packed: AsyncGenerator<Buffer, void, undefined>,
  limits: ExpandLimits,
  onProblem: (problem: SourceProblem) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const ready: Buffer[] = [];
  let taken = 0;
  let given = 0;
  const expander = (packing === 'gzip' ? gzipExpander : zstdExpander)((bytes) => {
    given += bytes.length;
    ready.push(bytes);
    return given <= limits.maxBytes && given <= limits.freeBytes + taken * limits.maxRatio;
  });
  try {
    for await (const chunk of packed) {
      // Small pieces: all that one of them unpacks to is in memory at once.
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        taken += piece.length;
        const problem = await expander.push(piece);
        yield* ready.splice(0);
        if (problem) return onProblem(problem);
      }
    }
    const problem = await expander.end();
    yield* ready.splice(0);
    if (problem) onProblem(problem);
  } finally {
    expander.close();
  }
}

/** Takes what was unpacked; `false` when it is too much. */
type Taker = (bytes: Buffer) => boolean;

type Expander = {
  push(piece: Uint8Array): Promise<SourceProblem | null>;
  end(): Promise<SourceProblem | null>;
  close(): void;
};

function gzipExpander(take: Taker): Expander {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  let problem: SourceProblem | null = null;
  let wake: (() => void) | undefined;
  const fail = (why: SourceProblem): void => {
    problem ??= why;
    wake?.();
  };
  gunzip.on('data', (bytes: Buffer) => {
    if (take(bytes) || problem) return;
    fail('huge-archive');
    gunzip.destroy();
  });
  gunzip.on('error', (error: NodeJS.ErrnoException) => {
    fail(error.errno === zlib.Z_BUF_ERROR ? 'cut-archive' : 'bad-archive');
  });
  const settled = async (start: (done: () => void) => void): Promise<SourceProblem | null> => {
    if (problem) return problem;
    await new Promise<void>((resolve) => {
      wake = resolve;
      start(resolve);
    });
    return problem;
  };
  return {
    // The piece lies in a buffer that is used again; gunzip is done with it when it calls back.
    push: (piece) => settled((done) => gunzip.write(piece, () => done())),
    end: () =>
      settled((done) => {
        gunzip.once('end', done);
        gunzip.end();
      }),
    close: () => void gunzip.destroy(),
  };
}

function zstdExpander(take: Taker): Expander {
  const frames = new ZstdFrames(MAX_WINDOW_BYTES);
  let isTooMuch = false;
  const decompress = new Decompress((bytes) => {
    if (isTooMuch || bytes.length === 0) return;
    isTooMuch = !take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  });
  const push = (piece: Uint8Array): SourceProblem | null => {
    // What it is given it may keep for later, and the piece lies in a buffer that is used again.
    if (frames.push(piece) === 'too-big') return 'huge-archive';
    if (frames.isBroken) return 'bad-archive';
    try {
      decompress.push(Uint8Array.from(piece));
    } catch {
      return 'bad-archive';
    }
    return isTooMuch ? 'huge-archive' : null;
  };
  return {
    push: async (piece) => push(piece),
    end: async () => (frames.isMidway ? 'cut-archive' : null),
    close: () => undefined,
  };
}

const GZIP_MAGIC = 0x1f8b;
const ZSTD_MAGIC = 0x28b52ffd;
/** The skippable frame that pzstd and t2sz begin a file with, little-endian 0x184D2A50 (RFC 8878 §3.1.2). */
const PZSTD_MAGIC = 0x502a4d18;
const PIECE_BYTES = 16 * 1024;
const OUTPUT_BYTES = 64 * 1024;
/** RFC 8878 §3.1.1.1.2 asks for 8 MB at least, which levels up to 19 keep to; only --ultra and --long go further. */
const MAX_WINDOW_BYTES = 64 * 1024 * 1024;
