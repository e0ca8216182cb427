/**
 * The subject `observe`: how fast captures and logs are read, ours and the peers' side by side in one run.
 *
 * @module
 */
import { benchCaptures } from './observe/captures.ts';
import type { BenchOptions } from './scan.ts';

/** Runs everything and returns the Markdown sections. */
export async function benchObserve(options: BenchOptions): Promise<string> {
  const sections = [await benchCaptures(options)];
  return sections.join('\n\n');
}
