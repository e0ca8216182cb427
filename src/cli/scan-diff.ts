/**
 * `tlsfloor scan diff`: parse, call, render, exit code.
 *
 * @module
 */
import { Command } from 'commander';
import { EXIT, type ExitCode } from '../core/errors.ts';
import type { SavedScan } from '../facts/server-state.ts';
import { diffScans } from '../readiness/scan-diff.ts';
import { scanDiffJson } from '../report/scan-diff-json.ts';
import { scanDiffText } from '../report/scan-diff-text.ts';
import { readScanFile } from '../store/scan-file.ts';
import { CommandFailure } from './command-failure.ts';
import { openOutput } from './output.ts';

type DiffFlags = { readonly json?: true; readonly output?: string };

export function scanDiffCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('diff')
    .description('What got worse, better, new or gone between two scans?')
    .argument('<old>', 'output of scan --json or --ndjson, or a journal of --resume')
    .argument('<new>', 'the same of a later scan')
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_HELP)
    .action(async (before: string, now: string, flags: DiffFlags) => done(await diff(before, now, flags)));
}

async function diff(oldPath: string, newPath: string, flags: DiffFlags): Promise<ExitCode> {
  const before = await read(oldPath);
  const now = await read(newPath);
  const found = diffScans(before, now);
  const output = await openOutput(flags.output);
  const text = flags.json
    ? scanDiffJson(found, { ...before, file: oldPath }, { ...now, file: newPath })
    : scanDiffText(found, output.paint);
  await output.write(text);
  await output.close();
  return found.worse.length > 0 ? EXIT.findings : EXIT.fine;
}

async function read(path: string): Promise<SavedScan> {
  const scan = await readScanFile(path);
  if (!scan.ok) throw new CommandFailure(scan.error);
  return scan.value;
}

const EXAMPLES = `Examples:
  tlsfloor scan diff monday.json tuesday.json
  tlsfloor scan diff old.ndjson scan.journal --json | jq '.worse[].target'

`;

const EXIT_HELP = `
Exit codes: 0 nothing got worse, 1 something did, 2 a file is no scan or of another schema version.`;
