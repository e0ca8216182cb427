/**
 * Lists of clients that others keep, read from a user's own copy: none of them is part of the program. Pure.
 *
 * @module
 */
import { type Failure, failure } from '../../core/errors.ts';
import { fromHex } from '../../core/hex.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ClientFacts } from '../../facts/client-facts.ts';
import type { Extension } from '../../tls/extensions.ts';
import { type TlsVersion, versionOfCode } from '../../tls/version.ts';
import { importedClient, type ListedClient, listedHello } from './imported-client.ts';
import { ownClient } from './own-client.ts';

export type ImportedClients = {
  readonly list: string;
  readonly clients: readonly ClientFacts[];
  /** Rows that cannot be read. */
  readonly skipped: number;
};

/**
 * Reads testssl.sh's `client-simulation.txt`, Lee Brotherston's `fingerprints.json`, mercury's fingerprint database
 * (unpacked), or what `clients --json` wrote.
 *
 * @returns the failure `clients-unreadable` for anything else
 */
export function readClients(text: string): Result<ImportedClients, Failure> {
  const start = text.slice(0, 4096);
  if (/^\s*names\+=\(/m.test(text.slice(0, 65_536)))
    return collected('testssl.sh client-simulation', testsslRows(text));
  if (/"ciphersuite(_length)?"\s*:/.test(start))
    return collected('TLS fingerprints', jsonLines(text).map(brotherstonRow));
  if (/"str_repr"\s*:/.test(start)) return collected('mercury', jsonLines(text).map(mercuryRow));
  if (/"schemaVersion"\s*:/.test(start)) return ownClients(text);
  return err(failure('clients-unreadable', 'the file is in none of the forms that are known'));
}

type Row = ListedClient | undefined;

function collected(list: string, rows: readonly Row[]): Result<ImportedClients, Failure> {
  const clients = rows.flatMap((row, index) => {
    const client = row && importedClient(row, index, list);
    return client ? [client] : [];
  });
  if (clients.length === 0)
    return err(failure('clients-unreadable', `${list}: no row of ${rows.length} holds a hello`));
  return ok({ list, clients, skipped: rows.length - clients.length });
}

/** Bash arrays, one block a client, which begins with its name. Nothing is run: only `key+=("value")` is read. */
function testsslRows(text: string): Row[] {
  const rows: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    const [, key = '', quoted, bare] = /^\s*(\w+)\+=\((?:"([^"]*)"|([^)\s]*))\)\s*$/.exec(line) ?? [];
    if (key === 'names') rows.push(new Map());
    rows.at(-1)?.set(key, quoted ?? bare ?? '');
  }
  return rows.slice(0, MOST_ROWS).map((row) => ({
    name: row.get('names') ?? '',
    hello: row.get('handshakebytes') ?? '',
    oldest: versionOf(row.get('lowest_protocol')),
    newest: versionOf(row.get('highest_protocol')),
    leastDhBits: bitsOf(row.get('minDhBits')),
    mostDhBits: bitsOf(row.get('maxDhBits')),
  }));
}

/** Code points in hex with blanks between; extensions by number, three of them with contents. */
function brotherstonRow(value: unknown): Row {
  const codes = (key: string): number[] => {
    const text = textOf(value, key) ?? '';
    return (text.match(/0x[0-9a-f]{1,4}\b/gi) ?? []).map(Number);
  };
  const extensions = codes('extensions').map((type): Extension => {
    const data = type === 0x000a ? list16(codes('e_curves')) : type === 0x000d ? list16(codes('sig_alg')) : undefined;
    const formats =
      type === 0x000b ? Uint8Array.from([codes('ec_point_fmt').length, ...codes('ec_point_fmt')]) : undefined;
    return { type, data: data ?? formats ?? new Uint8Array() };
  });
  const version = codes('tls_version')[0];
  const name = textOf(value, 'desc');
  if (version === undefined || name === undefined) return undefined;
  const compression = codes('compression');
  const hello = listedHello(
    version,
    codes('ciphersuite'),
    compression.length > 0 ? compression : [0],
    extensions.length > 0 ? extensions : undefined,
  );
  return hello === undefined ? undefined : { name, hello };
}

/** `(0303)(c02bc02f...)((0000)(000a000800060017...))`: an extension is its number, or number, length and contents. */
function mercuryRow(value: unknown): Row {
  const text = textOf(value, 'str_repr') ?? '';
  const [, version = '', suites = '', block = ''] = /^\(([0-9a-f]{4})\)\(([0-9a-f]*)\)(?:\((.*)\))?$/.exec(text) ?? [];
  const extensions = [...block.matchAll(/\(([0-9a-f]{4,})\)/g)].map(([, hex = '']): Extension => {
    return { type: Number.parseInt(hex.slice(0, 4), 16), data: fromHex(hex.slice(8)) ?? new Uint8Array() };
  });
  const codes = (suites.match(/.{4}/g) ?? []).map((code) => Number.parseInt(code, 16));
  const hello = listedHello(Number.parseInt(version, 16), codes, [0], extensions.length > 0 ? extensions : undefined);
  if (version === '' || hello === undefined) return undefined;
  const processes = fieldOf(value, 'process_info');
  const name = Array.isArray(processes) ? textOf(processes[0], 'process') : undefined;
  return { name: name ?? 'unknown process', hello };
}

function ownClients(text: string): Result<ImportedClients, Failure> {
  const list = 'clients --json';
  const found = fieldOf(parsed(text), 'clients');
  const rows = Array.isArray(found) ? found.slice(0, MOST_ROWS) : [];
  const clients = new Map(rows.map(ownClient).flatMap((client) => (client ? [[client.id, client] as const] : [])));
  if (clients.size === 0) return err(failure('clients-unreadable', `${list}: no row of ${rows.length} is a client`));
  return ok({ list, clients: [...clients.values()], skipped: rows.length - clients.size });
}

/** One JSON object a line; a line that is none counts as a row that cannot be read. */
function jsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, MOST_ROWS)
    .map(parsed);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function textOf(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  return typeof field === 'string' ? field : undefined;
}

function list16(codes: readonly number[]): Uint8Array {
  const bytes = [codes.length * 2, ...codes].flatMap((code) => [code >> 8, code & 0xff]);
  return Uint8Array.from(bytes);
}

function versionOf(text: string | undefined): TlsVersion | undefined {
  const code = Number(text);
  return versionOfCode(code === SSL2_AS_THEY_WRITE_IT ? 0x0002 : code);
}

/** -1 stands for no limit. */
function bitsOf(text: string | undefined): number | undefined {
  const bits = Number(text);
  return Number.isInteger(bits) && bits > 0 ? bits : undefined;
}

const SSL2_AS_THEY_WRITE_IT = 0x0200;
/** The largest list known has 9,060 rows. */
const MOST_ROWS = 50_000;
