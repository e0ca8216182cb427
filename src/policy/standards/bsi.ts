/**
 * BSI TR-02102-2, version 2024-01 of 29 February 2024.
 *
 * @module
 */
import type { Policy } from '../policy.ts';

/** Tables 2 and 3: with forward secrecy, and those without it that were still possible until 2026. */
const WITH_FORWARD_SECRECY: readonly string[] = [
  ...['ECDHE_ECDSA', 'ECDHE_RSA'].flatMap((exchange) => [
    `TLS_${exchange}_WITH_AES_128_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_256_CBC_SHA384`,
    `TLS_${exchange}_WITH_AES_128_GCM_SHA256`,
    `TLS_${exchange}_WITH_AES_256_GCM_SHA384`,
  ]),
  ...['TLS_ECDHE_ECDSA_WITH_AES_128_CCM', 'TLS_ECDHE_ECDSA_WITH_AES_256_CCM'],
  ...['DHE_DSS', 'DHE_RSA'].flatMap((exchange) => [
    `TLS_${exchange}_WITH_AES_128_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_256_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_128_GCM_SHA256`,
    `TLS_${exchange}_WITH_AES_256_GCM_SHA384`,
  ]),
  ...['TLS_DHE_RSA_WITH_AES_128_CCM', 'TLS_DHE_RSA_WITH_AES_256_CCM'],
];

const WITHOUT_FORWARD_SECRECY: readonly string[] = [
  ...['ECDH_ECDSA', 'ECDH_RSA'].flatMap((exchange) => [
    `TLS_${exchange}_WITH_AES_128_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_256_CBC_SHA384`,
    `TLS_${exchange}_WITH_AES_128_GCM_SHA256`,
    `TLS_${exchange}_WITH_AES_256_GCM_SHA384`,
  ]),
  ...['DH_DSS', 'DH_RSA'].flatMap((exchange) => [
    `TLS_${exchange}_WITH_AES_128_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_256_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_128_GCM_SHA256`,
    `TLS_${exchange}_WITH_AES_256_GCM_SHA384`,
  ]),
];

export const BSI: Policy = {
  name: 'bsi-tr-02102-2',
  title: 'BSI TR-02102-2, version 2024-01',
  source: 'https://www.bsi.bund.de TR-02102-2, version 2024-01 (29 February 2024)',
  notes: [
    'A technical guideline recommends; what it does not recommend fails here.',
    'CBC is recommended only together with encrypt_then_mac (notes to tables 2 to 4).',
    'TLS_DHE_* suites are recommended until 2029, those without forward secrecy until 2026.',
    'Pre-shared keys (table 4), groups, signatures, key lengths and the suites of TLS 1.3 are not judged.',
    'Version 2026-01 is said to end TLS 1.2 with 2031; its text could not be checked, so this is 2024-01.',
  ],
  rules: [
    {
      id: 'versions',
      level: 'must',
      section: '3.2',
      text: 'TLS 1.2 and TLS 1.3 are recommended.',
      check: { kind: 'accepts-one-of', versions: ['TLSv1.2', 'TLSv1.3'] },
    },
    {
      id: 'tls1.0-1.1',
      level: 'must',
      section: '3.2',
      text: 'TLS 1.0 and TLS 1.1 are not recommended.',
      check: { kind: 'refuses', versions: ['TLSv1.0', 'TLSv1.1'] },
    },
    {
      id: 'ssl',
      level: 'must',
      section: '3.2',
      text: 'SSL v2 and SSL v3 are not recommended.',
      check: { kind: 'refuses', versions: ['SSLv2', 'SSLv3'] },
    },
    {
      id: 'suites-1.2',
      level: 'must',
      section: '3.3.1.1, 3.3.1.2',
      text: 'Only the cipher suites of tables 2 and 3 are recommended for TLS 1.2 without pre-shared keys.',
      check: {
        kind: 'only-suites',
        versions: ['TLSv1.2'],
        suites: [...WITH_FORWARD_SECRECY, ...WITHOUT_FORWARD_SECRECY],
      },
    },
    {
      id: 'forward-secrecy',
      level: 'should',
      section: '3.3.1.1',
      text: 'Forward secrecy is recommended as a rule: static Diffie-Hellman has none.',
      check: { kind: 'no-suites', suites: 'static-dh' },
    },
    {
      id: 'forward-secrecy-rsa',
      level: 'should',
      section: '3.3.1.1',
      text: 'Forward secrecy is recommended as a rule: RSA key exchange has none.',
      check: { kind: 'no-suites', suites: 'rsa-key-exchange' },
    },
    {
      id: 'encrypt-then-mac',
      level: 'should',
      section: '3.3.1.1',
      text: 'CBC is recommended only together with the extension encrypt_then_mac.',
      check: { kind: 'feature', feature: 'encryptThenMac', is: 'yes' },
    },
  ],
};
