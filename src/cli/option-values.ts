/**
 * Readers for option values that are more than words. They throw what commander shows as a usage error.
 *
 * @module
 */
import { InvalidArgumentError } from 'commander';
import { type ProxyServer, parseProxy } from '../scan/proxy/proxy.ts';
import { parseHostName } from '../scan/target.ts';
import type { Shard } from '../scan/target-key.ts';

export type Timeouts = Readonly<Record<`${Phase}Ms`, number>>;
type Phase = 'connect' | 'proxy' | 'startTls' | 'answer';

/** `5`, `5s`, `500ms`, `2m`: a duration over 0 in ms; a bare number is seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  const ms = Number(match?.[1]) * (UNITS_MS.get(match?.[2] ?? 's') ?? 0);
  if (!(ms > 0) || ms > LONGEST_MS) {
    throw new InvalidArgumentError('Write a duration such as 5s, 500ms or 2m, at most a day.');
  }
  return ms;
}

/** `5s` for every phase, or `connect=3s,starttls=30s`; a phase left out keeps its default. */
export function parseTimeouts(text: string): Timeouts {
  if (!text.includes('=')) {
    const ms = parseDuration(text);
    return { connectMs: ms, proxyMs: ms, startTlsMs: ms, answerMs: ms };
  }
  const times: Record<keyof Timeouts, number> = { ...DEFAULT_TIMEOUTS };
  for (const part of text.split(',')) {
    const [phase = '', value = '', ...more] = part.split('=');
    const key = PHASES.get(phase);
    if (!key || more.length > 0) {
      throw new InvalidArgumentError(`The phases are ${[...PHASES.keys()].join(', ')}, as in connect=3s,answer=10s.`);
    }
    times[key] = parseDuration(value);
  }
  return times;
}

/** The proxy of `--proxy`; its login may come from the environment, where no list of processes shows it. */
export function parseProxyOption(text: string): ProxyServer {
  const proxy = parseProxy(text, process.env['TLSFLOOR_PROXY_LOGIN']);
  if (!proxy.ok) throw new InvalidArgumentError(`${proxy.error}.`);
  return proxy.value;
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

/** `2/5`: the second of five parts. */
export function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count) throw new InvalidArgumentError('Write I/N with I from 1 to N, such as 2/5.');
  return { index, count };
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
const PHASES: ReadonlyMap<string, keyof Timeouts> = new Map([
  ['connect', 'connectMs'],
  ['proxy', 'proxyMs'],
  ['starttls', 'startTlsMs'],
  ['answer', 'answerMs'],
]);

/** Mail servers let strangers wait for the greeting, Postfix's postscreen for 6 s, to find out who cannot. */
export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5000, proxyMs: 10_000, startTlsMs: 15_000, answerMs: 5000 };
