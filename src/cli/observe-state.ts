/**
 * The state of `--resume`: how far the sources were read, and what was rolled up until there.
 *
 * @module
 */
import { failure } from '../core/errors.ts';
import type { Floor } from '../facts/server-facts.ts';
import { type FollowState, readFollowState, writeFollowState } from '../observe/follow/state-file.ts';
import type { Marks } from '../observe/follow-sources.ts';
import { RollUp, type RollUpState } from '../observe/usage/roll-up.ts';
import { CommandFailure } from './command-failure.ts';

/** What of a run bears on its state. */
export type StateOptions = {
  /** Path of the state; `undefined`: none is kept. */
  readonly resume: string | undefined;
  readonly floor: Floor;
  /** Milliseconds since 1970. */
  readonly since: number | null;
  readonly until: number | null;
  readonly form: string;
};

type ObserveState = FollowState & { readonly options: string; readonly done: string[]; readonly rollUp: RollUpState };

export type Resumed = { readonly marks: Marks; readonly rollUp: RollUp };

/** @throws CommandFailure if the file is something else, or is of a run with other options */
export async function openState(run: StateOptions): Promise<Resumed> {
  const read = run.resume === undefined ? undefined : await readFollowState(run.resume);
  if (read?.ok === false) throw new CommandFailure(read.error);
  const state = read?.value;
  if (state === undefined) return { marks: { files: {}, done: [] }, rollUp: new RollUp(run.floor) };
  if (!isObserveState(state))
    throw new CommandFailure(failure('journal-foreign', `${run.resume} is of another command`));
  if (state.options !== optionsOf(run)) {
    throw new CommandFailure(failure('journal-options', `${run.resume} is of a run with another floor or other times`));
  }
  return { marks: { files: { ...state.files }, done: [...state.done] }, rollUp: RollUp.restore(state.rollUp) };
}

/** Writes the state at most every few seconds, and at the end; a no-op without `--resume`. */
export class StateSaver {
  readonly #run: StateOptions;
  readonly #resumed: Resumed;
  #savedAt = performance.now();
  #saving: Promise<void> = Promise.resolve();

  constructor(run: StateOptions, resumed: Resumed) {
    this.#run = run;
    this.#resumed = resumed;
  }

  async saveSometimes(): Promise<void> {
    if (performance.now() - this.#savedAt > SAVE_MS) await this.save();
  }

  /** One after another, as they share a file. */
  save(): Promise<void> {
    this.#savedAt = performance.now();
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    const { resume } = this.#run;
    if (resume === undefined) return;
    const { marks, rollUp } = this.#resumed;
    const state: ObserveState = {
      schemaVersion: 1,
      kind: 'tlsfloor-follow',
      files: { ...marks.files },
      outputBytes: null,
      options: optionsOf(this.#run),
      done: [...marks.done],
      rollUp: rollUp.state(),
    };
    const written = await writeFollowState(resume, state);
    if (!written.ok) throw new CommandFailure(written.error);
  }
}

/** What was counted under one set of these does not fit to what is counted under another. */
function optionsOf({ floor, since, until, form }: StateOptions): string {
  return JSON.stringify({ floor, since, until, isEvents: form === 'events' });
}

function isObserveState(state: FollowState): state is ObserveState {
  return 'rollUp' in state && 'done' in state && 'options' in state && Array.isArray(state.done);
}

const SAVE_MS = 2000;
