/**
 * Collects what a decoder reads, also from bytes that break off in the middle.
 *
 * @module
 */
import type { DecodeIssue, FieldNote } from '../bytes.ts';
import type { BodyReader } from './message-readers.ts';

export type NotesRead = {
  /** What was read, in wire order, all of it inside the bytes that are there. */
  readonly notes: readonly FieldNote[];
  /** What the decoder objects to. */
  readonly issue: DecodeIssue | undefined;
  /** The field in which the bytes end. */
  readonly cut: FieldNote | undefined;
};

/**
 * Runs a decoder over `bytes`, of which only the first `available` are there; the rest are zeros that make up the
 * announced length, so that windows open and what stands before the cut is read.
 */
export function readNotes(bytes: Uint8Array, available: number, read: BodyReader): NotesRead {
  const notes: FieldNote[] = [];
  try {
    const result = read(bytes, (note) => {
      if (note.offset + note.length > available) throw new CutShort(note);
      notes.push(note);
    });
    return { notes, issue: result.ok ? undefined : result.error, cut: undefined };
  } catch (error) {
    if (error instanceof CutShort) return { notes, issue: undefined, cut: error.note };
    throw error;
  }
}

/** Thrown by the listener only, to leave a decoder where the bytes end; {@link readNotes} catches it. */
class CutShort extends Error {
  override readonly name = 'CutShort';
  readonly note: FieldNote;
  constructor(note: FieldNote) {
    super(`the bytes end in ${note.field}`);
    this.note = note;
  }
}
