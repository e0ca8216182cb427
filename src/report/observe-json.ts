/**
 * What was observed, as JSON: `schemas/observe.schema.json`. Pure.
 *
 * @module
 */
import { safeJson } from '../core/safe-text.ts';
import { SCHEMA_VERSION } from '../facts/server-facts.ts';
import type { UsageEvent } from '../facts/usage-facts.ts';
import type { JudgedClient, UsageReport } from '../facts/usage-summary.ts';

export function observeJson(report: UsageReport, tool: string): string {
  const { floor, totals, services, clients, share, trend, clientCountError, overflow, from, to, sources, gaps } =
    report;
  const document = {
    schemaVersion: SCHEMA_VERSION,
    tool,
    floor,
    totals: { ...totals, share, trend, from: iso(from), to: iso(to), clientCountError },
    services,
    clients: clients.map(clientJson),
    coverage: {
      sources: sources.map((source) => ({ ...source, from: iso(source.from), to: iso(source.to) })),
      unseenServices: gaps.unseenServices,
      silences: gaps.silences.map((gap) => ({ from: iso(gap.from), to: iso(gap.to) })),
      untold: gaps.untold,
      overflow,
    },
  };
  return `${safeJson(document, 2)}\n`;
}

function clientJson({ firstSeen, lastSeen, candidates, ...rest }: JudgedClient): object {
  return {
    ...rest,
    firstSeen: iso(firstSeen),
    lastSeen: iso(lastSeen),
    candidates: candidates.map(({ client, by }) => ({ client: client.id, name: client.name, by })),
  };
}

export type EventParts = {
  /** The address as it may be told; `null`: not at all. */
  readonly address: string | null;
  readonly isPortTold: boolean;
  readonly userAgent: string | null;
  /** Ids of the catalogue. */
  readonly candidates: readonly string[];
};

/** One handshake a line. */
export function observeEventLine(
  event: UsageEvent,
  { address, isPortTold, userAgent, candidates }: EventParts,
): string {
  const { time, client, source, ...rest } = event;
  const line = {
    time: iso(time),
    client: client === null || address === null ? null : { address, port: isPortTold ? client.port : null },
    ...rest,
    userAgent,
    candidates,
    source,
  };
  return `${safeJson(line)}\n`;
}

/** A clock may say anything: years that ISO 8601 has no place for are no time. */
function iso(time: number | null): string | null {
  return time === null || !(Math.abs(time) <= LAST_MS) ? null : new Date(time).toISOString();
}

/** The last that JavaScript's Date can say. */
const LAST_MS = 8.64e15;
