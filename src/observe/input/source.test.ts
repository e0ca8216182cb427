import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSources } from './list.ts';
import { openSource, type Source, type SourceOptions, sourceOfStream } from './source.ts';

/** Two megabytes that pack neither to nothing nor to themselves. */
const text = Buffer.from(
  Array.from(
    { length: 40_000 },
    (_, line) => `${line} ${((line * 7919) % 10_007).toString(36)} a line of a log\n`,
  ).join(''),
);
const hasZstd = canRun('zstd', ['--version']);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'input-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('what is packed', () => {
  test.each([
    ['nothing', text],
    ['gzip', gzipSync(text)],
    ['gzip in two members', Buffer.concat([gzipSync(text.subarray(0, 700_001)), gzipSync(text.subarray(700_001))])],
  ])('%s is read whole', async (_name, bytes) => {
    const { content, source } = await readAll(await stored(bytes));
    expect(content.equals(text)).toBe(true);
    expect(source.progress).toMatchObject({
      size: bytes.length,
      read: bytes.length,
      offset: text.length,
      problem: null,
    });
  });

  test.runIf(hasZstd).each([['-1'], ['-19'], ['--no-check']])('zstd %s is read whole', async (level) => {
    const { content, source } = await readAll(await stored(zstd([level], text)));
    expect(content.equals(text)).toBe(true);
    expect(source.progress).toMatchObject({ packing: 'zstd', offset: text.length, problem: null });
  });

  test.runIf(hasZstd)('zstd in several frames, one of them to be skipped, is read whole', async () => {
    const skipped = Buffer.from('502a4d1803000000aabbcc', 'hex');
    const frames = [skipped, zstd([], text.subarray(0, 9)), skipped, zstd(['-5'], text.subarray(9))];
    const { content, source } = await readAll(await stored(Buffer.concat(frames)));
    expect(content.equals(text)).toBe(true);
    expect(source.progress.problem).toBeNull();
  });
});

describe('going on from an offset', () => {
  test.each([
    ['nothing', text],
    ['gzip', gzipSync(text)],
  ])('in %s', async (_name, bytes) => {
    for (const startAt of [1, 512 * 1024, text.length - 1, text.length, text.length + 5]) {
      const { content, source } = await readAll(await stored(bytes), { startAt });
      expect(content.equals(text.subarray(startAt))).toBe(true);
      expect(source.progress.offset).toBe(text.length);
    }
  });
});

describe('what is wrong with a file', () => {
  test('a cut gzip gives what is there', async () => {
    const packed = gzipSync(text);
    const { content, source } = await readAll(await stored(packed.subarray(0, packed.length / 2)));
    expect(source.progress.problem).toBe('cut-archive');
    expect(content.length).toBeGreaterThan(text.length / 4);
    expect(text.subarray(0, content.length).equals(content)).toBe(true);
  });

  test('a damaged gzip gives what comes before the damage', async () => {
    const packed = Buffer.from(gzipSync(text));
    packed.fill(0xff, packed.length - 20_000, packed.length - 19_000);
    const { content, source } = await readAll(await stored(packed));
    expect(source.progress.problem).toBe('bad-archive');
    expect(content.length).toBeGreaterThan(0);
  });

  test('a gzip bomb ends early', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    const { source, given } = await readAll(await stored(bomb), {}, false);
    expect(source.progress.problem).toBe('huge-archive');
    expect(given).toBeLessThan(150 * 1024 * 1024);
  });

  test.runIf(hasZstd)('so do a zstd bomb, a cut one, and a window of gigabytes', async () => {
    const bomb = zstd([], Buffer.alloc(300 * 1024 * 1024));
    expect((await readAll(await stored(bomb), {}, false)).source.progress.problem).toBe('huge-archive');
    const packed = zstd([], text);
    expect((await readAll(await stored(packed.subarray(0, 9000)))).source.progress.problem).toBe('cut-archive');
    // Window descriptor 0xa8: 2 to the power of 31 bytes.
    const greedy = Buffer.from('28b52ffd00a8010000', 'hex');
    const second = await readAll(await stored(Buffer.concat([packed, greedy, text])));
    expect(second.source.progress.problem).toBe('huge-archive');
  });

  test('nothing there, and a folder, are failures', async () => {
    for (const path of [join(folder, 'missing'), folder]) {
      expect(await openSource(path)).toMatchObject({ ok: false, error: { code: 'file-unreadable' } });
    }
  });
});

test('an endless stream gives what came, and ends when it is taken away', async () => {
  const stream = new PassThrough();
  const abort = new AbortController();
  const source = sourceOfStream('live', stream, { signal: abort.signal });
  stream.write('first ');
  expect((await source.chunks.next()).value?.toString()).toBe('first ');
  abort.abort();
  expect((await source.chunks.next()).done).toBe(true);
  expect(source.progress).toMatchObject({ size: null, read: 6, problem: null });
  expect(stream.destroyed).toBe(true);
});

test('a folder stands for its files, without what is hidden and without going round in circles', async () => {
  const root = join(folder, 'tree');
  await mkdir(join(root, 'b'), { recursive: true });
  for (const name of ['c.log', 'a.log', '.hidden', 'b/d.pcap']) await writeFile(join(root, name), '');
  await symlink('..', join(root, 'b', 'circle'));
  await symlink('nowhere', join(root, 'b', 'broken'));
  const found: string[] = [];
  for await (const entry of listSources(['-', root, join(root, 'missing')]))
    found.push(entry.ok ? entry.value.replace(root, '') : entry.error.code);
  expect(found).toEqual(['-', '/a.log', '/b/d.pcap', '/c.log', 'file-unreadable']);
});

let count = 0;
async function stored(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `file-${count++}`);
  await writeFile(path, bytes);
  return path;
}

async function readAll(
  path: string,
  options: SourceOptions = {},
  keep = true,
): Promise<{ content: Buffer; given: number; source: Source }> {
  const opened = await openSource(path, options);
  if (!opened.ok) throw new Error(opened.error.message);
  const pieces: Buffer[] = [];
  let given = 0;
  for await (const chunk of opened.value.chunks) {
    given += chunk.length;
    if (keep) pieces.push(Buffer.from(chunk));
  }
  return { content: Buffer.concat(pieces), given, source: opened.value };
}

function zstd(options: readonly string[], input: Uint8Array): Buffer {
  return execFileSync('zstd', ['-q', '-c', ...options], { input, maxBuffer: 2 ** 26 });
}

function canRun(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
