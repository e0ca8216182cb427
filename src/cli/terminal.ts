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
