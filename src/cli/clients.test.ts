import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../core/hex.ts';
import { selfSigned } from '../gateway/self-signed.ts';
import { capturedHellos } from '../tls/fixtures/hellos.ts';

type Run = { readonly code: number | null; readonly out: string; readonly err: string };
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tlsfloor-clients-'));
  await build({
    entryPoints: [fileURLToPath(new URL('./main.ts', import.meta.url))],
    outfile: join(folder, 'main.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}, 20_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [join(folder, 'main.mjs'), 'clients', ...args], { cwd: folder });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.end();
  const [code] = await once(child, 'close');
  return { code, out, err };
}

function schemaOf(name: string): ValidateFunction {
  const text = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8');
  return new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(text));
}

const flightOf = (name: string): string => {
  return toHex(capturedHellos().find((one) => one.name === name)?.flights[0] ?? new Uint8Array());
};

describe('the list', () => {
  test('begins with the answer, and as JSON fits its schema', async () => {
    const text = await run();
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/^\d+ of \d+ clients cannot reach TLS 1\.2 at all, \d+ more only after a change/);
    const json = await run('--json', '--floor', '1.3');
    const isValid = schemaOf('clients');
    expect(isValid(JSON.parse(json.out))).toBe(true);
  });

  test('takes every floor, and says where each leads', async () => {
    const { out } = await run('--floor', 'pq', '--family', 'firefox');
    expect(out).toMatch(/^\d+ of \d+ clients cannot reach post-quantum key exchange at all/);
    expect(out).toContain('Firefox 34 to 62: move to Firefox 132 or later');
    const tls13 = await run('--floor', '1.3', '--family', 'firefox');
    expect(tls13.out).toContain('Firefox 24 to 26: move to Firefox 63 or later');
  });

  test('can be cut down by family and by system', async () => {
    const { out } = await run('--family', 'internet-explorer', '--platform', 'windows xp', '--json');
    const { clients } = JSON.parse(out) as { clients: { id: string }[] };
    expect(clients.map(({ id }) => id)).toEqual(['ie-6-windows-xp', 'ie-8-windows-xp']);
  });
});

test('show names the registry key, the sources, and what a published list has wrong', async () => {
  const { out } = await run('show', 'winhttp-windows-7');
  expect(out).toContain('DefaultSecureProtocols = 0x00000A00');
  expect(out).toContain('https://support.microsoft.com/en-us/kb/3140245');
  expect((await run('show', 'firefox-24-26')).out).toMatch(/Corrects Sysinternals announcement[\s\S]*far too low/);
});

test('identify takes a hello, a file, a fingerprint and a user agent', async () => {
  const file = join(folder, 'hello.bin');
  writeFileSync(file, Buffer.from(flightOf('java-17.0.15-sslsocket'), 'hex'));
  expect((await run('identify', file)).out).toContain('Java 17');
  expect((await run('identify', flightOf('node-0.8.28'))).out).toContain('Node.js 0.8');
  expect((await run('identify', 't13d371200_db35923f8641_7c76daad20ec')).out).toContain('Java 17');
  const { out } = await run(
    'identify',
    file,
    '--user-agent',
    'Mozilla/5.0 (Windows NT 6.1; rv:22.0) Firefox/22.0',
    '--json',
  );
  expect(JSON.parse(out)).toMatchObject({ agreement: 'contradicts' });
});

test('every example of identify works as it is printed', async () => {
  const { out } = await run('identify', '--help');
  const examples = [...out.matchAll(/^ {2}tlsfloor clients ((?:'[^']*'|[^\n'])*)$/gm)].map(([, line = '']) => line);
  expect(examples).toHaveLength(4);
  for (const line of examples) {
    const words = [...line.matchAll(/'([^']*)'|([^\s']+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const { code, err } = await run(...words);
    expect([line, code, err]).toEqual([line, 0, '']);
  }
});

test('identify compares nothing where no hello is given', async () => {
  const { out } = await run('identify', '--user-agent', 'Mozilla/5.0 Chrome/106.0.0.0 Safari/537.36');
  expect(out).toContain('chrome-98');
  expect(out).not.toContain('user agent and hello');
});

test('whatif counts who is lost, and names the suite that wins them back', async () => {
  expect((await run('whatif', '--floor', '1.3')).out).toMatch(/^\d+ of \d+ clients are lost by a floor of TLS 1\.3\n/);
  const quantum = await run('whatif', '--floor', 'pq');
  expect(quantum.out).toMatch(/^\d+ of \d+ clients are lost by a floor of post-quantum key exchange\n/);
  expect(quantum.out).toContain('Chrome 98 to 130: ');
  expect(quantum.out).not.toContain('Chrome 131 and later');
  const { out } = await run('whatif', '--ciphers', 'ECDHE+AESGCM', '--json');
  expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, computed: true });
  const isOutcomes = schemaOf('client-outcomes');
  isOutcomes(JSON.parse(out));
  expect(isOutcomes.errors ?? []).toEqual([]);
});

test('whatif reads the configuration that would go live, with its includes and its certificate', async () => {
  const { key, cert } = await selfSigned(new Date());
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  writeFileSync(join(folder, 'tls.conf'), 'ssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ECDHE+AESGCM;\n');
  const server = 'listen 443 ssl; server_name a.example; ssl_certificate cert.pem; ssl_certificate_key key.pem;';
  writeFileSync(join(folder, 'nginx.conf'), `events {}\nhttp { include tls.conf; server { ${server} } }\n`);
  const found = await run('whatif', '--config', 'nginx.conf');
  expect(found.err).toBe('');
  expect(found.out).toMatch(/^\d+ of \d+ clients are lost by the configuration of a\.example\n/);
  expect(found.out).toMatch(/Safari 7 on OS X 10\.9: .*\n.*keeps it with TLS_ECDHE_RSA_WITH_AES_\d+_CBC/);
  expect((await run('whatif', '--config', 'nginx.conf', '--server', 'b.example')).err).toContain('error[usage]');
});

test('whatif knows a configuration that says nothing of TLS itself, and takes no hidden files', async () => {
  mkdirSync(join(folder, 'sites'));
  const host = '<VirtualHost *:443>\nServerName a.example\nSSLEngine on\n</VirtualHost>\n';
  writeFileSync(join(folder, 'sites', 'a.conf'), host);
  writeFileSync(join(folder, 'sites', '.b.conf'), 'no configuration at all "');
  writeFileSync(join(folder, 'apache2.conf'), 'DefaultRuntimeDir /run/apache2\nTimeout 300\nInclude sites/*\n');
  expect((await run('whatif', '--config', 'apache2.conf')).out).toContain('by the configuration of a.example\n');
  writeFileSync(join(folder, 'haproxy.cfg'), 'listen www\n  bind :443 ssl crt a.pem\n');
  expect((await run('whatif', '--config', 'haproxy.cfg')).out).toContain('by the configuration of listen www :443\n');
  writeFileSync(join(folder, 'long.conf'), '#'.repeat(4 * 1024 * 1024 + 1));
  expect((await run('whatif', '--config', 'long.conf')).err).toContain('long.conf is longer than 4 MiB');
});

test('whatif says what it has not computed, on stderr and as data', async () => {
  const text = `server { listen 443 ssl; server_name a.example; ssl_protocols TLSv1.3; ssl_verify_client on; }
server { listen 443 ssl; server_name b.example; ssl_protocols TLSv1.3; }\n`;
  writeFileSync(join(folder, 'unread.conf'), text);
  const { out, err } = await run('whatif', '--config', 'unread.conf', '--json');
  expect(err).toContain('NOT COMPUTED: ssl_verify_client on (unread.conf:1)');
  expect(err).toContain('the first of 2 servers is computed; --server takes another of a.example, b.example');
  const document: unknown = JSON.parse(out);
  expect(document).toMatchObject({
    configuration: { server: 'a.example', line: 1, notComputed: [{ directive: 'ssl_verify_client on', line: 1 }] },
  });
  expect(out).toContain('"change": "lost"');
  const isOutcomes = schemaOf('client-outcomes');
  isOutcomes(document);
  expect(isOutcomes.errors ?? []).toEqual([]);
});

test('whatif reads what a java.security disables', async () => {
  const lists = { loose: 'SSLv3', strict: 'SSLv3, TLSv1, TLSv1.1, RC4, DES, 3DES_EDE_CBC, anon, NULL, ECDH' };
  for (const [name, disabled] of Object.entries(lists)) {
    writeFileSync(join(folder, name), `# as vendors ship it\njdk.tls.disabledAlgorithms=${disabled}\n`);
  }
  const loose = await run('whatif', '--config', 'loose', '--json');
  const strict = await run('whatif', '--config', 'strict', '--json');
  const connecting = ({ out }: Run): string[] => {
    const { results } = JSON.parse(out) as { results: { client: string; outcome: string }[] };
    return results.filter(({ outcome }) => outcome === 'connects').map(({ client }) => client);
  };
  expect(connecting(loose)).toEqual(expect.arrayContaining(['java-7', 'firefox-6-22', 'chrome-131']));
  expect(connecting(strict)).toContain('chrome-131');
  expect(connecting(strict)).not.toContain('java-7');
  expect(strict.err).toContain('the protocols and cipher suites that Java 17 enables by itself are assumed');
});

test('import reads a list, and the others take its clients with them', async () => {
  const file = join(folder, 'client-simulation.txt');
  writeFileSync(file, `names+=("Their client")\nhandshakebytes+=("${flightOf('openssl-3.0-tls1')}")\n`);
  expect((await run('import', file)).out).toContain('1 of 1 client cannot reach TLS 1.2');
  expect((await run('identify', flightOf('openssl-3.0-tls1'), '--with', file)).out).toContain('Their client');
});

test.each([
  [['--platform', 'nosuch'], 'unknown-client', 2],
  [['show', 'firefox-1000'], 'unknown-client', 2],
  [['identify', flightOf('openssl-3.0-default').slice(0, 200)], 'not-a-hello', 2],
  [['identify', '474554202f'], 'not-a-hello', 2],
  [['identify', 't13d1516h2_8daaf6152771'], 'bad-fingerprint', 2],
  [['identify'], 'usage', 2],
  [['whatif', '--ciphers', 'NO-SUCH-SUITE'], 'usage', 2],
  [['whatif', '--server', 'a'], 'usage', 2],
  [['whatif', '--sni', 'a'], 'usage', 2],
  [['whatif', '--config', 'missing.conf', '--floor', '1.3'], 'usage', 2],
  [['whatif', '--config', 'missing.conf'], 'file-unreadable', 2],
  [['whatif', '--config', '/etc/passwd'], 'configuration-unreadable', 2],
  [['import', '/dev/null'], 'clients-unreadable', 2],
  [['import', 'missing.txt'], 'file-unreadable', 2],
  [['test', 'http://x y'], 'bad-target', 2],
  [['test', '127.0.0.1:1', '--client', 'nobody'], 'unknown-client', 2],
  [['test', '127.0.0.1:1'], 'connection-refused', 3],
  [['capture', '--listen', '192.0.2.1:1'], 'cannot-listen', 2],
] as const)('%j fails with %s', async (args, code, exitCode) => {
  const failed = await run(...args);
  expect(failed.err).toContain(`error[${code}]`);
  expect(failed.code).toBe(exitCode);
});

test('an unknown client offers the nearest names', async () => {
  expect((await run('show', 'fierfox-97')).err).toContain('firefox-97');
});
