/**
 * A range of addresses as a user writes it among the targets, with a scheme and a port if need be. Pure.
 *
 * @module
 */
import { type Failure, failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type AddressRange, addressesOf, parseRange } from './address-range.ts';

export type RangeTarget = {
  readonly range: AddressRange;
  /** `smtp://`, or nothing. */
  readonly scheme: string;
  /** `:8443`, or nothing. */
  readonly port: string;
};

/**
 * Reads `192.0.2.0/24`, `192.0.2.1-40:8443`, `2001:db8::/120`, `[2001:db8::/120]:443` or `smtp://192.0.2.0/28:25`.
 *
 * @returns `undefined` for everything that is no range: it may still be a target of another kind
 */
export function parseRangeTarget(text: string): Result<RangeTarget, Failure> | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? '';
  // In a web address /24 is a path: somebody who pastes one means one server.
  if (/^https?:/i.test(scheme)) return undefined;
  const { body, port } = splitPort(text.slice(scheme.length));
  const range = parseRange(body);
  if (range === undefined) return undefined;
  if (typeof range === 'string') {
    return err(failure('bad-target', `${JSON.stringify(text)} is no range of addresses: ${range}`));
  }
  return ok({ range, scheme, port });
}

/** Each address of the range as a target's text. */
export function* textsOf({ range, scheme, port }: RangeTarget): Generator<string, void, undefined> {
  for (const address of addressesOf(range)) {
    const needsBrackets = range.family === 6 && (port !== '' || scheme !== '');
    yield `${scheme}${needsBrackets ? `[${address}]` : address}${port}`;
  }
}

function splitPort(text: string): { body: string; port: string } {
  const bracketed = /^\[([^\]]*)\](:\d*)?$/.exec(text);
  if (bracketed) return { body: bracketed[1] ?? '', port: bracketed[2] ?? '' };
  const colons = text.split(':').length - 1;
  const at = colons === 1 ? text.indexOf(':') : text.length;
  return { body: text.slice(0, at), port: text.slice(at) };
}
