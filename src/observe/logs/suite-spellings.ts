import { CIPHER_SUITE_ROWS } from '../../tls/registry/cipher-suites.gen.ts';
import { suiteName } from '../../tls/registry/cipher-suites.ts';

/**
 * IANA's name of a cipher suite that a log spells as IANA, OpenSSL, BoringSSL or GnuTLS do, or as a decimal code point;
 * `null` for what is no suite, such as the bare cipher that OpenLDAP with GnuTLS writes.
 */
export function suiteOfSpelling(text: string): string | null {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return suiteName(Number(text));
  return names().get(text) ?? names().get(OTHER_NAMES.get(text) ?? '') ?? ofGnutls(text);
}

/** `DHE_RSA_AES_128_CBC_SHA1`, with or without `TLS_`; in TLS 1.3 the cipher stands behind the last `__`. */
function ofGnutls(text: string): string | null {
  const tls13 = TLS13_CIPHERS.get(text.slice(text.lastIndexOf('__') + 2));
  if (tls13 !== undefined && text.includes('__RSA_PSS_')) return tls13;
  const [, exchange, protection] = GNUTLS.exec(text) ?? [];
  if (exchange === undefined || protection === undefined) return null;
  return (
    names().get(`TLS_${exchange.replace('ANON_DH', 'DH_anon')}_WITH_${protection.replace(/SHA1$/, 'SHA')}`) ?? null
  );
}

function names(): ReadonlyMap<string, string> {
  byName ??= new Map(
    CIPHER_SUITE_ROWS.flatMap(([, iana, , , openssl]): [string, string][] => [
      [iana, iana],
      ...(openssl === undefined ? [] : [[openssl, iana] as [string, string]]),
    ]),
  );
  return byName;
}

let byName: ReadonlyMap<string, string> | undefined;

const GNUTLS =
  /^(?:TLS_)?(ECDHE_RSA|ECDHE_ECDSA|DHE_RSA|DHE_DSS|ANON_DH|RSA|ECDHE_PSK|DHE_PSK|RSA_PSK|PSK)_((?:AES|3DES|CAMELLIA|ARCFOUR|CHACHA20)[A-Z0-9_]*)$/;

/** What GnuTLS calls the ciphers of TLS 1.3 (RFC 9846 §B.4): the hash goes with the cipher. */
const TLS13_CIPHERS: ReadonlyMap<string, string> = new Map([
  ['AES_128_GCM', 'TLS_AES_128_GCM_SHA256'],
  ['AES_256_GCM', 'TLS_AES_256_GCM_SHA384'],
  ['CHACHA20_POLY1305', 'TLS_CHACHA20_POLY1305_SHA256'],
]);

/** BoringSSL's names of the suites of TLS 1.3, as Cloudflare logs them. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['AEAD-AES128-GCM-SHA256', 'TLS_AES_128_GCM_SHA256'],
  ['AEAD-AES256-GCM-SHA384', 'TLS_AES_256_GCM_SHA384'],
  ['AEAD-CHACHA20-POLY1305-SHA256', 'TLS_CHACHA20_POLY1305_SHA256'],
]);
