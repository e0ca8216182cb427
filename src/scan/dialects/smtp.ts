/**
 * SMTP (RFC 3207 §4) and LMTP (RFC 2033 §4.1): greeting, EHLO or LHLO, STARTTLS.
 *
 * @module
 */
import { type Dialogue, ready, refused } from './dialogue.ts';
import { notListed, refusedBy, reply } from './replies.ts';

export function smtp(): Dialogue {
  return mail('EHLO');
}

export function lmtp(): Dialogue {
  return mail('LHLO');
}

function* mail(hello: 'EHLO' | 'LHLO'): Dialogue {
  const greeting = yield* reply();
  // 554: no mail service here at all (RFC 5321 §3.1).
  if (greeting.code !== 220) return refusedBy(greeting);
  const capabilities = yield* reply(`${hello} ${CLIENT_NAME}\r\n`);
  if (capabilities.code !== 250) return refusedBy(capabilities);
  const keywords = capabilities.lines.slice(1);
  if (!keywords.some((keyword) => /^STARTTLS\s*$/i.test(keyword))) return notListed('STARTTLS', keywords);
  const go = yield* reply('STARTTLS\r\n');
  if (go.code === 220) return ready(go.said);
  // 503 is said where TLS has been started before, which cannot be: it listed STARTTLS and now does not know it.
  return go.code < 500 ? refusedBy(go) : refused('permanent', go.said);
}

/** A name that can never be anybody's (RFC 6761 §6.4): the scan claims to be no one. */
const CLIENT_NAME = 'tlsfloor.invalid';
