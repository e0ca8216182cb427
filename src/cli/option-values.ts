/**
 * Readers for option values that are more than words. They throw what commander shows as a usage error.
 *
 * @module
 */
import { InvalidArgumentError } from 'commander';
import { parseHostName } from '../scan/target.ts';

export type Timeouts = { readonly connectMs: number; readonly answerMs: number };

/** `5`, `5s`, `500ms`, `2m`: a duration over 0 in ms; a bare number is seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  const ms = Number(match?.[1]) * (UNITS_MS.get(match?.[2] ?? 's') ?? 0);
  if (!(ms > 0) || ms > LONGEST_MS) {
    throw new InvalidArgumentError('Write a duration such as 5s, 500ms or 2m, at most a day.');
  }
  return ms;
}

/** `5s` for every phase, or `connect=3s,answer=10s`; a phase left out keeps its default. */
export function parseTimeouts(text: string): Timeouts {
  if (!text.includes('=')) {
    const ms = parseDuration(text);
    return { connectMs: ms, answerMs: ms };
  }
  const phases: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [phase = '', value = '', ...more] = part.split('=');
    if ((phase !== 'connect' && phase !== 'answer') || more.length > 0) {
      throw new InvalidArgumentError('The phases are connect and answer, as in connect=3s,answer=10s.');
    }
    phases[phase] = parseDuration(value);
  }
  return { connectMs: phases['connect'] ?? DEFAULT_TIMEOUT_MS, answerMs: phases['answer'] ?? DEFAULT_TIMEOUT_MS };
}

/** A whole number from `least` to `most`. */
export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(count >= least && count <= most)) {
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    }
    return count;
  };
}

/** Connections a second, 0.01 or more. */
export function parseRate(text: string): number {
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (rate < LEAST_RATE)
    throw new InvalidArgumentError(`Write a number of connections a second, at least ${LEAST_RATE}.`);
  return rate;
}

/** A name for `server_name`, as it goes on the wire. */
export function parseSni(text: string): string {
  const name = parseHostName(text);
  if (name === undefined) throw new InvalidArgumentError('Write a host name; an IP address is never sent (RFC 6066).');
  return name.replace(/\.$/, '');
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
]);
const LEAST_RATE = 0.01;
const LONGEST_MS = 86_400_000;
export const DEFAULT_TIMEOUT_MS = 5000;
