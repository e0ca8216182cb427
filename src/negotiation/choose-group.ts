/**
 * Which group a key exchange uses.
 *
 * @module
 */
import { namedGroup } from '../tls/registry/groups.ts';
import type { Offer } from './offer.ts';
import type { ServerProfile } from './server-profile.ts';
import type { OrderOf, StackRules } from './stacks.ts';

/** The curve of an ECDHE suite before TLS 1.3; `null`: none is common. */
export function chooseCurve(offer: Offer, server: ServerProfile, rules: StackRules): number | null {
  const mine = server.groups.codes;
  if (offer.groups === null || isUnknown(offer.groups, rules)) {
    if (rules.ecdheWithoutGroups === 'p256') return P256;
    return rules.ecdheWithoutGroups === 'none' ? null : (mine.find(isCurve) ?? null);
  }
  if (orderOf(rules.groupOrder, server) === 'server') {
    for (const code of mine) if (offer.groups.includes(code) && isCurve(code)) return code;
  } else {
    for (const code of offer.groups) if (mine.includes(code) && isCurve(code)) return code;
  }
  return null;
}

export type ShareChoice = { readonly group: number; readonly helloRetry: boolean };

/** The group of a TLS 1.3 handshake, and whether its key share has to be asked for; `null`: none is common. */
export function chooseShare(offer: Offer, server: ServerProfile, rules: StackRules): ShareChoice | null {
  const groups = offer.groups ?? [];
  const shares = offer.keyShares ?? [];
  const mine = server.groups.codes;
  if (rules.keyShare === 'first-share') {
    for (const group of shares) if (mine.includes(group) && isForTls13(group)) return { group, helloRetry: false };
  }
  const isClients = orderOf(rules.keyShareOrder, server) === 'client';
  const [order, allowed] = isClients ? [groups, mine] : [mine, groups];
  if (rules.keyShare === 'preferred-share') {
    for (const group of order)
      if (shares.includes(group) && allowed.includes(group)) return { group, helloRetry: false };
  }
  const best = order.find((group) => allowed.includes(group) && isForTls13(group));
  if (best === undefined) return null;
  if (rules.keyShare === 'preferred-or-peer' && !shares.includes(best)) {
    const next = order[order.indexOf(best) + 1] ?? 0;
    if (shares.includes(next) && allowed.includes(next) && strengthOf(next) === strengthOf(best)) {
      return { group: next, helloRetry: false };
    }
  }
  return { group: best, helloRetry: !shares.includes(best) };
}

/** The server's first common curve of that many bits at least, for a library that weighs them; `null`: none is. */
export function chooseStrongCurve(offer: Offer, server: ServerProfile, bits: number): number | null {
  const theirs = offer.groups ?? [P256];
  for (const code of server.groups.codes) {
    if (isCurve(code) && theirs.includes(code) && strengthOf(code) >= bits) return code;
  }
  return null;
}

/** Bits of the field, where those of X25519 count as 256. */
function strengthOf(group: number): number {
  return group === X25519 ? 256 : (namedGroup(group)?.bits ?? 0);
}

/** Whose order a rule means, for this server. */
export function orderOf(rule: OrderOf, server: ServerProfile): 'client' | 'server' {
  if (rule !== 'suites') return rule;
  return server.preference === 'client' ? 'client' : 'server';
}

/** The finite-field group of RFC 7919 that a DHE suite uses; `null`: none is common. */
export function chooseFiniteField(offer: Offer, server: ServerProfile, rules: StackRules): number | null {
  const listed = offer.groups ?? [];
  const mine = server.groups.codes;
  if (orderOf(rules.groupOrder, server) === 'server') {
    for (const code of mine) if (isFiniteField(code) && listed.includes(code)) return code;
  } else {
    for (const code of listed) if (isFiniteField(code) && mine.includes(code)) return code;
  }
  return null;
}

function isUnknown(groups: readonly number[], { knownGroups }: StackRules): boolean {
  return knownGroups !== null && !groups.some((code) => knownGroups.has(code));
}

/** Whether it is one of RFC 7919's groups. */
export function isFiniteField(code: number): boolean {
  return code >= FFDHE_FIRST && code <= FFDHE_LAST;
}

function isCurve(code: number): boolean {
  // The brainpool code points of RFC 8734 are for TLS 1.3 alone.
  return code < FFDHE_FIRST && !(code >= BRAINPOOL_TLS13_FIRST && code <= BRAINPOOL_TLS13_LAST);
}

function isForTls13(code: number): boolean {
  return namedGroup(code)?.keyShareLength !== undefined;
}

const P256 = 23;
const X25519 = 29;
const [FFDHE_FIRST, FFDHE_LAST] = [0x0100, 0x0104];
const [BRAINPOOL_TLS13_FIRST, BRAINPOOL_TLS13_LAST] = [31, 33];
