/**
 * Everything the depth asks goes through here, so that it ends when the server does not want to be asked any more.
 *
 * @module
 */
import { pause } from '../../core/pause.ts';
import type { AnswerReaderOptions } from '../answer-reader.ts';
import { type Asked, type Asker, isAnswer } from '../asker.ts';
import type { Question } from '../hellos.ts';

/** An answer, that the server hung up as its way to say no, or nothing that tells. */
export type LineAnswer = Asked | 'hung-up' | undefined;

export class Line {
  readonly #asker: Pick<Asker, 'ask' | 'all' | 'signal'>;
  #lost = 0;
  #hangsUp = false;
  #tookItLater = false;

  constructor(asker: Pick<Asker, 'ask' | 'all' | 'signal'>) {
    this.#asker = asker;
  }

  /** Everything the scan has asked this address, versions included. */
  get all(): readonly Asked[] {
    return this.#asker.all;
  }

  /** Whether hang-ups were read as a no, by a server that hangs up on what it takes at other times too. */
  get isDoubtful(): boolean {
    return this.#hangsUp && this.#dropsAtRandom();
  }

  /**
   * A dropped connection is tried once more, later. Some servers hang up where others send an alert (Dovecot, slapd): a
   * hang-up counts as a no when an ordinary hello is taken right behind it, as in settling versions. Not from
   * a server that drops connections whatever they ask.
   *
   * @returns `undefined` once the server has dropped {@link MOST_LOST} questions: it is let alone then
   */
  async ask(question: Question, options: Pick<AnswerReaderOptions, 'readUpTo'>, urgency: number): Promise<LineAnswer> {
    let wasDropped = false;
    for (const isLast of [this.#hangsUp, true]) {
      if (this.#isOver()) return undefined;
      const asked = await this.#asker.ask(question, options, urgency);
      if (asked.judgement.kind !== 'dropped') {
        this.#tookItLater ||= wasDropped && isAnswer(asked.judgement);
        return asked;
      }
      if (isLast && isHangUp(asked) && (await this.#isServed(question, urgency)) && !this.#dropsAtRandom()) {
        this.#hangsUp = true;
        return 'hung-up';
      }
      if (isLast) break;
      wasDropped = true;
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

  /** The same question dropped and answered, or an ordinary hello dropped in a version that is spoken. */
  #dropsAtRandom(): boolean {
    if (this.#tookItLater) return true;
    const ordinary = this.#asker.all.filter(({ question }) => isOrdinary(question));
    return ordinary.some(
      ({ question: { version, sni }, judgement }) =>
        judgement.kind === 'dropped' &&
        ordinary.some(
          ({ question: other, judgement: one }) =>
            other.version === version && other.sni === sni && one.kind === 'accepted' && one.version === version,
        ),
    );
  }

  #isOver(): boolean {
    return this.#lost >= MOST_LOST || this.#asker.signal.aborted;
  }
}

function isHangUp({ judgement }: Asked): boolean {
  return judgement.kind === 'dropped' && (judgement.reason === 'closed' || judgement.reason === 'reset');
}

function isOrdinary({ shape, fallbackScsv, offer }: Question): boolean {
  return shape === 'full' && !fallbackScsv && Object.keys(offer ?? {}).length === 0;
}

const BACK_OFF_MS = 800;
const MOST_LOST = 2;
