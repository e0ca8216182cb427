/**
 * TLSRef Server Side TLS 6.0, which went on from Mozilla's guidelines.
 *
 * @module
 */
import type { Policy, Rule } from '../policy.ts';

const SOURCE = 'https://data.tlsref.org/guidelines/6.0.json (6 April 2026; Mozilla Server Side TLS until 5.7)';
const NOTES: readonly string[] = ['HSTS, OCSP stapling, lifetimes and signatures of certificates are not judged.'];

const GROUPS: Rule = {
  id: 'groups',
  level: 'must',
  section: 'tls_curves',
  text: 'Only X25519MLKEM768, X25519, P-256 and P-384 are configured.',
  check: { kind: 'only-groups', groups: ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'] },
};

const SUITES_13: Rule = {
  id: 'suites-1.3',
  level: 'must',
  section: 'ciphersuites',
  text: 'Of TLS 1.3 only AES-GCM and ChaCha20-Poly1305 are configured.',
  check: {
    kind: 'only-suites',
    versions: ['TLSv1.3'],
    suites: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  },
};

export const TLSREF_MODERN: Policy = {
  name: 'tlsref-modern',
  title: 'TLSRef 6.0, modern',
  source: SOURCE,
  notes: NOTES,
  rules: [
    {
      id: 'only-tls1.3',
      level: 'must',
      section: 'tls_versions',
      text: 'TLS 1.3 alone is configured.',
      check: { kind: 'refuses', versions: ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2'] },
    },
    {
      id: 'tls1.3',
      level: 'must',
      section: 'tls_versions',
      text: 'TLS 1.3 is configured.',
      check: { kind: 'accepts-one-of', versions: ['TLSv1.3'] },
    },
    SUITES_13,
    GROUPS,
  ],
};

export const TLSREF_INTERMEDIATE: Policy = {
  name: 'tlsref-intermediate',
  title: 'TLSRef 6.0, intermediate',
  source: SOURCE,
  notes: NOTES,
  rules: [
    {
      id: 'old-versions',
      level: 'must',
      section: 'tls_versions',
      text: 'Nothing older than TLS 1.2 is configured.',
      check: { kind: 'refuses', versions: ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1'] },
    },
    {
      id: 'tls1.2',
      level: 'must',
      section: 'tls_versions',
      text: 'TLS 1.2 is configured.',
      check: { kind: 'accepts-one-of', versions: ['TLSv1.2'] },
    },
    {
      id: 'tls1.3',
      level: 'must',
      section: 'tls_versions',
      text: 'TLS 1.3 is configured.',
      check: { kind: 'accepts-one-of', versions: ['TLSv1.3'] },
    },
    {
      id: 'suites-1.2',
      level: 'must',
      section: 'ciphers',
      text: 'Of TLS 1.2 only ECDHE with AES-GCM or ChaCha20-Poly1305 is configured.',
      check: {
        kind: 'only-suites',
        versions: ['TLSv1.2'],
        suites: ['ECDSA', 'RSA'].flatMap((authentication) => [
          `TLS_ECDHE_${authentication}_WITH_AES_128_GCM_SHA256`,
          `TLS_ECDHE_${authentication}_WITH_AES_256_GCM_SHA384`,
          `TLS_ECDHE_${authentication}_WITH_CHACHA20_POLY1305_SHA256`,
        ]),
      },
    },
    SUITES_13,
    GROUPS,
    {
      id: 'rsa-bits',
      level: 'must',
      section: 'rsa_key_size',
      text: 'RSA keys have 2048 bits or more.',
      check: { kind: 'rsa-bits', atLeast: 2048 },
    },
  ],
};
