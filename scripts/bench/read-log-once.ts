/**
 * Reads one log to its end, as a process of its own that can be measured: `read-log-once.ts FILE`.
 *
 * Prints the number of lines, of handshakes, and of those below TLS 1.2.
 *
 * @module
 */
import { openSource } from '../../src/observe/input/source.ts';
import { readLog } from '../../src/observe/logs/read-log.ts';

const [path = ''] = process.argv.slice(2);
const source = await openSource(path);
if (!source.ok) throw new Error(source.error.message);
let old = 0;
const settings = { file: path, now: Date.now() };
const reading = await readLog(
  source.value.chunks,
  settings,
  ({ event, count }) => {
    if (event !== null) old += count;
  },
  new AbortController().signal,
);
const { records, events } = reading.coverage;
process.stdout.write(`${JSON.stringify({ format: reading.format?.name, records, events, old })}\n`);
