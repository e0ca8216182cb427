/**
 * What is done when a service says "later": nobody asks it for a while, longer each time, and a few times only.
 *
 * @module
 */
import { pause } from '../core/pause.ts';

export class BackOff {
  readonly #now: () => number;
  #heldUntil = 0;
  #waits = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The service said "later" just now. @returns whether it is worth asking again, after {@link BackOff.hold} */
  later(): boolean {
    const now = this.#now();
    // Connections side by side hear the same "later": it counts once.
    if (now < this.#heldUntil) return true;
    const waitMs = WAITS_MS[this.#waits];
    if (waitMs === undefined) return false;
    this.#waits++;
    this.#heldUntil = now + waitMs;
    return true;
  }

  /** How long nobody is to ask, in ms; 0 if anybody may. */
  get heldMs(): number {
    return Math.max(0, this.#heldUntil - this.#now());
  }

  async hold(signal: AbortSignal): Promise<void> {
    const { heldMs } = this;
    if (heldMs > 0) await pause(heldMs, signal);
  }
}

const WAITS_MS: readonly number[] = [1000, 3000, 9000];
