/**
 * What several computed outcomes have in common: the answer for a server whose library is not known.
 *
 * @module
 */
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
    if (next.ok === 'unknown') return next;
    common = next;
  }
  return common;
}

function both(a: NegotiationOutcome, b: NegotiationOutcome): NegotiationOutcome {
  if (a.ok === 'unknown') return a;
  if (b.ok === 'unknown') return b;
  if (a.ok && b.ok) return bothAgree(a, b);
  if (!a.ok && !b.ok && a.by === b.by) return bothRefuse(a, b);
  return { ok: 'unknown', because: 'some TLS libraries complete this handshake and some refuse it' };
}

function bothAgree(a: Agreement, b: Agreement): NegotiationOutcome {
  if (a.version !== b.version || a.suite !== b.suite) {
    return { ok: 'unknown', because: 'TLS libraries differ in the version or the cipher suite that they choose here' };
  }
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
