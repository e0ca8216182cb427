import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REAL_RECIPES } from './real/index.ts';
import { type LabScan, matrixTable, scanLab, wrongAnswers } from './scan-lab.ts';
import { type StartedLab, startAll } from './start-all.ts';

const peersRequired = process.env.TLSFLOOR_REQUIRE_PEERS === '1';
/** The first run downloads old Node. */
const startTimeoutMs = 180_000;
const scans: LabScan[] = [];
let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES);
  for (const [reason, names] of lab.missing) console.warn(`skipped, ${reason}: ${names.join(', ')}`);
}, startTimeoutMs);

afterAll(async () => {
  console.log(matrixTable(scans));
  await lab.stop();
});

describe('scan gives the configured truth in every cell', () => {
  test.for(REAL_RECIPES.map(({ name }) => name))('%s', async (name, context) => {
    const server = lab.servers.find((one) => one.name === name);
    const reason = [...lab.missing].find(([, names]) => names.includes(name))?.[0];
    if (peersRequired) expect(reason).toBeUndefined();
    context.skip(server === undefined, reason);
    if (!server) return;
    const scan = await scanLab(server);
    scans.push(scan);
    expect(wrongAnswers(scan)).toEqual([]);
  });
});
