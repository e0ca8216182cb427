/**
 * What a log looks like: data, with lines of its own to show that it is read right.
 *
 * @module
 */
import type { UsageEvent, UsageOutcome } from '../../facts/usage-facts.ts';
import type { JsonPaths } from './json-fields.ts';
import type { LayoutPart } from './layout.ts';
import type { MessagePattern } from './messages.ts';
import type { TableColumns, TableForm } from './table.ts';
import type { VersionSpelling } from './version-spellings.ts';

export type LogFormat = {
  /** As given to `--format`: `zeek-ssl`. */
  readonly name: string;
  /** Program and log, as people say it. */
  readonly title: string;
  readonly form: LogForm;
  /** Of `version`; `names` if not told. */
  readonly spelling?: VersionSpelling;
  /** Of `offered`; `names` if not told. */
  readonly offeredSpelling?: VersionSpelling;
  /** What a line says that tells of no failure; `established` if not told. */
  readonly outcome?: UsageOutcome;
  /** What `request` is in the line of the first request of a connection; the other lines are no handshakes. */
  readonly firstRequest?: '0' | '1';
  /** The version of a failed handshake is not that of the handshake. */
  readonly isVersionOfFailureWrong?: boolean;
  /** The line of configuration that gives the version to a log that lacks it; `null`: there is always one. */
  readonly hint: string | null;
  /** Where the format is told of, or where the sample lines come from. */
  readonly source: string;
  readonly samples: readonly LogSample[];
};

export type LogForm =
  /** Several layouts, if a log mixes them: the first that fits counts. */
  | { readonly kind: 'layout'; readonly layouts: readonly (readonly LayoutPart[])[] }
  | { readonly kind: 'table'; readonly form: TableForm; readonly columns: TableColumns }
  /** `signs`: what must be there in a line of this log, and is not in others'. */
  | { readonly kind: 'json'; readonly paths: JsonPaths; readonly signs: readonly string[] }
  | { readonly kind: 'messages'; readonly patterns: readonly MessagePattern[]; readonly always?: readonly RegExp[] };

export type LogSample = {
  readonly lines: readonly string[];
  /** What the lines tell of, as far as it is worth saying. */
  readonly events: readonly Partial<UsageEvent>[];
};
