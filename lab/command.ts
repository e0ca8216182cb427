/**
 * The command as users run it: bundled once, in a process of its own.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

export type Command = {
  readonly file: string;
  /** Starts it; what it writes goes nowhere unless a file is named in `args`. */
  start(args: readonly string[]): ChildProcess;
  /** Runs it to its end. */
  run(args: readonly string[], input?: string): Promise<CommandResult>;
};

export type CommandResult = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** Bundles the sources as they are now. The bundle stays in the repository's cache, next to what it imports. */
export async function buildCommand(): Promise<Command> {
  const root = join(import.meta.dirname, '..');
  await mkdir(join(root, '.cache'), { recursive: true });
  const outdir = await mkdtemp(join(root, '.cache', 'command-'));
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  const main = join(outdir, 'main.mjs');
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' };
  return {
    file: main,
    start: (args) => spawn(process.execPath, [main, ...args], { stdio: 'ignore', env }),
    run: (args, input = '') =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [main, ...args], { stdio: 'pipe', env });
        let stdout = '';
        let stderr = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          stdout += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
        });
        child.once('error', reject).once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
        child.stdin.on('error', () => undefined).end(input);
      }),
  };
}
