import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { HostileServer } from '../../lab/hostile/hostile-server.ts';
import { HOSTILE_RECIPES } from '../../lab/hostile/recipes.ts';

type Run = { readonly code: number | null; readonly out: string; readonly err: string };
type Running = {
  readonly input: NodeJS.WritableStream;
  readonly output: NodeJS.ReadableStream;
  kill(signal: NodeJS.Signals): void;
  readonly over: Promise<Run>;
};

/** The hostile servers that every test may scan. */
const SERVERS: readonly string[] = ['needs-session-id', 'certificate-not-der', 'not-tls'];
let folder: string;
let servers: ReadonlyMap<string, HostileServer>;
let isDocument: ValidateFunction;
let isResult: ValidateFunction;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tlsfloor-cli-'));
  await build({
    entryPoints: [fileURLToPath(new URL('./main.ts', import.meta.url))],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const started = [...SERVERS, 'silent-all SIGINT', 'silent-all SIGTERM'].map(async (name) => {
    const recipe = HOSTILE_RECIPES.find((one) => one.name === `hostile-${name.split(' ')[0]}`);
    if (!recipe) throw new Error(`no server ${name}`);
    return [name, await recipe.start()] as const;
  });
  servers = new Map(await Promise.all(started));
  const schema: { $id: string } = JSON.parse(
    readFileSync(new URL('../../schemas/scan.schema.json', import.meta.url), 'utf8'),
  );
  const ajv = new Ajv2020({ strictTypes: false });
  isDocument = ajv.compile(schema);
  isResult = ajv.compile({ $ref: `${schema.$id}#/$defs/result` });
}, 20_000);

afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.stop()));
  rmSync(folder, { recursive: true });
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [join(folder, 'main.mjs'), ...args], { env: { PATH, ...env }, cwd: folder });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => undefined);
  const over = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, out, err }));
  return { input: child.stdin, output: child.stdout, kill: (signal) => void child.kill(signal), over };
}

function run(
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Record<string, string> } = {},
): Promise<Run> {
  const running = start(args, options.env);
  running.input.end(options.input ?? '');
  return running.over;
}

function server(name: string): HostileServer {
  const found = servers.get(name);
  if (!found) throw new Error(`no server ${name}`);
  return found;
}

function place(name: string): string {
  return `127.0.0.1:${server(name).port}`;
}

/** A port that nothing listens on, as it has just been given back. */
async function closedPlace(): Promise<string> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  return `127.0.0.1:${address !== null && typeof address !== 'string' ? address.port : 1}`;
}

describe.concurrent('exit codes', () => {
  test('0: supports the floor and refuses what is below', async () => {
    const { code, out, err } = await run(['scan', place('certificate-not-der')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')[0]).toBe(`${place('certificate-not-der')} supports TLS 1.2 and refuses everything below`);
  });

  test('1: an old version is accepted', async () => {
    const { code, out, err } = await run(['scan', place('needs-session-id')]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('Next: switch off TLS 1.0 and TLS 1.1');
  });

  test('--fail-on decides what is a finding', async () => {
    expect((await run(['scan', place('needs-session-id'), '--fail-on', 'never'])).code).toBe(0);
    expect((await run(['scan', place('certificate-not-der'), '--floor', '1.3', '--fail-on', 'note'])).code).toBe(1);
  });

  test('3: nobody there', async () => {
    const target = await closedPlace();
    const { code, out, err } = await run(['scan', target]);
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(out).toMatch(/could not be judged: nothing listens on .*\n\n {2}Next: .* \[connection-refused\]\n$/);
  });

  test('3: a name without an address', async () => {
    const { code, out } = await run(['scan', 'nohost.invalid']);
    expect(code).toBe(3);
    expect(out).toMatch(/\[(unknown-host|dns-failure)\]/);
  });

  test('one finding outweighs what could not be judged', async () => {
    expect((await run(['scan', await closedPlace(), place('needs-session-id')])).code).toBe(1);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: partial results are written, and parse', async (signal, exitCode) => {
    const silent = server(`silent-all ${signal}`);
    const scan = start(['scan', await closedPlace(), `127.0.0.1:${silent.port}`, '--json']);
    await once(scan.output, 'data');
    await vi.waitFor(() => expect(silent.stats().connections).toBeGreaterThan(0), { interval: 5, timeout: 10_000 });
    scan.kill(signal);
    const { code, out, err } = await scan.over;
    expect({ code, err }).toEqual({ code: exitCode, err: '' });
    const document: { results: { error: { code: string } }[] } = JSON.parse(out);
    expect(isDocument(document)).toBe(true);
    expect(document.results.map(({ error }) => error.code).toSorted()).toEqual(['connection-refused', 'interrupted']);
  });

  test('130: an interrupt ends a scan that waits for standard input', async () => {
    const scan = start(['scan', '-', '--ndjson']);
    scan.input.write(`${await closedPlace()}\n`);
    await once(scan.output, 'data');
    scan.kill('SIGINT');
    const { code, out } = await scan.over;
    expect(code).toBe(130);
    expect(isResult(JSON.parse(out))).toBe(true);
  });
});

describe.concurrent('a command line that does not fit exits with 2 and says so on standard error', () => {
  const x = 'x.invalid';
  test.each<readonly [args: readonly string[], code: string, message: RegExp]>([
    [['scan'], 'usage', /missing required argument/],
    [['scna'], 'usage', /unknown command 'scna'/],
    [['scan', x, '--flor', '1.2'], 'usage', /unknown option '--flor'.*--floor/],
    [['scan', x, '--floor', '1.1'], 'usage', /Allowed choices are 1\.2, 1\.3/],
    [['scan', x, '--floor'], 'usage', /argument missing/],
    [['scan', x, '--timeout', 'soon'], 'usage', /Write a duration/],
    [['scan', x, '--timeout', '0'], 'usage', /Write a duration/],
    [['scan', x, '--timeout', 'hello=3s'], 'usage', /phases are connect and answer/],
    [['scan', x, '--timeout', 'connect=3s,answer='], 'usage', /Write a duration/],
    [['scan', x, '--deadline', '-1'], 'usage', /duration|argument missing/],
    [['scan', x, '--concurrency', '0'], 'usage', /from 1 to 1024/],
    [['scan', x, '--concurrency', '1025'], 'usage', /from 1 to 1024/],
    [['scan', x, '--rate', '0'], 'usage', /at least 0\.01/],
    [['scan', x, '--ip', '5'], 'usage', /Allowed choices are 4, 6/],
    [['scan', x, '--fail-on', 'all'], 'usage', /Allowed choices/],
    [['scan', x, '-o', '/nowhere/at/all'], 'output-unwritable', /\/nowhere\/at\/all cannot be written/],
    [['scan', x, '-o', '.'], 'output-unwritable', /cannot be written/],
    [['scan', '-'], 'no-targets', /holds no target/],
  ])('%j', async (args, errorCode, message) => {
    const [words, json] = await Promise.all([run(args), run([...args.slice(0, 1), '--json', ...args.slice(1)])]);
    expect({ code: words.code, out: words.out }).toEqual({ code: 2, out: '' });
    expect(words.err).toMatch(message);
    expect(words.err).toMatch(new RegExp(`^error\\[${errorCode}\\]: .+\\n  .+\\n$`));
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toEqual({
      schemaVersion: 1,
      error: { code: errorCode, message: expect.stringMatching(message), hint: expect.any(String) },
    });
  });

  test('--json and --ndjson together do not fit', async () => {
    const { code, out } = await run(['scan', x, '--json', '--ndjson']);
    expect(code).toBe(2);
    expect(JSON.parse(out).error.message).toContain('cannot be used with');
  });

  test('a bad target is told, and is part of the document', async () => {
    const { code, out, err } = await run(['scan', 'a:0', '--json']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error\[bad-target\]: "a:0" is no target: .+\n {2}.+\n$/);
    const document = JSON.parse(out);
    expect(isDocument(document)).toBe(true);
    expect(document).toMatchObject({ results: [], badTargets: [{ code: 'bad-target' }] });
  });

  test('bad lines of a list are named with their numbers, and the rest is scanned', async () => {
    const list = join(folder, 'list.txt');
    writeFileSync(list, `\uFEFF# servers\r\n${place('certificate-not-der')}\r\nx:0\r\n\r\n1.2.3.400\r\n`);
    const { code, out, err } = await run(['scan', `@${list}`, '--json']);
    expect(code).toBe(2);
    expect(err.match(/line \d+/g)).toEqual(['line 3', 'line 5']);
    const document: { results: { target: string }[]; badTargets: unknown[] } = JSON.parse(out);
    expect(isDocument(document)).toBe(true);
    expect(document.results.map(({ target }) => target)).toEqual([place('certificate-not-der')]);
    expect(document.badTargets).toHaveLength(2);
  });
});

describe.concurrent('help and version', () => {
  test('--version prints the version and nothing else', async () => {
    const { version }: { version: string } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    for (const option of ['--version', '-V']) {
      expect(await run([option])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    }
  });

  test.each([[['--help']], [['-h']], [[]], [['scan', '--help']], [['help', 'scan']]])(
    '%j shows examples first',
    async (args) => {
      const { code, out, err } = await run(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^Examples:\n {2}tlsfloor scan /);
      expect(out.indexOf('Examples:')).toBeLessThan(out.indexOf('Usage:'));
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    },
  );

  test('the help of scan names every option', async () => {
    const { out } = await run(['scan', '--help']);
    for (const option of [
      '--floor',
      '--sni',
      '--no-sni',
      '--json',
      '--ndjson',
      '--output',
      '--deadline',
      '--fail-on',
    ]) {
      expect(out).toContain(option);
    }
  });
});

describe.concurrent('output', () => {
  test('--json is one document, --ndjson a result a line, and both fit the schema', async () => {
    const targets = [place('needs-session-id'), place('not-tls'), await closedPlace()];
    const [json, ndjson] = await Promise.all([
      run(['scan', ...targets, '--json']),
      run(['scan', ...targets, '--ndjson']),
    ]);
    const document: { results: unknown[] } = JSON.parse(json.out);
    isDocument(document);
    expect(isDocument.errors).toBeNull();
    expect(document.results).toHaveLength(3);
    const lines = ndjson.out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(isResult(JSON.parse(line))).toBe(true);
    expect([json.err, ndjson.err]).toEqual(['', '']);
  });

  test('text is in the order of the targets, not in that of the answers', async () => {
    const targets = [place('needs-session-id'), await closedPlace()];
    const { out } = await run(['scan', ...targets]);
    expect(out.split('\n').filter((line) => line.startsWith('127'))).toEqual(
      targets.map((target) => expect.stringMatching(`^${target} `)),
    );
  });

  test('-o writes the file, and nothing to standard output', async () => {
    const path = join(folder, 'result.json');
    const { code, out, err } = await run(['scan', await closedPlace(), '--json', '-o', path]);
    expect({ code, out, err }).toEqual({ code: 3, out: '', err: '' });
    expect(isDocument(JSON.parse(readFileSync(path, 'utf8')))).toBe(true);
  });

  test('a full disk is told', { skip: !existsSync('/dev/full') }, async () => {
    const { code, out, err } = await run(['scan', await closedPlace(), '-o', '/dev/full']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error\[output-unwritable\]: \/dev\/full cannot be written: ENOSPC/);
  });

  test('a reader that has seen enough ends the scan without a word', async () => {
    const closed = await closedPlace();
    const scan = start(['scan', '-', '--ndjson', '--concurrency', '1']);
    scan.input.end(`${closed}\n`.repeat(2000));
    await once(scan.output, 'data');
    (scan.output as NodeJS.ReadableStream & { destroy(): void }).destroy();
    const { code, err } = await scan.over;
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  const ESCAPE = '\u001b[';
  test.each<readonly [env: Record<string, string>, isColoured: boolean]>([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '' }, true],
    [{ TERM: 'xterm-256color' }, false],
  ])('with %j colour is %s', async (env, isColoured) => {
    const target = await closedPlace();
    expect((await run(['scan', target], { env })).out.includes(ESCAPE)).toBe(isColoured);
    expect((await run(['scan', target, '--json'], { env })).out).not.toContain(ESCAPE);
  });

  test('colour never goes into a file', async () => {
    const path = join(folder, 'result.txt');
    await run(['scan', await closedPlace(), '-o', path], { env: { FORCE_COLOR: '1' } });
    expect(readFileSync(path, 'utf8')).not.toContain(ESCAPE);
  });
});
