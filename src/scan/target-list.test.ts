import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListedTarget, listTargets } from './target-list.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tlsfloor-list-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const nothing = (): Readable => Readable.from([]);

async function list(args: readonly string[], input: Readable = nothing()): Promise<string[]> {
  const seen: string[] = [];
  for await (const listed of listTargets(args, input)) seen.push(wordsOf(listed));
  return seen;
}

function wordsOf(listed: ListedTarget): string {
  return listed.ok ? `${listed.value.host} ${listed.value.port}` : `${listed.error.code}: ${listed.error.message}`;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('listTargets', () => {
  test('takes arguments, files and standard input in their order', async () => {
    const path = file('order', 'b.example\n');
    expect(await list(['a.example', `@${path}`, '-', 'd.example:1'], Readable.from(['c.example\n']))).toEqual([
      'a.example 443',
      'b.example 443',
      'c.example 443',
      'd.example 1',
    ]);
  });

  test.each([
    ['blank lines and comments', '\n# one\n  # two\na.example\n\n  \n#\nb.example\n'],
    ['CRLF', 'a.example\r\n\r\n# x\r\nb.example\r\n'],
    ['a byte order mark', '\uFEFFa.example\nb.example\n'],
    ['a byte order mark before a comment', '\uFEFF# x\na.example\nb.example\n'],
    ['white space around', '  a.example \n\tb.example\t'],
    ['no line end at the end', 'a.example\nb.example'],
  ])('%s', async (name, content) => {
    expect(await list([`@${file(name.replaceAll(' ', '-'), content)}`])).toEqual(['a.example 443', 'b.example 443']);
  });

  test('an empty list, and one of comments only, hold nothing', async () => {
    expect(await list([`@${file('empty', '')}`, `@${file('comments', '# a\n#b')}`, '-'])).toEqual([]);
  });

  test('bad lines are named with their number, and the rest is still given', async () => {
    const path = file('bad', '# heading\na.example\nb.example:0\n\n1.2.3.400\nc.example\n');
    const seen = await list([`@${path}`]);
    expect(seen).toHaveLength(4);
    expect(seen[0]).toBe('a.example 443');
    expect(seen[1]).toContain(`bad-target: ${path}, line 3: "b.example:0"`);
    expect(seen[2]).toContain(`bad-target: ${path}, line 5: "1.2.3.400"`);
    expect(seen[3]).toBe('c.example 443');
  });

  test('lines of standard input are named as such', async () => {
    const [first] = await list(['-'], Readable.from(['x:y\n']));
    expect(first).toContain('standard input, line 1:');
  });

  test('bad arguments do not end the list', async () => {
    const seen = await list(['a:0', 'b.example']);
    expect(seen[0]).toMatch(/^bad-target: "a:0"/);
    expect(seen[1]).toBe('b.example 443');
  });

  test('characters that a chunk cuts in two are put together', async () => {
    const bytes = Buffer.from('bücher.example\n');
    const pieces = [...bytes].map((byte) => Buffer.of(byte));
    expect(await list(['-'], Readable.from(pieces))).toEqual(['xn--bcher-kva.example 443']);
  });

  test('200,000 lines do not pile up: the source is asked only for what is taken', async () => {
    let given = 0;
    const input = Readable.from(
      (function* () {
        for (; given < 2000; given++) yield `${'host.example\n'.repeat(100)}`;
      })(),
      { highWaterMark: 4 },
    );
    const targets = listTargets(['-'], input);
    for (let i = 0; i < 1000; i++) await targets.next();
    // Lines are 100 a piece; what readline and the stream hold ahead is bounded, whatever the length of the list.
    expect(given).toBeLessThan(200);
    let rest = 0;
    for await (const listed of targets) if (listed.ok) rest++;
    expect(rest).toBe(199_000);
  });
});
