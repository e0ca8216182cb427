/**
 * How programs spell a version in their logs. The same number means different things in different products, so a format
 * says which spelling is its own.
 *
 * @module
 */
import type { UsageVersion } from '../../facts/usage-facts.ts';

/** `names`: as text; the others are numbers: of the wire, of Schannel's bits, of HAProxy's `req.ssl_ver`. */
export type VersionSpelling = 'names' | 'wire' | 'schannel' | 'haproxy';

/**
 * `none`: the line says that there was no TLS; `unknown`: there was, and the version cannot be told from it;
 * `unread`: a spelling that nobody taught us.
 */
export type SpeltVersion = UsageVersion | 'none' | 'unknown' | 'unread';

/** The version that a text stands for. Upper and lower case, blanks, `_` and `-` make no difference. */
export function versionOfSpelling(text: string, spelling: VersionSpelling): SpeltVersion {
  const plain = text.toLowerCase();
  if (NO_TLS.has(plain)) return 'none';
  if (spelling === 'schannel') return SCHANNEL.get(plain) ?? 'unread';
  if (spelling === 'wire') return WIRE.get(plain) ?? 'unread';
  if (spelling === 'haproxy') return HAPROXY.get(plain) ?? 'unread';
  if (/^unknown|^undetermined/.test(plain)) return 'unknown';
  const key = plain.replace(/[ _-]?draft.*$/, '').replace(/^sp_prot[_-]|[_-](?:client|server)$|[ _-]|^(?=v\d)/g, '');
  return NAMES.get(key) ?? 'unread';
}

/** What is looked up in it comes from a log, and may be the name of something that every object has. */
function table(rows: Readonly<Record<string, SpeltVersion>>): ReadonlyMap<string, SpeltVersion> {
  return new Map(Object.entries(rows));
}

/** What a log writes in the place of a version where there was no TLS at all. */
const NO_TLS: ReadonlySet<string> = new Set(['', '-', 'none', 'null', '(null)', '""', 'nil', 'no', 'plaintext']);

/**
 * OpenSSL: SSLv3 TLSv1 TLSv1.1; Zeek: TLSv10 DTLSv12; GnuTLS: TLS1.0 SSL3.0; Suricata and Azure: TLS 1.1; AWS NLB: tlsv12;
 * Schannel: SP_PROT_TLS1_0_SERVER, SP_PROT-TLS1_2_CLIENT; Traefik: 1.0; Java: TLSv1;
 * Go: TLS 1.0; .NET: Tls12. The key is in lower case, without blank, `_` and `-`.
 */
const NAMES = table({
  sslv2: 'SSLv2',
  sslv20: 'SSLv2',
  ssl2: 'SSLv2',
  'ssl2.0': 'SSLv2',
  sslv3: 'SSLv3',
  sslv30: 'SSLv3',
  'sslv3.0': 'SSLv3',
  ssl3: 'SSLv3',
  'ssl3.0': 'SSLv3',
  tlsv1: 'TLSv1.0',
  'tlsv1.0': 'TLSv1.0',
  tlsv10: 'TLSv1.0',
  tls1: 'TLSv1.0',
  'tls1.0': 'TLSv1.0',
  tls10: 'TLSv1.0',
  '1.0': 'TLSv1.0',
  'tlsv1.1': 'TLSv1.1',
  tlsv11: 'TLSv1.1',
  'tls1.1': 'TLSv1.1',
  tls11: 'TLSv1.1',
  '1.1': 'TLSv1.1',
  'tlsv1.2': 'TLSv1.2',
  tlsv12: 'TLSv1.2',
  'tls1.2': 'TLSv1.2',
  tls12: 'TLSv1.2',
  '1.2': 'TLSv1.2',
  'tlsv1.3': 'TLSv1.3',
  tlsv13: 'TLSv1.3',
  'tls1.3': 'TLSv1.3',
  tls13: 'TLSv1.3',
  '1.3': 'TLSv1.3',
  dtlsv1: 'DTLSv1.0',
  'dtlsv1.0': 'DTLSv1.0',
  dtlsv10: 'DTLSv1.0',
  'dtls1.0': 'DTLSv1.0',
  'dtlsv1.2': 'DTLSv1.2',
  dtlsv12: 'DTLSv1.2',
  'dtls1.2': 'DTLSv1.2',
  'dtlsv1.3': 'DTLSv1.3',
  dtlsv13: 'DTLSv1.3',
  'dtls1.3': 'DTLSv1.3',
});

/** `ProtocolVersion` in decimal, as Go programs print it. */
const WIRE = table({
  '0': 'none',
  '2': 'SSLv2',
  '768': 'SSLv3',
  '769': 'TLSv1.0',
  '770': 'TLSv1.1',
  '771': 'TLSv1.2',
  '772': 'TLSv1.3',
  '65279': 'DTLSv1.0',
  '65277': 'DTLSv1.2',
  '65276': 'DTLSv1.3',
});

/** The bits of `SP_PROT_*` in schannel.h, in hex: each version has one for the server and one for the client. */
const SCHANNEL = table({
  '0': 'none',
  '4': 'SSLv2',
  '8': 'SSLv2',
  '10': 'SSLv3',
  '20': 'SSLv3',
  '40': 'TLSv1.0',
  '80': 'TLSv1.0',
  '100': 'TLSv1.1',
  '200': 'TLSv1.1',
  '400': 'TLSv1.2',
  '800': 'TLSv1.2',
  '1000': 'TLSv1.3',
  '2000': 'TLSv1.3',
});

/**
 * `req.ssl_ver`: the major version times 65536 plus the minor one, of `client_version`, which a client of TLS 1.3 fills
 * with the number of TLS 1.2 (RFC 9846 §4.2.2): 196611 is one of the two.
 */
const HAPROXY = table({
  '131072': 'SSLv2',
  '196608': 'SSLv3',
  '196609': 'TLSv1.0',
  '196610': 'TLSv1.1',
  '196611': 'unknown',
});
