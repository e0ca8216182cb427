import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerFacts } from '../../src/facts/server-facts.ts';
import { TRANSCRIPTS } from '../../src/scan/dialects/fixtures/transcripts.ts';
import { type ProxyServer, parseProxy } from '../../src/scan/proxy/proxy.ts';
import { TLS_VERSIONS } from '../../src/tls/version.ts';
import { startTranscriptServer } from '../dialects/transcript-server.ts';
import { findProgram, freePorts, startServer } from '../process.ts';
import { NODE_RECIPES } from '../real/node.ts';
import { scanLab, unconfirmed, wrongAnswers } from '../scan-lab.ts';
import type { LabServer } from '../server.ts';
import { type StartedLab, startAll } from '../start-all.ts';
import { type FakeProxy, startFakeProxy } from './fake-proxy.ts';

/** In our own CI every product must be there; on anybody else's machine what is missing is skipped aloud. */
const peersRequired = process.env['TLSFLOOR_REQUIRE_PEERS'] === '1';
let lab: StartedLab;
let server: LabServer;

beforeAll(async () => {
  lab = await startAll(NODE_RECIPES.filter(({ name }) => name === 'node-1.0-1.3'));
  const [only] = lab.servers;
  if (!only) throw new Error('node-1.0-1.3 was not started');
  server = only;
});

afterAll(async () => {
  await lab.stop();
});

describe('through a proxy every answer is the same', () => {
  test.each([
    ['http', undefined, 'http://'],
    ['http', 'user:pa ss', 'http://user:pa%20ss@'],
    ['socks5', undefined, 'socks5://'],
    ['socks5', 'user:password', 'socks5://user:password@'],
    ['socks5', undefined, 'socks5h://'],
  ] as const)('%s with the login %s, as %s', async (kind, login, prefix) => {
    const proxy = await startFakeProxy(login === undefined ? { kind } : { kind, login });
    try {
      const scan = await scanLab(server, { proxy: proxyOf(`${prefix}127.0.0.1:${proxy.port}`) });
      expect(wrongAnswers(scan)).toEqual([]);
      expect(scan.results[0]).toMatchObject({ error: null, service: { proxy: `127.0.0.1:${proxy.port}` } });
      expect(new Set(proxy.destinations)).toEqual(new Set([`127.0.0.1:${server.port}`]));
    } finally {
      await proxy.stop();
    }
  });

  test.each(['smtp', 'postgres', 'mssql'])('and %s comes behind it, greeting and all', async (scheme) => {
    const transcript = TRANSCRIPTS.find((one) => one.scheme === scheme);
    if (!transcript) throw new Error(scheme);
    const [service, proxy] = await Promise.all([
      startTranscriptServer(transcript, server.port),
      startFakeProxy({ kind: 'http' }),
    ]);
    try {
      const scan = await scanLab(
        { ...server, scheme: transcript.scheme, port: service.port },
        { proxy: proxyOf(`http://127.0.0.1:${proxy.port}`), confirm: true },
      );
      expect(service.mistakes).toEqual([]);
      expect(wrongAnswers(scan)).toEqual([]);
      expect(scan.results.flatMap(unconfirmed)).toEqual([]);
    } finally {
      await Promise.all([service.stop(), proxy.stop()]);
    }
  });
});

describe('a proxy that does not let us through', () => {
  const through = async (proxy: FakeProxy, prefix: string, port = server.port): Promise<ServerFacts> => {
    const running = await startFakeProxy(proxy);
    try {
      const options = { proxy: proxyOf(`${prefix}127.0.0.1:${running.port}`), proxyMs: 150 };
      const [facts] = (await scanLab({ ...server, port }, options)).results;
      if (!facts) throw new Error('no result');
      expect(TLS_VERSIONS.map((version) => facts.versions?.[version].answer)).toEqual(
        TLS_VERSIONS.map(() => 'inconclusive'),
      );
      return facts;
    } finally {
      await running.stop();
    }
  };

  test.each([
    [{ kind: 'http', login: 'a:b' }, 'http://', 'proxy-auth'],
    [{ kind: 'http', login: 'a:b' }, 'http://a:c@', 'proxy-auth'],
    [{ kind: 'socks5', login: 'a:b' }, 'socks5://', 'proxy-auth'],
    [{ kind: 'socks5', login: 'a:b' }, 'socks5://a:c@', 'proxy-auth'],
    [{ kind: 'http', answer: 'HTTP/1.1 403 Filtered\r\n\r\n' }, 'http://', 'proxy-refused'],
    [{ kind: 'socks5', answer: '\x05\0\x05\x02\0\x01' }, 'socks5://', 'proxy-refused'],
    [{ kind: 'http', answer: 'stall' }, 'http://', 'proxy-broken'],
    [{ kind: 'socks5', answer: 'stall' }, 'socks5://', 'proxy-broken'],
    [{ kind: 'http', answer: '' }, 'http://', 'proxy-broken'],
    [{ kind: 'http', answer: 'SSH-2.0-OpenSSH_9.2\r\n' }, 'http://', 'proxy-broken'],
    [{ kind: 'socks5' }, 'http://', 'proxy-broken'],
    [{ kind: 'http', answer: 'HTTP/1.1 400 Bad Request\r\n\r\n' }, 'socks5://', 'proxy-broken'],
    [{ kind: 'http', answer: `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}` }, 'http://', 'proxy-broken'],
  ] as const)('%j asked as %s is %s', async (proxy, prefix, code) => {
    expect((await through(proxy, prefix)).error).toMatchObject({ code });
  });

  test.each(['http', 'socks5'] as const)('%s: what it cannot reach is unreachable', async (kind) => {
    const [closed = 1] = await freePorts(1);
    const facts = await through({ kind }, `${kind}://`, closed);
    expect(facts.error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('the proxy says') });
  });

  test('nobody there', async () => {
    const [closed = 1] = await freePorts(1);
    const [facts] = (await scanLab(server, { proxy: proxyOf(`http://127.0.0.1:${closed}`) })).results;
    expect(facts?.error).toMatchObject({ code: 'proxy-unreachable' });
  });
});

describe('real proxies', () => {
  test.each([
    ['tinyproxy', 'http://lab:secret@', (port: number) => tinyproxyConfiguration(port)],
    ['danted', 'socks5://', (port: number) => dantedConfiguration(port)],
  ] as const)('%s', async (name, prefix, configuration) => {
    const program = findProgram(name);
    if (peersRequired) expect(program).toBeDefined();
    if (program === undefined) {
      console.warn(`skipped, ${name} is not installed`);
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-lab-'));
    const [port = 0] = await freePorts(1);
    const file = join(folder, 'conf');
    await writeFile(file, configuration(port));
    const child = await startServer(program, name === 'tinyproxy' ? ['-d', '-c', file] : ['-f', file], [port]);
    try {
      const scan = await scanLab(server, { proxy: proxyOf(`${prefix}127.0.0.1:${port}`) });
      expect(wrongAnswers(scan)).toEqual([]);
      const [closed = 1] = await freePorts(1);
      const [facts] = (await scanLab({ ...server, port: closed }, { proxy: proxyOf(`${prefix}127.0.0.1:${port}`) }))
        .results;
      expect(facts?.error?.code).toMatch(/^(?:unreachable|proxy-refused)$/);
    } finally {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

function proxyOf(url: string): ProxyServer {
  const proxy = parseProxy(url, undefined);
  if (!proxy.ok) throw new Error(proxy.error);
  return proxy.value;
}

function tinyproxyConfiguration(port: number): string {
  return `Port ${port}
Listen 127.0.0.1
Timeout 30
LogLevel Error
Allow 127.0.0.1
BasicAuth lab secret
`;
}

function dantedConfiguration(port: number): string {
  return `logoutput: stderr
internal: 127.0.0.1 port = ${port}
external: 127.0.0.1
clientmethod: none
socksmethod: none
client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
socks pass { from: 127.0.0.0/8 to: 127.0.0.0/8 }
`;
}
