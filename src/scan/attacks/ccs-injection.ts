/**
 * CCS injection (CVE-2014-0224): a ChangeCipherSpec before any key was agreed.
 *
 * A sound server fails at once with alert 10. A vulnerable one takes it and says nothing; the second one it can no more
 * read, as it now decrypts, so it fails there, with another alert or none. No key is made and no data is read.
 *
 * @module
 */
import type { AttackEvidence, AttackFact } from '../../facts/attack-facts.ts';
import { ALERT } from '../../tls/alert.ts';
import { CONTENT_TYPE } from '../../tls/record.ts';
import type { Conversation } from '../conversation.ts';
import { type AttackTarget, isFatal, type Opened, openHandshake, quietMs, reactionTo, recordOf } from './opening.ts';

/**
 * One connection; a second, more patient one when the first looks vulnerable.
 *
 * @param seen what a connection that was opened for something else has shown already
 */
export async function askCcsInjection(target: AttackTarget, seen?: AttackFact): Promise<AttackFact> {
  const first = seen ?? (await tryOnce(target, LEAST_QUIET_MS));
  if (first.answer !== 'vulnerable') return first;
  const second = await tryOnce(target, PATIENT_QUIET_MS);
  const evidence = [...first.evidence, ...second.evidence];
  if (second.answer === 'vulnerable') return { ...second, evidence };
  return { answer: 'inconclusive', reason: 'unstable', evidence };
}

function tryOnce({ asker, sni, version }: AttackTarget, leastMs: number): Promise<AttackFact> {
  return asker.converse({ version, sni }, async (conversation) => {
    const opened = await openHandshake(asker, conversation, { version, shape: 'full', sni, fallbackScsv: false });
    if (!opened.ok) return { answer: 'inconclusive', ...opened.error };
    return await injectCcs(conversation, opened.value, leastMs);
  });
}

/** On a connection whose handshake is half done, and of no other use afterwards. */
export async function injectCcs(
  conversation: Conversation,
  opened: Opened,
  leastMs: number = LEAST_QUIET_MS,
): Promise<AttackFact> {
  const ccs = recordOf(opened.version, CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1));
  conversation.send(ccs);
  const first = await conversation.hear(isFatal, { ms: quietMs(opened, leastMs), maxBytes: MAX_BYTES });
  const evidence: AttackEvidence[] = [reactionTo('early ChangeCipherSpec', first)];
  if (first.end === 'found' || first.end === 'closed') {
    return { answer: 'not-vulnerable', reason: 'early-ccs-refused', evidence };
  }
  if (first.end !== 'silent') return { answer: 'inconclusive', reason: first.end, evidence };

  conversation.send(ccs);
  const second = await conversation.hear(isFatal, { maxBytes: MAX_BYTES });
  evidence.push(reactionTo('second ChangeCipherSpec', second));
  const alert = second.items.find((item) => item.kind === 'alert');
  if (alert?.alert.description === ALERT.unexpectedMessage) {
    return { answer: 'not-vulnerable', reason: 'early-ccs-refused', evidence };
  }
  // Old Node.js closes where OpenSSL's own server sends alert 20 or 21.
  if (second.end === 'found' || second.end === 'closed') {
    return { answer: 'vulnerable', reason: 'early-ccs-accepted', evidence };
  }
  return { answer: 'inconclusive', reason: second.end === 'silent' ? 'no-reaction' : second.end, evidence };
}

const MAX_BYTES = 1024;
const LEAST_QUIET_MS = 250;
const PATIENT_QUIET_MS = 1000;
