/**
 * What of a result can be compared with an older one: the answers, without the connections behind them.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import type { Answer, DowngradeFacts, FloorFacts, ServerFacts, WithoutSniFacts } from './server-facts.ts';

export type ServerState = Pick<ServerFacts, 'target' | 'address' | 'port' | 'sni'> & {
  readonly versions: Readonly<Record<TlsVersion, Answer>> | null;
  readonly fallbackScsv: DowngradeFacts['fallbackScsv'] | null;
  readonly withoutSni: WithoutSniFacts['answer'] | null;
  readonly floor: Pick<FloorFacts, 'floor' | 'supports' | 'enforces'>;
  readonly error: Pick<Failure, 'code' | 'message'> | null;
};

/** The results of one run, as read back from a file. */
export type SavedScan = {
  /** `tlsfloor 0.1.0`; `null` where the format does not say. */
  readonly tool: string | null;
  /** ISO 8601; `null` where the format does not say. */
  readonly startedAt: string | null;
  readonly servers: readonly ServerState[];
};

/** The versions that a state has an answer for. */
export const STATE_VERSIONS: readonly TlsVersion[] = TLS_VERSIONS;
