import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCommand, type Command } from './command.ts';
import { type Refuser, startRefuser } from './refuser.ts';

let command: Command;
let refuser: Refuser;
let folder: string;
beforeAll(async () => {
  command = await buildCommand();
  refuser = await startRefuser();
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-command-'));
});
afterAll(async () => {
  await refuser.stop();
  await rm(folder, { recursive: true });
});

describe('a disk that is full', () => {
  test.each(['text', 'json', 'ndjson', 'csv', 'markdown', 'html', 'junit'])('-o with --format %s', async (format) => {
    const { exitCode, stderr } = await scan(['127.0.1.1', '--format', format, '-o', '/dev/full']);
    expect([exitCode, stderr.split(':', 1)[0]]).toEqual([2, 'error[output-unwritable]']);
  });

  test('with a journal, nothing is lost: the same command goes on', async () => {
    const journal = join(folder, 'full.journal');
    const args = ['127.0.1.0/28', '--resume', journal, '--ndjson'];
    const broken = await scan([...args, '-o', '/dev/full']);
    expect(broken.stderr).toContain('the journal has it all');
    const asked = refuser.connections.get('127.0.1.1');
    const whole = await scan(args);
    expect(new Set(targetsOf(whole.stdout)).size).toBe(16);
    expect(targetsOf(whole.stdout)).toHaveLength(16);
    expect(asked).toBeGreaterThan(0);
  });
});

describe('a list', () => {
  test('is split by --shard into parts that together are the whole, each target once', async () => {
    const parts = await Promise.all([1, 2, 3].map((i) => scan(['127.0.2.0/26', '--shard', `${i}/3`, '--ndjson'])));
    const targets = parts.flatMap(({ stdout }) => targetsOf(stdout));
    expect(targets).toHaveLength(64);
    expect(new Set(targets).size).toBe(64);
  });

  test('with the same target many times scans it once', async () => {
    const { stdout } = await scan(['127.0.3.1', '127.0.3.1', '-', '--ndjson'], `https://127.0.3.1:${refuser.port}/\n`);
    expect(targetsOf(stdout)).toHaveLength(1);
  });

  test('leaves out what --exclude names, and does not start with a list that it cannot read', async () => {
    const list = join(folder, 'opt-out.txt');
    await writeFile(list, '127.0.4.0/29\n');
    const { stdout } = await scan(['127.0.4.0/28', '--exclude', list, '--ndjson']);
    expect(targetsOf(stdout)).toHaveLength(16);
    expect([...refuser.connections.keys()].filter((address) => address.startsWith('127.0.4.'))).toHaveLength(8);
    await writeFile(list, '127.0.5.0/99\n');
    const broken = await scan(['127.0.5.1', '--exclude', list]);
    expect([broken.exitCode, broken.stderr.split(':', 1)[0]]).toEqual([2, 'error[bad-exclusion]']);
    expect(refuser.connections.has('127.0.5.1')).toBe(false);
  });

  test('of more than 256 addresses needs --yes', async () => {
    const { exitCode, stdout } = await scan(['127.0.6.0/23', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ badTargets: [{ code: 'too-many-addresses' }] });
  });
});

test('what a scan writes, scan diff reads', async () => {
  const [before, now] = [join(folder, 'old.json'), join(folder, 'new.ndjson')];
  await scan(['127.0.7.0/30', '--json', '-o', before]);
  await scan(['127.0.7.0/30', '--ndjson', '-o', now]);
  const same = await command.run(['scan', 'diff', before, now]);
  expect([same.exitCode, same.stdout]).toEqual([0, 'no server got worse; 4 the same\n']);
  const text = await readFile(now, 'utf8');
  const [first = ''] = text.split('\n');
  const facts = JSON.parse(first);
  facts.versions['TLSv1.0'].answer = 'accepted';
  await writeFile(now, text.replace(first, JSON.stringify(facts)));
  const worse = await command.run(['scan', 'diff', before, now, '--json']);
  expect(worse.exitCode).toBe(1);
  expect(JSON.parse(worse.stdout)).toMatchObject({ summary: { worse: 1, same: 3 } });
  const broken = await command.run(['scan', 'diff', before, 'package.json', '--json']);
  expect([broken.exitCode, JSON.parse(broken.stdout)]).toMatchObject([2, { error: { code: 'not-a-scan' } }]);
});

function scan(args: readonly string[], input = ''): ReturnType<Command['run']> {
  const withPort = args.map((arg) => (/^127\./.test(arg) ? `${arg}:${refuser.port}` : arg));
  return command.run(['scan', ...withPort], input);
}

function targetsOf(ndjson: string): string[] {
  return ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).target);
}
