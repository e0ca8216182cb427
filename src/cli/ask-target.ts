/**
 * Asks one target for many clients, at each of its addresses, as the options of the command line say.
 *
 * @module
 */
import { Pacer, withDeadline } from '../core/pause.ts';
import { runPool } from '../core/pool.ts';
import { safeText } from '../core/safe-text.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import { type AskedClients, askClients } from '../scan/clients/ask-clients.ts';
import { sniFor } from '../scan/hellos.ts';
import { type Lookup, resolve } from '../scan/resolve.ts';
import type { Target } from '../scan/target.ts';
import { CommandFailure } from './command-failure.ts';
import { type ConnectionFlags, wantedFamily, wantedSni } from './shared-options.ts';

export type AskTargetOptions = ConnectionFlags & {
  /** For all of it, in ms. */
  readonly deadline: number;
  /** The system's, if nothing is said. */
  readonly lookup?: Lookup;
};

/** What one address answered. The host itself where a proxy looks names up. */
export type AskedAddress = AskedClients & { readonly address: string };

/**
 * In the order of the addresses. One that could not be asked is said on standard error.
 *
 * @throws CommandFailure where none of them could be asked
 */
export async function askTarget(
  target: Target,
  clients: readonly ClientFacts[],
  options: AskTargetOptions,
  stop: AbortSignal,
): Promise<readonly AskedAddress[]> {
  const { rate, timeout, proxy } = options;
  const wanted = wantedSni(options);
  const sni = wanted === false ? undefined : (wanted ?? sniFor(target.host));
  const limits = { ...timeout, proxy, parallel: CONNECTIONS_AT_ONCE, pacer: new Pacer(rate) };
  const asked = await withDeadline(options.deadline, stop, async (signal) => {
    const addresses = proxy?.resolvesNames ? [target.host] : await addressesOf(target, options, signal);
    const ask = async (address: string, limit: AbortSignal): Promise<AskedAddress> => {
      const endpoint = { address, port: target.port };
      const scan = { target: target.text, endpoint, service: target.service, name: sni ?? target.host, sni };
      return { address, ...(await askClients(scan, clients, limits, limit)) };
    };
    const found = new Map<string, AskedAddress>();
    for await (const one of runPool(addresses, ask, { concurrency: ADDRESSES_AT_ONCE, signal }))
      found.set(one.address, one);
    return addresses.flatMap((address) => found.get(address) ?? []);
  });
  const failed = asked.flatMap(({ error }) => error ?? []);
  if (failed[0] && failed.length === asked.length) throw new CommandFailure(failed[0]);
  for (const { message } of failed) process.stderr.write(`${safeText(message)}\n`);
  return asked;
}

async function addressesOf(target: Target, options: AskTargetOptions, signal: AbortSignal): Promise<readonly string[]> {
  const found = await resolve(target.host, wantedFamily(options), signal, options.lookup);
  if (!found.ok) throw new CommandFailure(found.error);
  return found.value;
}

/** What an operator of a small server would not notice. */
const CONNECTIONS_AT_ONCE = 5;
const ADDRESSES_AT_ONCE = 4;
