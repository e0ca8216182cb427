import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerFacts } from '../facts/server-facts.ts';
import { type Journal, openJournal } from './journal.ts';
import type { JournalHeader } from './journal-format.ts';

const header: JournalHeader = {
  tool: 'tlsfloor test',
  startedAt: '2026-01-01T00:00:00.000Z',
  options: { floor: '1.2', sni: null },
};
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-journal-'));
  path = join(folder, 'scan.journal');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a journal', () => {
  test('gives back what was written, after it was closed and opened', async () => {
    await write(['a:443', 'b:443']);
    await write(['c:443']);
    const journal = await openFine();
    expect(journal.finished.has('b:443')).toBe(true);
    expect(journal.finished.has('d:443')).toBe(false);
    expect(await keysOf(journal)).toEqual(['a:443', 'b:443', 'c:443']);
    await journal.close();
  });

  test('cut off anywhere, keeps the whole lines and goes on behind them', { timeout: 20_000 }, async () => {
    await write(['a:443', 'b:443', 'c:443']);
    const bytes = await readFile(path);
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
    const isNearEnd = (length: number): boolean => ends.some((end) => Math.abs(end - length) <= 2);
    for (let length = 0; length <= bytes.length; length += isNearEnd(length + 1) ? 1 : 13) {
      await writeFile(path, bytes.subarray(0, length));
      const whole = Math.max(0, ends.filter((end) => end <= length).length - 1);
      const journal = await openFine();
      expect(await keysOf(journal)).toEqual(['a:443', 'b:443', 'c:443'].slice(0, whole));
      await journal.append({ key: 'new:443', results: [factsOf('new')] });
      await journal.close();
      expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(whole + 2);
    }
  });

  test('mends a tail of zeroes, as a power cut leaves it', async () => {
    await write(['a:443']);
    await appendFile(path, Buffer.alloc(5000));
    const journal = await openFine();
    expect(await keysOf(journal)).toEqual(['a:443']);
    await journal.close();
  });

  test('names the line of damage in the middle, and changes nothing', async () => {
    await write(['a:443', 'b:443', 'c:443']);
    const lines = (await readFile(path, 'utf8')).split('\n');
    lines[2] = 'rubbish';
    await writeFile(path, lines.join('\n'));
    expect(await codeOf()).toBe('journal-damaged');
    expect(await readFile(path, 'utf8')).toBe(lines.join('\n'));
  });

  test.each([
    ['a list of hosts', 'example.org\nexample.net\n'],
    ['a file without an end of line', 'example.org'],
    ['JSON of another kind', '{"tlsfloor":"scan"}\n'],
    ['a scan', '{"schemaVersion":1,"results":[]}\n'],
  ])('leaves %s as it is', async (_, text) => {
    await writeFile(path, text);
    expect(await codeOf()).toBe('journal-foreign');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('leaves a folder and a device alone', async () => {
    path = folder;
    expect(await codeOf()).toBe('journal-foreign');
    path = '/dev/full';
    expect(await codeOf()).toBe('journal-foreign');
    path = join(folder, 'missing', 'scan.journal');
    expect(await codeOf()).toBe('journal-unwritable');
  });

  test('of another version is refused', async () => {
    await write(['a:443']);
    const text = await readFile(path, 'utf8');
    for (const [field, other] of [
      ['"format":1', '"format":2'],
      ['"schemaVersion":1', '"schemaVersion":2'],
      [JSON.stringify(header.tool), '"tlsfloor 9.9.9"'],
    ] as const) {
      expect(text).toContain(field);
      await writeFile(path, text.replace(field, other));
      expect(await codeOf()).toBe('journal-version');
    }
  });

  test('of other options is refused, and says which', async () => {
    await write(['a:443']);
    const opened = await openJournal(path, { ...header, options: { floor: '1.3', sni: null } });
    expect(opened).toMatchObject({ ok: false, error: { code: 'journal-options' } });
    if (!opened.ok) expect(opened.error.message).toContain('--floor was 1.2 and is 1.3');
  });

  test('takes one run at a time', async () => {
    const journal = await openFine();
    expect(await codeOf()).toBe('journal-in-use');
    await journal.close();
    await (await openFine()).close();
  });
});

async function openFine(): Promise<Journal> {
  const opened = await openJournal(path, header);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function codeOf(): Promise<string | undefined> {
  const opened = await openJournal(path, header);
  if (opened.ok) await opened.value.close();
  return opened.ok ? undefined : opened.error.code;
}

async function write(keys: readonly string[]): Promise<void> {
  const journal = await openFine();
  for (const key of keys) await journal.append({ key, results: [factsOf(key)] });
  await journal.close();
}

async function keysOf(journal: Journal): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of journal.entries()) keys.push(key);
  return keys;
}

/** As much of a result as a journal looks at. */
function factsOf(target: string): ServerFacts {
  return { target, address: '192.0.2.1', port: 443, error: { code: 'bug', message: 'é', hint: '' } } as ServerFacts;
}
