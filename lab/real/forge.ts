/**
 * node-forge: TLS 1.0 in JavaScript, in this process. No code in common with any other product here.
 *
 * @module
 */
import { createRequire } from 'node:module';
import { createServer, type Server, type Socket } from 'node:net';
import { ok } from '../../src/core/result.ts';
import { type Certificate, labCertificates } from '../certificates.ts';
import type { LabRecipe } from '../server.ts';
import { type RealRow, recipesOf } from './group.ts';
import { closeAll, listenOn } from './in-process.ts';
import { truthOf } from './truth.ts';

// It knows TLS 1.1 too, but its server looks for the version from the second of its list on, so it answers every
// hello in TLS 1.0: also one that offers SSL 3.0 at most, which is then refused by the client and not by the server.
const ROWS: readonly RealRow[] = [{ name: 'forge-1.0', truth: truthOf(['TLSv1.0']) }];

/** node-forge as it comes. */
export const FORGE_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: ROWS,
  async inspect() {
    const { version }: { version: string } = createRequire(import.meta.url)('node-forge/package.json');
    return ok(`node-forge ${version}`);
  },
  async serve(placed) {
    const { rsa } = await labCertificates();
    const servers = await Promise.all(
      placed.map(async ({ port }): Promise<Server> => {
        const server = createServer((socket) => answer(socket, rsa));
        await listenOn(server, port);
        return server;
      }),
    );
    return { stop: () => closeAll(servers) };
  },
});

function answer(socket: Socket, certificate: Certificate): void {
  const forge: ForgeTls = createRequire(import.meta.url)('node-forge');
  const connection = forge.tls.createConnection({
    server: true,
    caStore: [],
    sessionCache: {},
    getCertificate: () => certificate.cert,
    getPrivateKey: () => certificate.key,
    connected: (tls) => {
      tls.prepare('lab\n');
      tls.close();
    },
    tlsDataReady: (tls) => socket.write(tls.tlsData.getBytes(), 'latin1'),
    dataReady: (tls) => tls.data.getBytes(),
    // By now its alert is written.
    error: () => socket.end(),
    closed: () => socket.end(),
  });
  socket.on('data', (chunk) => connection.process(chunk.toString('latin1')));
}

/** The part of node-forge used here; the package has no types of its own. Its bytes are strings. */
type ForgeTls = { readonly tls: { createConnection(options: ForgeOptions): ForgeConnection } };

type ForgeConnection = {
  readonly tlsData: { getBytes(): string };
  readonly data: { getBytes(): string };
  process(bytes: string): number;
  prepare(bytes: string): void;
  close(): void;
};

type ForgeOptions = {
  readonly server: true;
  readonly caStore: readonly string[];
  readonly sessionCache: object;
  getCertificate(): string;
  getPrivateKey(): string;
  connected(tls: ForgeConnection): void;
  tlsDataReady(tls: ForgeConnection): void;
  dataReady(tls: ForgeConnection): void;
  error(tls: ForgeConnection): void;
  closed(tls: ForgeConnection): void;
};
