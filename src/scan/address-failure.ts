/**
 * Why nothing could be learnt from an address, as a failure with a code. Pure.
 *
 * @module
 */
import { type Failure, failure } from '../core/errors.ts';
import { printable } from '../tls/extension-values.ts';
import type { Observation } from './answer-reader.ts';
import { type Asked, isAnswer } from './asker.ts';
import type { Endpoint } from './exchange.ts';

/** `null` as soon as one hello was answered in TLS. */
export function addressFailure(endpoint: Endpoint, asked: readonly Asked[]): Failure | null {
  if (asked.some(({ judgement }) => isAnswer(judgement))) return stopped(asked);
  const place = `${endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address}:${endpoint.port}`;
  const find = <K extends Observation['kind']>(kind: K): Extract<Observation, { kind: K }> | undefined =>
    asked.map(({ observation }) => observation).find((o): o is Extract<Observation, { kind: K }> => o.kind === kind);

  const plain = find('plaintext');
  if (plain) {
    const text = printable(new TextEncoder().encode(plain.text.split('\n', 1)[0]?.trim() ?? ''));
    return failure('not-tls', `${place} answered in plain text: ${text}`);
  }
  const unreachable = find('unreachable');
  if (unreachable && asked.every(({ observation }) => ['unreachable', 'stopped'].includes(observation.kind))) {
    return unreachableFailure(place, unreachable.code);
  }
  if (find('malformed')) return failure('not-tls', `${place} answered with bytes that are no TLS`);
  return stopped(asked) ?? failure('no-answer', `${place} accepted connections and answered no hello`);
}

function stopped(asked: readonly Asked[]): Failure | null {
  for (const { observation } of asked) {
    if (observation.kind !== 'stopped') continue;
    return observation.by === 'deadline'
      ? failure('deadline-exceeded', 'the deadline ended the scan of this address before every question was answered')
      : failure('interrupted', 'the scan of this address was interrupted before every question was answered');
  }
  return null;
}

function unreachableFailure(place: string, code: string): Failure {
  switch (code) {
    case 'ECONNREFUSED':
      return failure('connection-refused', `nothing listens on ${place}`);
    case 'ETIMEDOUT':
      return failure('connect-timeout', `${place} did not answer the connection in time`);
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'EADDRNOTAVAIL':
      return failure('too-many-sockets', `no socket was left to reach ${place} with (${code})`);
    default:
      return failure('unreachable', `${place} cannot be reached (${code})`);
  }
}
