/**
 * Ticketbleed (CVE-2016-9244): a resumption with a ticket and a session id of one byte (RFC 5077 §3.4).
 *
 * A server that takes the ticket echoes the id. F5 BIG-IP echoed 32 bytes, 31 of them out of its memory: only their count
 * is looked at.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { AttackEvidence, AttackFact } from '../../facts/attack-facts.ts';
import type { DepthFacts } from '../../facts/depth-facts.ts';
import { EXTENSION } from '../../tls/extensions.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { decodeServerHello } from '../../tls/server-hello.ts';
import { SOON } from '../asker.ts';
import { changeHello } from '../change-hello.ts';
import { type AttackTarget, isFatal, reactionTo } from './opening.ts';

/**
 * Nothing where the server was not seen to have tickets. Two connections: one for a ticket, one to use it; a third to
 * confirm, or to see whether it is taken at all.
 */
export async function askTicketbleed(target: AttackTarget, depth: DepthFacts | null): Promise<AttackFact> {
  const answer = depth?.features?.sessionTickets ?? 'inconclusive';
  const seen = [{ kind: 'feature', feature: 'sessionTickets', answer } as const];
  if (answer === 'no') return { answer: 'not-applicable', reason: 'no-ticket', evidence: seen };
  if (answer !== 'yes') return { answer: 'inconclusive', reason: 'features-unknown', evidence: seen };
  const { end, ticket } = await target.asker.handshake(target, SOON);
  if (end.kind !== 'completed') return { answer: 'inconclusive', reason: 'no-handshake', evidence: [] };
  if (!ticket) return { answer: 'not-applicable', reason: 'no-ticket', evidence: [] };
  const first = await resume(target, ticket, 1);
  if (first.answer === 'vulnerable') {
    const second = await resume(target, ticket, 1);
    const evidence = [...first.evidence, ...second.evidence];
    if (second.answer === 'vulnerable') return { ...second, evidence };
    return { answer: 'inconclusive', reason: 'unstable', evidence };
  }
  if (first.reason !== 'ticket-not-taken') return first;
  // A server that takes the ticket with an id of the usual length only has looked at the length.
  const usual = await resume(target, ticket, USUAL_ID_BYTES);
  const evidence = [...first.evidence, ...usual.evidence];
  return usual.answer === 'not-vulnerable' ? { ...usual, evidence } : { ...first, evidence };
}

function resume({ asker, sni, version }: AttackTarget, ticket: Uint8Array, idBytes: number): Promise<AttackFact> {
  return asker.converse({ version, sni }, async (conversation) => {
    // The session has an extended master secret if the server knows it, and is then only taken with it (RFC 7627 §5.3).
    const extensions = [
      { type: EXTENSION.extendedMasterSecret, data: new Uint8Array() },
      { type: EXTENSION.sessionTicket, data: ticket },
    ];
    const offer = { extensions };
    const built = asker.hello({ version, shape: 'full', sni, fallbackScsv: false, offer });
    const sessionId = randomBytes(idBytes);
    conversation.keepNothingMore();
    conversation.send(changeHello(built.bytes, (hello) => ({ ...hello, sessionId })));
    const heard = await conversation.hear((item) => isFatal(item) || item.kind === 'handshake');
    const message = heard.items.find((item) => item.kind === 'handshake')?.message;
    const evidence: AttackEvidence[] = [reactionTo(`ticket with a session id of ${idBytes} bytes`, heard)];
    const hello = message?.type === HANDSHAKE_TYPE.serverHello ? decodeServerHello(message.body) : undefined;
    if (!hello?.ok) {
      const reason = message ? 'malformed-answer' : heard.end === 'found' ? 'no-handshake' : heard.end;
      return { answer: 'inconclusive', reason, evidence };
    }
    const echo = hello.value.sessionId;
    const isOverread = echo.length > idBytes && echo[0] === sessionId[0];
    if (isOverread) return { answer: 'vulnerable', reason: 'session-id-overread', evidence };
    return echo.length === idBytes && sessionId.equals(echo)
      ? { answer: 'not-vulnerable', reason: 'session-id-sound', evidence }
      : { answer: 'inconclusive', reason: 'ticket-not-taken', evidence };
  });
}

const USUAL_ID_BYTES = 32;
