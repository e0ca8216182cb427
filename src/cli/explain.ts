import { Command } from 'commander';
import type { ExitCode } from '../core/errors.ts';
export function explainCommand(_done: (exitCode: ExitCode) => void): Command {
  return new Command('explain');
}
