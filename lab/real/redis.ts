/**
 * Redis: one process for each row; TLS from the first byte.
 *
 * @module
 */
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesAlone } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { hintRows, OLD_CIPHERS, opensslName, serviceRows, withOpensslTruth } from './truth.ts';

const REDIS: ProductQuery = {
  title: 'Redis',
  programs: ['redis-server'],
  versionArgs: ['--version'],
  version: /v=([\d.]+)/,
};

/** Redis with TLS on its port. */
export const REDIS_RECIPES: readonly LabRecipe[] = recipesAlone({
  rows: withOpensslTruth([...serviceRows('redis', 'redis'), ...hintRows('redis', 'Redis', 'redis')]),
  inspect: () => inspectProduct(REDIS),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const args = placed.flatMap(({ row, port }) => [
      ...['--tls-port', String(port)],
      // Arguments are put together to lines of redis.conf.
      ...(row.hint?.flatMap((line) => argumentsOf(line)) ?? [
        '--tls-protocols',
        row.versions.map(opensslName).join(' '),
      ]),
      ...(row.level === 0 ? ['--tls-ciphers', OLD_CIPHERS] : []),
    ]);
    const options = [
      ...['--bind', '127.0.0.1', '--port', '0', '--save', '', '--dir', folder, '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', rsa.certFile, '--tls-key-file', rsa.keyFile, '--tls-ca-cert-file', rsa.certFile],
    ];
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(REDIS), [...options, ...args], ports);
  },
});

/** `tls-protocols "TLSv1.2 TLSv1.3"` as two arguments. */
function argumentsOf(line: string): string[] {
  const [, name = '', value = ''] = /^(\S+) "(.*)"$/.exec(line) ?? [];
  return [`--${name}`, value];
}
