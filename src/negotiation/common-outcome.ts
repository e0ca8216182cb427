/**
 * What several computed outcomes have in common: the answer for a server whose library is not known.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';
import type { Agreement, NegotiationOutcome, Refusal } from './outcome.ts';

/**
 * The outcome that all agree on, less what they differ in; `unknown` where they differ in what matters.
 *
 * @param outcomes at least one
 */
export function commonOutcome(outcomes: readonly NegotiationOutcome[]): NegotiationOutcome {
  const [first, ...others] = outcomes;
  if (first === undefined) throw new RangeError('nothing to compare');
  let common: NegotiationOutcome = first;
  for (const other of others) {
    const next = both(common, other);
    if (next.ok === 'unknown' && next.completes === undefined) return next;
    common = next;
  }
  return common;
}

function both(a: NegotiationOutcome, b: NegotiationOutcome): NegotiationOutcome {
  const version = completedIn(a);
  if (version !== undefined && version === completedIn(b)) {
    return a.ok === true && b.ok === true ? bothAgree(a, b) : { ok: 'unknown', because: DIFFER, completes: version };
  }
  if (a.ok === 'unknown' && a.completes === undefined) return a;
  if (b.ok === 'unknown' && b.completes === undefined) return b;
  if (version !== undefined && completedIn(b) !== undefined) return { ok: 'unknown', because: DIFFER };
  if (!a.ok && !b.ok && a.by === b.by) return bothRefuse(a, b);
  return { ok: 'unknown', because: 'some TLS libraries complete this handshake and some refuse it' };
}

/** The version of a handshake that is completed; `undefined` where that is not sure. */
function completedIn(outcome: NegotiationOutcome): TlsVersion | undefined {
  return outcome.ok === true ? outcome.version : outcome.ok === 'unknown' ? outcome.completes : undefined;
}

/** In one version. */
function bothAgree(a: Agreement, b: Agreement): NegotiationOutcome {
  if (a.suite !== b.suite) return { ok: 'unknown', because: DIFFER, completes: a.version };
  return {
    ...a,
    group: a.group === b.group ? a.group : null,
    dhBits: a.dhBits === b.dhBits ? a.dhBits : null,
    scheme: a.scheme === b.scheme ? a.scheme : null,
    certificate: a.certificate === b.certificate ? a.certificate : null,
    helloRetry: a.helloRetry && b.helloRetry,
  };
}

/** That it fails is sure; the first one's reason stands for all. */
function bothRefuse(a: Refusal, b: Refusal): Refusal {
  return { ...a, alert: a.alert === b.alert ? a.alert : null };
}

const DIFFER = 'TLS libraries differ in the version or the cipher suite that they choose here';
