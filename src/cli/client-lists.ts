/**
 * The clients a command works with: the catalogue, and a user's own list beside it.
 *
 * @module
 */
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { fixOf } from '../clients/fix.ts';
import { type ImportedClients, readClients } from '../clients/import/read-clients.ts';
import { reachOf } from '../clients/reach.ts';
import { failure } from '../core/errors.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import type { Floor } from '../facts/server-facts.ts';
import type { ClientRow } from '../report/clients-text.ts';
import { CommandFailure } from './command-failure.ts';

/** A row of the user's takes the place of the catalogue's of the same id. @throws CommandFailure for an unreadable list */
export async function clientsWith(path: string | undefined): Promise<readonly ClientFacts[]> {
  if (path === undefined) return CATALOGUE;
  const { clients } = await readClientList(path);
  const ids = new Set(clients.map(({ id }) => id));
  return [...CATALOGUE.filter(({ id }) => !ids.has(id)), ...clients];
}

/** How each stands to the floor, and what mends it. @param known where later releases of them are looked for */
export function clientRows(
  clients: readonly ClientFacts[],
  floor: Floor,
  known: readonly ClientFacts[] = CATALOGUE,
): ClientRow[] {
  return clients.map((client) => ({ client, reach: reachOf(client, floor), fix: fixOf(client, floor, known) }));
}

/** @throws CommandFailure `file-unreadable` or `clients-unreadable` */
export async function readClientList(path: string): Promise<ImportedClients> {
  let bytes: Uint8Array;
  try {
    if ((await stat(path)).size > MOST_BYTES) throw new Error(`it is longer than ${MOST_BYTES} bytes`);
    bytes = await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(failure('file-unreadable', `${path} cannot be read: ${why}`));
  }
  const read = readClients(new TextDecoder().decode(unpacked(bytes, path)));
  if (read.ok) return read.value;
  throw new CommandFailure({ ...read.error, message: `${path}: ${read.error.message}` });
}

function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(failure('clients-unreadable', `${path} cannot be unpacked: ${why}`));
  }
}

const MOST_BYTES = 256 * 1024 * 1024;
