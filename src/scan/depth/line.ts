/**
 * Everything the depth asks goes through here, so that it ends when the server does not want to be asked any more.
 *
 * @module
 */
import { pause } from '../../core/pause.ts';
import type { AnswerReaderOptions } from '../answer-reader.ts';
import type { Asked, Asker } from '../asker.ts';
import type { Question } from '../hellos.ts';

export class Line {
  readonly #asker: Asker;
  #lost = 0;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /** Everything the scan has asked this address, versions included. */
  get all(): readonly Asked[] {
    return this.#asker.all;
  }

  /**
   * A dropped connection is tried once more, later.
   *
   * @returns `undefined` once the server has dropped {@link MOST_LOST} questions twice: it is let alone then
   */
  async ask(
    question: Question,
    options: Pick<AnswerReaderOptions, 'readUpTo'>,
    urgency: number,
  ): Promise<Asked | undefined> {
    for (const isLast of [false, true]) {
      if (this.#isOver()) return undefined;
      const asked = await this.#asker.ask(question, options, urgency);
      if (asked.judgement.kind !== 'dropped') return asked;
      if (isLast) this.#lost++;
      else await pause(BACK_OFF_MS, this.#asker.signal);
    }
    return undefined;
  }

  #isOver(): boolean {
    return this.#lost >= MOST_LOST || this.#asker.signal.aborted;
  }
}

const BACK_OFF_MS = 800;
const MOST_LOST = 2;
