/**
 * Mosquitto: one process, a listener for each row; TLS from the first byte. It knows nothing older than TLS 1.1.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labCertificates } from '../certificates.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { recipesOf } from './group.ts';
import { inspectProduct, type ProductQuery, programOf } from './product.ts';
import { boundsOf, OLD_CIPHERS, versionRange, withOpensslTruth } from './truth.ts';

const MOSQUITTO: ProductQuery = {
  title: 'Mosquitto',
  programs: ['mosquitto'],
  versionArgs: ['-h'],
  version: /^mosquitto version ([\d.]+)/m,
};

const ROWS = withOpensslTruth([
  { name: 'mosquitto-mqtts-1.2-1.3', versions: versionRange('TLSv1.2', 'TLSv1.3'), level: 'default', scheme: 'mqtts' },
  { name: 'mosquitto-mqtts-1.1-1.3', versions: versionRange('TLSv1.1', 'TLSv1.3'), level: 0, scheme: 'mqtts' },
  { name: 'mosquitto-mqtts-latent', versions: versionRange('TLSv1.1', 'TLSv1.3'), level: 'default', scheme: 'mqtts' },
]);

/** MQTT over TLS. */
export const MOSQUITTO_RECIPES: readonly LabRecipe[] = recipesOf({
  rows: ROWS,
  inspect: () => inspectProduct(MOSQUITTO),
  async serve(placed, folder) {
    const { rsa } = await labCertificates();
    const file = join(folder, 'mosquitto.conf');
    const listeners = placed.map(
      ({ row, port }) => `
listener ${port} 127.0.0.1
certfile ${rsa.certFile}
keyfile ${rsa.keyFile}
tls_version ${boundsOf(row)[0].toLowerCase()}
${row.level === 0 ? `ciphers ${OLD_CIPHERS}` : ''}`,
    );
    const user = process.getuid?.() === 0 ? 'user root\n' : '';
    await writeFile(file, `${user}allow_anonymous true\n${listeners.join('\n')}\n`);
    const ports = placed.map(({ port }) => port);
    return startServer(programOf(MOSQUITTO), ['-c', file], ports);
  },
});
