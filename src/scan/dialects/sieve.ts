/**
 * ManageSieve (RFC 5804 §1.7 and §2.2): capabilities as greeting, STARTTLS.
 *
 * @module
 */
import { type Dialogue, line, type Part, ready, refused } from './dialogue.ts';
import { isForNow } from './imap.ts';
import { notListed } from './replies.ts';

export function* sieve(): Dialogue {
  const greeting = yield* response();
  if (greeting.word !== 'OK') return refused(isForNow(greeting.said) ? 'temporary' : 'permanent', greeting.said);
  const { lines } = greeting;
  if (!lines.some((capability) => /^"STARTTLS"/i.test(capability))) return notListed('STARTTLS', lines);
  const go = yield* response('STARTTLS\r\n');
  if (go.word === 'OK') return ready(go.said);
  return refused(isForNow(go.said) ? 'temporary' : 'permanent', go.said);
}

/** Lines up to one that starts with OK, NO or BYE (RFC 5804 §1.2). */
function* response(command?: string): Part<{ readonly word: string; readonly lines: string[]; readonly said: string }> {
  const lines: string[] = [];
  let said = yield* line(command);
  for (;;) {
    const word = /^(OK|NO|BYE)\b/i.exec(said)?.[1];
    if (word !== undefined) return { word: word.toUpperCase(), lines, said };
    lines.push(said);
    said = yield* line();
  }
}
