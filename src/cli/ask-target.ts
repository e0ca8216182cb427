/**
 * Asks one target for many clients, as the options of the command line say.
 *
 * @module
 */
import { Pacer, withDeadline } from '../core/pause.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import { type AskedClients, askClients } from '../scan/clients/ask-clients.ts';
import { sniFor } from '../scan/hellos.ts';
import type { ProxyServer } from '../scan/proxy/proxy.ts';
import { resolve } from '../scan/resolve.ts';
import type { Target } from '../scan/target.ts';
import { CommandFailure } from './command-failure.ts';
import type { Timeouts } from './option-values.ts';

export type AskTargetOptions = {
  /** A name to send, `false` for none; else the target's own. */
  readonly sni: string | boolean | undefined;
  readonly ip?: '4' | '6' | undefined;
  /** Connections a second. */
  readonly rate: number;
  readonly timeout: Timeouts;
  readonly proxy?: ProxyServer;
  /** For all of it, in ms. */
  readonly deadline: number;
};

/**
 * Asks the first address only: what the others do, `scan` says.
 *
 * @throws CommandFailure where the server could not be asked at all
 */
export async function askTarget(
  target: Target,
  clients: readonly ClientFacts[],
  options: AskTargetOptions,
  stop: AbortSignal,
): Promise<AskedClients> {
  const { sni: wanted, ip, rate, timeout, proxy } = options;
  const family = ip === '4' ? 4 : ip === '6' ? 6 : 0;
  const sni = wanted === false ? undefined : typeof wanted === 'string' ? wanted : sniFor(target.host);
  const asked = await withDeadline(options.deadline, stop, async (signal) => {
    const address = proxy?.resolvesNames ? target.host : await firstAddress(target, family, signal);
    const endpoint = { address, port: target.port };
    const scan = { target: target.text, endpoint, service: target.service, name: sni ?? target.host, sni };
    const limits = { ...timeout, proxy, parallel: CONNECTIONS_AT_ONCE, pacer: new Pacer(rate) };
    return askClients(scan, clients, limits, signal);
  });
  if (asked.error) throw new CommandFailure(asked.error);
  return asked;
}

async function firstAddress(target: Target, family: 0 | 4 | 6, signal: AbortSignal): Promise<string> {
  const found = await resolve(target.host, family, signal);
  if (!found.ok) throw new CommandFailure(found.error);
  return found.value[0] ?? target.host;
}

/** What an operator of a small server would not notice. */
const CONNECTIONS_AT_ONCE = 5;
