/**
 * A line as a sequence of fields with fixed text between them: what a `log_format` or `LogFormat` describes. A field is
 * found by its place, never by its looks: a client can put anything into the name of its browser.
 *
 * @module
 */
import { FIELD_INDEX, type FieldOffsets, LOG_FIELDS, type LogField, PLAIN_FIELDS } from './log-fields.ts';

export type LayoutPart =
  | { readonly text: string }
  | {
      /** `null`: it has to be passed over. */
      readonly field: LogField | null;
      /** It may hold `, ` and ` : `, as nginx writes the addresses of several upstream servers. */
      readonly isList?: boolean;
      /** It is in braces, or missing with the blank behind it, as captured headers of HAProxy are. */
      readonly isOptional?: boolean;
      /** It goes on to the end of the line, whatever comes. */
      readonly isRest?: boolean;
      /** It has no blank, though what comes behind it is something else, or nothing. */
      readonly isWord?: boolean;
    };

/**
 * Reads a layout in the notation of the tables of formats: `<client> [<time>] "<_>" <version>`. `<_>` is passed over,
 * `<_,>` may be a list, `<_?>` may be missing, `<_*>` goes on to the end of the line, and
 * `<*>` is the rest of it.
 */
export function layoutOf(notation: string): readonly LayoutPart[] {
  const pieces = notation.split(/(<(?:\*|\w+[,?*]?)>)/);
  return pieces.flatMap((piece, index): LayoutPart[] => {
    const [, name, mark] = /^<(\*|\w+)([,?*])?>$/.exec(piece) ?? [];
    if (name === undefined) return piece === '' ? [] : [{ text: piece }];
    if (name === '*') return [{ field: null, isRest: true }];
    return [
      {
        field: LOG_FIELDS.find((field) => field === name) ?? null,
        isList: mark === ',',
        isOptional: mark === '?',
        isRest: mark === '*',
        isWord: mark !== '*' && pieces.slice(index + 1).every((rest) => rest === ''),
      },
    ];
  });
}

/** Whether two fields stand side by side, so that nobody can tell where the one ends. */
export function isAmbiguous(parts: readonly LayoutPart[]): boolean {
  return parts.some((part, index) => 'field' in part && 'field' in (parts[index + 1] ?? { text: '' }));
}

/** Takes a line apart. */
export class LayoutMatcher {
  readonly #head: Uint8Array;
  /** Index of each field in the table of offsets; -1: passed over. */
  readonly #fields: Int8Array;
  readonly #marks: Uint8Array;
  /** What follows each field; empty at the end of the line. */
  readonly #texts: readonly Uint8Array[];
  readonly #short: ShortCut | undefined;

  constructor(parts: readonly LayoutPart[]) {
    const fields = parts.flatMap((part, index) => ('field' in part ? [{ ...part, index }] : []));
    this.#head = bytesOf(parts[0]);
    this.#fields = Int8Array.from(fields, ({ field }) => (field === null ? -1 : FIELD_INDEX[field]));
    this.#texts = fields.map(({ index }) => bytesOf(parts[index + 1]));
    this.#marks = Uint8Array.from(fields, (field) => marksOf(field, parts[field.index - 1], parts[field.index + 1]));
    this.#short = shortCutOf(fields, this.#texts);
  }

  /** Whether the line is of this layout; then `offsets` says where its fields are. */
  match(bytes: Buffer, start: number, end: number, offsets: FieldOffsets): boolean {
    return this.#run(bytes, this.#behindHead(bytes, start, end), end, 0, this.#fields.length, offsets) === end;
  }

  /**
   * The same for the fields that a modern line is counted by, without a look at what stands between. `false` says
   * nothing: the line may be of this layout all the same.
   */
  matchShort(bytes: Buffer, start: number, end: number, offsets: FieldOffsets): boolean {
    const short = this.#short;
    if (short === undefined) return false;
    const at = this.#run(bytes, this.#behindHead(bytes, start, end), end, 0, short.headFields, offsets);
    if (at < 0) return false;
    let quote = end - 1;
    while (quote > at && bytes[quote] !== QUOTE) quote--;
    // A quote that has a backslash is part of a value.
    if (quote <= at || bytes[quote - 1] === BACKSLASH || !isAt(bytes, quote, end, short.text, 1)) return false;
    return this.#run(bytes, quote + short.text.length, end, short.tailField, this.#fields.length, offsets) === end;
  }

  #behindHead(bytes: Buffer, start: number, end: number): number {
    const head = this.#head;
    return isAt(bytes, start, end, head, 0) ? start + head.length : -1;
  }

  /** Reads the fields from the one to before the other. The place behind them; -1: they are not there. */
  #run(bytes: Buffer, from: number, end: number, first: number, before: number, offsets: FieldOffsets): number {
    const { starts, ends } = offsets;
    let at = from;
    if (at < 0) return -1;
    for (let index = first; index < before; index++) {
      const text = this.#texts[index] ?? NOTHING;
      const marks = this.#marks[index] ?? 0;
      const field = this.#fields[index] ?? -1;
      const fieldStart = at;
      if ((marks & OPTIONAL) !== 0 && bytes[at] !== BRACE) {
        // With it goes the blank that would follow it.
        const skipped = text[0] === BLANK ? 1 : 0;
        if (!isAt(bytes, at - skipped, end, text, skipped)) return -1;
        at += text.length - skipped;
        continue;
      }
      const length = text.length;
      if (length === 0) {
        if ((marks & WORD) === 0) at = end;
        else while (at < end && bytes[at] !== BLANK) at++;
      } else {
        const firstByte = text[0] ?? 0;
        const last = end - length;
        for (; at <= last; at++) {
          const byte = bytes[at];
          if (byte === firstByte) {
            if (length > 1 && !isAt(bytes, at, end, text, 1)) continue;
            if ((marks & LIST) === 0 || !isInList(bytes, at)) break;
          } else if (byte === BLANK && (marks & WORD) !== 0) return -1;
          else if (byte === BACKSLASH && (marks & QUOTED) !== 0) at++;
        }
        if (at > last) return -1;
      }
      if (field >= 0) {
        starts[field] = fieldStart;
        ends[field] = at;
      }
      if ((marks & REST) !== 0) return end;
      at += length;
    }
    return at;
  }
}

/**
 * Where behind the last quote of a line there are only fields without quotes, they can be found from the end, and the
 * fields in quotes, which are the long ones, need not be read.
 */
type ShortCut = {
  /** How many fields are read from the beginning. */
  readonly headFields: number;
  /** From the last quote to the first field behind it. */
  readonly text: Uint8Array;
  readonly tailField: number;
};

type Field = Exclude<LayoutPart, { readonly text: string }>;

function shortCutOf(fields: readonly Field[], texts: readonly Uint8Array[]): ShortCut | undefined {
  const anchor = texts.findLastIndex((text) => text.includes(QUOTE));
  const text = texts[anchor];
  const tailField = anchor + 1;
  if (text === undefined || tailField >= fields.length) return undefined;
  if (fields.slice(tailField).some(({ isOptional }) => isOptional)) return undefined;
  const lastInHead = fields.findLastIndex(
    ({ field }, index) => index < tailField && field !== null && PLAIN_FIELDS.has(field),
  );
  if (lastInHead >= anchor) return undefined;
  return { headFields: lastInHead + 1, text: text.subarray(text.lastIndexOf(QUOTE)), tailField };
}

function marksOf(field: Field, before: LayoutPart | undefined, after: LayoutPart | undefined): number {
  const isQuoted = textOfPart(before).endsWith('"') && textOfPart(after).startsWith('"');
  return (
    (isQuoted ? QUOTED : 0) |
    (field.isList ? LIST : 0) |
    (field.isOptional ? OPTIONAL : 0) |
    (field.isRest ? REST : 0) |
    (field.isWord ? WORD : 0)
  );
}

/** Whether `text` stands at `at`, of which the first bytes are known to. */
function isAt(bytes: Buffer, at: number, end: number, text: Uint8Array, known: number): boolean {
  if (at + text.length > end) return false;
  for (let index = known; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}

/** Whether the blank at `at` stands inside `a, b` or `a : b`. */
function isInList(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1];
  if (before === COMMA) return true;
  return (bytes[at + 1] === COLON && bytes[at + 2] === BLANK) || (before === COLON && bytes[at - 2] === BLANK);
}

function textOfPart(part: LayoutPart | undefined): string {
  return part !== undefined && 'text' in part ? part.text : '';
}

function bytesOf(part: LayoutPart | undefined): Uint8Array {
  return Buffer.from(textOfPart(part));
}

const NOTHING = new Uint8Array(0);
const QUOTED = 1;
const LIST = 2;
const OPTIONAL = 4;
const REST = 8;
const WORD = 16;
const BLANK = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const BRACE = 123;
