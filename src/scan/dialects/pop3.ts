/**
 * POP3 (RFC 2595 §4): greeting, CAPA, STLS.
 *
 * @module
 */
import { type Dialogue, line, type RefusalKind, type Refused, ready, refused, Unexpected } from './dialogue.ts';
import { isForNow } from './imap.ts';
import { untilDot } from './nntp.ts';
import { notListed } from './replies.ts';

export function* pop3(): Dialogue {
  const greeting = yield* line();
  if (!isOk(greeting)) return no(greeting, 'permanent');
  const answer = yield* line('CAPA\r\n');
  const hasCapa = isOk(answer);
  if (hasCapa) {
    const capabilities = yield* untilDot();
    if (!capabilities.some((name) => /^STLS\s*$/i.test(name))) return notListed('STLS', capabilities);
  } else if (!/^-ERR/i.test(answer)) {
    throw new Unexpected(answer);
  }
  // Servers without CAPA (RFC 2449) may still know STLS.
  const go = yield* line('STLS\r\n');
  return isOk(go) ? ready(go) : no(go, hasCapa ? 'permanent' : 'unsupported');
}

function isOk(said: string): boolean {
  return /^\+OK(?: |$)/i.test(said);
}

function no(said: string, how: RefusalKind): Refused<RefusalKind> {
  if (!/^-ERR/i.test(said)) throw new Unexpected(said);
  return refused(isForNow(said) ? 'temporary' : how, said);
}
