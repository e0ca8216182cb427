/**
 * Heartbleed (CVE-2014-0160): a heartbeat request (RFC 6520 §4) that announces one byte more than it brings.
 *
 * A sound server discards it. A vulnerable one echoes the payload and one byte of its memory behind. The payload is as
 * long as the write buffer of OpenSSL twice over, since a shorter answer would stay in there until the handshake goes on:
 * what comes out at once is our own bytes, and the connection is closed on the first of them.
 *
 * @module
 */
import type { AttackEvidence, AttackFact } from '../../facts/attack-facts.ts';
import { EXTENSION, findExtension } from '../../tls/extensions.ts';
import { CONTENT_TYPE, RECORD_HEADER_LENGTH } from '../../tls/record.ts';
import type { TlsVersion } from '../../tls/version.ts';
import type { Conversation, Heard } from '../conversation.ts';
import { type AttackTarget, openHandshake, quietMs, reactionTo, recordOf } from './opening.ts';

export function askHeartbleed({ asker, sni, version }: AttackTarget): Promise<AttackFact> {
  const offer = { extensions: [{ type: EXTENSION.heartbeat, data: Uint8Array.of(PEER_ALLOWED_TO_SEND) }] };
  return asker.converse({ version, sni }, async (conversation) => {
    const opened = await openHandshake(asker, conversation, {
      version,
      shape: 'full',
      sni,
      fallbackScsv: false,
      offer,
    });
    if (!opened.ok) return { answer: 'inconclusive', ...opened.error };
    if (!findExtension(opened.value.hello.extensions, EXTENSION.heartbeat)) {
      const evidence = [{ kind: 'feature', feature: 'heartbeat', answer: 'no' } as const];
      return { answer: 'not-vulnerable', reason: 'no-heartbeat', evidence };
    }
    conversation.keepNothingMore();
    conversation.send(recordOf(opened.value.version, CONTENT_TYPE.heartbeat, heartbeatRequest()));
    return readReaction(conversation, opened.value.version, quietMs(opened.value, LEAST_QUIET_MS));
  });
}

async function readReaction(conversation: Conversation, version: TlsVersion, ms: number): Promise<AttackFact> {
  const listen = { maxBytes: MAX_BYTES, enoughBytes: RECORD_HEADER_LENGTH };
  const first = await conversation.hear(never, { ...listen, ms });
  const evidence: AttackEvidence[] = [reactionTo('heartbeat request with a byte too few', first)];
  if (isHeartbeat(first)) return { answer: 'vulnerable', reason: 'heartbeat-overread', evidence };
  if (first.end === 'found' || first.end === 'closed') {
    return { answer: 'not-vulnerable', reason: 'heartbeat-refused', evidence };
  }
  if (first.end !== 'silent') return { answer: 'inconclusive', reason: first.end, evidence };
  // Silence is right, but also what a stuck server gives: a message out of turn tells whether it is still there.
  conversation.send(recordOf(version, CONTENT_TYPE.handshake, MESSAGE_OUT_OF_TURN));
  const second = await conversation.hear(never, listen);
  evidence.push(reactionTo('message out of turn', second));
  if (isHeartbeat(second)) return { answer: 'vulnerable', reason: 'heartbeat-overread', evidence };
  if (second.end === 'found' || second.end === 'closed') {
    return { answer: 'not-vulnerable', reason: 'heartbeat-discarded', evidence };
  }
  return { answer: 'inconclusive', reason: second.end, evidence };
}

/** heartbeat_request, the length, the payload, and none of the padding that must follow. */
function heartbeatRequest(): Uint8Array {
  const request = new Uint8Array(3 + PAYLOAD_BYTES).fill(0x61);
  request.set([1, (PAYLOAD_BYTES + 1) >> 8, (PAYLOAD_BYTES + 1) & 0xff]);
  return request;
}

function isHeartbeat(heard: Heard): boolean {
  return heard.firstByte === CONTENT_TYPE.heartbeat;
}

/** What comes counts by its first byte alone. */
function never(): boolean {
  return false;
}

/** HeartbeatMode (RFC 6520 §2). */
const PEER_ALLOWED_TO_SEND = 1;
/** OpenSSL buffers 4096 bytes of a handshake at a time. */
const PAYLOAD_BYTES = 8192;
/** The echo, its padding and headers. */
const MAX_BYTES = 9000;
/** A second, empty ServerHelloDone, and from the wrong side. */
const MESSAGE_OUT_OF_TURN: Uint8Array = Uint8Array.of(14, 0, 0, 0);
const LEAST_QUIET_MS = 250;
