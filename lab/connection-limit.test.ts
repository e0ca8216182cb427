import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectionLimit } from './connection-limit.ts';
import { REAL_RECIPES } from './real/index.ts';
import type { LabScan } from './scan-lab.ts';
import { scanLab, wrongAnswers } from './scan-lab.ts';
import { type StartedLab, startAll } from './start-all.ts';

const NAME = 'openssl-1.0-1.3';
let lab: StartedLab;
let truth: LabScan;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => name === NAME));
  const [server] = lab.servers;
  if (server) truth = await scanLab(server);
}, 60_000);

afterAll(async () => {
  await lab.stop();
});

test.for([1, 2, 3, 5].flatMap((most) => [[most, 'fin'] as const, [most, 'rst'] as const]))(
  'behind a front that lets %i through and ends the others by %s nothing false is said',
  { timeout: 90_000 },
  async ([most, how], context) => {
    const [server] = lab.servers;
    context.skip(server === undefined, 'not on this machine');
    if (!server) return;
    const front = await startConnectionLimit(server, most, how);
    try {
      const scan = await scanLab(server, { port: front.port });
      const [facts] = scan.results;
      const [whole] = truth.results;
      for (const version of ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
        const list = facts?.cipherSuites?.[version];
        const names = (of: typeof list): string[] => (of?.items ?? []).map(({ name }) => name).toSorted();
        if (list?.isComplete) expect(names(list)).toEqual(names(whole?.cipherSuites?.[version]));
        expect(facts?.versions?.[version].answer).not.toBe('refused');
      }
      const groups = facts?.groups?.['TLSv1.3'];
      if (groups?.isComplete) expect(groups.items).toHaveLength(whole?.groups?.['TLSv1.3']?.items.length ?? 0);
      for (const [attack, { answer }] of Object.entries(whole?.attacks ?? {})) {
        const found = facts?.attacks?.[attack as keyof typeof facts.attacks].answer;
        expect([attack, [answer, 'inconclusive'].includes(found ?? '')]).toEqual([attack, true]);
      }
      expect(wrongAnswers(truth)).toEqual([]);
    } finally {
      await front.stop();
    }
  },
);
