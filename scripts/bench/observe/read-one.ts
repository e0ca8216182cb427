/**
 * Reads one capture, several times if wanted, and prints the CPU time of the last pass and how many handshakes are in it:
 * what is measured of ours.
 *
 * @module
 */
import { readCapture } from '../../../src/observe/capture/read-capture.ts';
import { openSource } from '../../../src/observe/input/source.ts';

const file = process.argv[2] ?? '-';
const passes = Number(process.argv[3] ?? 1);
let count = 0;
let cpuMs = 0;
for (let pass = 0; pass < passes; pass++) {
  const before = process.cpuUsage();
  const source = await openSource(file);
  if (!source.ok) throw new Error(source.error.message);
  count = 0;
  for await (const event of readCapture(source.value.chunks, { file })) if (event.ja3) count++;
  const { user, system } = process.cpuUsage(before);
  cpuMs = (user + system) / 1000;
}
process.stdout.write(`${cpuMs.toFixed(0)} ${count}\n`);
