import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { STATE_VERSIONS } from '../facts/server-state.ts';
import { encodeEntry, encodeHeader } from './journal-format.ts';
import { readScanFile } from './scan-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-saved-'));
});
afterEach(() => rm(folder, { recursive: true }));

const versions = Object.fromEntries(STATE_VERSIONS.map((version) => [version, { answer: 'refused', evidence: [] }]));
const result = {
  target: 'a.example',
  address: '192.0.2.1',
  port: 443,
  sni: 'a.example',
  versions,
  downgrade: { fallbackScsv: 'honoured' },
  withoutSni: null,
  floor: { floor: '1.2', supports: 'yes', enforces: 'yes' },
  error: null,
};
const document = { schemaVersion: 1, tool: 'tlsfloor 0.1.0', startedAt: '2026-01-01T00:00:00Z', results: [result] };
const header = encodeHeader({ tool: 'tlsfloor 0.1.0', startedAt: '2026-01-01T00:00:00Z', options: {} });
const entry = encodeEntry({ key: 'a.example:443', results: [result as never] });

test.each([
  ['--json', JSON.stringify(document, null, 2), 1],
  ['--json in one line', `${JSON.stringify(document)}\n`, 1],
  ['--json without a result', JSON.stringify({ ...document, results: [] }), 0],
  ['--ndjson', `${JSON.stringify(result)}\n\n${JSON.stringify(result)}`, 2],
  ['a journal', header + entry + entry, 2],
  ['a journal that ends in half a line', header + entry + entry.slice(0, 50), 1],
])('%s is read', async (_, text, count) => {
  const scan = await readScanFile(await fileOf(text));
  expect(scan).toMatchObject({ ok: true });
  if (scan.ok) expect(scan.value.servers).toHaveLength(count);
  if (scan.ok && count > 0) expect(scan.value.servers[0]).toMatchObject({ versions: { SSLv2: 'refused' } });
});

test.each([
  ['nothing', '', 'not-a-scan'],
  ['text', 'hello\n', 'not-a-scan'],
  ['other JSON', '{"name":"x"}', 'not-a-scan'],
  ['an array', '[1,2]', 'not-a-scan'],
  ['an error of --json', '{"schemaVersion":1,"error":{"code":"usage"}}', 'not-a-scan'],
  ['--json cut off', JSON.stringify(document).slice(0, -5), 'not-a-scan'],
  ['--ndjson cut off', JSON.stringify(result) + '\n' + JSON.stringify(result).slice(0, 40), 'not-a-scan'],
  ['a result without versions', JSON.stringify({ ...document, results: [{ ...result, versions: {} }] }), 'not-a-scan'],
  ['an answer nobody knows', JSON.stringify(document).replace('"refused"', '"maybe"'), 'not-a-scan'],
  ['another schema', JSON.stringify({ ...document, schemaVersion: 2 }), 'scan-version'],
  ['another schema a line', JSON.stringify({ schemaVersion: 2, ...result }), 'scan-version'],
  ['a journal of another version', header.replace('"format":1', '"format":9') + entry, 'scan-version'],
])('%s is refused', async (_, text, code) => {
  expect(await readScanFile(await fileOf(text))).toMatchObject({ ok: false, error: { code } });
});

test('a missing file and a folder are said to be that', async () => {
  for (const path of [join(folder, 'missing'), folder]) {
    expect(await readScanFile(path)).toMatchObject({ ok: false, error: { code: 'file-unreadable' } });
  }
});

async function fileOf(text: string): Promise<string> {
  const path = join(folder, 'scan');
  await writeFile(path, text);
  return path;
}
