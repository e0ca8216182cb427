/**
 * Writes what was rolled up as Parquet, for DuckDB, pandas and the like: a folder for each table, and in it a file for
 * each run. A file is there as a whole or not at all, and is never changed, so that any number may write and read.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { type Failure, failure } from '../core/errors.ts';
import { err, ok, type Result } from '../core/result.ts';
import { USAGE_STANDINGS, USAGE_VERSIONS, type UsageReport } from '../facts/usage-summary.ts';

/** The clients of one service and version, in a form that can be merged. */
export type SketchRow = {
  readonly service: string;
  readonly kind: 'negotiated' | 'offered';
  /** `null`: of handshakes without one. */
  readonly version: string | null;
  /** `hashes`: 64-bit hashes, eight bytes each, low half behind high half, little-endian; `registers`: of HyperLogLog. */
  readonly form: 'hashes' | 'registers';
  readonly bytes: Uint8Array;
};

/** @returns the paths of the files written */
export async function writeUsageSegments(
  folder: string,
  report: UsageReport,
  sketches: readonly SketchRow[],
): Promise<Result<string[], Failure>> {
  const name = `${randomUUID()}.parquet`;
  const tables = { days: dayColumns(report), clients: clientColumns(report), sketches: sketchColumns(sketches) };
  const written: string[] = [];
  try {
    for (const [table, columnData] of Object.entries(tables)) {
      const path = join(folder, table, name);
      await makeFolder(folder);
      await makeFolder(join(folder, table));
      await writeWhole(path, new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'tlsfloor' })));
      written.push(path);
    }
    return ok(written);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(failure('output-unwritable', `${folder} cannot be written to: ${why}`));
  }
}

/** One at a time: making the folders on the way as well, Node.js 20 tries for ever in /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw error;
  }
}

/** Under a name that no reader looks for, until it is on the disk. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.new`, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** A row for each service and day: handshakes by standing, and by negotiated version. */
function dayColumns({ services, floor }: UsageReport): ColumnSource[] {
  const rows = services.flatMap(({ service, days }) => days.map((day) => ({ service, ...day })));
  return [
    text(
      'floor',
      rows.map(() => floor),
    ),
    text(
      'service',
      rows.map(({ service }) => service),
    ),
    text(
      'day',
      rows.map(({ day }) => day),
    ),
    ...USAGE_STANDINGS.map((standing) =>
      counts(
        standing,
        rows.map((row) => row[standing]),
      ),
    ),
    ...USAGE_VERSIONS.map((version) =>
      counts(
        version,
        rows.map(({ negotiated }) => negotiated[version] ?? 0),
      ),
    ),
  ];
}

/** A row for each old client and service. */
function clientColumns({ clients, floor }: UsageReport): ColumnSource[] {
  const rows = clients.flatMap((client, number) => client.services.map((of) => ({ client, number, of })));
  const json = (value: unknown): string => JSON.stringify(value);
  return [
    text(
      'floor',
      rows.map(() => floor),
    ),
    counts(
      'client',
      rows.map(({ number }) => number + 1),
    ),
    text(
      'address',
      rows.map(({ client }) => client.address),
    ),
    text(
      'service',
      rows.map(({ of }) => of.service),
    ),
    counts(
      'below',
      rows.map(({ of }) => of.below),
    ),
    counts(
      'blocked',
      rows.map(({ of }) => of.blocked),
    ),
    times(
      'first_seen',
      rows.map(({ client }) => client.firstSeen),
    ),
    times(
      'last_seen',
      rows.map(({ client }) => client.lastSeen),
    ),
    text(
      'cause',
      rows.map(({ client }) => client.cause),
    ),
    text(
      'evidence',
      rows.map(({ client }) => client.evidence),
    ),
    text(
      'candidates',
      rows.map(({ client }) => json(client.candidates.map((match) => match.client.id))),
    ),
    text(
      'negotiated',
      rows.map(({ client }) => json(client.negotiated)),
    ),
    text(
      'offered',
      rows.map(({ client }) => json(client.offered)),
    ),
    text(
      'programs',
      rows.map(({ client }) => json(client.programs)),
    ),
  ];
}

function sketchColumns(rows: readonly SketchRow[]): ColumnSource[] {
  return [
    text(
      'service',
      rows.map(({ service }) => service),
    ),
    text(
      'kind',
      rows.map(({ kind }) => kind),
    ),
    text(
      'version',
      rows.map(({ version }) => version),
    ),
    text(
      'form',
      rows.map(({ form }) => form),
    ),
    { name: 'bytes', type: 'BYTE_ARRAY', data: rows.map(({ bytes }) => bytes) },
  ];
}

function text(name: string, data: (string | null)[]): ColumnSource {
  return { name, type: 'STRING', data };
}

function counts(name: string, data: number[]): ColumnSource {
  return { name, type: 'INT64', data: data.map(BigInt) };
}

/** A time that no calendar has is none. */
function times(name: string, data: (number | null)[]): ColumnSource {
  const isTime = (time: number | null): time is number => time !== null && Math.abs(time) <= LAST_MS;
  return { name, type: 'TIMESTAMP', data: data.map((time) => (isTime(time) ? new Date(time) : null)) };
}

/** The last that JavaScript's Date can say. */
const LAST_MS = 8.64e15;
