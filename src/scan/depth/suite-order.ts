/**
 * The order in which most servers prefer cipher suites: OpenSSL 3.0's own (`openssl ciphers -V
 * ALL:COMPLEMENTOFALL:@SECLEVEL=0`, measured), PSK and SRP left out. Only an expectation: it saves round trips where it
 * holds and costs some where it does not.
 *
 * @module
 */
import { cipherSuite } from '../../tls/registry/cipher-suites.ts';
import type { TlsVersion } from '../../tls/version.ts';
import { usableSuites } from '../suite-sets.ts';

/** Everything worth asking a server for in a version, in the expected order. */
export function expectedSuites(version: TlsVersion): number[] {
  if (version === 'TLSv1.3') return [...TLS13_ORDER];
  const known = new Set(usableSuites(version));
  const expected = EXPECTED_ORDER.filter((code) => known.has(code));
  return [...expected, ...[...known].filter((code) => !EXPECTED_ORDER.includes(code))];
}

/**
 * How likely a server is to take a suite, roughly: stretches are cut so that their chains end at about the same time.
 *
 * @param known a suite the server takes: most have one certificate, and suites for another kind of key are rare then
 */
export function weightOfSuite(code: number, known: number | undefined): number {
  const authentication = known === undefined ? undefined : cipherSuite(known)?.authentication;
  if (authentication && cipherSuite(code)?.authentication !== authentication) return 0.02;
  // Without parameters of its own a server has no DHE suites at all.
  const weight = cipherSuite(code)?.keyExchange === 'DHE' ? 0.5 : 1;
  if (ORDINARY.has(code)) return weight;
  return EXPECTED_ORDER.includes(code) ? 0.75 * weight : 0.02;
}

/** RFC 9846 §B.4 and RFC 9150, in OpenSSL's order, then what else IANA has for TLS 1.3. */
const TLS13_ORDER: readonly number[] = [
  0x1302, 0x1303, 0x1301, 0x1304, 0x1305, 0x1306, 0x1307, 0x00c6, 0x00c7, 0xc0b4, 0xc0b5,
];

/** OpenSSL's DEFAULT list. */
const ORDINARY: ReadonlySet<number> = new Set([
  ...[0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024, 0xc028, 0x006b, 0xc023, 0xc027],
  ...[0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f],
]);

const EXPECTED_ORDER: readonly number[] = [
  ...[0xc02c, 0xc030, 0x00a3, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc0af, 0xc0ad, 0xc0a3, 0xc09f, 0xc05d, 0xc061, 0xc057],
  ...[0xc053, 0x00a7, 0xc02b, 0xc02f, 0x00a2, 0x009e, 0xc0ae, 0xc0ac, 0xc0a2, 0xc09e, 0xc05c, 0xc060, 0xc056, 0xc052],
  ...[0x00a6, 0xc024, 0xc028, 0x006b, 0x006a, 0xc073, 0xc077, 0x00c4, 0x00c3, 0x006d, 0x00c5, 0xc023, 0xc027, 0x0067],
  ...[0x0040, 0xc072, 0xc076, 0x00be, 0x00bd, 0x006c, 0x00bf, 0xc00a, 0xc014, 0x0039, 0x0038, 0x0088, 0x0087, 0xc019],
  ...[0x003a, 0x0089, 0xc009, 0xc013, 0x0033, 0x0032, 0x0045, 0x0044, 0xc018, 0x0034, 0x0046, 0x009d, 0xc0a1, 0xc09d],
  ...[0xc051, 0x009c, 0xc0a0, 0xc09c, 0xc050, 0x003d, 0x00c0, 0x003c, 0x00ba, 0x0035, 0x0084, 0x002f, 0x0041, 0xc006],
  ...[0xc010, 0xc015, 0x003b, 0x0002, 0x0001],
  // OpenSSL 3.0 has these no more; where older versions had them.
  ...[0xc008, 0xc012, 0x0016, 0x0013, 0x000a, 0xc007, 0xc011, 0x0005, 0x0004, 0x0096, 0x009a, 0x0007, 0x0015, 0x0009],
];
