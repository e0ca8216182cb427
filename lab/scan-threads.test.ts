import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { ServerFacts } from '../src/facts/server-facts.ts';
import { scanEach } from '../src/scan/scan-targets.ts';
import { ScanThreads } from '../src/scan/scan-threads.ts';
import type { Target } from '../src/scan/target.ts';
import { TLS_VERSIONS } from '../src/tls/version.ts';
import { buildCommand } from './command.ts';
import { startRefuser } from './refuser.ts';
import { LAB_NAME, LAB_OPTIONS } from './scan-lab.ts';

const OPTIONS = { ...LAB_OPTIONS, concurrency: 100, deadlineMs: 30_000, sni: LAB_NAME, family: 0 } as const;
const HOSTS = 100;
let program: URL;

beforeAll(async () => {
  program = pathToFileURL((await buildCommand()).file);
}, 60_000);

test('many addresses are shared with a thread, each scanned once, and found to be as they are without', async () => {
  const server = await startRefuser();
  const threads = new ScanThreads(program, 1);
  try {
    const shared = await scanAll(server.port, threads);
    expect(threads.started).toBe(1);
    expect(shared.map(({ address }) => address).toSorted()).toEqual(addresses().toSorted());
    expect(Math.max(...server.peaks.values())).toBeLessThanOrEqual(OPTIONS.parallel * HOSTS);
    expect(Math.max(...addresses().map((one) => server.peaks.get(one) ?? 0))).toBeLessThanOrEqual(OPTIONS.parallel);
    const alone = await scanAll(server.port, undefined);
    expect(shared.map(found).toSorted()).toEqual(alone.map(found).toSorted());
  } finally {
    await threads.close();
    await server.stop();
  }
});

test('few addresses need no thread', async () => {
  const server = await startRefuser();
  const threads = new ScanThreads(program, 1);
  await scanAll(server.port, threads, { hosts: 20 });
  expect(threads.started).toBe(0);
  await server.stop();
});

test('a stop reaches the thread: what it had is handed over, and told to be incomplete', async () => {
  const stop = new AbortController();
  const server = await startRefuser(Number.POSITIVE_INFINITY, () => {
    // All addresses are under way, the thread's too, once so many connections came.
    if (server.connections.size === HOSTS) stop.abort('interrupt');
  });
  const threads = new ScanThreads(program, 1);
  try {
    const results = await scanAll(server.port, threads, { signal: stop.signal });
    expect(threads.started).toBe(1);
    expect(results).toHaveLength(HOSTS);
    expect(new Set(results.map(({ error }) => error?.code))).toEqual(new Set(['interrupted']));
  } finally {
    await threads.close();
    await server.stop();
  }
});

test('a thread that breaks is a bug, and not a result', async () => {
  const server = await startRefuser();
  const threads = new ScanThreads(new URL('data:text/javascript,throw new Error("broken")'), 1);
  await expect(scanAll(server.port, threads)).rejects.toThrow('broken');
  await threads.close();
  await server.stop();
});

async function scanAll(
  port: number,
  threads: ScanThreads | undefined,
  { hosts = HOSTS, signal = new AbortController().signal } = {},
): Promise<ServerFacts[]> {
  const targets: Target[] = addresses(hosts).map((host) => {
    return { text: `${host}:${port}`, host, port, service: { scheme: 'tls', schemeFrom: 'default' } };
  });
  const results: ServerFacts[] = [];
  for await (const scanned of scanEach(targets, { ...OPTIONS, scanOne: threads?.scan }, signal)) {
    results.push(...scanned.results);
  }
  return results;
}

function addresses(count = HOSTS): string[] {
  return Array.from({ length: count }, (_, index) => `127.0.9.${index + 1}`);
}

function found({ address, versions, floor, connections }: ServerFacts): string {
  const answers = TLS_VERSIONS.map((version) => versions?.[version].answer);
  return [address, ...answers, floor.supports, floor.enforces, connections].join(' ');
}
