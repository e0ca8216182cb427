/**
 * Reads the results of an earlier run: the output of `--json` or `--ndjson`, or a journal of `--resume`.
 *
 * @module
 */
import { type FileHandle, open } from 'node:fs/promises';
import { type Failure, failure } from '../core/errors.ts';
import { err, ok, type Result } from '../core/result.ts';
import { SCHEMA_VERSION } from '../facts/server-facts.ts';
import type { SavedScan, ServerState } from '../facts/server-state.ts';
import { decodeEntry, decodeHeader, HEADER_START } from './journal-format.ts';
import { readLines } from './read-lines.ts';
import { isRecord, readServerState } from './server-state.ts';

export async function readScanFile(path: string): Promise<Result<SavedScan, Failure>> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    if (!(await file.stat()).isFile()) return err(failure('file-unreadable', `${path} is no ordinary file`));
    const first = await firstLine(file);
    if (first.startsWith(HEADER_START)) return await readJournal(file, path);
    const value = parse(first);
    return isRecord(value) && 'target' in value ? await readNdjson(file, path) : await readDocument(file, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(failure('file-unreadable', `${path} cannot be read: ${reason}`));
  } finally {
    await file?.close();
  }
}

/** The end of a journal may be broken, as it is of a run that was killed: what is before it counts. */
async function readJournal(file: FileHandle, path: string): Promise<Result<SavedScan, Failure>> {
  const servers: ServerState[] = [];
  let head: Pick<SavedScan, 'tool' | 'startedAt'> | undefined;
  for await (const { text, isWhole } of readLines(file)) {
    if (!head) {
      const header = decodeHeader(text, path);
      if (!header.ok) return err(failure('scan-version', header.error.message));
      head = header.value;
      continue;
    }
    const states = isWhole ? decodeEntry(text)?.results.map(readServerState) : [];
    if (!states) break;
    for (const state of states) {
      if (!state) return err(notAScan(path, 'an entry of the journal is no result'));
      servers.push(state);
    }
  }
  return ok({ tool: head?.tool ?? null, startedAt: head?.startedAt ?? null, servers });
}

async function readNdjson(file: FileHandle, path: string): Promise<Result<SavedScan, Failure>> {
  const servers: ServerState[] = [];
  let number = 0;
  for await (const { text } of readLines(file)) {
    number++;
    if (text.trim() === '') continue;
    const value = parse(text);
    const version = isRecord(value) ? value['schemaVersion'] : undefined;
    if (version !== undefined && version !== SCHEMA_VERSION) return err(otherVersion(path, version));
    const state = readServerState(value);
    if (!state) return err(notAScan(path, `line ${number} is no result`));
    servers.push(state);
  }
  return ok({ tool: null, startedAt: null, servers });
}

async function readDocument(file: FileHandle, path: string): Promise<Result<SavedScan, Failure>> {
  const { size } = await file.stat();
  if (size > LONGEST_DOCUMENT) return err(notAScan(path, 'it is too long to be read as one document: use --ndjson'));
  const document = parse((await file.readFile({ encoding: 'utf8' })).replace(/^\uFEFF/, ''));
  if (!isRecord(document)) return err(notAScan(path, 'it is no JSON object'));
  const { schemaVersion, results, tool, startedAt } = document;
  if (schemaVersion === undefined) return err(notAScan(path, 'it has no schemaVersion'));
  if (schemaVersion !== SCHEMA_VERSION) return err(otherVersion(path, schemaVersion));
  if (!Array.isArray(results)) return err(notAScan(path, 'it has no results'));
  const servers: ServerState[] = [];
  for (const [index, result] of results.entries()) {
    const state = readServerState(result);
    if (!state) return err(notAScan(path, `result ${index + 1} is no result of a scan`));
    servers.push(state);
  }
  return ok({ tool: textOrNull(tool), startedAt: textOrNull(startedAt), servers });
}

async function firstLine(file: FileHandle): Promise<string> {
  for await (const { text } of readLines(file)) {
    if (text.trim() !== '') return text;
  }
  return '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notAScan(path: string, why: string): Failure {
  return failure('not-a-scan', `${path} holds no results of a scan: ${why}`);
}

function otherVersion(path: string, version: unknown): Failure {
  const message = `${path} has schema version ${JSON.stringify(version)}, this program reads ${SCHEMA_VERSION}`;
  return failure('scan-version', message);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** V8 takes strings of half a GiB. */
const LONGEST_DOCUMENT = 500_000_000;
