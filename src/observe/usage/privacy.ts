/**
 * How much of a client's address is let through.
 *
 * @module
 */
import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** What may be said of clients. */
export type Keep = {
  /** The address as it is to be shown; `null`: not at all. */
  readonly address: (address: string) => string | null;
  /** User agents may hold names and numbers of people. */
  readonly userAgents: boolean;
};

export const PRIVACY_MODES = ['full', 'truncate', 'hmac', 'none'] as const;

/**
 * `full`: as seen; `truncate`: the network, /24 or /48; `hmac`: a pseudonym, the same for the same address as long as the
 * key is; `none`: nothing.
 */
export type PrivacyMode = (typeof PRIVACY_MODES)[number];

export const keepAll: Keep = { address: (address) => address, userAgents: true };

/** @param key of the pseudonyms; whoever has it can tell which address is behind one by trying all */
export function keepBy(mode: PrivacyMode, key: Uint8Array): Keep {
  switch (mode) {
    case 'full':
      return keepAll;
    case 'truncate':
      return { address: networkOf, userAgents: true };
    case 'hmac':
      return { address: (address) => pseudonymOf(address, key), userAgents: true };
    case 'none':
      return { address: () => null, userAgents: false };
  }
}

/** The /24 or /48 that an address is in. */
function networkOf(address: string): string | null {
  if (!isIPv6(address)) {
    const parts = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address);
    // What is no address, a host name say, is not let through at all.
    return parts ? `${parts[1]}.0/24` : null;
  }
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const all = [...groups, ...new Array<string>(Math.max(0, missing)).fill('0'), ...(tail ? tail.split(':') : [])];
  const three = all.slice(0, 3).map((group) => group.replace(/^0+(?=.)/, '').toLowerCase());
  return `${three.join(':').replace(/(:0)+$/, '')}::/48`;
}

/** 64 bits of HMAC-SHA256. */
function pseudonymOf(address: string, key: Uint8Array): string {
  return `client-${createHmac('sha256', key).update(address).digest('hex').slice(0, 16)}`;
}
