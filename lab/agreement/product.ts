/**
 * What a product is to the agreement: configurations at random, and servers that run them.
 *
 * @module
 */
import type { Result } from '../../src/core/result.ts';
import type { ServerProfile } from '../../src/negotiation/server-profile.ts';
import type { Random } from './random.ts';

/** One configuration: what the server is told, and what we make of it. */
export type Configured = {
  readonly profile: ServerProfile;
  /** What a hello without a name meets instead; `null`: the same. */
  readonly withoutName?: ServerProfile | null;
  /** In the product's own words, on one line, for the report. */
  readonly text: string;
};

export type Product<C extends Configured = Configured> = {
  readonly name: string;
  /** The product and its version, or what is missing. */
  inspect(): Promise<Result<string, string>>;
  configure(random: Random): Promise<C>;
  /** Resolves once every configuration listens on its port. */
  serve(placed: readonly { readonly configured: C; readonly port: number }[], folder: string): Promise<Running>;
};

export type Running = { stop(): Promise<void> };
