import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listTargets } from './target-list.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-list-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('arguments, files, standard input and ranges come as one list', async () => {
  const file = join(folder, 'hosts.txt');
  writeFileSync(file, '# hosts\n\na.example:8443\r\n192.0.2.4/31:25\n');
  expect(await list([`@${file}`, 'b.example', '-'], 'c.example\n')).toEqual([
    'a.example:8443',
    '192.0.2.4:25',
    '192.0.2.5:25',
    'b.example',
    'c.example',
  ]);
});

test('a /24 is taken, one address more needs --yes', async () => {
  expect(await list(['192.0.2.0/24'])).toHaveLength(256);
  expect(await list(['192.0.2.0/23', 'a.example'])).toEqual(['too-many-addresses', 'a.example']);
  expect(await list(['192.0.2.0/25', '-'], '198.51.100.0/24\n198.51.100.0/25\n')).toHaveLength(128 + 1 + 128);
  expect(await list(['192.0.2.0/23'], '', true)).toHaveLength(512);
});

test('an endless range is read as slowly as it is asked for', async () => {
  for await (const listed of listTargets(['2001:db8::/32'], Readable.from([]), { allowMany: true })) {
    expect(listed).toMatchObject({ ok: true, value: { host: '2001:db8::' } });
    break;
  }
});

test('a bad line is named by its number', async () => {
  expect(await list(['-'], 'good.example\n10.0.0.0/99\n')).toEqual(['good.example', 'bad-target']);
});

async function list(args: readonly string[], input = '', allowMany = false): Promise<string[]> {
  const found: string[] = [];
  for await (const listed of listTargets(args, Readable.from([input]), { allowMany })) {
    found.push(listed.ok ? listed.value.text : listed.error.code);
  }
  return found;
}
