/**
 * Which result of an older scan is the same server as which of a newer one. Pure.
 *
 * @module
 */
import type { ServerState } from '../facts/server-state.ts';

export type ServerPair = {
  readonly before: ServerState;
  readonly now: ServerState;
  /** What the same address answers without a name, where it has a result of its own. */
  readonly beforeNameless: ServerState | undefined;
  readonly nowNameless: ServerState | undefined;
};

export type Pairing = {
  readonly pairs: readonly ServerPair[];
  readonly added: readonly ServerState[];
  readonly gone: readonly ServerState[];
};

/**
 * Pairs by name, port and address; then what is left of a name and port in the order of the lists, as addresses change
 * and the service is still the same. Results without a name belong to those with the name at the same address.
 */
export function pairServers(before: readonly ServerState[], now: readonly ServerState[]): Pairing {
  const old = new Services(before);
  const young = new Services(now);
  const pairs: ServerPair[] = [];
  const added: ServerState[] = [];
  const gone: ServerState[] = [];
  for (const [place, addresses] of young.named) {
    const left = new Map(old.named.get(place));
    const unmatched: ServerState[] = [];
    const pair = (from: ServerState, to: ServerState): void => {
      pairs.push({ before: from, now: to, beforeNameless: old.nameless(from), nowNameless: young.nameless(to) });
    };
    for (const [address, state] of addresses) {
      const from = left.get(address);
      if (from) pair(from, state);
      else unmatched.push(state);
      left.delete(address);
    }
    const rest = [...left.values()];
    for (const [index, state] of unmatched.entries()) {
      const from = rest[index];
      if (from) pair(from, state);
      else added.push(state);
    }
    gone.push(...rest.slice(unmatched.length));
  }
  for (const [place, addresses] of old.named) {
    if (!young.named.has(place)) gone.push(...addresses.values());
  }
  return { pairs, added, gone };
}

/** Results by place, then by address; the last one counts where an address is there twice. */
class Services {
  readonly named: Map<string, Map<string | null, ServerState>> = new Map();
  readonly #nameless = new Map<string, ServerState>();

  constructor(servers: readonly ServerState[]) {
    for (const server of servers) {
      const place = placeOf(server);
      const addresses = this.named.get(place) ?? new Map<string | null, ServerState>();
      const sibling = addresses.get(server.address);
      // The result without a name follows that with the name: see scanEach.
      if (server.sni === null && sibling && sibling.sni !== null) {
        this.#nameless.set(`${place} ${server.address}`, server);
      } else {
        this.named.set(place, addresses.set(server.address, server));
      }
    }
  }

  nameless(server: ServerState): ServerState | undefined {
    return this.#nameless.get(`${placeOf(server)} ${server.address}`);
  }
}

/** The target with its port, however it was written: `example.org:443` for `https://Example.org/`. */
function placeOf({ target, port }: ServerState): string {
  const text = target.toLowerCase().replace(/^https:\/\//, '');
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//.exec(text)?.[0] ?? '';
  const host = text
    .slice(scheme.length)
    .replace(/[/?#].*$/, '')
    .replace(/^\[([^\]]*)\].*$/, '$1')
    .replace(/^([^:]*):\d+$/, '$1')
    .replace(/\.$/, '');
  return `${scheme}${host} ${port}`;
}
