import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Run = { readonly code: number | null; readonly out: string; readonly err: string };

const LOGS = fileURLToPath(new URL('../observe/logs/fixtures/', import.meta.url));
let folder = '';
let log = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-observe-'));
  log = join(folder, 'access.log');
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
});
afterAll(() => rm(folder, { recursive: true }));

async function observe(args: readonly string[], onStart?: (child: ReturnType<typeof spawn>) => void): Promise<Run> {
  const child = spawn(process.execPath, [join(folder, 'main.mjs'), 'observe', ...args], {
    env: { ...process.env, TLSFLOOR_PRIVACY_KEY: 'k' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    err += bytes.toString();
  });
  onStart?.(child);
  const [code] = await once(child, 'close');
  return { code, out, err };
}

function lines(from: number, to: number): string {
  const all = Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    const version = n % 10 === 0 ? 'TLSv1 ECDHE-RSA-AES256-SHA' : 'TLSv1.3 TLS_AES_256_GCM_SHA384';
    const agent = n % 10 === 0 ? 'Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)' : 'x\u001b[2J';
    return `192.0.2.${n % 200} - - [22/Nov/2026:11:25:47 +0000] "GET /${n} HTTP/1.1" 200 2 "-" "${agent}" ${version}\n`;
  });
  return all.join('');
}

describe('tlsfloor observe', () => {
  test('the first line of the logs of real servers is the answer', async () => {
    const { code, out, err } = await observe([LOGS]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')[0]).toMatch(
      /^\d+(\.\d+)? % of \d+ handshakes are below TLS 1\.2: \d+ clients? on \d+ services; 1 client is already blocked\.$/,
    );
  });

  test('JSON is what the schema says, with every mode of privacy, and holds no address but in full', async () => {
    const schema = JSON.parse(await readFile(new URL('../../schemas/observe.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    await writeFile(log, lines(0, 100));
    for (const mode of ['full', 'truncate', 'hmac', 'none']) {
      const { out } = await observe([log, '--json', '--privacy', mode]);
      expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
      expect(/192\.0\.2\.\d+"/.test(out), mode).toBe(mode === 'full');
      expect(/MSIE/.test(out), mode).toBe(mode !== 'none');
    }
  });

  test('the same from standard input, packed, and as events', async () => {
    await writeFile(log, lines(0, 100));
    const plain = await observe([log, '--by', 'version']);
    await writeFile(`${log}.gz`, gzipSync(lines(0, 100)));
    const packed = await observe([`${log}.gz`, '--by', 'version']);
    const piped = await observe(['-', '--by', 'version'], ({ stdin }) => stdin?.end(lines(0, 100)));
    const table = ({ out }: Run): string => out.slice(0, out.indexOf('Next'));
    expect(table(packed)).toBe(table(plain));
    expect(table(piped)).toBe(table(plain));
    expect(plain.out).toMatch(/TLS 1\.0\s+10 \(10 clients\)/);
    const events = (await observe([log, '--events'])).out.trimEnd().split('\n');
    expect(events).toHaveLength(100);
    expect(events.map((line) => JSON.parse(line).negotiated).filter((version) => version === 'TLSv1.0')).toHaveLength(
      10,
    );
  });

  test('killed again and again, a run with --resume counts every line once', { timeout: 60_000 }, async () => {
    const state = join(folder, 'state');
    await writeFile(log, lines(0, 40_000));
    let kills = 0;
    for (let run = 0; run < 4; run++) {
      const before = await readFile(state, 'utf8').catch(() => '');
      // The state is another as soon as something was taken in.
      await observe([log, '--follow', '--resume', state], (child) => {
        const looking = setInterval(() => {
          readFile(state, 'utf8').then(
            (now) => {
              if (now === before || child.killed) return;
              child.kill('SIGKILL');
              kills++;
            },
            () => undefined,
          );
        }, 5);
        child.on('close', () => clearInterval(looking));
      });
      await appendFile(log, lines(0, 1000));
    }
    expect(kills).toBe(4);
    const last = await observe([log, '--resume', state, '--json']);
    expect(JSON.parse(last.out).totals).toMatchObject({ handshakes: 44_000, below: 4400 });
    const again = await observe([log, '--resume', state, '--json']);
    expect(JSON.parse(again.out).totals).toEqual(JSON.parse(last.out).totals);
    expect(await observe([log, '--resume', state, '--floor', '1.3'])).toMatchObject({ code: 2 });
  });

  test.each([
    [['no-such-file'], 2, 'file-unreadable'],
    [['x', '--format', 'no-such'], 2, 'bad-log-format'],
    [['x', '--log-format', '$remote_addr'], 2, 'bad-log-format'],
    [[], 2, 'usage'],
    [['-', '--resume', 'x'], 2, 'usage'],
    [['x', '--since', 'yesterday'], 2, 'usage'],
  ])('%j exits with %i and says %s', async (args, code, error) => {
    const run = await observe([...args, '--json']);
    expect(run.code).toBe(code);
    expect(JSON.parse(run.out)).toMatchObject({ error: { code: error } });
  });

  test.each([
    ['the text', '$remote_addr [$time_local] $ssl_protocol'],
    ['the text in quotes', "'$remote_addr [$time_local] $ssl_protocol'"],
    ['the directive', "log_format tls '$remote_addr [$time_local] $ssl_protocol';"],
    ['the configuration', 'conf'],
  ])('--log-format takes %s of nginx', async (_what, given) => {
    await writeFile(log, '192.0.2.1 [22/Nov/2026:10:00:00 +0000] TLSv1\n');
    const conf = join(folder, 'nginx.conf');
    const formats =
      "log_format main '$remote_addr $status'; log_format tls '$remote_addr [$time_local] $ssl_protocol';";
    await writeFile(conf, `http { ${formats} access_log /var/log/a.log tls; }\n`);
    const { out } = await observe([log, '--json', '--log-format', given === 'conf' ? conf : given]);
    expect(JSON.parse(out).totals).toMatchObject({ handshakes: 1, below: 1 });
  });

  test('without full addresses no line is shown as it is, and JSON spells out what acts on a terminal', async () => {
    const good =
      '192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 2 "-" "a\u202eb" TLSv1 ECDHE-RSA-AES256-SHA h.test .\n';
    await writeFile(log, `${good.repeat(9)}192.0.2.77 no line that fits\n`);
    const full = await observe([log, '--json']);
    expect(full.out).toContain('a\\u202eb');
    for (const mode of ['truncate', 'hmac', 'none']) {
      expect((await observe([log, '--json', '--privacy', mode])).out).not.toContain('192.0.2.77');
    }
  });

  test('a megabyte without a line is given up, and held no longer', async () => {
    await writeFile(log, Buffer.alloc(40 * 2 ** 20));
    expect(await observe([log])).toMatchObject({ code: 3 });
  });

  test('a file without a handshake is no all-clear', async () => {
    await writeFile(log, 'nothing\nof the kind\n');
    expect(await observe([log])).toMatchObject({ code: 3, out: expect.stringContaining('No handshake was found.') });
  });
});
