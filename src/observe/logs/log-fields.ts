/**
 * What can be read out of a line, whatever the format: each thing has a place in a small table of offsets, so that a
 * line costs no object and no text.
 *
 * @module
 */

/** The order is that of the table of offsets. */
export const LOG_FIELDS = [
  'time',
  /** The day, where the time stands in a column of its own. */
  'date',
  'client',
  'clientPort',
  /** Address and port in one, with the port behind the last colon. */
  'clientPlace',
  'server',
  'serverPort',
  'serverPlace',
  'sni',
  'service',
  /** The version that was negotiated. */
  'version',
  /** The newest version that the client offered. */
  'offered',
  'suite',
  'group',
  /** Why the handshake failed, in the words of the log; empty or `-` if it did not. */
  'failure',
  /** The alert that ended it, by its name. */
  'alert',
  /** Whether it came off: `T`, `true`, `yes`, `Success` or not. */
  'established',
  'userAgent',
  'ja3',
  'ja4',
  /** Which request of its connection a line is. */
  'request',
  'count',
] as const;

export type LogField = (typeof LOG_FIELDS)[number];

/** What a line says, as text. */
export type LogValues = { [field in LogField]?: string };

export const FIELD_INDEX: Readonly<Record<LogField, number>> = Object.fromEntries(
  LOG_FIELDS.map((field, index) => [field, index]),
) as Record<LogField, number>;

/** What a line that is only counted is counted by: the others matter when it becomes an event. */
export const PLAIN_FIELDS: ReadonlySet<LogField> = new Set<LogField>([
  'time',
  'date',
  'client',
  'clientPlace',
  'server',
  'serverPort',
  'serverPlace',
  'sni',
  'service',
  'version',
  'offered',
  'failure',
  'established',
  'request',
  'count',
]);

/** Where in the bytes each field begins and ends; a start below 0 for what the line lacks. */
export class FieldOffsets {
  readonly starts: Int32Array = new Int32Array(LOG_FIELDS.length).fill(-1);
  readonly ends: Int32Array = new Int32Array(LOG_FIELDS.length);

  clear(): void {
    this.starts.fill(-1);
  }
}
