/**
 * The hello inside a first flight, in either format. Pure.
 *
 * @module
 */
import { fromHex } from '../core/hex.ts';
import type { ClientOffer } from '../facts/client-facts.ts';
import { type ClientHello, decodeClientHello } from '../tls/client-hello.ts';
import { supportedVersionsOf } from '../tls/extension-values.ts';
import { ja3 } from '../tls/fingerprint/ja3.ts';
import { ja4 } from '../tls/fingerprint/ja4.ts';
import { HANDSHAKE_TYPE } from '../tls/handshake.ts';
import { decodeSsl2ClientHello, type Ssl2ClientHello, ssl2HelloLength } from '../tls/ssl2.ts';
import { TlsStream } from '../tls/stream.ts';
import { TLS_VERSIONS, type TlsVersion, versionOfCode } from '../tls/version.ts';

export type FirstHello =
  | { readonly format: 'tls'; readonly hello: ClientHello; readonly recordVersion: number }
  | { readonly format: 'sslv2'; readonly hello: Ssl2ClientHello };

/** The first ClientHello in these bytes, or `undefined` if there is none that is whole and sound. */
export function firstHello(flight: Uint8Array): FirstHello | undefined {
  const length = ssl2HelloLength(flight);
  if (length !== undefined) {
    const hello = flight.length >= length ? decodeSsl2ClientHello(flight.subarray(0, length)) : undefined;
    return hello?.ok ? { format: 'sslv2', hello: hello.value } : undefined;
  }
  const items = new TlsStream().push(flight);
  const [item] = items.ok ? items.value : items.error.items;
  if (item?.kind !== 'handshake' || item.message.type !== HANDSHAKE_TYPE.clientHello) return undefined;
  const hello = decodeClientHello(item.message.body);
  return hello.ok ? { format: 'tls', hello: hello.value, recordVersion: item.recordVersion } : undefined;
}

/** The hello of a row of the catalogue. @throws Error if there is none: a bug in the row */
export function offeredHello(offer: ClientOffer): FirstHello {
  const known = READ.get(offer);
  if (known) return known;
  const found = firstHello(fromHex(offer.hello) ?? new Uint8Array());
  if (!found) throw new Error(`${offer.name} holds no hello`);
  READ.set(offer, found);
  return found;
}

/** The newest version a hello offers, as far as it is one that has a name. */
export function newestOffered(first: FirstHello): TlsVersion | undefined {
  if (first.format === 'sslv2') return versionOfCode(first.hello.version);
  const listed = (supportedVersionsOf(first.hello) ?? []).map(versionOfCode).filter((version) => version !== undefined);
  return TLS_VERSIONS.findLast((version) => listed.includes(version)) ?? versionOfCode(first.hello.legacyVersion);
}

/** The oldest version a hello lists; `undefined` where it does not say, as before TLS 1.3. */
export function oldestOffered(first: FirstHello): TlsVersion | undefined {
  if (first.format === 'sslv2') return undefined;
  const listed = (supportedVersionsOf(first.hello) ?? []).map(versionOfCode);
  return TLS_VERSIONS.find((version) => listed.includes(version));
}

export type Fingerprints = { readonly ja3: string; readonly ja4: string };

/** `undefined` for an SSLv2 hello: neither JA3 nor JA4 knows one. */
export function fingerprintsOf(first: FirstHello): Fingerprints | undefined {
  return first.format === 'tls' ? { ja3: ja3(first.hello), ja4: ja4(first.hello).ja4 } : undefined;
}

/** The same of a row of the catalogue; kept, as every identification asks for all of them. */
export function offerFingerprints(offer: ClientOffer): Fingerprints | undefined {
  const known = PRINTS.get(offer);
  if (known) return known;
  const prints = fingerprintsOf(offeredHello(offer));
  if (prints) PRINTS.set(offer, prints);
  return prints;
}

const READ = new WeakMap<ClientOffer, FirstHello>();
const PRINTS = new WeakMap<ClientOffer, Fingerprints>();
