/**
 * Replies with a three-digit code: SMTP (RFC 5321 §4.2), FTP (RFC 959 §4.2) and NNTP (RFC 3977 §3.2) share them.
 *
 * @module
 */
import { line, type Part, type RefusalKind, type Refused, refused, shortened, Unexpected } from './dialogue.ts';

export type Reply = {
  readonly code: number;
  /** Without code and separator, the first line first. */
  readonly lines: readonly string[];
  /** The last line as sent. */
  readonly said: string;
};

/** Reads a reply of one line or more, after sending `command` if there is one. */
export function* reply(command?: string): Part<Reply> {
  const first = yield* line(command);
  const [, code = '', separator] = REPLY_LINE.exec(first) ?? [];
  if (code === '') throw new Unexpected(first);
  const lines = [first.slice(4)];
  let last = first;
  // FTP lets lines without a code stand in between; only the same code and a space ends the reply.
  for (let isOpen = separator === '-'; isOpen; ) {
    last = yield* line();
    isOpen = !(last.startsWith(code) && (last.length === 3 || last[3] === ' '));
    lines.push(last.startsWith(code) ? last.slice(4) : last);
  }
  return { code: Number(code), lines, said: last };
}

/** What a reply code other than the hoped-for one means for STARTTLS. */
export function refusedBy({ code, said }: Pick<Reply, 'code' | 'said'>): Refused<RefusalKind> {
  if (code >= 400 && code < 500) return refused('temporary', said);
  if (UNKNOWN_COMMAND.includes(code)) return refused('unsupported', said);
  if (code >= 500 && code < 600) return refused('permanent', said);
  throw new Unexpected(said);
}

/** The service works and does not list STARTTLS; `capabilities` is what it lists. */
export function notListed(name: string, capabilities: readonly string[]): Refused<RefusalKind> {
  return refused('unsupported', shortened(`no ${name} among ${capabilities.join(', ') || 'no capabilities'}`));
}

const REPLY_LINE = /^(\d{3})([ -]|$)/;
/** Syntax error, bad argument, not implemented, bad sequence, parameter not implemented (RFC 5321 §4.2.3). */
const UNKNOWN_COMMAND: readonly number[] = [500, 501, 502, 503, 504];
