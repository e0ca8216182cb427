/**
 * Lines that are rows of a table: separated by tabs, blanks or commas, with a line that names the columns.
 *
 * @module
 */
import { FIELD_INDEX, type FieldOffsets, LOG_FIELDS, type LogField, PLAIN_FIELDS } from './log-fields.ts';

/** Which columns the fields are in, by name; of several the first that the header has. */
export type TableColumns = { readonly [field in LogField]?: readonly string[] };

export type TableForm = {
  readonly separator: 'tab' | 'blank' | 'comma';
  /**
   * How the line with the names begins; `null`: it is the first line, and there is no other. A line that begins with `#`
   * is a remark.
   */
  readonly header: string | null;
  /** What is between the names, if it is not what is between the values. */
  readonly headerSeparator?: 'blank';
};

export type TableLine = 'row' | 'remark' | 'header' | 'no-header' | 'cut';

/** Takes rows apart. The header can come again, with other columns: programs write one at each start. */
export class TableMatcher {
  readonly #form: TableForm;
  readonly #columns: TableColumns;
  readonly #separator: number;
  /** For each column the index of its field, or -1, up to the last that is of use. */
  #fields: Int8Array | undefined;
  /** The same up to the last that a modern line is counted by. */
  #plainFields: Int8Array = new Int8Array(0);
  #header: string | null = null;

  constructor(form: TableForm, columns: TableColumns) {
    this.#form = form;
    this.#columns = columns;
    this.#separator = form.separator === 'tab' ? 9 : form.separator === 'comma' ? 44 : 32;
  }

  /** The line with the names that is in force; to be kept by who wants to go on in the middle of the file. */
  get header(): string | null {
    return this.#header;
  }

  /** A first line that names no version is no header: any text is a first line. */
  readHeader(line: string): void {
    const { header, headerSeparator, separator } = this.#form;
    const names = splitRow(header === null ? line : line.slice(header.length).trim(), headerSeparator ?? separator);
    const fields = new Int8Array(names.length).fill(-1);
    for (const field of LOG_FIELDS) {
      const name = this.#columns[field]?.find((wanted) => names.includes(wanted));
      if (name !== undefined) fields[names.indexOf(name)] = FIELD_INDEX[field];
    }
    if (header === null && !VERSION_FIELDS.some((field) => fields.includes(FIELD_INDEX[field]))) return;
    const last = fields.findLastIndex((field) => field >= 0);
    this.#fields = fields.subarray(0, last + 1);
    const lastPlain = fields.findLastIndex((field) => field >= 0 && PLAIN_FIELDS.has(LOG_FIELDS[field] ?? 'ja3'));
    this.#plainFields = fields.subarray(0, lastPlain + 1);
    this.#header = line;
  }

  match(bytes: Buffer, start: number, end: number, offsets: FieldOffsets): TableLine {
    const { header } = this.#form;
    if (header === null ? this.#fields === undefined : bytes[start] === HASH) {
      const line = bytes.toString('latin1', start, Math.min(end, start + LONGEST_HEADER));
      if (header !== null && !line.startsWith(header)) return 'remark';
      this.readHeader(line);
      return this.#fields === undefined ? 'no-header' : 'header';
    }
    const fields = this.#fields;
    if (fields === undefined) return 'no-header';
    if (this.#form.separator === 'comma') return this.#quoted(fields, bytes, start, end, offsets);
    return this.#run(fields, bytes, start, end, offsets);
  }

  /** The same for the fields that a modern line is counted by. `false` says nothing of the line. */
  matchShort(bytes: Buffer, start: number, end: number, offsets: FieldOffsets): boolean {
    const fields = this.#plainFields;
    if (this.#form.separator === 'comma' || fields.length === 0 || bytes[start] === HASH) return false;
    return this.#run(fields, bytes, start, end, offsets) === 'row';
  }

  #run(fields: Int8Array, bytes: Buffer, start: number, end: number, offsets: FieldOffsets): TableLine {
    const separator = this.#separator;
    const { starts, ends } = offsets;
    let at = start;
    for (let column = 0; column < fields.length; column++) {
      if (at > end) return 'cut';
      const from = at;
      while (at < end && bytes[at] !== separator) at++;
      const field = fields[column] ?? -1;
      if (field >= 0) {
        starts[field] = from;
        ends[field] = at;
      }
      at++;
    }
    return 'row';
  }

  /** RFC 4180, but a quoted value ends with its line. */
  #quoted(fields: Int8Array, bytes: Buffer, start: number, end: number, offsets: FieldOffsets): TableLine {
    let at = start;
    for (let column = 0; column < fields.length; column++) {
      if (at > end) return 'cut';
      const isQuoted = bytes[at] === QUOTE;
      const from = isQuoted ? at + 1 : at;
      at = from;
      if (isQuoted) {
        while (at < end && (bytes[at] !== QUOTE || bytes[at + 1] === QUOTE)) at += bytes[at] === QUOTE ? 2 : 1;
      }
      const to = isQuoted ? Math.min(at, end) : -1;
      while (at < end && bytes[at] !== this.#separator) at++;
      const field = fields[column] ?? -1;
      if (field >= 0) {
        offsets.starts[field] = from;
        offsets.ends[field] = isQuoted ? to : at;
      }
      at++;
    }
    return 'row';
  }
}

/** The values of a row, without quotes. */
function splitRow(line: string, separator: TableForm['separator']): string[] {
  if (separator === 'tab') return line.split('\t');
  if (separator === 'blank') return line.split(' ').filter((name) => name !== '');
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g), ([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
}

const VERSION_FIELDS: readonly LogField[] = ['version', 'offered'];
const HASH = 35;
const QUOTE = 34;
const LONGEST_HEADER = 16_384;
