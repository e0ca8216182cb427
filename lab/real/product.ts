/**
 * Finding the products that the machine has.
 *
 * @module
 */
import { err, ok, type Result } from '../../src/core/result.ts';
import { findProgram, runProgram } from '../process.ts';

/** How to find a program and make it say what it is. */
export type ProductQuery = {
  /** As a person knows it: `nginx`. */
  readonly title: string;
  /** Names of the program, the likelier first. */
  readonly programs: readonly string[];
  readonly versionArgs: readonly string[];
  /** First group: the version. */
  readonly version: RegExp;
  /** First group: the version of the OpenSSL it runs with. Absent for products that do not say or do not use it. */
  readonly openssl?: RegExp;
};

/** The product as it prints itself, or what is missing. */
export async function inspectProduct(query: ProductQuery): Promise<Result<string, string>> {
  const program = findProgram(...query.programs);
  if (program === undefined) return err(`${query.title} is not installed`);
  const { output } = await runProgram(program, query.versionArgs);
  const version = query.version.exec(output)?.[1];
  if (version === undefined) return err(`${program} does not say that it is ${query.title}`);
  const product = `${query.title} ${version}`;
  if (query.openssl === undefined) return ok(product);

  const openssl = query.openssl.exec(output)?.[1];
  // Older ones let TLS 1.0 through at their default security level; LibreSSL has no levels.
  if (openssl === undefined || Number.parseInt(openssl, 10) < 3) return err(`${product} is not built on OpenSSL 3`);
  return ok(`${product} (OpenSSL ${openssl})`);
}

/** As {@link inspectProduct}, for products that need root to start: switching users is what they are built on. */
export async function inspectRootProduct(query: ProductQuery): Promise<Result<string, string>> {
  return process.getuid?.() === 0 ? await inspectProduct(query) : err(`${query.title} starts as root only`);
}

/** The program that {@link inspectProduct} found. @throws Error if it has gone since */
export function programOf(query: ProductQuery): string {
  const program = findProgram(...query.programs);
  if (program === undefined) throw new Error(`${query.title} is not installed`);
  return program;
}
