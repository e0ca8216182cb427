/**
 * JA3 and JA4 of many hellos: a program sends the same one again and again, but for random, name and key shares.
 *
 * @module
 */
import type { ClientHello } from '../../tls/client-hello.ts';
import { EXTENSION } from '../../tls/extensions.ts';
import { ja3 } from '../../tls/fingerprint/ja3.ts';
import { type Ja4Transport, ja4 } from '../../tls/fingerprint/ja4.ts';

export type FingerprintPair = { readonly ja3: string; readonly ja4: string };

export class Fingerprints {
  #known = new Map<string, FingerprintPair>();

  of(hello: ClientHello, transport: Ja4Transport): FingerprintPair {
    const key = keyOf(hello, transport);
    const known = this.#known.get(key);
    if (known) return known;
    // Browsers shuffle, and then every hello is new: starting over is cheaper than keeping book of what is old.
    if (this.#known.size >= MOST_KNOWN) this.#known = new Map();
    const pair = { ja3: ja3(hello), ja4: ja4(hello, transport).ja4 };
    this.#known.set(key, pair);
    return pair;
  }
}

/** All that either fingerprint is made of. */
function keyOf({ legacyVersion, cipherSuites, extensions = [] }: ClientHello, transport: Ja4Transport): string {
  let key = `${transport}${legacyVersion} ${cipherSuites.join()}`;
  for (const { type, data } of extensions) {
    key += ` ${type}`;
    if (CONTENT_COUNTS.has(type))
      key += `:${Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1')}`;
  }
  return key;
}

const CONTENT_COUNTS: ReadonlySet<number> = new Set([
  EXTENSION.supportedGroups,
  EXTENSION.ecPointFormats,
  EXTENSION.signatureAlgorithms,
  EXTENSION.alpn,
  EXTENSION.supportedVersions,
]);
const MOST_KNOWN = 4096;
