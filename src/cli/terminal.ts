import { makePaint, type Paint } from '../report/paint.ts';

/** Whether a stream takes colour: NO_COLOR and FORCE_COLOR decide, else a terminal that is not dumb. */
export function isColoured(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment['NO_COLOR']) return false;
  if (environment['FORCE_COLOR'] && environment['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && environment['TERM'] !== 'dumb' && !environment['CI'];
}

export function paintFor(stream: NodeJS.WriteStream): Paint {
  return makePaint(isColoured(stream));
}

/** Columns of a terminal, 80 where there is none. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.columns ?? 80;
}

/** One line of progress that overwrites itself; silent unless standard error is a terminal outside CI. */
export class ProgressLine {
  readonly #isShown = process.stderr.isTTY === true && !process.env['CI'];

  show(text: string): void {
    if (this.#isShown) process.stderr.write(`\r\u001b[2K${text.slice(0, widthOf(process.stderr) - 1)}`);
  }

  clear(): void {
    if (this.#isShown) process.stderr.write('\r\u001b[2K');
  }
}
