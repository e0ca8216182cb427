/**
 * Clients as data: `schemas/clients.schema.json`. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientMatch, ClientOutcome } from '../facts/client-facts.ts';
import type { YesNoUnknown } from '../facts/server-facts.ts';
import type { ClientRow } from './clients-text.ts';

/** Of a floor, or `null` where none was asked for. */
export function clientsJson(rows: readonly Pick<ClientRow, 'client' | 'reach'>[], floor: string | null): string {
  const clients = rows.map(({ client, reach }) => ({ ...client, ...(floor === null ? {} : { reach }) }));
  return document({ floor, clients });
}

/** One result for each target and client. */
export function outcomesJson(
  results: readonly (ClientOutcome & {
    readonly target: string;
    readonly address?: string;
    readonly client: ClientFacts;
    readonly atFloor?: YesNoUnknown;
  })[],
  extra: Readonly<Record<string, unknown>> = {},
): string {
  const rows = results.map(({ target, address, client, ...met }) => {
    return { target, ...(address === undefined ? {} : { address }), client: client.id, ...met };
  });
  return document({ ...extra, results: rows });
}

export function matchesJson(matches: readonly ClientMatch[], extra: Readonly<Record<string, unknown>>): string {
  return document({
    ...extra,
    candidates: matches.map(({ client, by }) => ({ client: client.id, name: client.name, by })),
  });
}

function document(content: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...content }, null, 2)}\n`;
}

const SCHEMA_VERSION = 1;
