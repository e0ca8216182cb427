/**
 * Everything the depth asks goes through here, so that it ends when the server does not want to be asked any more.
 *
 * @module
 */
import { pause } from '../../core/pause.ts';
import type { AnswerReaderOptions } from '../answer-reader.ts';
import type { Asked, Asker } from '../asker.ts';
import type { Question } from '../hellos.ts';
import { dropsAtRandom, isHangUp } from './doubt.ts';

/** An answer, that the server hung up as its way to say no, or nothing that tells. */
export type LineAnswer = Asked | 'hung-up' | undefined;

export class Line {
  readonly #asker: Pick<Asker, 'ask' | 'all' | 'signal'>;
  #lost = 0;
  #hangsUp = false;

  constructor(asker: Pick<Asker, 'ask' | 'all' | 'signal'>) {
    this.#asker = asker;
  }

  /** Everything the scan has asked this address, versions included. */
  get all(): readonly Asked[] {
    return this.#asker.all;
  }

  /**
   * A dropped connection is tried once more, later. Some servers hang up where others send an alert (Dovecot, slapd): a
   * hang-up counts as a no when an ordinary hello is taken right behind it, as in settling versions. Not from
   * a server that drops connections whatever they ask.
   *
   * @returns `undefined` once the server has dropped {@link MOST_LOST} questions: it is let alone then
   */
  async ask(question: Question, options: Pick<AnswerReaderOptions, 'readUpTo'>, urgency: number): Promise<LineAnswer> {
    for (const isLast of [this.#hangsUp, true]) {
      if (this.#isOver()) return undefined;
      const asked = await this.#asker.ask(question, options, urgency);
      if (asked.judgement.kind !== 'dropped') return asked;
      if (isLast && isHangUp(asked) && (await this.#isServed(question, urgency)) && !dropsAtRandom(this.#asker.all)) {
        this.#hangsUp = true;
        return 'hung-up';
      }
      if (isLast) break;
      await pause(BACK_OFF_MS, this.#asker.signal);
    }
    this.#lost++;
    return undefined;
  }

  /** Whether the version is still spoken to a hello with the whole offer. */
  async #isServed({ version, sni }: Question, urgency: number): Promise<boolean> {
    const control: Question = { version, shape: 'full', sni, fallbackScsv: false, offer: {} };
    const { judgement } = await this.#asker.ask(control, {}, urgency);
    return judgement.kind === 'accepted' && judgement.version === version;
  }

  #isOver(): boolean {
    return this.#lost >= MOST_LOST || this.#asker.signal.aborted;
  }
}

const BACK_OFF_MS = 800;
const MOST_LOST = 2;
