/**
 * Turns rows of configuration into recipes: one process serves all rows of a group, each on a port of its own.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../src/core/result.ts';
import type { SchemeName } from '../../src/scan/dialects.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { freePorts } from '../process.ts';
import type { LabRecipe, LabServer, Truth } from '../server.ts';

/** What every row of every product has; the rest is the product's own configuration. */
export type RealRow = {
  readonly name: string;
  readonly truth: Readonly<Partial<Record<TlsVersion, Truth>>>;
  /** How its TLS is reached; TLS from the first byte if left out. */
  readonly scheme?: SchemeName;
};

/** A product with the rows that one of its processes serves at once. */
export type RealGroup<Row extends RealRow> = {
  readonly rows: readonly Row[];
  /** The product as it prints itself, or what the machine lacks. Asked once. */
  inspect(): Promise<Result<string, string>>;
  /** Resolves once every port accepts connections. `folder` is empty and is removed after `stop`. */
  serve(placed: readonly Placed<Row>[], folder: string): Promise<Running>;
};

/** A row and the loopback port it is to listen on. */
export type Placed<Row extends RealRow> = { readonly row: Row; readonly port: number };

export type Running = { stop(): Promise<void> };

/** A recipe for each row; the group's process runs from the first `start` to the last `stop`. */
export function recipesOf<Row extends RealRow>(group: RealGroup<Row>): readonly LabRecipe[] {
  let inspected: Promise<Result<string, string>> | undefined;
  const inspect = (): Promise<Result<string, string>> => {
    inspected ??= group.inspect();
    return inspected;
  };

  let users = 0;
  let launched: Promise<Launched> | undefined;
  const leave = async (): Promise<void> => {
    users--;
    if (users > 0) return;
    const last = launched;
    launched = undefined;
    await (await last)?.stop();
  };

  const start = async (row: Row, index: number): Promise<LabServer> => {
    const product = await inspect();
    if (!product.ok) throw new Error(`${row.name}: ${product.error}`);
    users++;
    launched ??= launch(group);
    const mine = launched;
    let port: number | undefined;
    try {
      port = (await mine).ports[index];
    } catch (error) {
      users--;
      if (launched === mine) launched = undefined;
      throw error;
    }
    if (port === undefined) throw new Error(`${row.name} has no port`);
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopped ??= leave();
      return stopped;
    };
    const { name, truth, scheme } = row;
    return { name, product: product.value, address: '127.0.0.1', port, truth, stop, ...(scheme ? { scheme } : {}) };
  };

  const missing = async (): Promise<string | undefined> => {
    const product = await inspect();
    return product.ok ? undefined : product.error;
  };
  return group.rows.map((row, index) => ({ name: row.name, missing, start: () => start(row, index) }));
}

/** As {@link recipesOf}, for products whose process serves one configuration only. */
export function recipesAlone<Row extends RealRow>(group: RealGroup<Row>): readonly LabRecipe[] {
  let inspected: Promise<Result<string, string>> | undefined;
  const inspect = (): Promise<Result<string, string>> => {
    inspected ??= group.inspect();
    return inspected;
  };
  return group.rows.flatMap((row) => recipesOf({ ...group, inspect, rows: [row] }));
}

async function launch<Row extends RealRow>(group: RealGroup<Row>, attempt = 1): Promise<Launched> {
  const ports = await freePorts(group.rows.length);
  const placed = group.rows.flatMap((row, index) => {
    const port = ports[index];
    return port === undefined ? [] : [{ row, port }];
  });
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-lab-'));
  const clean = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const running = await group.serve(placed, folder);
    return {
      ports,
      async stop() {
        await running.stop();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    // Between the kernel's word that a port is free and the server's bind, another program can take it, and every
    // product says so in words of its own.
    if (attempt < ATTEMPTS) return launch(group, attempt + 1);
    throw new Error(`${group.rows[0]?.name}: cannot start`, { cause: error });
  }
}

type Launched = Running & { readonly ports: readonly number[] };

const ATTEMPTS = 3;
