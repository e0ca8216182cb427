import { afterAll, beforeAll, expect, test } from 'vitest';
import { REAL_RECIPES } from './real/index.ts';
import { LAB_NAME, scanLab } from './scan-lab.ts';
import type { LabServer } from './server.ts';
import { startSniRouter } from './sni-router.ts';
import { type StartedLab, startAll } from './start-all.ts';

let lab: StartedLab;
const portOf = (name: string): number => lab.servers.find((server) => server.name === name)?.port ?? 0;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => ['node-1.2-1.3', 'node-1.0-1.3'].includes(name)));
});

afterAll(async () => {
  await lab.stop();
});

test.each([
  { named: 'node-1.2-1.3', nameless: 'node-1.0-1.3', enforces: ['yes', 'no'] },
  { named: 'node-1.0-1.3', nameless: 'node-1.2-1.3', enforces: ['no', 'yes'] },
])('a default server that answers otherwise gets a result of its own: $named, then $nameless', async (row) => {
  const router = await startSniRouter(LAB_NAME, { named: portOf(row.named), nameless: portOf(row.nameless) });
  const server: LabServer = {
    name: 'sni-router',
    product: 'sni-router',
    address: '127.0.0.1',
    port: router.port,
    truth: {},
    stop: router.stop,
  };
  try {
    const { results } = await scanLab(server);
    expect(results.map(({ sni }) => sni)).toEqual([LAB_NAME, null]);
    expect(results.map(({ floor }) => floor.enforces)).toEqual(row.enforces);
    expect(results[0]?.withoutSni?.answer).toBe('differs');
  } finally {
    await router.stop();
  }
});
