/**
 * What every server of the lab is, real or hostile: an address, what is true of it, and a way to stop it.
 *
 * @module
 */
import type { SchemeName } from '../src/scan/dialects.ts';
import type { TlsVersion } from '../src/tls/version.ts';

/** What a right scanner says of one version of this server, known from its configuration and not from a scan. */
export type Truth = 'accepted' | 'refused' | 'latent' | 'inconclusive';

export type LabServer = {
  /** Unique in a run, `product-configuration`: `nginx-1.2-1.3`, `node0.8-default`, `hostile-silent`. */
  readonly name: string;
  /** The program and its version as it prints it: `nginx 1.22.1 (OpenSSL 3.0.19)`. */
  readonly product: string;
  readonly address: '127.0.0.1';
  readonly port: number;
  /** How its TLS is reached; TLS from the first byte if left out. */
  readonly scheme?: SchemeName;
  /** The truth for each version; a version that cannot be known for sure is left out. */
  readonly truth: Readonly<Partial<Record<TlsVersion, Truth>>>;
  /** Stops the process or listener and frees its temporary files; safe to call twice. */
  stop(): Promise<void>;
};

/** A server the lab knows how to start, if the machine has what it needs. */
export type LabRecipe = {
  readonly name: string;
  /** Starts it on a random free loopback port and resolves once it accepts connections. */
  start(): Promise<LabServer>;
  /** `undefined` when it can run here, or what is missing, for a person: `nginx is not installed`. */
  missing(): Promise<string | undefined>;
};
