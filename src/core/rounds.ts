/**
 * Runs tasks in rounds: at most `limit` at once, and the next round begins when all of the last one are over.
 *
 * What a round brings decides the next one, so the number of round trips does not hang on who was a little faster.
 */
export class Rounds {
  readonly #limit: number;
  #waiting: { readonly urgency: number; readonly start: () => Promise<unknown> }[] = [];
  #isUnderWay = false;

  /** @param limit 1 or more */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param urgency the highest goes first; of equals, who came first */
  run<T>(task: () => Promise<T>, urgency: number): Promise<T> {
    const { promise, resolve, reject } = deferred<T>();
    this.#waiting.push({ urgency, start: () => task().then(resolve, reject) });
    if (!this.#isUnderWay) {
      this.#isUnderWay = true;
      setImmediate(() => void this.#goOn());
    }
    return promise;
  }

  async #goOn(): Promise<void> {
    while (this.#waiting.length > 0) {
      const line = this.#waiting.toSorted((a, b) => b.urgency - a.urgency);
      this.#waiting = line.slice(this.#limit);
      await Promise.all(line.slice(0, this.#limit).map(({ start }) => start()));
      // Whoever waited for an answer asks the next question in this turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isUnderWay = false;
  }
}

function deferred<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
