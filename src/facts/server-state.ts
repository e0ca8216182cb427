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
  /** Code points by version, where the list is complete; `null` where they were not asked. This and the next five. */
  readonly suites: Readonly<Partial<Record<TlsVersion, readonly number[]>>> | null;
  readonly groups: Readonly<Partial<Record<TlsVersion, readonly number[]>>> | null;
  readonly postQuantum: Readonly<Record<string, string>> | null;
  /** Answers by name. */
  readonly features: Readonly<Record<string, string>> | null;
  readonly attacks: Readonly<Record<string, string>> | null;
  readonly certificate: { readonly sha256: string; readonly validTo: string | null } | null;
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
