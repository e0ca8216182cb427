/**
 * The policies that `--policy` names: built-in ones, or files.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { failure } from '../core/errors.ts';
import type { Policy } from '../policy/policy.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { STANDARDS } from '../policy/standards/index.ts';
import { CommandFailure } from './command-failure.ts';

/** Collects the values of an option that may stand more than once. */
export function collectPolicy(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Each once, in the order given. @throws CommandFailure for what is neither a name nor a sound file */
export async function loadPolicies(names: readonly string[]): Promise<Policy[]> {
  return Promise.all([...new Set(names)].map(loadPolicy));
}

async function loadPolicy(name: string): Promise<Policy> {
  const known = STANDARDS.find((policy) => policy.name === name);
  if (known) return known;
  let text: string;
  try {
    text = await readFile(name, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CommandFailure(
      failure('policy-unreadable', `${name} is no policy and no file that can be read (${code})`),
    );
  }
  const policy = readPolicy(text);
  if (policy.ok) return policy.value;
  const { line, column, message } = policy.error;
  throw new CommandFailure(failure('policy-unreadable', `${name}:${line}:${column}: ${message}`));
}
