/**
 * Sends a server the hello of every client, and says of each what would come of it. Clients with equal hellos are asked
 * for once.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { FirstHello } from '../../clients/hello.ts';
import { encodeFirst, freshHello, helloKey, replayed } from '../../clients/replay.ts';
import type { Failure } from '../../core/errors.ts';
import type { Pacer } from '../../core/pause.ts';
import { runPool } from '../../core/pool.ts';
import type { ClientFacts, ClientOutcome } from '../../facts/client-facts.ts';
import { addressFailure } from '../address-failure.ts';
import type { Observation } from '../answer-reader.ts';
import { BackOff } from '../back-off.ts';
import { type Exchange, type ExchangeLimits, HelloConnection } from '../exchange.ts';
import type { ProxyServer } from '../proxy/proxy.ts';
import type { AddressScan } from '../scan-address.ts';
import { parallelFor, serviceFacts, wayTo } from '../service.ts';
import { type Answered, answeredHello, clientOutcome, outcomeByVersions } from './client-outcome.ts';

export type AskClientsOptions = ExchangeLimits & {
  /** Connections open to the address at once. */
  readonly parallel: number;
  readonly pacer: Pacer;
  readonly proxy?: ProxyServer | undefined;
};

export type AskedClients = {
  /** In the order of the clients. */
  readonly outcomes: readonly { readonly client: ClientFacts; readonly outcome: ClientOutcome }[];
  readonly connections: number;
  /** Why nothing could be learnt; `null` when the server answered. */
  readonly error: Failure | null;
};

/** Never rejects for anything a server does. */
export async function askClients(
  scan: AddressScan,
  clients: readonly ClientFacts[],
  options: AskClientsOptions,
  signal: AbortSignal,
): Promise<AskedClients> {
  const hellos = new Map<string, FirstHello>();
  const keys = clients.map((client) => {
    const first = freshHello(replayed(client), { serverName: scan.sni, random: randomBytes });
    if (!first) return undefined;
    const key = helloKey(first);
    if (!hellos.has(key)) hellos.set(key, first);
    return key;
  });
  const line = new ServerLine(scan, options);
  const answers = new Map<string, Answered>();
  const ask = async (
    [key, first]: [string, FirstHello],
    stop: AbortSignal,
  ): Promise<readonly [string, Observation]> => {
    return [key, await line.ask(first, stop)];
  };
  const concurrency = parallelFor(scan.service, options.parallel);
  for await (const [key, observation] of runPool(hellos, ask, { concurrency, signal })) {
    const first = hellos.get(key);
    if (first) answers.set(key, answeredHello(first, observation));
  }
  const all = [...answers.values()];
  const isAlive = all.some(({ judgement }) => !['dropped', 'stopped', 'broken'].includes(judgement.kind));
  const outcomes = clients.map((client, index) => {
    const answered = answers.get(keys[index] ?? '');
    if (answered) return { client, outcome: clientOutcome(client, answered, isAlive) };
    return { client, outcome: outcomeByVersions(client, all) };
  });
  const error = addressFailure(scan.endpoint, serviceFacts(scan.service, options.proxy), all);
  return { outcomes, connections: line.connections, error };
}

/** The way to one server, which is given up once nobody has got through. */
class ServerLine {
  readonly #scan: AddressScan;
  readonly #options: AskClientsOptions;
  readonly #way: ReturnType<typeof wayTo>;
  readonly #backOff = new BackOff();
  #lost: Observation | undefined;
  #losses = 0;
  #hasReached = false;
  connections = 0;

  constructor(scan: AddressScan, options: AskClientsOptions) {
    this.#scan = scan;
    this.#options = options;
    this.#way = wayTo(scan.service, scan.name, options.proxy);
  }

  /** A service that says "later" is left alone for a while and asked again, a few times. */
  async ask(first: FirstHello, signal: AbortSignal): Promise<Observation> {
    for (;;) {
      if (!this.#hasReached && this.#lost && this.#losses >= MOST_LOSSES) return this.#lost;
      const { observation } = await this.#connect(first, signal);
      const isLater = observation.kind === 'starttls-refused' && observation.how === 'temporary';
      if (isLater && !signal.aborted && this.#backOff.later()) continue;
      this.#note(observation);
      return observation;
    }
  }

  async #connect(first: FirstHello, signal: AbortSignal): Promise<Exchange> {
    await this.#backOff.hold(signal);
    await this.#options.pacer.turn(signal);
    this.connections++;
    const reader = { maxBytes: MAX_BYTES, readUpTo: 'serverHelloDone', isSsl2: first.format === 'sslv2' } as const;
    const connection = await new HelloConnection(this.#scan.endpoint, this.#way, this.#options, signal).opened;
    return connection.ask(encodeFirst(first), this.#options.answerMs, reader);
  }

  #note(observation: Observation): void {
    const isLoss = BEFORE_TLS.includes(observation.kind);
    if (!isLoss) {
      this.#hasReached ||= observation.kind !== 'silent' && observation.kind !== 'stopped';
      return;
    }
    this.#lost ??= observation;
    this.#losses++;
  }
}

const BEFORE_TLS: readonly string[] = ['unreachable', 'starttls-refused', 'starttls-broken', 'proxy-failed'];
/** So many connections in a row that come to nothing are enough of an answer. */
const MOST_LOSSES = 5;
/** An honest first flight, certificates included, stays far below. */
const MAX_BYTES = 256 * 1024;
