/**
 * Reads a log as its bytes come in: finds out what it is, takes its lines apart, and keeps count of what it could not
 * read.
 *
 * @module
 */
import { safeText } from '../../core/safe-text.ts';
import type { SourceCoverage } from '../../facts/usage-facts.ts';
import type { UsageRow, UsageSink } from '../usage-row.ts';
import { detectFormat, type FormatChoice, havePrefix } from './detect.ts';
import { FormatReader, type FormatState } from './format-reader.ts';
import { LOG_FORMATS } from './formats.ts';
import { INFERRED } from './infer-layout.ts';
import { JsonCutter } from './json-cutter.ts';
import type { LayoutPart } from './layout.ts';
import { LineCutter } from './lines.ts';
import type { LogFormat } from './log-format.ts';
import { RowMaker, type RowSettings } from './row-maker.ts';
import { TextDecoding, type TextForm } from './text-decoding.ts';

export type LogSettings = {
  /** As the events name their source. */
  readonly file: string;
  /** Milliseconds since 1970, for dates without a year; best the time at which the file was last written. */
  readonly now: number;
  /** What the log is; found out from its first lines if not told. */
  readonly format?: LogFormat | undefined;
  /** Handshakes below it come as whole events; TLS 1.2 if not told. */
  readonly floor?: RowSettings['floor'];
  /** Every handshake comes as a whole event. */
  readonly isEveryEvent?: boolean;
  /** Of times without a zone; UTC if not told. */
  readonly utcOffsetMinutes?: number;
  /** Longer lines are passed over; 1 MiB if not told. */
  readonly maxLineBytes?: number;
  /** Goes on where another reader of the same file left off. */
  readonly resume?: LogState;
};

/** Where a reader is, as plain data: enough to go on from byte `offset` of the file as if nothing had been in between. */
export type LogState = {
  readonly offset: number;
  readonly lines: number;
  /** The name of the format, and its layouts where they were worked out from the lines. */
  readonly format: string;
  readonly layouts: readonly (readonly LayoutPart[])[] | null;
  readonly hasPrefix: boolean;
  readonly encoding: TextForm;
  readonly reader: FormatState;
};

export type LogReading = {
  readonly coverage: SourceCoverage;
  /** `null`: no format fits. */
  readonly format: LogFormat | null;
  /** Why this format was taken. */
  readonly why: string;
};

export class LogReader {
  readonly #settings: LogSettings;
  readonly #sink: UsageSink;
  readonly #decoding: TextDecoding;
  readonly #skipped = new Map<string, number>();
  readonly #samples: string[] = [];
  #head: Buffer[] = [];
  #headBytes = 0;
  /** Where it is looked again what the log is, and given up at the last. */
  #lookAgainAt = HEAD_BYTES;
  #isForeign = false;
  #choice: FormatChoice | undefined;
  #reader: FormatReader | undefined;
  #cutter: LineCutter | JsonCutter | undefined;
  #bytes = 0;
  #startOffset = 0;
  #lines = 0;
  #events = 0;
  #withoutVersion = 0;
  #from = Number.NaN;
  #to = Number.NaN;
  #last = Number.NaN;

  constructor(settings: LogSettings, sink: UsageSink) {
    this.#settings = settings;
    this.#sink = sink;
    const { resume } = settings;
    const format = resume === undefined ? undefined : formatOfState(resume, settings.format);
    this.#decoding = new TextDecoding(resume?.encoding ?? 'unknown');
    if (resume === undefined) return;
    this.#startOffset = resume.offset;
    this.#lines = resume.lines;
    // A format that nobody gives any more is looked for anew.
    if (format === undefined) return;
    this.#start({ format, hasPrefix: resume.hasPrefix, why: 'it was before' }, false);
    this.#reader?.restore(resume.reader);
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    const bytes = this.#decoding.decode(chunk);
    if (this.#cutter !== undefined) {
      this.#cutter.push(bytes);
      return;
    }
    if (this.#isForeign) return;
    this.#head.push(Buffer.from(bytes));
    this.#headBytes += bytes.length;
    if (this.#headBytes < this.#lookAgainAt) return;
    this.decide();
    this.#lookAgainAt *= 2;
    if (this.#cutter === undefined && this.#headBytes >= MOST_HEAD_BYTES) this.#giveUp();
  }

  /** Chooses the format by what has come so far, as when nothing more comes for a while. */
  decide(): void {
    if (this.#cutter !== undefined || this.#headBytes === 0) return;
    const head = Buffer.concat(this.#head);
    const isJson = isJsonDocument(head);
    const choice = this.#chosen(head, isJson);
    if (choice === undefined) return;
    this.#head = [];
    this.#start(choice, isJson).push(head);
  }

  /** Nothing more comes: the last line counts, even if its end is missing. */
  end(): LogReading {
    this.decide();
    this.#cutter?.end();
    this.#reader?.end();
    return this.reading();
  }

  reading(): LogReading {
    const choice = this.#choice;
    const { file, format } = this.#settings;
    const isBare = this.#events === 0 && this.#withoutVersion > 0;
    const isSilent = this.#events === 0 && choice?.format.form.kind === 'messages';
    return {
      format: choice?.format ?? null,
      why: choice?.why ?? 'no format that is known fits its first lines',
      coverage: {
        file,
        format: choice?.format.name ?? format?.name ?? 'unknown',
        bytes: this.#bytes,
        records: this.#lines,
        events: this.#events,
        from: Number.isNaN(this.#from) ? null : this.#from,
        to: Number.isNaN(this.#to) ? null : this.#to,
        skipped: Object.fromEntries(this.#skipped),
        samples: this.#samples,
        hint: isBare || isSilent ? (choice?.format.hint ?? null) : null,
      },
    };
  }

  /** `undefined`: the log cannot be gone on with from here, as nobody knows yet what it is, or it is one document. */
  state(): LogState | undefined {
    const choice = this.#choice;
    const reader = this.#reader;
    if (choice === undefined || reader === undefined || !(this.#cutter instanceof LineCutter)) return undefined;
    return {
      offset: this.#startOffset + this.#decoding.sourceBytes(this.#cutter.consumed),
      lines: this.#lines,
      format: choice.format.name,
      layouts:
        choice.format.name === INFERRED.name && choice.format.form.kind === 'layout'
          ? choice.format.form.layouts
          : null,
      hasPrefix: choice.hasPrefix,
      encoding: this.#decoding.form,
      reader: reader.state(),
    };
  }

  #chosen(head: Buffer, isJson: boolean): FormatChoice | undefined {
    const { format } = this.#settings;
    const lines = isJson ? firstRecords(head) : firstLines(head);
    if (format === undefined) return detectFormat(lines, LOG_FORMATS, this.#rowSettings());
    const filled = lines.filter((line) => line.length > 0);
    return { format, hasPrefix: format.form.kind !== 'messages' && havePrefix(filled), why: 'it was asked for' };
  }

  #start(choice: FormatChoice, isJson: boolean): LineCutter | JsonCutter {
    this.#choice = choice;
    const rows = new RowMaker(choice.format, this.#rowSettings(), (row) => this.#give(row));
    const reader = new FormatReader(choice.format, rows, choice.hasPrefix, () => this.#skip('dropped-connection'));
    this.#reader = reader;
    const onLine = (bytes: Buffer, start: number, end: number): void => {
      this.#lines++;
      if (end <= start) return;
      const outcome = reader.read(bytes, start, end, this.#lines);
      if (outcome === 'row' || outcome === 'remark') return;
      if (outcome === 'no-version') this.#withoutVersion++;
      this.#skip(outcome === 'other' ? 'unparsed-line' : outcome);
      if (outcome === 'other' || outcome === 'unread-version' || outcome === 'bad-time') {
        this.#keepSample(bytes, start, end);
      }
    };
    const onTooLong = (): void => {
      this.#lines++;
      this.#skip('long-line');
    };
    const maxBytes = this.#settings.maxLineBytes ?? LINE_BYTES;
    const Cutter = isJson ? JsonCutter : LineCutter;
    const cutter = new Cutter(maxBytes, onLine, onTooLong);
    this.#cutter = cutter;
    return cutter;
  }

  #give(row: Readonly<UsageRow>): void {
    this.#events += row.count;
    const { time } = row;
    if (time < this.#from || Number.isNaN(this.#from)) this.#from = time;
    if (time > this.#to || Number.isNaN(this.#to)) this.#to = time;
    if (Math.abs(time - this.#last) > CLOCK_JUMP_MS && time < this.#last) this.#skip('clock-jump');
    this.#last = time;
    this.#sink(row);
  }

  /** A megabyte without a line that anybody knows: more of it would only fill the memory. */
  #giveUp(): void {
    this.#isForeign = true;
    this.#head = [];
    this.#headBytes = 0;
  }

  #skip(code: string): void {
    this.#skipped.set(code, (this.#skipped.get(code) ?? 0) + 1);
  }

  #keepSample(bytes: Buffer, start: number, end: number): void {
    if (this.#samples.length >= MOST_SAMPLES) return;
    this.#samples.push(safeText(bytes.toString('utf8', start, Math.min(end, start + SAMPLE_BYTES))));
  }

  #rowSettings(): RowSettings {
    const { file, now, utcOffsetMinutes = 0, floor = 'TLSv1.2', isEveryEvent = false } = this.#settings;
    return { file, now, utcOffsetMinutes, floor, isEveryEvent };
  }
}

/** The format that an earlier reader read; `undefined` if nobody gives it any more. */
function formatOfState({ format, layouts }: LogState, given: LogFormat | undefined): LogFormat | undefined {
  if (layouts !== null) return { ...INFERRED, form: { kind: 'layout', layouts } };
  return given?.name === format ? given : LOG_FORMATS.find(({ name }) => name === format);
}

/** Whether the log is one document of JSON, or several of them over many lines, and not a line each. */
function isJsonDocument(head: Buffer): boolean {
  const text = head.toString('latin1', 0, 2048).trimStart();
  if (text.startsWith('[')) return /^\[\s*(?:\{|\])/.test(text);
  if (!text.startsWith('{')) return false;
  return /^\{\s*"(?:Records|records|value|entries)"\s*:\s*\[/.test(text) || /^\{\s*\n/.test(text);
}

function firstLines(head: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  const cutter = new LineCutter(
    LINE_BYTES,
    (bytes, start, end) => void (lines.length < HEAD_LINES && lines.push(Buffer.from(bytes.subarray(start, end)))),
    () => undefined,
  );
  cutter.push(head);
  if (lines.length === 0) cutter.end();
  return lines;
}

function firstRecords(head: Buffer): readonly Buffer[] {
  const records: Buffer[] = [];
  const cutter = new JsonCutter(
    LINE_BYTES,
    (bytes, start, end) => void (records.length < HEAD_LINES && records.push(Buffer.from(bytes.subarray(start, end)))),
    () => undefined,
  );
  cutter.push(head);
  return records;
}

const HEAD_BYTES = 131_072;
const MOST_HEAD_BYTES = 2 ** 20;
const HEAD_LINES = 200;
const LINE_BYTES = 1_048_576;
const MOST_SAMPLES = 5;
const SAMPLE_BYTES = 300;
const CLOCK_JUMP_MS = 3_600_000;
