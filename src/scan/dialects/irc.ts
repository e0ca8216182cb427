/**
 * IRC: STARTTLS as the first command (IRCv3 `tls` extension, deprecated and still deployed).
 *
 * @module
 */
import { type Dialogue, line, ready, refused } from './dialogue.ts';

export function* irc(): Dialogue {
  let said = yield* line('STARTTLS\r\n');
  for (;;) {
    // `:server NUMERIC target :text`; notices about ident and host look-ups come before it.
    const word = /^(?::\S+ )?(\S+)/.exec(said)?.[1]?.toUpperCase();
    if (word === RPL_STARTTLS) return ready(said);
    if (word === ERR_STARTTLS) return refused('permanent', said);
    if (word !== undefined && NOT_KNOWN.includes(word)) return refused('unsupported', said);
    if (word === 'ERROR')
      return refused(/throttl|too fast|too many|later/i.test(said) ? 'temporary' : 'permanent', said);
    said = yield* line();
  }
}

const RPL_STARTTLS = '670';
const ERR_STARTTLS = '691';
/** ERR_UNKNOWNCOMMAND and ERR_NOTREGISTERED (RFC 2812 §5.2): the server wants a login before this unknown word. */
const NOT_KNOWN: readonly string[] = ['421', '451'];
