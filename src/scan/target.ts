/**
 * What a user writes to name a server: a host or address, with a port.
 *
 * @module
 */
import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { type Failure, failure } from '../core/errors.ts';
import { err, ok, type Result } from '../core/result.ts';
import { quoted } from '../core/safe-text.ts';

export type Target = {
  /** As written, without white space around it. */
  readonly text: string;
  /** An IP address, or a name in ASCII (RFC 5890 A-labels). */
  readonly host: string;
  /** 1–65535. */
  readonly port: number;
};

/** Reads `host`, `host:port`, `192.0.2.1:port`, `2001:db8::1`, `[2001:db8::1]:port` or `https://host:port/...`. */
export function parseTarget(written: string): Result<Target, Failure> {
  const text = written.trim();
  if (text === '') return bad(text, 'it is empty');
  if (text.length > LONGEST) return bad(text, `it is ${text.length} characters long`);
  if (text.includes('@')) return bad('...', 'it holds an @: a user name has no place in a target');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme && scheme.toLowerCase() !== 'https') return bad(text, 'the only scheme is https://');
  const rest = scheme ? (text.slice(scheme.length + 3).split(/[/?#]/, 1)[0] ?? '') : text;
  const parts = splitPort(rest);
  if (!parts) return bad(text, 'an IPv6 address with a port needs brackets, as in [2001:db8::1]:443');
  const port = parsePort(parts.port);
  if (port === undefined) return bad(text, `${quoted(parts.port ?? '')} is no port from 1 to 65535`);
  const host = parseHost(parts.host);
  if (host === undefined)
    return bad(text, `${parts.host ? quoted(parts.host) : 'nothing'} is no host name and no IP address`);
  return ok({ text, host, port });
}

function splitPort(text: string): { host: string; port: string | undefined } | undefined {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return isIPv6(bracketed[1] ?? '') ? { host: bracketed[1] ?? '', port: bracketed[2] } : undefined;
  if (isIPv6(text)) return { host: text, port: undefined };
  const at = text.lastIndexOf(':');
  if (at < 0) return { host: text, port: undefined };
  const host = text.slice(0, at);
  return host.includes(':') ? undefined : { host, port: text.slice(at + 1) };
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

function parseHost(text: string): string | undefined {
  return isIP(text) === 0 ? parseHostName(text) : text;
}

/** A DNS name in ASCII (RFC 5890 A-labels), or `undefined` if the text is none; an IP address is none. */
export function parseHostName(text: string): string | undefined {
  // domainToASCII reads as a URL does: it would cut at / ? # and \\, decode %, and drop tabs without a word.
  if (/[\s/?#\\%@:[\]\p{Cc}]/u.test(text)) return undefined;
  const ascii = domainToASCII(text);
  // Numbers in any form that a resolver reads as an address, and 10.0.0.256: a slip of the hand, never a name.
  if (isIP(ascii) !== 0 || /^[\d.]+$/.test(ascii)) return undefined;
  return HOST_NAME.test(ascii) && ascii.length <= 253 ? ascii : undefined;
}

function bad(text: string, why: string): Result<never, Failure> {
  return err(failure('bad-target', `${quoted(text)} is no target: ${why}`));
}

/** Letters, digits, hyphens, and the underscores that some internal names have; a final dot is allowed. */
const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i;
const DEFAULT_PORT = 443;
const LONGEST = 2048;
