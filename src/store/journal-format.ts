/**
 * The lines of a journal: a header that says what run it belongs to, then one line for each finished target. Pure.
 *
 * @module
 */
import { type Failure, failure } from '../core/errors.ts';
import { err, ok, type Result } from '../core/result.ts';
import { stableHashText } from '../core/stable-hash.ts';
import { SCHEMA_VERSION, type ServerFacts } from '../facts/server-facts.ts';

/** The options that change results, by the name a user knows them by; `null` for one that was not given. */
export type RunOptions = Readonly<Record<string, string | number | boolean | null>>;

export type JournalHeader = {
  /** `tlsfloor 0.1.0`. */
  readonly tool: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly options: RunOptions;
};

/** A finished target with all its results: one line, so that it is there as a whole or not at all. */
export type JournalEntry = { readonly key: string; readonly results: readonly ServerFacts[] };

export function encodeHeader({ tool, startedAt, options }: JournalHeader): string {
  const optionsHash = hashOf(options);
  const header = { format: JOURNAL_FORMAT, schemaVersion: SCHEMA_VERSION, tool, startedAt, options, optionsHash };
  return `${HEADER_START},${JSON.stringify(header).slice(1)}\n`;
}

/** Reads the first line of a file. @param path for the message */
export function decodeHeader(line: string, path: string): Result<JournalHeader, Failure> {
  const header = line.startsWith(`${HEADER_START},`) ? parseObject(line) : undefined;
  if (!header) return err(failure('journal-foreign', `${path} is no journal of tlsfloor`));
  const { format, schemaVersion, tool, startedAt, options } = header;
  if (format !== JOURNAL_FORMAT || schemaVersion !== SCHEMA_VERSION) {
    const message = `${path} was written by ${String(tool)}: format ${String(format)}, schema version ${String(schemaVersion)}; \
this is format ${JOURNAL_FORMAT}, schema version ${SCHEMA_VERSION}`;
    return err(failure('journal-version', message));
  }
  return ok({ tool: String(tool), startedAt: String(startedAt), options: { ...(options as RunOptions | undefined) } });
}

/** Whether two runs' results belong together; if not, the failure names the options that differ. */
export function compareOptions(journal: RunOptions, now: RunOptions, path: string): Failure | undefined {
  if (hashOf(journal) === hashOf(now)) return undefined;
  const names = [...new Set([...Object.keys(journal), ...Object.keys(now)])];
  const differing = names
    .filter((name) => journal[name] !== now[name])
    .map((name) => `--${name} was ${journal[name] ?? 'not given'} and is ${now[name] ?? 'not given'}`);
  return failure('journal-options', `${path} is from a run with other options: ${differing.join('; ')}`);
}

export function encodeEntry({ key, results }: JournalEntry): string {
  return `${ENTRY_START}${JSON.stringify(key).slice(1)},"results":${JSON.stringify(results)}}\n`;
}

/** The key of an entry that is whole, without reading the rest of the line; `undefined` for anything else. */
export function keyOfEntry(line: string): string | undefined {
  if (!line.startsWith(ENTRY_START) || !line.endsWith(ENTRY_END) || line.includes('\0')) return undefined;
  const end = line.indexOf('","results":[', ENTRY_START.length);
  return end < 0 ? undefined : line.slice(ENTRY_START.length, end);
}

/** Reads a whole entry; `undefined` if it is none. */
export function decodeEntry(line: string): JournalEntry | undefined {
  const { key, results } = parseObject(line) ?? {};
  return typeof key === 'string' && Array.isArray(results) ? { key, results } : undefined;
}

/** Whether a text without an end of line can be what a kill left of a header. */
export function isHalfHeader(text: string): boolean {
  return text.startsWith(HEADER_START) || HEADER_START.startsWith(text) || /^\0*$/.test(text);
}

function hashOf(options: RunOptions): string {
  const entries = Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return stableHashText(JSON.stringify(entries));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The first bytes of every journal, by which a file is known to be one. */
export const HEADER_START = '{"tlsfloor":"journal"';
const ENTRY_START = '{"key":"';
const ENTRY_END = '}]}';
const JOURNAL_FORMAT = 1;
