/**
 * Collects the ranges of an explanation: takes structures apart, and leaves as raw bytes what does not fit.
 *
 * @module
 */
import { decode, type FieldNote } from '../bytes.ts';
import { isGrease } from '../registry/grease.ts';
import type { ExplainedRange, ExplainIssue } from './explanation.ts';
import { extensionReader } from './extension-readers.ts';
import { describeField, type FieldContext, rawMeaning } from './fields.ts';
import type { BodyReader } from './message-readers.ts';
import { readNotes } from './notes.ts';
import type { Source } from './source.ts';

/** One structure to take apart. */
export type Structure = {
  readonly source: Source;
  /** Where it starts in the source. */
  readonly at: number;
  /** Its length by what stands before it; the source may end sooner. */
  readonly announced: number;
  readonly depth: number;
  readonly context: FieldContext;
};

export class Sheet {
  readonly #ranges: ExplainedRange[] = [];
  #issue: ExplainIssue | undefined;

  /** In the order of the bytes. */
  get ranges(): readonly ExplainedRange[] {
    return this.#ranges.sort((a, b) => a.offset - b.offset);
  }

  get issue(): ExplainIssue | undefined {
    return this.#issue;
  }

  /** Keeps the issue that stands first in the input; at one place the later report is the more exact one. */
  report(issue: ExplainIssue): void {
    if (!this.#issue || issue.offset <= this.#issue.offset) this.#issue = issue;
  }

  /** Takes a structure apart with a decoder; what the decoder cannot read becomes one raw range, with an issue. */
  read(structure: Structure, read: BodyReader): void {
    const { source, at, announced, depth, context } = structure;
    const available = Math.min(announced, source.bytes.length - at);
    const bytes = padded(source.bytes.subarray(at, at + available), announced);
    const windows = new Windows(depth);
    const { notes, issue, cut } = readNotes(bytes, available, read);
    let end = 0;
    for (const note of notes) {
      this.#noteOrExtension(structure, bytes, note, windows);
      end = note.offset + note.length;
    }
    if (cut?.field.startsWith('extension.') && !cut.isLength && cut.field !== 'extension.type' && cut.length > 0) {
      this.#extension(structure, bytes, cut, windows.depthAt(cut.offset));
      return;
    }
    const problem = issue ?? (cut && { code: 'truncated' as const, field: cut.field, offset: cut.offset });
    if (!problem) return;
    this.report({ ...problem, offset: source.offsetOf(at + problem.offset) });
    const remark = cut ? CUT_OFF : `${problem.code} at ${problem.field}`;
    this.raw(
      source,
      { at: at + end, length: available - end, depth: windows.depthAt(end), context },
      problem.field,
      remark,
    );
  }

  /** One field that is not read with a decoder, or a run of raw bytes. */
  note(structure: Omit<Structure, 'announced'>, note: FieldNote, remark?: string): void {
    const { source, at, depth, context } = structure;
    const whole = source.bytes.subarray(at + note.offset, at + note.offset + note.length);
    const described = describeField(note, whole, context);
    const { path, reference } = described;
    source.pieces(at + note.offset, note.length).forEach(({ offset, bytes }, i) => {
      const meaning = i === 0 ? described.meaning : 'continued behind the record header';
      const odd = i === 0 ? (remark ?? described.remark) : undefined;
      this.#ranges.push({ offset, bytes, path, meaning, reference, depth, continues: i > 0, remark: odd });
    });
  }

  /** Bytes that stay as they are. */
  raw(
    source: Source,
    run: { at: number; length: number; depth: number; context: FieldContext },
    field: string,
    remark: string | undefined,
  ): void {
    if (run.length === 0) return;
    const described = describeField({ field, offset: 0, length: run.length }, EMPTY, run.context);
    source.pieces(run.at, run.length).forEach(({ offset, bytes }, i) => {
      this.#ranges.push({
        offset,
        bytes,
        path: described.path,
        meaning: i === 0 ? rawMeaning(run.length) : 'continued behind the record header',
        reference: described.reference,
        depth: run.depth,
        continues: i > 0,
        remark: i === 0 ? remark : undefined,
      });
    });
  }

  #noteOrExtension(structure: Structure, bytes: Uint8Array, note: FieldNote, windows: Windows): void {
    const depth = windows.depthAt(note.offset);
    const isExtension = note.field.startsWith('extension.') && note.field !== 'extension.type';
    if (isExtension && !note.isLength) {
      if (note.length > 0) this.#extension(structure, bytes, note, depth);
      return;
    }
    // The length of an extension belongs under its type, as its contents do.
    const inner = { ...structure, depth: isExtension ? depth + 1 : depth };
    const remark = isExtension && note.value === 0 ? emptyRemark(note, structure.context) : undefined;
    if (note.length > 0) this.note(inner, note, remark);
    windows.enter(note);
  }

  /** The contents of an extension, by its own reader if it has one and fits. */
  #extension(structure: Structure, body: Uint8Array, note: FieldNote, depth: number): void {
    const { source, at, context } = structure;
    const available = Math.min(note.length, source.bytes.length - at - note.offset);
    const type = Number(note.field.slice('extension.'.length));
    const reader = context.home && extensionReader(type, context.home);
    const contents = body.subarray(note.offset, note.offset + note.length);
    const found =
      reader && readNotes(contents, available, (b, onNote) => decode(b, note.field, reader, onNote ? { onNote } : {}));
    const start = { source, at: at + note.offset, context };
    if (found && !found.issue) {
      const windows = new Windows(depth);
      for (const inner of found.notes) {
        if (inner.length > 0) this.note({ ...start, depth: windows.depthAt(inner.offset) }, inner);
        windows.enter(inner);
      }
    }
    const last = found?.issue ? undefined : found?.notes.at(-1);
    const end = last ? last.offset + last.length : 0;
    const field = found?.cut?.field ?? note.field;
    if (available < note.length) {
      this.report({ code: 'truncated', field, offset: source.offsetOf(start.at + (found?.cut?.offset ?? 0)) });
    }
    const why = found?.issue ? `does not parse: ${found.issue.code} at ${found.issue.field}` : noReader(type);
    const remark = available < note.length ? CUT_OFF : why;
    this.raw(source, { at: start.at + end, length: available - end, depth, context }, field, remark);
  }
}

/** How deep a note stands: a length prefix opens a window, and its end closes it. */
class Windows {
  readonly #base: number;
  readonly #ends: number[] = [];

  constructor(base: number) {
    this.#base = base;
  }

  depthAt(offset: number): number {
    while (this.#ends.length > 0 && (this.#ends.at(-1) ?? 0) <= offset) this.#ends.pop();
    return this.#base + this.#ends.length;
  }

  enter(note: FieldNote): void {
    const end = note.offset + note.length;
    if (note.isLength) this.#ends.push(end + (note.value ?? 0));
    else if (note.field === 'ssl2.record_header') this.#ends.push(end + ((note.value ?? 0) & 0x7fff));
  }
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) return bytes;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

function noReader(type: number): string {
  return isGrease(type) ? 'GREASE: to be ignored' : 'contents not known here';
}

/** Empty contents of an extension that must not be empty. */
function emptyRemark(note: FieldNote, { home }: FieldContext): string | undefined {
  const type = Number(note.field.slice('extension.'.length));
  const reader = home && extensionReader(type, home);
  const result = reader && decode(EMPTY, note.field, reader);
  return result && !result.ok ? `does not parse: ${result.error.code} at ${result.error.field}` : undefined;
}

const EMPTY = new Uint8Array();
const CUT_OFF = 'the input ends inside it';
