/**
 * Diffie-Hellman primes of 1024 bits and less that many servers share: breaking one breaks them all (Logjam,
 * weakdh.org). Longer shared primes (RFC 3526, RFC 7919) are no weakness and are not listed.
 *
 * The numbers are those of the RFCs named and, for the defaults of products, of nmap 7.93's ssl-dh-params.nse.
 *
 * @module
 */
import { toHex } from '../../core/hex.ts';

/** Where a shared prime comes from; `undefined` for one that is not known. @param prime big-endian, leading zeros kept */
export function knownWeakPrime(prime: Uint8Array): string | undefined {
  const first = prime.findIndex((byte) => byte !== 0);
  const hex = toHex(prime.subarray(Math.max(0, first)));
  return SHARED_PRIMES.find(([, shared]) => shared === hex)?.[0];
}

/** The origin of each, and the prime in hex. */
const SHARED_PRIMES: readonly (readonly [origin: string, hex: string])[] = [
  [
    'Apache httpd 2.0, mod_ssl',
    'e6969d3d495be32c7cf180c3bdd4798e91b7818251bb055e2a2064904a79a770fa15a259cbd523a6a6ef09c43048d5a2' +
      '2f971f3c20129b48000e6edd061cbc053e371d794e5327df611ebbbe1bac9b5c6044cf023d76e05eea9bad991b13a63c' +
      '974e9ef1839eb5db125136f7262e56a8871538dfd823c6505085e21f0dd5c86b',
  ],
  [
    'Apache httpd 2.2, mod_ssl',
    'd67de440cbbbdc1936d693d34afd0ad50c84d239a45f520bb88174cb98bce951849f912e639c72fb13b4b4d7177e16d5' +
      '5ac179ba420b2a29fe324a467a635e81ff5901377beddcfd33168a461aad3b72dae8860078045b07a7dbca7874087d15' +
      '10ea9fcc9ddd330507dd62db88aeaa747de0f4d6e2bd68b0e7393e0f24218eb3',
  ],
  [
    'nginx before 1.11',
    'bbbc2dcad84674907c43fcf580e9cfdbd958a3f568b42d4b08eed4eb0fb3504c6c030276e710800c5ccbbaa8922614c5' +
      'beeca565a5fdf1d287a2bc049be6778060e91a92a757e3048f68b076f7d36cc8f29ba5df81dc2ca725ece66270cc9a50' +
      '35d8ceceef9ea0274a63ab1e58fafd4988d0f65d146757da071df045cfe16b9b',
  ],
  [
    'Java, sun.security.provider',
    'e9e642599d355f37c97ffd3567120b8e25c9cd43e927b3a9670fbec5d890141922d2c3b3ad2480093799869d1e846aab' +
      '49fab0ad26d2ce6a22219d470bce7d777d4a21fbe9c270b57f607002f3cef8393694cf45ee3688c11a8c56ab127a3daf',
  ],
  [
    'Java, sun.security.provider',
    'fd7f53811d75122952df4a9c2eece4e7f611b7523cef4400c31e3f80b6512669455d402251fb593d8d58fabfc5f5ba30' +
      'f6cb9b556cd7813b801d346ff26660b76b9950a5a49f9fe8047b1022c24fbba9d7feb7c61bf83b57e7c6a8a6150f04fb' +
      '83f6d3c51ec3023554135a169132f675f3ae2b61d72aeff22203199dd14801c7',
  ],
  [
    'OpenSSL, dh1024.pem',
    '97f64261cab505dd2828e13f1d68b6d3dbd0f313047f40e856da58cb13b8a1bf2b783a4c6d59d5f92afc6cff3d693f78' +
      'b23d4f3160a9502e3efaf7ab5e1ad5a65e554313828da83b9ff2d941dee95689fadaea0936addf1971fe635b20af4703' +
      '64603c2de059f54b650ad8fa0cf70121c74799d7587132be9b999bb9b787e8ab',
  ],
  [
    'RFC 2409 §6.1, Oakley group 1',
    'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd' +
      'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a63a3620ffffffffffffffff',
  ],
  [
    'RFC 2409 §6.2, Oakley group 2',
    'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd' +
      'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed' +
      'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff',
  ],
  [
    'RFC 5114 §2.1, group 22',
    'b10b8f96a080e01dde92de5eae5d54ec52c99fbcfb06a3c69a6a9dca52d23b616073e28675a23d189838ef1e2ee652c0' +
      '13ecb4aea906112324975c3cd49b83bfaccbdd7d90c4bd7098488e9c219a73724effd6fae5644738faa31a4ff55bccc0' +
      'a151af5f0dc8b4bd45bf37df365c1a65e68cfda76d4da708df1fb2bc2e4a4371',
  ],
];
