/**
 * NNTP (RFC 4642 §2.2): greeting, CAPABILITIES, STARTTLS.
 *
 * @module
 */
import { type Dialogue, line, type Part, ready, refused } from './dialogue.ts';
import { notListed, refusedBy, reply } from './replies.ts';

export function* nntp(): Dialogue {
  const greeting = yield* reply();
  if (greeting.code !== 200 && greeting.code !== 201) return answerTo(greeting);
  const capabilities = yield* reply('CAPABILITIES\r\n');
  if (capabilities.code === 101) {
    const listed = yield* untilDot();
    if (!listed.some((capability) => /^STARTTLS\b/i.test(capability))) return notListed('STARTTLS', listed);
  } else if (capabilities.code < 500) {
    return answerTo(capabilities);
  }
  // Servers from before RFC 3977 have no CAPABILITIES and may still know STARTTLS.
  const go = yield* reply('STARTTLS\r\n');
  return go.code === 382 ? ready(go.said) : answerTo(go);
}

/** The lines of a multi-line block, which ends with a lone dot (RFC 3977 §3.1.1). */
export function* untilDot(): Part<string[]> {
  const lines: string[] = [];
  for (;;) {
    const next = yield* line();
    if (next === '.') return lines;
    lines.push(next);
  }
}

/** 480 and 483 ask for a login or for TLS: no failure that passes with time. 502 is "not permitted" (RFC 3977 §3.2.1). */
function answerTo(reply: { readonly code: number; readonly said: string }): ReturnType<typeof refusedBy> {
  return PERMANENT.includes(reply.code) ? refused('permanent', reply.said) : refusedBy(reply);
}

const PERMANENT: readonly number[] = [480, 483, 502];
