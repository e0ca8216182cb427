/**
 * Java: finding it, and compiling the lab's programs for it.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { err, type Result } from '../src/core/result.ts';
import { cachedFolder } from './cache.ts';
import { findProgram, runProgram } from './process.ts';
import { inspectProduct, type ProductQuery } from './real/product.ts';

export const JAVA: ProductQuery = {
  title: 'Java',
  programs: ['java'],
  versionArgs: ['-version'],
  version: /version "([^"]+)"/,
};

/** The product, or what is missing: the compiler counts. */
export async function inspectJava(): Promise<Result<string, string>> {
  if (findProgram('javac') === undefined) return err('a Java development kit (javac) is not installed');
  return inspectProduct(JAVA);
}

/** Folder of a compiled source; compiling takes longer than all else, so it is kept for as long as the source is. */
export async function javaClasses(source: URL): Promise<string> {
  const file = fileURLToPath(source);
  const hash = createHash('sha256').update(await readFile(file));
  return cachedFolder(`java-${hash.digest('hex').slice(0, 16)}`, async (folder) => {
    const { code, output } = await runProgram(findProgram('javac') ?? 'javac', ['-d', folder, file], JAVAC_LIMIT);
    if (code !== 0) throw new Error(`javac failed: ${output}`);
  });
}

/** Options of a virtual machine that lives for seconds. */
export const FAST_START: readonly string[] = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx64m'];
const JAVAC_LIMIT = { timeoutMs: 60_000 };
