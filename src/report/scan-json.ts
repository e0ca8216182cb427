/**
 * A scan as JSON: the contract of `schemas/scan.schema.json`. Pure.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import { safeJson } from '../core/safe-text.ts';
import { SCHEMA_VERSION, type ServerFacts } from '../facts/server-facts.ts';

export { SCHEMA_VERSION };

export type Run = {
  /** `tlsfloor 0.1.0`. */
  readonly tool: string;
  /** ISO 8601. */
  readonly startedAt: string;
};

/** What stands before the results; results follow, joined by {@link JSON_BETWEEN}, so that none need be held. */
export function scanJsonHead(run: Run): string {
  const head = JSON.stringify({ schemaVersion: SCHEMA_VERSION, tool: run.tool, startedAt: run.startedAt }, null, 2);
  return `${head.slice(0, -2)},\n  "results": [`;
}

export function scanJsonResult(facts: ServerFacts): string {
  return safeJson(facts, 2).replaceAll('\n', '\n    ');
}

/** Closes the document; targets that could not be read are part of it, so that nothing is lost. */
export function scanJsonTail(badTargets: readonly Failure[]): string {
  const failures = safeJson(badTargets, 2).replaceAll('\n', '\n  ');
  return `\n  ],\n  "badTargets": ${failures}\n}\n`;
}

export const JSON_BETWEEN = ',\n    ';

/** One result a line. */
export function scanNdjson(facts: ServerFacts): string {
  return `${safeJson(facts)}\n`;
}

/** What `--json` prints when there is no result at all. */
export function failureJson({ code, message, hint }: Failure): string {
  return `${safeJson({ schemaVersion: SCHEMA_VERSION, error: { code, message, hint } })}\n`;
}
