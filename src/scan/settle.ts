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
import { isBeforeHello, isNegotiationAlert, type Judgement, saysNothing } from './judge.ts';

/** The answer for one version and every connection it rests on. */
export type Settled = {
  readonly answer: 'accepted' | 'refused' | 'latent' | 'inconclusive';
  readonly reason: AnswerReason;
  readonly asked: readonly Asked[];
};

/** Settles the version that `first` asked for. Never rejects. */
export async function settleVersion(asker: Asker, first: Asked, round: FirstRound): Promise<Settled> {
  const { judgement, question } = first;
  const special =
    question.version === 'SSLv2' ? await settleSsl2(asker, first, round) : settleNamelessSsl3(first, round);
  if (special) return special;
  if (judgement.kind === 'unclear') return await settleAlert(asker, first, judgement.alert, round);
  if (judgement.kind === 'dropped') return await settleDrop(asker, [first], round);
  if (judgement.kind === 'broken') return await settleBroken(asker, first);
  return conclude(question.version, judgement, [first]) ?? inconclusive('unstable', [first]);
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
async function settleSsl2(asker: Asker, first: Asked, round: FirstRound): Promise<Settled | undefined> {
  const { judgement } = first;
  if (judgement.kind === 'unclear' && judgement.alert === ALERT.internalError) {
    return inconclusive('unexpected-alert', [first]);
  }
  if (judgement.kind === 'unclear' || judgement.kind === 'name-refused') {
    return { answer: 'refused', reason: 'handshake-failure', asked: [first] };
  }
  if (judgement.kind !== 'dropped' || !round.isSteady || !round.control) return undefined;
  if (judgement.reason !== 'closed' && judgement.reason !== 'reset') return undefined;
  // One control behind it: a rate limit that set in just here would drop that as well.
  const control = await asker.ask(round.control.question);
  if (control.judgement.kind !== 'accepted') return undefined;
  return { answer: 'refused', reason: judgement.reason, asked: [first, control] };
}

/** SSL 3.0 has no names, so a server that wants one says alert 112; a TLS hello that was denied had offered it too. */
function settleNamelessSsl3({ question, judgement, ...first }: Asked, round: FirstRound): Settled | undefined {
  if (question.version !== 'SSLv3' || judgement.kind !== 'name-refused' || !round.newestDenied) return undefined;
  return { answer: 'refused', reason: 'handshake-failure', asked: [{ question, judgement, ...first }] };
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
  // A TLS 1.3 server that wants a key we do not share (PSK) fails the same way: an older version must have been taken.
  if (isRefused && version === 'TLSv1.3' && !round.newestAccepted) return inconclusive('handshake-failure', asked);
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
  if (!control && last?.judgement.kind === 'dropped' && isBeforeHello(last.judgement.reason)) {
    return inconclusive(last.judgement.reason, before);
  }
  if (!control || !last) return inconclusive('no-control', before);
  const { version, sni } = last.question;
  const asked: Asked[] = [...before];
  const ask = async (shape: HelloShape, name: string | undefined): Promise<Asked> => {
    const next = await asker.ask({ version, shape, sni: name, fallbackScsv: false });
    asked.push(next);
    return next;
  };
  const isControlled = async (): Promise<boolean> => {
    const again = await asker.ask(control.question);
    asked.push(again);
    return again.judgement.kind === 'accepted';
  };
  // A control without a name proves nothing where a filter drops the name.
  if (sni !== undefined && !carriesName(control.question.version) && carriesName(version)) {
    if (isAnswer((await ask('full', undefined)).judgement)) return inconclusive('name-refused', asked);
  }

  for (let attempt = 0; attempt < DROP_ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(BACK_OFF_MS * 4 ** (attempt - 1), asker.signal);
    // Twice each in a row: a server that drops every second connection must not look like one that drops a version.
    const wasUp = (await isControlled()) && (await isControlled());
    const noes: AnswerReason[] = [];
    for (const shape of DROP_SHAPES) {
      const { judgement } = await ask(shape, sni);
      const settled = conclude(version, judgement, asked);
      if (settled) return settled;
      if (judgement.kind === 'dropped') noes.push(judgement.reason);
      if (judgement.kind === 'unclear' && isNegotiationAlert(judgement.alert)) noes.push('handshake-failure');
    }
    if (!wasUp || noes.length < DROP_SHAPES.length || !(await isControlled())) continue;
    const nothing = noes.find(saysNothing);
    if (nothing) return inconclusive(nothing, asked);
    const reason = noes.find((no) => no !== 'handshake-failure') ?? 'handshake-failure';
    return { answer: 'refused', reason, asked };
  }
  return inconclusive('unstable', asked);
}

function carriesName(version: TlsVersion): boolean {
  return version !== 'SSLv2' && version !== 'SSLv3';
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
  if (isSame && reason === 'higher-version' && version === 'SSLv3') return { answer: 'refused', reason, asked };
  return inconclusive(isAnswer(again.judgement) ? 'unstable' : reason, asked);
}

function inconclusive(reason: AnswerReason, asked: readonly Asked[]): Settled {
  return { answer: 'inconclusive', reason, asked };
}

function latent(reason: AnswerReason, asked: readonly Asked[]): Settled {
  return { answer: 'latent', reason, asked };
}

const DROP_SHAPES: readonly HelloShape[] = ['compact', 'full', 'exotic', 'bare'];
const DROP_ATTEMPTS = 3;
const BACK_OFF_MS = 600;
