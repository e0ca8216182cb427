import { safeText } from '../core/safe-text.ts';
import type { SourceProgress } from '../observe/input/source.ts';
import { formatCount } from '../report/totals.ts';
import { widthOf } from './terminal.ts';

/** One line that says how far reading is and overwrites itself; silent unless standard error is a terminal outside CI. */
export class ReadProgress {
  readonly #isShown = process.stderr.isTTY === true && !process.env['CI'];
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #startedAt = performance.now();
  #name = '';
  #progress: Readonly<SourceProgress> | undefined;
  #before = 0;
  handshakes = 0;

  constructor() {
    if (this.#isShown) this.#timer = setInterval(() => this.#show(), REFRESH_MS).unref();
  }

  open(name: string, progress: Readonly<SourceProgress>): void {
    this.#before += this.#progress?.read ?? 0;
    this.#name = name;
    this.#progress = progress;
  }

  /** Makes room for another line on standard error. */
  clear(): void {
    if (this.#isShown) process.stderr.write(CLEAR);
  }

  end(): void {
    clearInterval(this.#timer);
    this.clear();
  }

  #show(): void {
    const { read = 0, size = null } = this.#progress ?? {};
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = (this.#before + read) / 1e6 / Math.max(seconds, 0.1);
    const share = size === null || size === 0 ? '' : ` ${Math.floor((read / size) * 100)} %`;
    const parts = [
      `${safeText(this.#name)}${share}`,
      `${formatCount(this.handshakes)} handshakes`,
      `${rate.toFixed(0)} MB/s`,
    ];
    process.stderr.write(CLEAR + parts.join(' · ').slice(0, widthOf(process.stderr) - 1));
  }
}

const CLEAR = '\r\u001b[2K';
const REFRESH_MS = 200;
