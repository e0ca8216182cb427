/**
 * The first half of a handshake, up to ServerHelloDone, on a connection that goes on afterwards.
 *
 * @module
 */

import { err, ok, type Result } from '../../core/result.ts';
import type { AttackEvidence, AttackReason, Reaction } from '../../facts/attack-facts.ts';
import { ALERT_LEVEL } from '../../tls/alert.ts';
import { HANDSHAKE_TYPE, type HandshakeMessage } from '../../tls/handshake.ts';
import { encodeRecord } from '../../tls/record.ts';
import { decodeServerHello, type ServerHello } from '../../tls/server-hello.ts';
import type { StreamItem } from '../../tls/stream.ts';
import { type TlsVersion, VERSION_CODE } from '../../tls/version.ts';
import type { Asker } from '../asker.ts';
import type { Conversation, Heard } from '../conversation.ts';
import type { Question } from '../hellos.ts';
import { judge } from '../judge.ts';

/** Whom to ask, and in which version: the newest that the server speaks in the clear. */
export type AttackTarget = {
  readonly asker: Asker;
  readonly sni: string | undefined;
  readonly version: TlsVersion;
};

export type Opened = {
  readonly hello: ServerHello;
  readonly flight: readonly HandshakeMessage[];
  readonly version: TlsVersion;
  /** From our hello to the end of the server's flight. */
  readonly flightMs: number;
};

/** Why there is no first half, with what the server did instead. */
export type NotOpened = { readonly reason: AttackReason; readonly evidence: readonly AttackEvidence[] };

/**
 * Sends a hello and reads the server's whole flight; a flight that a scan would not count as an answer is none.
 *
 * @param change what is sent in place of the hello, where it is not to be an ordinary one
 */
export async function openHandshake(
  asker: Asker,
  conversation: Conversation,
  question: Question,
  change: (hello: Uint8Array) => Uint8Array = (hello) => hello,
): Promise<Result<Opened, NotOpened>> {
  const built = asker.hello(question);
  conversation.send(change(built.bytes));
  const heard = await conversation.hear(isFlightOver);
  const messages = heard.items.flatMap((item) => (item.kind === 'handshake' ? [item.message] : []));
  const [first, ...flight] = messages;
  const last = messages.at(-1);
  const decoded = first?.type === HANDSHAKE_TYPE.serverHello ? decodeServerHello(first.body) : undefined;
  const evidence = [reactionTo('ClientHello', heard)];
  if (!decoded?.ok || last?.type !== HANDSHAKE_TYPE.serverHelloDone) {
    return err({ reason: heard.end === 'found' ? 'no-handshake' : heard.end, evidence });
  }
  const hello = decoded.value;
  const judgement = judge(question.version, built, { kind: 'server-hello', hello, flight });
  if (judgement.kind !== 'accepted') return err({ reason: 'malformed-answer', evidence });
  return ok({ hello, flight, version: judgement.version, flightMs: heard.durationMs });
}

export function isFatal(item: StreamItem): boolean {
  return item.kind === 'alert' && item.alert.level !== ALERT_LEVEL.warning;
}

/** What the server did, as evidence. */
export function reactionTo(to: string, heard: Heard): AttackEvidence & { readonly kind: 'reaction' } {
  const alert = heard.items.find((item) => item.kind === 'alert');
  const reaction: Reaction = alert ? 'alert' : heard.end === 'found' ? 'answered' : heard.end;
  const { bytesReceived, durationMs } = heard;
  return { kind: 'reaction', to, reaction, alert: alert?.alert.description ?? null, bytesReceived, durationMs };
}

/** A record in the version that the handshake settled on. */
export function recordOf(version: TlsVersion, contentType: number, fragment: Uint8Array): Uint8Array {
  return encodeRecord({ contentType, version: VERSION_CODE[version], fragment });
}

/** How long a server that reacts at once may take to: a few times what its flight took. */
export function quietMs(opened: Opened, leastMs: number): number {
  return Math.max(leastMs, 4 * opened.flightMs);
}

function isFlightOver(item: StreamItem): boolean {
  return isFatal(item) || (item.kind === 'handshake' && item.message.type === HANDSHAKE_TYPE.serverHelloDone);
}
