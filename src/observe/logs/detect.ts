/**
 * Finds out what a log is from its first lines.
 *
 * @module
 */
import { FormatReader } from './format-reader.ts';
import { inferLayout } from './infer-layout.ts';
import { afterPrefix } from './line-prefix.ts';
import type { LogFormat } from './log-format.ts';
import { RowMaker, type RowSettings } from './row-maker.ts';

export type FormatChoice = {
  readonly format: LogFormat;
  /** A log collector has put something before each line. */
  readonly hasPrefix: boolean;
  /** One sentence for a person. */
  readonly why: string;
};

type Trial = FormatChoice & { readonly read: number; readonly rows: number; readonly isMessages: boolean };

/**
 * The format that fits the lines best: one that finds handshakes before one that finds none, and one that reads more of
 * the lines before one that reads fewer.
 *
 * @param lines without their ends; blank ones are passed over
 * @returns `undefined`: none fits
 */
export function detectFormat(
  lines: readonly Buffer[],
  formats: readonly LogFormat[],
  settings: RowSettings,
): FormatChoice | undefined {
  const filled = lines.filter((line) => line.length > 0 && line.length < LONGEST);
  if (filled.length === 0) return undefined;
  const hasPrefix = havePrefix(filled);
  const inferred = inferLayout(
    filled.map((line) => (hasPrefix ? line.subarray(afterPrefix(line, 0, line.length)) : line)),
  );
  const trials = [...formats, ...(inferred === undefined ? [] : [inferred.format])]
    .filter((format) => fitsSigns(format, filled, hasPrefix))
    .map((format) => tryFormat(format, filled, settings, hasPrefix))
    .filter(({ read, rows, isMessages }) =>
      isMessages ? read > 0 : read * 10 >= filled.length * 7 || (rows > 0 && read * 2 > filled.length),
    );
  const best = trials.toSorted(
    (a, b) => Number(b.rows > 0) - Number(a.rows > 0) || b.read - a.read || b.rows - a.rows,
  )[0];
  if (best === undefined) return undefined;
  const { format, read, rows } = best;
  const how = format === inferred?.format ? `; ${inferred.why}` : '';
  const why = `${read} of the first ${filled.length} lines are ${format.title}, ${rows} of them with a handshake${how}`;
  return { format, hasPrefix: best.hasPrefix, why };
}

/** Whether a log collector has put something before most of the lines. */
export function havePrefix(lines: readonly Buffer[]): boolean {
  return lines.filter((line) => afterPrefix(line, 0, line.length) > 0).length * 2 > lines.length;
}

function tryFormat(format: LogFormat, lines: readonly Buffer[], settings: RowSettings, hasPrefix: boolean): Trial {
  let rows = 0;
  const isMessages = format.form.kind === 'messages';
  const maker = new RowMaker(format, settings, () => rows++);
  const reader = new FormatReader(format, maker, hasPrefix && !isMessages, () => undefined);
  let read = 0;
  lines.forEach((line, index) => {
    const outcome = reader.read(line, 0, line.length, index + 1);
    if (outcome !== 'other' && outcome !== 'unread-version' && outcome !== 'bad-time') read++;
  });
  reader.end();
  return { format, hasPrefix: hasPrefix && !isMessages, why: '', read, rows, isMessages };
}

/** JSON of one program reads like that of another; what tells them apart must be in most of the lines. */
function fitsSigns(format: LogFormat, lines: readonly Buffer[], hasPrefix: boolean): boolean {
  const { form } = format;
  if (form.kind !== 'json') return true;
  const fitting = lines.filter((line) => {
    const object = parsed(line.toString('utf8', hasPrefix ? afterPrefix(line, 0, line.length) : 0));
    return form.signs.every((path) => path.split('/').reduce(keyOf, object) !== undefined);
  });
  return fitting.length * 2 > lines.length;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keyOf(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? (object as Record<string, unknown>)[key]
    : undefined;
}

/** What is longer tells no more, and a parser that goes deep takes its time with it. */
const LONGEST = 65_536;
