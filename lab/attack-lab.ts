/**
 * Asks lab servers for everything the attacks need: versions, depth, attacks.
 *
 * @module
 */
import type { AttackFacts } from '../src/facts/attack-facts.ts';
import type { DepthFacts } from '../src/facts/depth-facts.ts';
import { Asker } from '../src/scan/asker.ts';
import { askAttacks, type KnownServer } from '../src/scan/attacks/ask-attacks.ts';
import { askDepth } from '../src/scan/depth/ask-depth.ts';
import { scanAddress } from '../src/scan/scan-address.ts';
import { wayTo } from '../src/scan/service.ts';
import { TLS_VERSIONS } from '../src/tls/version.ts';
import { LAB_NAME, LAB_OPTIONS } from './scan-lab.ts';

export type AttackLab = {
  readonly attacks: AttackFacts;
  readonly depth: DepthFacts;
  readonly versions: KnownServer['versions'];
  /** What the attacks cost beyond versions and depth. */
  readonly connections: number;
  readonly asker: Asker;
};

/** @throws Error if the scan ends before it knows any version: a bug */
export async function attackLab(port: number, answerMs = 3000): Promise<AttackLab> {
  const service = { scheme: 'tls', schemeFrom: 'default' } as const;
  const options = { ...LAB_OPTIONS, answerMs, way: wayTo(service, LAB_NAME, undefined) };
  const endpoint = { address: '127.0.0.1', port };
  const signal = new AbortController().signal;
  const { versions } = await scanAddress(
    { target: 'lab', endpoint, service, name: LAB_NAME, sni: LAB_NAME },
    options,
    signal,
  );
  if (!versions) throw new Error('a scan without versions');
  const asker = new Asker(endpoint, options, signal);
  const accepted = TLS_VERSIONS.filter((version) => versions[version].answer === 'accepted');
  const depth = await askDepth(asker, LAB_NAME, accepted);
  const before = asker.connections;
  const attacks = await askAttacks(asker, { sni: LAB_NAME, versions, depth });
  return { attacks, depth, versions, connections: asker.connections - before, asker };
}
