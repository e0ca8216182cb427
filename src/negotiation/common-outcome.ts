/**
 * What several computed outcomes have in common: the answer for a server whose library is not known.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';
import type { Agreement, Undecided } from './outcome.ts';
import type { Denial, Verdict } from './refusal.ts';

/** The verdict that both agree on, less what they differ in; `unknown` where they differ in what matters. */
export function commonVerdict(a: Verdict, b: Verdict): Verdict {
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
function completedIn(verdict: Verdict): TlsVersion | undefined {
  return verdict.ok === true ? verdict.version : verdict.ok === 'unknown' ? verdict.completes : undefined;
}

/** In one version. */
function bothAgree(a: Agreement, b: Agreement): Agreement | Undecided {
  if (a.suite !== b.suite) return { ok: 'unknown', because: DIFFER, completes: a.version };
  const isSame =
    a.group === b.group &&
    a.dhBits === b.dhBits &&
    a.scheme === b.scheme &&
    a.certificate === b.certificate &&
    a.helloRetry === b.helloRetry;
  if (isSame) return a;
  // Spelled out, as this is run for every library and spreading an object takes longer than all else.
  return {
    ok: true,
    version: a.version,
    suite: a.suite,
    group: a.group === b.group ? a.group : null,
    dhBits: a.dhBits === b.dhBits ? a.dhBits : null,
    scheme: a.scheme === b.scheme ? a.scheme : null,
    certificate: a.certificate === b.certificate ? a.certificate : null,
    helloRetry: a.helloRetry && b.helloRetry,
    alpn: a.alpn,
  };
}

/** That it fails is sure; the first one's reason stands for all. */
function bothRefuse(a: Denial, b: Denial): Denial {
  const isBehindHello = a.isBehindHello && b.isBehindHello;
  if (a.alert === b.alert && a.isBehindHello === isBehindHello) return a;
  const { by, refused, words } = a;
  return { ok: false, by, refused, words, isBehindHello, alert: a.alert === b.alert ? a.alert : null };
}

const DIFFER = 'TLS libraries differ in the version or the cipher suite that they choose here';
