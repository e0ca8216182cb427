/**
 * Reads one capture and prints how many handshakes are in it: what is measured of ours.
 *
 * @module
 */
import { readCapture } from '../../../src/observe/capture/read-capture.ts';
import { openSource } from '../../../src/observe/input/source.ts';

const file = process.argv[2] ?? '-';
const source = await openSource(file);
if (!source.ok) throw new Error(source.error.message);
let count = 0;
for await (const event of readCapture(source.value.chunks, { file })) if (event.ja3) count++;
process.stdout.write(`${count}\n`);
