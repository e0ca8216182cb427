/**
 * FTP (RFC 4217 §4): greeting, AUTH TLS.
 *
 * @module
 */
import { type Dialogue, ready } from './dialogue.ts';
import { refusedBy, reply } from './replies.ts';

export function* ftp(): Dialogue {
  const greeting = yield* reply();
  // 120: the service will be ready in so many minutes (RFC 959 §5.4).
  if (greeting.code === 120) return { kind: 'refused', how: 'temporary', said: greeting.said };
  if (greeting.code !== 220) return refusedBy(greeting);
  // FEAT is optional (RFC 2389 §3), and servers that hide it until login still take AUTH.
  const go = yield* reply('AUTH TLS\r\n');
  return go.code === 234 ? ready(go.said) : refusedBy(go);
}
