import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenOnLoopback } from '../../lab/hostile/loopback.ts';
import { labKeyPair } from '../../lab/hostile/wire.ts';
import { STANDARDS } from '../policy/standards/index.ts';
import { runProgram } from './program.ts';

let folder: string;
let target: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-policies-'));
  const server = createServer({ ...labKeyPair(), minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
  server.on('tlsClientError', () => undefined);
  const listener = await listenOnLoopback(server);
  target = `127.0.0.1:${listener.port}`;
  stop = listener.stop;
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

describe('scan --policy', () => {
  test('exits with 0 when the policy is kept, and with 1 when it is broken, whatever --fail-on says', async () => {
    expect(await run('--policy', 'rfc8996')).toMatchObject({ code: 0 });
    expect(await run('--policy', 'tlsref-modern', '--fail-on', 'never')).toMatchObject({ code: 1 });
  });

  test('shows the words of the rule beside each failure', async () => {
    const { out } = await run('--policy', 'tlsref-modern', '--policy', 'rfc8996');
    expect(out).toContain('TLSRef 6.0, modern: broken');
    expect(out).toContain('fails only-tls1.3 (tls_versions): TLS 1.3 alone is configured.');
    expect(out).toContain('TLSv1.2 accepted');
    expect(out).toContain('RFC 8996, Deprecating TLS 1.0 and TLS 1.1: kept (2 of 2 rules pass, 0 fail)');
  });

  test('is part of the JSON, and the JSON still fits its schema', async () => {
    const { out } = await run('--policy', 'tlsref-modern', '--json');
    const schema = JSON.parse(readFileSync(new URL('../../schemas/scan.schema.json', import.meta.url), 'utf8'));
    const isDocument = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);
    const document = JSON.parse(out);
    isDocument(document);
    expect(isDocument.errors).toBeNull();
    expect(document.results[0].policies[0]).toMatchObject({
      name: 'tlsref-modern',
      rules: [{ outcome: 'fail' }, {}, {}, {}],
    });
  });

  test('is in every format', async () => {
    const policies = ['--policy', 'tlsref-modern', '--policy', 'rfc8996'];
    const [head = '', row = ''] = (await run(...policies, '--format', 'csv')).out.split('\r\n');
    expect(head).toMatch(/,policy tlsref-modern,fails tlsref-modern,policy rfc8996,fails rfc8996$/);
    expect(row).toMatch(/,broken,only-tls1\.3[a-z0-9. -]*,kept,$/);

    const markdown = (await run(...policies, '--format', 'markdown')).out;
    expect(markdown).toContain('| TLSRef 6.0, modern | RFC 8996, Deprecating TLS 1.0 and TLS 1.1 | Next step |');
    expect(markdown).toContain('| ❌ broken | ✅ kept |');
    expect(markdown).toMatch(/^- .*TLSRef 6\.0, modern: fails only-tls1\.3 .*TLSv1\.2 accepted$/m);

    const page = (await run(...policies, '--format', 'html')).out;
    expect(page).toMatch(/<dt>TLSRef 6\.0, modern<\/dt><dd>broken · fails only-tls1\.3 /);
    expect(page).toContain('<dd>kept</dd>');

    const junit = (await run(...policies, '--format', 'junit')).out;
    expect(junit).toContain('tests="3" failures="1" errors="0" skipped="0"');
    expect(junit).toMatch(
      /classname="tlsfloor\.policy-tlsref-modern"[^>]*>\s*<failure message="[^"]*broken" type="policy">/,
    );
    expect(junit).toMatch(/classname="tlsfloor\.policy-rfc8996" time="0"\/>/);
  });

  test('takes a file', async () => {
    const file = join(folder, 'own.json');
    const check = { kind: 'accepts-one-of', versions: ['TLSv1.3'] };
    const rules = [{ id: 'new', level: 'must', section: '1', text: 'Speak TLS 1.3.', check }];
    await writeFile(file, JSON.stringify({ name: 'own', title: 'Our own', source: 'us', rules }));
    expect(await run('--policy', file)).toMatchObject({ code: 1, out: expect.stringContaining('Speak TLS 1.3.') });
  });

  test('a file that is wrong is a usage error with its place, and nothing is scanned', async () => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, '{\n  "name": 1\n}');
    const { code, err } = await run('--policy', file);
    expect(code).toBe(2);
    expect(err).toContain(`${file}:2:11: name must be text`);
    expect((await run('--policy', 'rfc0000')).err).toContain('error[policy-unreadable]: rfc0000 is no policy');
  });

  test('list names them all and needs no target', async () => {
    const { code, out } = await capture(['scan', '--policy', 'list']);
    expect(code).toBe(0);
    for (const { name, source } of STANDARDS) {
      expect(out).toContain(name);
      expect(out).toContain(source);
    }
  });

  test('without a target and without list it is a usage error', async () => {
    expect(await capture(['scan'])).toMatchObject({ code: 2, err: expect.stringContaining("argument 'target'") });
  });
});

function run(...args: readonly string[]): Promise<Captured> {
  return capture(['scan', target, ...args]);
}

type Captured = { readonly code: number; readonly out: string; readonly err: string };

async function capture(args: readonly string[]): Promise<Captured> {
  const real = { out: process.stdout.write, err: process.stderr.write };
  const text = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      text[name] += String(chunk);
      const done = rest.findLast((one) => typeof one === 'function');
      if (typeof done === 'function') done();
      return true;
    }) as typeof process.stdout.write;
  process.stdout.write = into('out');
  process.stderr.write = into('err');
  try {
    return { code: await runProgram(args), ...text };
  } finally {
    process.stdout.write = real.out;
    process.stderr.write = real.err;
  }
}
