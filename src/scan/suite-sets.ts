/**
 * The cipher suites that a probe offers, by version and by the shape of its hello.
 *
 * An offer must not miss a server: an RSA-only one fails on ECDSA certificates, an AES-only one misses servers that
 * know just RC4 and 3DES. And it must not upset one: 128 suites is the most that some servers take.
 *
 * @module
 */
import type { HelloShape } from '../facts/server-facts.ts';
import { type CipherSuite, cipherSuite, knownSuiteCodes } from '../tls/registry/cipher-suites.ts';
import { isOlder, type TlsVersion } from '../tls/version.ts';

/** Code points in the order offered, at most 126, so that the signalling values still fit under 128. */
export function suitesFor(version: TlsVersion, shape: HelloShape): readonly number[] {
  const key = `${version} ${shape}`;
  const known = cache.get(key);
  if (known) return known;
  const codes = select(version, shape).slice(0, version === 'SSLv3' ? SSL3_SUITES : MOST_SUITES);
  cache.set(key, codes);
  return codes;
}

/** Every code point that could be taken in a version up to TLS 1.2, however unlikely. */
export function usableSuites(version: TlsVersion): readonly number[] {
  // Elliptic curves came with TLS 1.0 (RFC 4492), and Java takes them in SSL 3.0.
  const since = version === 'SSLv3' ? 'TLSv1.0' : version;
  return allSuites()
    .filter((suite) => isUsable(suite, since))
    .map(({ code }) => code);
}

function select(version: TlsVersion, shape: HelloShape): readonly number[] {
  // A TLS 1.3 hello also offers the suites of TLS 1.2: an old server then answers in its own version, not with alert 40.
  if (version === 'TLSv1.3') {
    const older = select('TLSv1.2', shape);
    const first = shape === 'exotic' ? allTls13Suites() : TLS13_SUITES;
    return [...first, ...(isSmall(shape) ? older.slice(0, FEW_SUITES) : older)];
  }
  const usable = allSuites().filter((suite) => isUsable(suite, version));
  const common = new Set(COMMON_SUITES);
  switch (shape) {
    case 'compact':
    case 'bare':
      return COMMON_SUITES.filter((code) => usable.some((suite) => suite.code === code));
    case 'full':
      return codesByRank(usable.filter(isOrdinary));
    case 'exotic': {
      // What `full` left out comes first; a few ordinary ones behind it keep the hello believable.
      const full = new Set(suitesFor(version, 'full'));
      const rest = usable.filter(({ code }) => !full.has(code));
      return [...codesByRank(rest), ...codesByRank(usable.filter(({ code }) => common.has(code) && full.has(code)))];
    }
  }
}

/** With those for machines that only need integrity (RFC 9150), and the national ones. */
function allTls13Suites(): readonly number[] {
  const rare = allSuites().filter(({ keyExchange, code }) => keyExchange === 'TLS13' && !TLS13_SUITES.includes(code));
  return [...TLS13_SUITES, ...rare.map(({ code }) => code)];
}

export function isSmall(shape: HelloShape): boolean {
  return shape === 'compact' || shape === 'bare';
}

function isUsable(suite: CipherSuite, version: TlsVersion): boolean {
  // Newer versions dropped export, DES and IDEA suites, but old stacks go on taking them: only too young ones are out.
  return !isOlder(version, suite.minVersion) && suite.keyExchange !== 'TLS13';
}

function isOrdinary(suite: CipherSuite): boolean {
  return (
    !suite.isExport &&
    !suite.isNull &&
    !suite.isAnonymous &&
    KEY_EXCHANGES.includes(suite.keyExchange) &&
    AUTHENTICATIONS.includes(suite.authentication) &&
    CIPHERS.some((cipher) => suite.cipher.startsWith(cipher))
  );
}

function allSuites(): readonly CipherSuite[] {
  return knownSuiteCodes().flatMap((code) => cipherSuite(code) ?? []);
}

/** Strong first, as servers that let the client choose should then choose well; a stable order otherwise. */
function codesByRank(suites: readonly CipherSuite[]): number[] {
  return suites
    .map((suite) => ({ code: suite.code, rank: rankOf(suite) }))
    .toSorted((a, b) => a.rank - b.rank || a.code - b.code)
    .map(({ code }) => code);
}

function rankOf(suite: CipherSuite): number {
  const place = (list: readonly string[], item: (entry: string) => boolean): number => {
    const index = list.findIndex(item);
    return index < 0 ? list.length : index;
  };
  const cipher = place(CIPHERS, (name) => suite.cipher.startsWith(name));
  const keyExchange = place(KEY_EXCHANGES, (name) => suite.keyExchange === name);
  return (suite.aead ? 0 : 1000) + cipher * 20 + keyExchange;
}

const TLS13_SUITES: readonly number[] = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305];

/** What nearly every server shares at least one of: the small hello for servers that dislike a large one. */
const COMMON_SUITES: readonly number[] = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0x009c, 0x009d, 0xc023, 0xc027, 0x003c, 0x003d,
  0xc009, 0xc013, 0xc00a, 0xc014, 0x0033, 0x0039, 0x0032, 0x0038, 0x002f, 0x0035, 0x0041, 0xc008, 0xc012, 0x0016,
  0x0013, 0x000a, 0xc007, 0xc011, 0x0005, 0x0004,
];

const KEY_EXCHANGES: readonly string[] = ['ECDHE', 'DHE', 'RSA', 'ECDH', 'DH'];
const AUTHENTICATIONS: readonly string[] = ['RSA', 'ECDSA', 'DSS'];
const CIPHERS: readonly string[] = ['AES', 'CHACHA20', '3DES', 'RC4', 'CAMELLIA', 'SEED', 'IDEA', 'DES'];
const MOST_SUITES = 126;
/** Beside the extensions of TLS 1.3, so that the hello stays under 256 bytes. */
const FEW_SUITES = 8;
/** An SSL 3.0 hello has no padding extension to get out of 256 to 511 bytes, which some load balancers choke on. */
const SSL3_SUITES = 84;
const cache = new Map<string, readonly number[]>();
