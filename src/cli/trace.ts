import { type TracedConnection, traceText } from '../report/trace-text.ts';
import { isColoured, widthOf } from './terminal.ts';

/** Prints one connection, explained, where it does not mix with the result. */
export function traceToStderr(connection: TracedConnection): void {
  const style = { colour: isColoured(process.stderr), width: widthOf(process.stderr) };
  process.stderr.write(`${traceText(connection, style)}\n`);
}
