/**
 * IMAP (RFC 9051 §6.2.1): greeting, CAPABILITY, STARTTLS.
 *
 * @module
 */
import {
  type Dialogue,
  line,
  type Part,
  type RefusalKind,
  type Refused,
  ready,
  refused,
  Unexpected,
} from './dialogue.ts';
import { notListed } from './replies.ts';

export function* imap(): Dialogue {
  const greeting = yield* line();
  if (/^\* BYE\b/i.test(greeting)) return no(greeting);
  // PREAUTH: logged in already, where STARTTLS is forbidden (RFC 9051 §7.1.4).
  if (/^\* PREAUTH\b/i.test(greeting)) return refused('unsupported', greeting);
  if (!/^\* OK\b/i.test(greeting)) throw new Unexpected(greeting);

  const listed = /\[CAPABILITY ([^\]]*)\]/i.exec(greeting)?.[1];
  const capabilities = listed === undefined ? yield* askCapabilities() : listed.split(' ');
  if (typeof capabilities === 'string') return no(capabilities);
  if (!capabilities.some((name) => name.toUpperCase() === 'STARTTLS')) return notListed('STARTTLS', capabilities);

  const go = yield* tagged('a2', 'STARTTLS');
  if (/^a2 OK\b/i.test(go.said)) return ready(go.said);
  return /^a2 BAD\b/i.test(go.said) ? refused('unsupported', go.said) : no(go.said);
}

/** The capabilities, or the line that refused to tell them. */
function* askCapabilities(): Part<string[] | string> {
  const { untagged, said } = yield* tagged('a1', 'CAPABILITY');
  if (!/^a1 OK\b/i.test(said)) return said;
  return untagged.flatMap((text) => /^\* CAPABILITY (.*)$/i.exec(text)?.[1]?.split(' ') ?? []);
}

function* tagged(tag: string, command: string): Part<{ readonly untagged: string[]; readonly said: string }> {
  const untagged: string[] = [];
  let said = yield* line(`${tag} ${command}\r\n`);
  while (said.startsWith('* ')) {
    if (/^\* BYE\b/i.test(said)) return { untagged, said };
    untagged.push(said);
    said = yield* line();
  }
  if (!said.startsWith(`${tag} `)) throw new Unexpected(said);
  return { untagged, said };
}

function no(said: string): Refused<RefusalKind> {
  return refused(isForNow(said) ? 'temporary' : 'permanent', said);
}

/** Response codes (RFC 9051 §7.1, RFC 5530, RFC 2449 §8, RFC 3206) and the words of servers that have none. */
export function isForNow(said: string): boolean {
  return /\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|SYS\/TEMP|IN-USE|LOGIN-DELAY|TRYLATER)|too many|try again|later/i.test(
    said,
  );
}
