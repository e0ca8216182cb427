/**
 * `npm run docs`: writes docs/errors.md from the registry of errors. With `--check` it only says whether it is fresh.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { ERRORS, EXIT } from '../src/core/errors.ts';

function main(args: readonly string[]): void {
  const text = errorsPage();
  if (!args.includes('--check')) {
    writeFileSync(OUTPUT, text);
    return;
  }
  if (read(OUTPUT) === text) return;
  console.error('docs/errors.md is not what src/core/errors.ts says: run `npm run docs` and commit it');
  process.exitCode = 1;
}

function errorsPage(): string {
  const exits = Object.entries(EXIT).map(([name, code]) => `| ${code} | ${EXIT_WORDS[name as keyof typeof EXIT]} |`);
  const entries = Object.entries(ERRORS).map(
    ([code, { title, cause, hint, exitCode }]) =>
      `## ${code}\n\n${sentence(title)}\n\n- Why: ${cause}\n- What to do: ${sentence(hint)}\n- Exit code: ${exitCode}\n`,
  );
  return [HEADER, ...exits, '', ...entries].join('\n');
}

/** The registry keeps fragments, as they are joined with others on a terminal. */
function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

function read(path: URL): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const OUTPUT = new URL('../docs/errors.md', import.meta.url);

const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, string>> = {
  fine: 'everything that was asked for was done, and nothing reaches `--fail-on`',
  findings: 'findings at or over `--fail-on`',
  usage: 'the command line, a file or the machine does not fit',
  nothingJudged: 'a question is open: some server gave no answer that proves anything',
  bug: 'a bug in tlsfloor',
  interrupted: 'SIGINT; what was finished is in the output',
  terminated: 'SIGTERM; what was finished is in the output',
};

const HEADER = `<!-- Generated from src/core/errors.ts by \`npm run docs\`. Change it there. -->

# Errors

On a terminal an error reads \`error[CODE]: what happened\`, with what to do on the next line. With \`--json\` the code is
in \`error.code\`. Codes are stable: scripts may compare them.

| exit code | meaning |
| --- | --- |`;

main(process.argv.slice(2));
