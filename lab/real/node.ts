/**
 * Node's own TLS, in this process: always there, and up in milliseconds.
 *
 * @module
 */
import { createServer, type SecureVersion, type Server } from 'node:tls';
import { ok } from '../../src/core/result.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import { labCertificates } from '../certificates.ts';
import type { LabRecipe } from '../server.ts';
import { recipesOf } from './group.ts';
import { closeAll, listenOn } from './in-process.ts';
import { boundsOf, OLD_CIPHERS, singleRows, usualRows, withOpensslTruth } from './truth.ts';

const ROWS = withOpensslTruth([
  ...usualRows('node'),
  ...singleRows('node', ['TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
  { name: 'node-1.0-1.1', versions: ['TLSv1.0', 'TLSv1.1'], level: 0 },
]);

/** Node's TLS in every single version, the usual ranges, and latent. */
export const NODE_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: ROWS,
  inspect: async () => ok(`Node ${process.versions.node} (OpenSSL ${process.versions.openssl})`),
  async serve(placed) {
    const { rsa } = await labCertificates();
    const servers = await Promise.all(
      placed.map(async ({ row, port }): Promise<Server> => {
        const [min, max] = boundsOf(row);
        const server = createServer(
          {
            cert: rsa.cert,
            key: rsa.key,
            minVersion: secureVersion(min),
            maxVersion: secureVersion(max),
            ...(row.level === 0 ? { ciphers: `${TLS13_CIPHERS}:${OLD_CIPHERS}` } : {}),
          },
          (socket) => {
            socket.on('error', () => {});
            socket.end('lab\n');
          },
        );
        // Scanners leave in the middle of the handshake; that is no event for a lab.
        server.on('tlsClientError', () => {});
        await listenOn(server, port);
        return server;
      }),
    );
    return { stop: () => closeAll(servers) };
  },
});

function secureVersion(version: TlsVersion): SecureVersion {
  switch (version) {
    case 'TLSv1.0':
      return 'TLSv1';
    case 'TLSv1.1':
    case 'TLSv1.2':
    case 'TLSv1.3':
      return version;
    case 'SSLv2':
    case 'SSLv3':
      throw new RangeError(`Node has no ${version}`);
  }
}

// Node takes TLS 1.3 out of the range when `ciphers` names none of its suites.
const TLS13_CIPHERS = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';
