/**
 * What a server takes beyond versions: suites, groups and the rest of its handshake.
 *
 * @module
 */

/** Things a server chooses from. */
export type ChoiceFacts<T> = {
  /** Who decides among what both sides have; `unknown` with one item, or where neither order explains the answers. */
  readonly decidedBy: 'server' | 'client' | 'unknown';
  /** Whether `items` stand in the server's order of preference. */
  readonly isOrdered: boolean;
  /** False when an answer did not tell, so that there may be more. */
  readonly isComplete: boolean;
  readonly items: readonly T[];
};

export type SuiteFacts = {
  readonly code: number;
  readonly name: string;
  /** The group the server used with it when it was found; `null` for none. */
  readonly group: string | null;
  /** Bits of its Diffie-Hellman prime; `null` for none. */
  readonly dhBits: number | null;
};

export type GroupFacts = { readonly code: number; readonly name: string };
