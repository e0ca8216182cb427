/**
 * The cipher suites of OpenSSL 3 up to TLS 1.2, with what its cipher strings select them by.
 *
 * The list is that of a build without the weak ciphers (RC4, 3DES, IDEA, SEED), as distributions ship it.
 *
 * @module
 */
import { type CipherSuite, cipherSuite } from '../../tls/registry/cipher-suites.ts';

/** A suite as cipher strings see it. */
export type OpensslSuite = {
  readonly code: number;
  readonly openssl: string;
  /** `kECDHE` and the like: how keys are agreed. */
  readonly exchange: string;
  /** `aRSA` and the like: who is authenticated. */
  readonly authentication: string;
  /** Cipher with its key length and mode: `AES128GCM`. */
  readonly cipher: string;
  readonly mac: string;
  readonly oldest: string;
  readonly strength: 'NONE' | 'HIGH';
  readonly isFips: boolean;
  readonly isDefault: boolean;
  readonly bits: number;
};

/** By code point, the highest first: the order that OpenSSL starts to sort from. */
export function opensslSuites(): readonly OpensslSuite[] {
  suites ??= CODES.toReversed().flatMap((code) => {
    const suite = cipherSuite(code);
    return suite?.openssl === undefined ? [] : [describe(suite, suite.openssl)];
  });
  return suites;
}

function describe(suite: CipherSuite, openssl: string): OpensslSuite {
  const { code, bits, isNull, mode } = suite;
  const plain = suite.cipher.replace('_', '');
  const isAes = plain.startsWith('AES');
  const isCcm = mode.startsWith('CCM');
  const isOutOfFavour = suite.isAnonymous || suite.authentication === 'DSS' || isCcm || /^(ARIA|CAM)/.test(plain);
  return {
    code,
    openssl,
    exchange: exchangeOf(suite),
    authentication: AUTHENTICATIONS[suite.authentication] ?? `a${suite.authentication}`,
    cipher: isNull ? 'eNULL' : `${plain}${mode === 'GCM' || isCcm ? mode.replace('_', '') : ''}`,
    mac: suite.mac,
    oldest: suite.minVersion,
    strength: isNull ? 'NONE' : 'HIGH',
    isFips: isAes && !isCcm && suite.keyExchange !== 'SRP',
    isDefault: isNull || !isOutOfFavour,
    bits,
  };
}

function exchangeOf({ keyExchange, authentication }: CipherSuite): string {
  if (authentication === 'RSA_PSK') return 'kRSAPSK';
  if (authentication === 'PSK') return keyExchange === 'PSK' ? 'kPSK' : `k${keyExchange}PSK`;
  return `k${keyExchange}`;
}

const AUTHENTICATIONS: Readonly<Record<string, string>> = { anon: 'aNULL', RSA_PSK: 'aRSA' };

// biome-ignore format: a table
const CODES: readonly number[] = [
  0x0001, 0x0002, 0x002c, 0x002d, 0x002e, 0x002f, 0x0032, 0x0033, 0x0034, 0x0035, 0x0038, 0x0039, 0x003a, 0x003b,
  0x003c, 0x003d, 0x0040, 0x0041, 0x0044, 0x0045, 0x0046, 0x0067, 0x006a, 0x006b, 0x006c, 0x006d, 0x0084, 0x0087,
  0x0088, 0x0089, 0x008c, 0x008d, 0x0090, 0x0091, 0x0094, 0x0095, 0x009c, 0x009d, 0x009e, 0x009f, 0x00a2, 0x00a3,
  0x00a6, 0x00a7, 0x00a8, 0x00a9, 0x00aa, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af, 0x00b0, 0x00b1, 0x00b2, 0x00b3,
  0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x00ba, 0x00bd, 0x00be, 0x00bf, 0x00c0, 0x00c3, 0x00c4, 0x00c5,
  0xc006, 0xc009, 0xc00a, 0xc010, 0xc013, 0xc014, 0xc015, 0xc018, 0xc019, 0xc01d, 0xc01e, 0xc01f, 0xc020, 0xc021,
  0xc022, 0xc023, 0xc024, 0xc027, 0xc028, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xc035, 0xc036, 0xc037, 0xc038, 0xc039,
  0xc03a, 0xc03b, 0xc050, 0xc051, 0xc052, 0xc053, 0xc056, 0xc057, 0xc05c, 0xc05d, 0xc060, 0xc061, 0xc06a, 0xc06b,
  0xc06c, 0xc06d, 0xc06e, 0xc06f, 0xc072, 0xc073, 0xc076, 0xc077, 0xc094, 0xc095, 0xc096, 0xc097, 0xc098, 0xc099,
  0xc09a, 0xc09b, 0xc09c, 0xc09d, 0xc09e, 0xc09f, 0xc0a0, 0xc0a1, 0xc0a2, 0xc0a3, 0xc0a4, 0xc0a5, 0xc0a6, 0xc0a7,
  0xc0a8, 0xc0a9, 0xc0aa, 0xc0ab, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad,
  0xccae,
];
let suites: readonly OpensslSuite[] | undefined;
