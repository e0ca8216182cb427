/**
 * HTTP CONNECT (RFC 9110 §9.3.6) with Basic authentication (RFC 7617). Pure.
 *
 * @module
 */
import { type Dialogue, line, ready, refused, Unexpected } from '../dialects/dialogue.ts';
import type { Credentials, Destination, ProxyRefusal } from './destination.ts';

export function* httpConnect({ host, port }: Destination, credentials?: Credentials): Dialogue<ProxyRefusal> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const fields = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (credentials) fields.push(`Proxy-Authorization: Basic ${base64(`${credentials.user}:${credentials.password}`)}`);
  const status = yield* line(`${fields.join('\r\n')}\r\n\r\n`);
  const code = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(status)?.[1]);
  if (Number.isNaN(code)) throw new Unexpected(status);
  if (code === 407) return refused('auth', status);
  if (BAD_GATEWAY.includes(code)) return refused('unreachable', status);
  if (code < 200 || code > 299) return refused('denied', status);
  while ((yield* line()) !== '');
  return ready(status);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** The proxy tried and could not reach the destination. */
const BAD_GATEWAY: readonly number[] = [502, 503, 504];
