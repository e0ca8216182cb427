/**
 * Entry of the command. Loads next to nothing, so that `--version` is instant and an old Node.js gets a clear message.
 *
 * @module
 */
import { isMainThread } from 'node:worker_threads';
import { ERRORS, EXIT } from '../core/errors.ts';
import { TOOL_VERSION } from '../core/tool.ts';

const OLDEST_NODE = 20;

const args = process.argv.slice(2);
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE) {
  process.stderr.write(
    `error[unsupported-node]: this is Node.js ${process.versions.node}\n  ${ERRORS['unsupported-node'].hint}\n`,
  );
  process.exitCode = EXIT.usage;
} else if (!isMainThread) {
  const { serveScans } = await import('../scan/scan-thread.ts');
  serveScans();
} else if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${TOOL_VERSION}\n`);
} else {
  const { runProgram } = await import('./program.ts');
  const exitCode = await runProgram(args, new URL(import.meta.url));
  process.exitCode = exitCode;
  // After an interrupt a list that is still open, or a DNS question nobody answers, would keep the process alive.
  if (exitCode === EXIT.interrupted || exitCode === EXIT.terminated) process.exit();
}
