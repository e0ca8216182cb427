/**
 * Reads what a cipher suite is made of out of its name.
 *
 * @module
 */

/** How the secret is agreed; `TLS13`: by extensions, not by the suite. Anonymous DH and ECDH are DHE and ECDHE. */
export type KeyExchange =
  | 'RSA'
  | 'DH'
  | 'DHE'
  | 'ECDH'
  | 'ECDHE'
  | 'PSK'
  | 'SRP'
  | 'KRB5'
  | 'ECCPWD'
  | 'ECJPAKE'
  | 'CECPQ1'
  | 'GOST'
  | 'FORTEZZA'
  | 'TLS13'
  | 'NULL';

/** What the server proves itself with; `RSA_PSK`: with both. */
export type Authentication =
  | 'RSA'
  | 'DSS'
  | 'ECDSA'
  | 'anon'
  | 'PSK'
  | 'RSA_PSK'
  | 'SRP'
  | 'KRB5'
  | 'ECCPWD'
  | 'ECJPAKE'
  | 'GOST94'
  | 'GOST01'
  | 'GOST12'
  | 'FORTEZZA'
  | 'TLS13';

/** `AEAD`: the cipher has a mode of its own; `CNT` and `CTR`: GOST's counter modes; `NONE`: no cipher. */
export type CipherMode =
  | 'CBC'
  | 'GCM'
  | 'CCM'
  | 'CCM_8'
  | 'POLY1305'
  | 'STREAM'
  | 'CTR'
  | 'CNT'
  | 'MGM'
  | 'AEAD'
  | 'NONE';

/** What the name of a suite says. */
export type CipherSuiteParts = {
  readonly keyExchange: KeyExchange;
  readonly authentication: Authentication;
  /** Cipher with its key length where the name has it: `AES_128`, `3DES_EDE`, `RC4_40`, `NULL`. */
  readonly cipher: string;
  readonly mode: CipherMode;
  /** Effective key length: 112 for 3DES, 40 or 56 for export suites, 0 for NULL. */
  readonly bits: number;
  /** Hash of the record MAC, or `AEAD`. */
  readonly mac: string;
  readonly aead: boolean;
  readonly isExport: boolean;
};

/** The parts of a suite by its name; `undefined` for signalling values and for names of another style. */
export function parseSuiteName(name: string): CipherSuiteParts | undefined {
  const [, agreement = 'TLS13', protection = ''] = /^(?:TLS|SSL)_(?:(.+)_WITH_)?(.+?)(?:_OLD)?$/.exec(name) ?? [];
  const [, cipherText = '', hash = ''] = /^(.+?)(?:_([A-Z]+\d*))?$/.exec(protection) ?? [];
  const cipher = CIPHERS[protection] ?? CIPHERS[cipherText];
  // RFC 9367 §4 names suites of TLS 1.3 in the old style.
  const exchange = cipher?.[1] === 'MGM' ? EXCHANGES.TLS13 : EXCHANGES[agreement.replace(/_EXPORT(1024)?$/, '')];
  if (cipher === undefined || exchange === undefined) return undefined;
  const aead = AEAD_MODES.has(cipher[1]);
  return {
    keyExchange: exchange[0],
    authentication: exchange[1],
    cipher: cipher[0],
    mode: cipher[1],
    bits: cipher[2],
    mac: aead ? 'AEAD' : (MAC_NAMES[hash] ?? hash),
    aead,
    isExport: agreement.includes('_EXPORT'),
  };
}

const EXCHANGES: Readonly<Record<string, readonly [KeyExchange, Authentication]>> = {
  NULL: ['NULL', 'anon'],
  RSA: ['RSA', 'RSA'],
  RSA_FIPS: ['RSA', 'RSA'],
  RSA_PSK: ['RSA', 'RSA_PSK'],
  DH_DSS: ['DH', 'DSS'],
  DH_RSA: ['DH', 'RSA'],
  DH_anon: ['DHE', 'anon'],
  DHE_DSS: ['DHE', 'DSS'],
  DHE_RSA: ['DHE', 'RSA'],
  DHE_PSK: ['DHE', 'PSK'],
  PSK_DHE: ['DHE', 'PSK'],
  PSK: ['PSK', 'PSK'],
  ECDH_ECDSA: ['ECDH', 'ECDSA'],
  ECDH_RSA: ['ECDH', 'RSA'],
  ECDH_anon: ['ECDHE', 'anon'],
  ECDHE_ECDSA: ['ECDHE', 'ECDSA'],
  ECDHE_RSA: ['ECDHE', 'RSA'],
  ECDHE_PSK: ['ECDHE', 'PSK'],
  ECCPWD: ['ECCPWD', 'ECCPWD'],
  ECJPAKE: ['ECJPAKE', 'ECJPAKE'],
  CECPQ1_ECDSA: ['CECPQ1', 'ECDSA'],
  CECPQ1_RSA: ['CECPQ1', 'RSA'],
  KRB5: ['KRB5', 'KRB5'],
  SRP_SHA: ['SRP', 'SRP'],
  SRP_SHA_DSS: ['SRP', 'DSS'],
  SRP_SHA_RSA: ['SRP', 'RSA'],
  GOSTR341094: ['GOST', 'GOST94'],
  GOSTR341001: ['GOST', 'GOST01'],
  GOSTR341112_256: ['GOST', 'GOST12'],
  FORTEZZA_KEA: ['FORTEZZA', 'FORTEZZA'],
  TLS13: ['TLS13', 'TLS13'],
};

/** By the text of the name without its hash; cipher, mode, effective bits. */
const CIPHERS: Readonly<Record<string, readonly [string, CipherMode, number]>> = {
  NULL: ['NULL', 'NONE', 0],
  SHA256: ['NULL', 'NONE', 0], // RFC 9150
  SHA384: ['NULL', 'NONE', 0],
  RC4_40: ['RC4_40', 'STREAM', 40],
  RC4_56: ['RC4_56', 'STREAM', 56],
  RC4_128: ['RC4_128', 'STREAM', 128],
  RC2_CBC_40: ['RC2_40', 'CBC', 40],
  RC2_CBC_56: ['RC2_56', 'CBC', 56],
  DES40_CBC: ['DES_40', 'CBC', 40],
  DES_CBC_40: ['DES_40', 'CBC', 40],
  DES_CBC: ['DES', 'CBC', 56],
  '3DES_EDE_CBC': ['3DES_EDE', 'CBC', 112],
  IDEA_CBC: ['IDEA', 'CBC', 128],
  SEED_CBC: ['SEED', 'CBC', 128],
  FORTEZZA_CBC: ['FORTEZZA', 'CBC', 80],
  AES_128_CBC: ['AES_128', 'CBC', 128],
  AES_256_CBC: ['AES_256', 'CBC', 256],
  AES_128_GCM: ['AES_128', 'GCM', 128],
  AES_256_GCM: ['AES_256', 'GCM', 256],
  AES_128_CCM: ['AES_128', 'CCM', 128],
  AES_256_CCM: ['AES_256', 'CCM', 256],
  AES_128_CCM_8: ['AES_128', 'CCM_8', 128],
  AES_256_CCM_8: ['AES_256', 'CCM_8', 256],
  ARIA_128_CBC: ['ARIA_128', 'CBC', 128],
  ARIA_256_CBC: ['ARIA_256', 'CBC', 256],
  ARIA_128_GCM: ['ARIA_128', 'GCM', 128],
  ARIA_256_GCM: ['ARIA_256', 'GCM', 256],
  CAMELLIA_128_CBC: ['CAMELLIA_128', 'CBC', 128],
  CAMELLIA_256_CBC: ['CAMELLIA_256', 'CBC', 256],
  CAMELLIA_128_GCM: ['CAMELLIA_128', 'GCM', 128],
  CAMELLIA_256_GCM: ['CAMELLIA_256', 'GCM', 256],
  CHACHA20_POLY1305: ['CHACHA20', 'POLY1305', 256],
  SALSA20: ['SALSA20', 'STREAM', 256],
  ESTREAM_SALSA20: ['ESTREAM_SALSA20', 'STREAM', 256],
  AEGIS_128L: ['AEGIS_128L', 'AEAD', 128],
  AEGIS_256: ['AEGIS_256', 'AEAD', 256],
  ASCONAEAD128: ['ASCON_128', 'AEAD', 128],
  SM4_GCM: ['SM4', 'GCM', 128],
  SM4_CCM: ['SM4', 'CCM', 128],
  '28147_CNT': ['GOST28147', 'CNT', 256],
  KUZNYECHIK_CTR: ['KUZNYECHIK', 'CTR', 256],
  MAGMA_CTR: ['MAGMA', 'CTR', 256],
  KUZNYECHIK_MGM: ['KUZNYECHIK', 'MGM', 256],
  MAGMA_MGM: ['MAGMA', 'MGM', 256],
};

const AEAD_MODES: ReadonlySet<CipherMode> = new Set(['GCM', 'CCM', 'CCM_8', 'POLY1305', 'MGM', 'AEAD']);

const MAC_NAMES: Readonly<Record<string, string>> = { SHA: 'SHA1' };
