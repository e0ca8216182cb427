/** Waits, or returns early when the signal fires. @param ms 0 or more */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/**
 * Runs a task under a signal that fires with the parent's, or with the reason `'deadline'` after `ms`.
 *
 * Not `AbortSignal.any`: on Node.js 20 a parent that lives long keeps what hangs on it.
 */
export async function withDeadline<T>(
  ms: number,
  parent: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(parent.reason);
  const timer = setTimeout(() => controller.abort('deadline'), ms);
  parent.addEventListener('abort', onAbort, { once: true });
  if (parent.aborted) onAbort();
  try {
    return await task(controller.signal);
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', onAbort);
  }
}

/** Hands out one turn every `1000 / perSecond` ms, to any number of callers, in the order they ask. */
export class Pacer {
  readonly #intervalMs: number;
  readonly #now: () => number;
  readonly #waiting = new Set<() => void>();
  #nextAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param perSecond turns a second, over 0; `Infinity` never waits */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#intervalMs = 1000 / perSecond;
    this.#now = now;
  }

  /** Resolves with the caller's turn, or when the signal fires: then the place in the queue is given up. */
  turn(signal: AbortSignal): Promise<void> {
    if (this.#intervalMs === 0 || signal.aborted) return Promise.resolve();
    const now = this.#now();
    if (this.#waiting.size === 0 && now >= this.#nextAt) {
      this.#nextAt = now + this.#intervalMs;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#waiting.delete(go);
        resolve();
      };
      const go = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(go);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#timer || this.#waiting.size === 0) return;
    const wait = Math.max(0, this.#nextAt - this.#now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const [next] = this.#waiting;
      if (next) {
        this.#waiting.delete(next);
        this.#nextAt = Math.max(this.#now(), this.#nextAt) + this.#intervalMs;
        next();
      }
      this.#schedule();
    }, wait);
  }
}
