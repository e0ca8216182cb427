import { progressText } from '../report/progress.ts';
import { widthOf } from './terminal.ts';

/** One line of progress that overwrites itself; silent unless standard error is a terminal outside CI. */
export class ProgressLine {
  readonly isShown: boolean = process.stderr.isTTY === true && !process.env['CI'];
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  total: number | undefined;
  #done = 0;
  #resumed = 0;
  #errors = 0;

  constructor() {
    // By the clock and not by results: a line that stands still looks like a program that does.
    if (this.isShown) this.#timer = setInterval(() => this.#show(), REFRESH_MS).unref();
  }

  /** Targets that an earlier run has dealt with. */
  set resumed(count: number) {
    this.#resumed = count;
  }

  add(isError: boolean): void {
    this.#done++;
    if (isError) this.#errors++;
  }

  /** A target that needs no scan: in the list, and done. */
  skip(): void {
    this.#done++;
  }

  clear(): void {
    if (this.isShown) process.stderr.write(CLEAR);
  }

  end(): void {
    clearInterval(this.#timer);
    this.clear();
  }

  #show(): void {
    const progress = {
      done: this.#done,
      resumed: Math.min(this.#resumed, this.#done),
      total: this.total,
      errors: this.#errors,
      elapsedMs: performance.now() - this.#startedAt,
    };
    process.stderr.write(CLEAR + progressText(progress, widthOf(process.stderr) - 1));
  }
}

const CLEAR = '\r\u001b[2K';
const REFRESH_MS = 200;
