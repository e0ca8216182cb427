/**
 * One connection for three things: the extras of a handshake, every intolerance, and CCS injection.
 *
 * A hello that asks for the extras is made as odd as a hello may be. A server that answers it tolerates all of that, and
 * the half-done handshake then serves for the early ChangeCipherSpec.
 *
 * @module
 */
import { type AttackFact, INTOLERANCES, type IntoleranceName } from '../../facts/attack-facts.ts';
import { type Asker, SOON } from '../asker.ts';
import type { Question } from '../hellos.ts';
import { oddHello } from '../odd-hellos.ts';
import { injectCcs } from './ccs-injection.ts';
import { type Opened, openHandshake } from './opening.ts';

/** What the connection has shown beside the answer to the question. */
export type OddResult = {
  readonly taken: readonly IntoleranceName[];
  readonly ccsInjection: AttackFact | undefined;
};

export class OddOpening {
  readonly #asker: Asker;
  #result: OddResult = NOTHING_SHOWN;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  get result(): OddResult {
    return this.#result;
  }

  /**
   * Old OpenSSL takes no hello over 16 KiB, so the second try leaves that out.
   *
   * @returns `undefined` if the server answered no such hello: then an ordinary one must be sent
   */
  async ask(question: Question): Promise<Opened | undefined> {
    for (const names of [INTOLERANCES, INTOLERANCES.filter((name) => name !== 'huge-hello')]) {
      const opened = this.#asker.endsFlights ? await this.#tryOnce(question, names) : undefined;
      if (opened || this.#asker.signal.aborted) return opened;
    }
    return undefined;
  }

  #tryOnce(question: Question, names: readonly IntoleranceName[]): Promise<Opened | undefined> {
    return this.#asker.converse(
      question,
      async (conversation) => {
        const odd = (hello: Uint8Array): Uint8Array => oddHello(hello, names);
        const opened = await openHandshake(this.#asker, conversation, question, odd);
        if (!opened.ok || opened.value.version !== question.version) return undefined;
        this.#result = { taken: names, ccsInjection: await injectCcs(conversation, opened.value) };
        return opened.value;
      },
      SOON,
    );
  }
}

const NOTHING_SHOWN: OddResult = { taken: [], ccsInjection: undefined };
