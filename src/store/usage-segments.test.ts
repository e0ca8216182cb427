import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import type { UsageReport } from '../facts/usage-summary.ts';
import { RollUp } from '../observe/usage/roll-up.ts';
import { usageReport } from '../readiness/usage-report.ts';
import { type SketchRow, writeUsageSegments } from './usage-segments.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-segments-'));
});
afterEach(() => rm(folder, { recursive: true }));

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 22, 12);

function reportOf(days: number, handshakes: number): UsageReport {
  const rollUp = new RollUp('1.2');
  const row = { server: null, serverPort: null, sni: null, offeredMax: null, number: 1, service: 'shop "1"' };
  for (let day = 0; day < days; day++) {
    const time = NOON + day * DAY;
    rollUp.add({ ...row, time, client: '192.0.2.1', negotiated: 'TLSv1.3', count: handshakes - 1, event: null });
    const event = {
      ...row,
      time,
      client: { address: '192.0.2.7', port: 1 },
      server: null,
      transport: 'tcp' as const,
      offered: null,
      negotiated: 'TLSv1.0' as const,
      cipherSuite: null,
      group: null,
      outcome: 'established' as const,
      alert: null,
      fallbackScsv: null,
      downgradeSentinel: null,
      ja3: null,
      ja4: null,
      userAgent: 'agent\u0000',
      count: 1,
      source: { file: 'x', format: 'x', number: 1 },
    };
    rollUp.add({ ...row, time, client: '192.0.2.7', negotiated: 'TLSv1.0', count: 1, event });
  }
  return usageReport(rollUp.summary(), [], CATALOGUE, []);
}

const SKETCH: SketchRow = {
  service: 'shop',
  kind: 'negotiated',
  version: null,
  form: 'hashes',
  bytes: Uint8Array.from([0, 1, 255]),
};

async function query(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  const rows = reader.getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

test('DuckDB reads the segments of two runs as one table', async () => {
  for (const report of [reportOf(3, 100), reportOf(2, 10)]) {
    const written = await writeUsageSegments(folder, report, [SKETCH]);
    expect(written).toMatchObject({ ok: true, value: { length: 3 } });
  }
  const days = `read_parquet('${folder}/days/*.parquet')`;
  expect(
    await query(`select day, service, sum(below)::int b, sum(fine)::int f, sum("TLSv1.3")::int n from ${days}
                 group by all order by day`),
  ).toEqual([
    { day: '2026-11-22', service: 'shop "1"', b: 2, f: 108, n: 108 },
    { day: '2026-11-23', service: 'shop "1"', b: 2, f: 108, n: 108 },
    { day: '2026-11-24', service: 'shop "1"', b: 1, f: 99, n: 99 },
  ]);
  const clients = `read_parquet('${folder}/clients/*.parquet')`;
  expect(
    await query(`select address, below::int below, first_seen, cause, programs->0->>'userAgent' agent
                 from ${clients} order by below desc`),
  ).toEqual([
    { address: '192.0.2.7', below: 3, first_seen: '2026-11-22 12:00:00', cause: 'unknown', agent: 'agent\u0000' },
    { address: '192.0.2.7', below: 2, first_seen: '2026-11-22 12:00:00', cause: 'unknown', agent: 'agent\u0000' },
  ]);
  expect(await query(`select version, hex(bytes) h from read_parquet('${folder}/sketches/*.parquet') limit 1`)).toEqual(
    [{ version: null, h: '0001FF' }],
  );
});

test('nothing seen is a table without rows, and nothing is left half-written', async () => {
  await writeUsageSegments(folder, reportOf(0, 0), []);
  expect(await query(`select count(*)::int n from read_parquet('${folder}/days/*.parquet')`)).toEqual([{ n: 0 }]);
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((file) => file.endsWith('.new'))).toEqual([]);
});

test('a folder that cannot be written to is a failure', async () => {
  expect(await writeUsageSegments('/dev/null/x', reportOf(1, 2), [])).toMatchObject({
    ok: false,
    error: { code: 'output-unwritable' },
  });
});
