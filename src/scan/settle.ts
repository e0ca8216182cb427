/**
 * Follows up a version whose first hello was not answered clearly, until it is settled or says why it cannot be.
 *
 * Two kinds of doubt, two procedures. An alert that may mean the version or the suites gets other suites, a smaller
 * hello, and TLS_FALLBACK_SCSV where that tells "off" from "blocked". A connection that just ends gets control hellos
 * around its repetition, so that a rate limit or an outage is never read as a refusal.
 *
 * @module
 */
import { pause } from '../core/pause.ts';
import type { AnswerReason, HelloShape } from '../facts/server-facts.ts';
import { ALERT } from '../tls/alert.ts';
import { isOlder, type TlsVersion } from '../tls/version.ts';
import { type Asked, type Asker, isAnswer } from './asker.ts';
import type { FirstRound } from './first-round.ts';
import { isNegotiationAlert, type Judgement } from './judge.ts';

/** The answer for one version and every connection it rests on. */
export type Settled = {
  readonly answer: 'accepted' | 'refused' | 'latent' | 'inconclusive';
  readonly reason: AnswerReason;
  readonly asked: readonly Asked[];
};

/** Settles the version that `first` asked for. Never rejects. */
export async function settleVersion(asker: Asker, first: Asked, round: FirstRound): Promise<Settled> {
  const { judgement } = first;
  if (first.question.version === 'SSLv2') {
    const settled = concludeSsl2(first, round);
    if (settled) return settled;
  }
  if (judgement.kind === 'unclear') return await settleAlert(asker, first, judgement.alert, round);
  if (judgement.kind === 'dropped') return await settleDrop(asker, [first], round);
  if (judgement.kind === 'broken') return await settleBroken(asker, first);
  return conclude(first.question.version, judgement, [first]) ?? inconclusive('unstable', [first]);
}

/** The settled answer that a judgement stands for by itself, if it does. */
function conclude(version: TlsVersion, judgement: Judgement, asked: readonly Asked[]): Settled | undefined {
  switch (judgement.kind) {
    case 'accepted':
      return judgement.version === version
        ? { answer: 'accepted', reason: judgement.reason, asked }
        : { answer: 'refused', reason: 'lower-version', asked };
    case 'refused':
    case 'latent':
      return { answer: judgement.kind, reason: judgement.reason, asked };
    case 'name-refused':
      return inconclusive('name-refused', asked);
    case 'stopped':
      return inconclusive(judgement.reason, asked);
    default:
      return undefined;
  }
}

/** SSLv2 is another protocol: stacks without it say so in a TLS alert of any kind, or just hang up on the noise. */
function concludeSsl2(first: Asked, round: FirstRound): Settled | undefined {
  const { judgement } = first;
  if (judgement.kind === 'unclear' && judgement.alert === ALERT.internalError) {
    return inconclusive('unexpected-alert', [first]);
  }
  if (judgement.kind === 'unclear') return { answer: 'refused', reason: 'handshake-failure', asked: [first] };
  if (judgement.kind !== 'dropped' || !round.isSteady || !round.control) return undefined;
  if (judgement.reason !== 'closed' && judgement.reason !== 'reset') return undefined;
  return { answer: 'refused', reason: judgement.reason, asked: [first, round.control] };
}

async function settleAlert(asker: Asker, first: Asked, alert: number, round: FirstRound): Promise<Settled> {
  const { version, sni } = first.question;
  const asked: Asked[] = [first];
  // RFC 6101 has no protocol_version alert, so stacks say 40 for "no SSL 3.0"; a TLS 1.x hello was an offer of it too.
  if (version === 'SSLv3' && isNegotiationAlert(alert) && round.newestDenied) {
    return { answer: 'refused', reason: 'handshake-failure', asked };
  }
  const ask = async (shape: HelloShape, fallbackScsv: boolean): Promise<Judgement> => {
    const next = await asker.ask({ version, shape, sni, fallbackScsv });
    asked.push(next);
    return next.judgement;
  };

  const scsvTells = round.newestAccepted !== undefined && isOlder(version, round.newestAccepted);
  if (alert === ALERT.internalError && scsvTells) {
    const judgement = await ask('full', true);
    if (judgement.kind === 'fallback-refused') return latent('blocked-by-crypto-policy', asked);
  }
  const shapes: readonly HelloShape[] = version === 'SSLv3' ? ['exotic'] : ['compact', 'exotic', 'bare'];
  for (const shape of shapes) {
    const judgement = await ask(shape, false);
    const settled = conclude(version, judgement, asked);
    if (settled) return settled;
    if (judgement.kind === 'dropped') return await settleDrop(asker, asked, round);
    if (judgement.kind === 'broken') return inconclusive(judgement.reason, asked);
  }
  // Not with TLS 1.2: every TLS 1.3 hello carries its number, so GnuTLS lets it pass the version check and says 86 then.
  if (scsvTells && (version === 'TLSv1.0' || version === 'TLSv1.1')) {
    const judgement = await ask('compact', true);
    if (judgement.kind === 'fallback-refused' && (await isProvenByFallback(asker, first, round, asked))) {
      return latent('no-usable-cipher', asked);
    }
  }
  const own = asked.filter(({ question }) => question.version === version && !question.fallbackScsv);
  const isRefused = own.every(({ judgement }) => judgement.kind === 'unclear' && isNegotiationAlert(judgement.alert));
  return isRefused
    ? { answer: 'refused', reason: 'handshake-failure', asked }
    : inconclusive('unexpected-alert', asked);
}

/**
 * Alert 86 to a version that fails without it: enabled, with no suite that gets through? Only where the server looks at
 * the version first. So a version known to be off is asked in the same way, and its 86 makes the other one worthless.
 */
async function isProvenByFallback(asker: Asker, first: Asked, round: FirstRound, asked: Asked[]): Promise<boolean> {
  const { version, sni } = first.question;
  const witness = round.newestDenied && isOlder(round.newestDenied, version) ? round.newestDenied : 'SSLv3';
  if (!isOlder(witness, version)) return false;
  const next = await asker.ask({ version: witness, shape: 'compact', sni, fallbackScsv: true });
  asked.push(next);
  return next.judgement.kind === 'refused' || next.judgement.kind === 'unclear';
}

async function settleDrop(asker: Asker, before: readonly Asked[], round: FirstRound): Promise<Settled> {
  const { control } = round;
  const last = before.at(-1);
  if (last?.observation.kind === 'unreachable' && !control) return inconclusive('unreachable', before);
  if (!control || !last) return inconclusive('no-control', before);
  const { version, sni } = last.question;
  const asked: Asked[] = [...before];
  const isControlled = async (): Promise<boolean> => {
    const again = await asker.ask(control.question);
    asked.push(again);
    return again.judgement.kind === control.judgement.kind;
  };

  for (let attempt = 0; attempt < DROP_ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(BACK_OFF_MS * 4 ** (attempt - 1), asker.signal);
    // Twice each in a row: a server that drops every second connection must not look like one that drops a version.
    const wasUp = (await isControlled()) && (await isControlled());
    const drops: AnswerReason[] = [];
    for (const shape of ['compact', 'full'] as const) {
      const next = await asker.ask({ version, shape, sni, fallbackScsv: false });
      asked.push(next);
      const settled = conclude(version, next.judgement, asked);
      if (settled) return settled;
      // A stalled connection and then an alert: the size of the hello was the trouble.
      if (next.judgement.kind === 'unclear' && isNegotiationAlert(next.judgement.alert)) {
        return { answer: 'refused', reason: 'handshake-failure', asked };
      }
      if (next.judgement.kind === 'dropped') drops.push(next.judgement.reason);
    }
    const [reason] = drops;
    if (!wasUp || drops.length < 2 || !reason || !(await isControlled())) continue;
    // Silence and a refused connection say nothing of the version, however often they come.
    if (drops.includes('silent')) return inconclusive('silent', asked);
    if (drops.includes('unreachable')) return inconclusive('unreachable', asked);
    return { answer: 'refused', reason, asked };
  }
  return inconclusive('unstable', asked);
}

/** A broken answer may have been the network's doing: one more try in another shape. */
async function settleBroken(asker: Asker, first: Asked): Promise<Settled> {
  const { version, sni } = first.question;
  const again = await asker.ask({ version, shape: 'compact', sni, fallbackScsv: false });
  const asked = [first, again];
  const settled = conclude(version, again.judgement, asked);
  if (settled) return settled;
  const reason = first.judgement.kind === 'broken' ? first.judgement.reason : 'unstable';
  const isSame = again.judgement.kind === 'broken' && again.judgement.reason === reason;
  // node-forge answers SSL 3.0 hellos in TLS 1.0: against the protocol, and still no SSL 3.0.
  if (isSame && reason === 'higher-version') return { answer: 'refused', reason, asked };
  return inconclusive(isAnswer(again.judgement) ? 'unstable' : reason, asked);
}

function inconclusive(reason: AnswerReason, asked: readonly Asked[]): Settled {
  return { answer: 'inconclusive', reason, asked };
}

function latent(reason: AnswerReason, asked: readonly Asked[]): Settled {
  return { answer: 'latent', reason, asked };
}

const DROP_ATTEMPTS = 3;
const BACK_OFF_MS = 600;
