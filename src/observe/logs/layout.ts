/**
 * A line as a sequence of fields with fixed text between them: what a `log_format` or `LogFormat` describes. A field is
 * found by its place, never by its looks: a client can put anything into the name of its browser.
 *
 * @module
 */
import { FIELD_INDEX, type FieldOffsets, LOG_FIELDS, type LogField } from './log-fields.ts';

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
      /** It has no blank, though nothing comes behind it that it could end at. */
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

  constructor(parts: readonly LayoutPart[]) {
    const fields = parts.flatMap((part, index) => ('field' in part ? [{ ...part, index }] : []));
    const first = parts[0];
    this.#head = bytesOf(first);
    this.#fields = Int8Array.from(fields, ({ field }) => (field === null ? -1 : FIELD_INDEX[field]));
    this.#texts = fields.map(({ index }) => bytesOf(parts[index + 1]));
    this.#marks = Uint8Array.from(fields, ({ index, isList, isOptional, isRest, isWord }) => {
      const before = parts[index - 1];
      const after = parts[index + 1];
      const isQuoted = textOfPart(before).endsWith('"') && textOfPart(after).startsWith('"');
      return (
        (isQuoted ? QUOTED : 0) |
        (isList ? LIST : 0) |
        (isOptional ? OPTIONAL : 0) |
        (isRest ? REST : 0) |
        (isWord ? WORD : 0)
      );
    });
  }

  /** Whether the line is of this layout; then `offsets` says where its fields are. */
  match(bytes: Buffer, start: number, end: number, offsets: FieldOffsets): boolean {
    const head = this.#head;
    const fields = this.#fields;
    const { starts, ends } = offsets;
    let at = start + head.length;
    if (at > end) return false;
    for (let index = 0; index < head.length; index++) if (bytes[start + index] !== head[index]) return false;
    for (let index = 0; index < fields.length; index++) {
      const text = this.#texts[index] ?? NOTHING;
      const marks = this.#marks[index] ?? 0;
      const field = fields[index] ?? -1;
      const from = at;
      if ((marks & OPTIONAL) !== 0 && bytes[at] !== BRACE) {
        // With it goes the blank that would follow it.
        const skipped = text[0] === BLANK ? 1 : 0;
        if (!isAt(bytes, at - skipped, end, text, skipped)) return false;
        at += text.length - skipped;
        continue;
      }
      const length = text.length;
      if (length === 0) {
        while (at < end && ((marks & WORD) === 0 || bytes[at] !== BLANK)) at++;
      } else {
        const firstByte = text[0] ?? 0;
        const last = end - length;
        for (; at <= last; at++) {
          const byte = bytes[at];
          if (byte === firstByte) {
            if (length > 1 && !isAt(bytes, at, end, text, 1)) continue;
            if ((marks & LIST) === 0 || !isInList(bytes, at)) break;
          } else if (byte === BACKSLASH && (marks & QUOTED) !== 0) at++;
        }
        if (at > last) return false;
      }
      if (field >= 0) {
        starts[field] = from;
        ends[field] = at;
      }
      if ((marks & REST) !== 0) return true;
      at += length;
    }
    return at === end;
  }
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
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const BRACE = 123;
