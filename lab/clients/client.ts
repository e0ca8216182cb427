/**
 * What every client of the lab is: a real program that is made to do one TLS handshake.
 *
 * @module
 */
import type { Result } from '../../src/core/result.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { runProgram } from '../process.ts';

export type LabClient = {
  /** Unique in a run, `product-configuration`: `openssl-1.0`, `node0.8-default`. */
  readonly name: string;
  /** What it offers and would go through with, oldest first. */
  readonly versions: readonly TlsVersion[];
  /** The program and its version as it prints it. @throws Error if it is missing */
  product(): Promise<string>;
  /** `undefined` when it can run here, or what is missing, for a person. */
  missing(): Promise<string | undefined>;
  /** One handshake, whatever the certificate. Never rejects for anything a server does. */
  connect(target: ClientTarget): Promise<ClientRun>;
};

export type ClientTarget = {
  readonly address: string;
  readonly port: number;
  /** Sent in `server_name` by clients that know it. */
  readonly name: string;
  /** Holds the client to one of its versions; Node 0.10 knows no way to be held to TLS 1.1 or 1.2. */
  readonly version?: TlsVersion;
};

export type ClientRun = {
  readonly completed: boolean;
  /** As the client says; `undefined` if nothing was completed, or where it does not say (Node 0.8 to 0.12). */
  readonly version: TlsVersion | undefined;
  readonly output: string;
};

/** A configuration of a client. */
export type ClientRow = { readonly name: string; readonly versions: readonly TlsVersion[] };

/** A program that can do handshakes. */
export type ClientProgram<Row extends ClientRow> = {
  readonly rows: readonly Row[];
  /** The product as it prints itself, or what the machine lacks. Asked once. */
  inspect(): Promise<Result<string, string>>;
  /** The command line for one handshake that offers `versions` and no others. */
  command(target: ClientTarget, versions: readonly TlsVersion[], row: Row): Promise<readonly [string, ...string[]]>;
  /** Finds the completed handshake in the output; its first group, if it has one, is the version by some name. */
  readonly completed: RegExp;
  /** What the product calls the versions. */
  spelling(version: TlsVersion): string;
};

/** A client for each row of a program. */
export function clientsOf<Row extends ClientRow>(program: ClientProgram<Row>): readonly LabClient[] {
  let inspected: Promise<Result<string, string>> | undefined;
  const inspect = (): Promise<Result<string, string>> => {
    inspected ??= program.inspect();
    return inspected;
  };
  return program.rows.map((row) => ({
    name: row.name,
    versions: row.versions,
    async product() {
      const product = await inspect();
      if (!product.ok) throw new Error(`${row.name}: ${product.error}`);
      return product.value;
    },
    async missing() {
      const product = await inspect();
      return product.ok ? undefined : product.error;
    },
    async connect(target) {
      const versions = target.version === undefined ? row.versions : [target.version];
      const [command, ...args] = await program.command(target, versions, row);
      // Not the exit code: some call it a failure when the server ends without close_notify.
      const { output } = await runProgram(command, args);
      const found = program.completed.exec(output);
      const version = row.versions.find((one) => program.spelling(one) === found?.[1]);
      return { completed: found !== null, version, output };
    },
  }));
}
