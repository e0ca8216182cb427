/**
 * NIST SP 800-52 Revision 2, August 2019: two profiles, as the document has two kinds of servers.
 *
 * @module
 */
import type { Policy, Rule } from '../policy.ts';

const SOURCE = 'https://doi.org/10.6028/NIST.SP.800-52r2 (August 2019)';
const NOTES: readonly string[] = [
  'Where TLS 1.3 is on, TLS 1.2 may be off if it is not needed for interoperability (§3.1): a failure of tls1.2 beside TLS 1.3 is a question, not a breach.',
  'FIPS validation of the module and what certificates must contain are not judged.',
];

/** §3.3.1.1. RSA key transport stands in appendix D, for a transition, and is not in these. */
const SUITES_12: readonly string[] = [
  ...['ECDHE_ECDSA', 'ECDH_ECDSA', 'ECDHE_RSA', 'ECDH_RSA'].flatMap((exchange) => [
    `TLS_${exchange}_WITH_AES_128_GCM_SHA256`,
    `TLS_${exchange}_WITH_AES_256_GCM_SHA384`,
    `TLS_${exchange}_WITH_AES_128_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_256_CBC_SHA384`,
  ]),
  ...['DHE_RSA', 'DHE_DSS', 'DH_DSS', 'DH_RSA'].flatMap((exchange) => [
    `TLS_${exchange}_WITH_AES_128_GCM_SHA256`,
    `TLS_${exchange}_WITH_AES_256_GCM_SHA384`,
    `TLS_${exchange}_WITH_AES_128_CBC_SHA256`,
    `TLS_${exchange}_WITH_AES_256_CBC_SHA256`,
  ]),
  ...['ECDHE_ECDSA', 'DHE_RSA'].flatMap((exchange) =>
    ['AES_128_CCM', 'AES_256_CCM', 'AES_128_CCM_8', 'AES_256_CCM_8'].map((cipher) => `TLS_${exchange}_WITH_${cipher}`),
  ),
];

const SUITES_OLDER: readonly string[] = [
  ...['ECDHE_ECDSA', 'ECDHE_RSA', 'ECDH_ECDSA', 'ECDH_RSA', 'DHE_RSA', 'DHE_DSS', 'DH_DSS', 'DH_RSA'].flatMap(
    (exchange) => [`TLS_${exchange}_WITH_AES_128_CBC_SHA`, `TLS_${exchange}_WITH_AES_256_CBC_SHA`],
  ),
];

const COMMON: readonly Rule[] = [
  {
    id: 'ssl',
    level: 'must',
    section: '§3.1',
    text: 'Servers shall not allow the use of SSL 2.0 or SSL 3.0.',
    check: { kind: 'refuses', versions: ['SSLv2', 'SSLv3'] },
  },
  {
    id: 'tls1.2',
    level: 'must',
    section: '§3.1',
    text: 'Servers shall be configured to use TLS 1.2.',
    check: { kind: 'accepts-one-of', versions: ['TLSv1.2'] },
  },
  {
    id: 'tls1.3',
    level: 'must',
    section: '§3.1',
    text: 'Servers shall support TLS 1.3 from January 1, 2024.',
    check: { kind: 'accepts-one-of', versions: ['TLSv1.3'] },
  },
  {
    id: 'suites-1.2',
    level: 'must',
    section: '§3.3.1.1',
    text: 'Only the listed cipher suites may be configured: AES with GCM, CCM or CBC, and (EC)DH(E) key agreement.',
    check: { kind: 'only-suites', versions: ['TLSv1.2'], suites: [...SUITES_12, ...SUITES_OLDER] },
  },
  {
    id: 'suites-1.3',
    level: 'must',
    section: '§3.3.1.2',
    text: 'Of TLS 1.3 only the suites with AES may be configured.',
    check: {
      kind: 'only-suites',
      versions: ['TLSv1.3'],
      suites: [
        'TLS_AES_128_GCM_SHA256',
        'TLS_AES_256_GCM_SHA384',
        'TLS_AES_128_CCM_SHA256',
        'TLS_AES_128_CCM_8_SHA256',
      ],
    },
  },
  {
    id: 'renegotiation-info',
    level: 'must',
    section: '§3.4',
    text: 'Servers shall support the renegotiation indication extension.',
    check: { kind: 'feature', feature: 'secureRenegotiation', is: 'yes' },
  },
  {
    id: 'extended-master-secret',
    level: 'must',
    section: '§3.4',
    text: 'Servers shall support the extended master secret extension.',
    check: { kind: 'feature', feature: 'extendedMasterSecret', is: 'yes' },
  },
  {
    id: 'rsa-bits',
    level: 'must',
    section: 'server certificates',
    text: 'The key of the certificate shall provide at least 112 bits of security: 2048 bits with RSA.',
    check: { kind: 'rsa-bits', atLeast: 2048 },
  },
];

/** Servers whose clients all belong to the government. */
export const NIST_GOVERNMENT: Policy = {
  name: 'nist-800-52r2',
  title: 'NIST SP 800-52r2, government-only servers',
  source: SOURCE,
  notes: NOTES,
  rules: [
    ...COMMON,
    {
      id: 'tls1.0',
      level: 'must',
      section: '§3.1',
      text: 'Government-only servers shall not use TLS 1.0.',
      check: { kind: 'refuses', versions: ['TLSv1.0'] },
    },
    {
      id: 'tls1.1',
      level: 'should',
      section: '§3.1',
      text: 'Government-only servers should not be configured to use TLS 1.1.',
      check: { kind: 'refuses', versions: ['TLSv1.1'] },
    },
  ],
};

/** Servers that citizens or businesses use: old versions are discouraged, and allowed where they are needed. */
export const NIST_CITIZEN: Policy = {
  name: 'nist-800-52r2-citizen',
  title: 'NIST SP 800-52r2, citizen- or business-facing servers',
  source: SOURCE,
  notes: [...NOTES, 'Appendix F helps to decide whether TLS 1.0 and 1.1 are needed.'],
  rules: [
    ...COMMON,
    {
      id: 'tls1.0',
      level: 'should',
      section: '§3.1',
      text: 'TLS 1.0 is discouraged; it may be configured when citizens and businesses cannot interact without it.',
      check: { kind: 'refuses', versions: ['TLSv1.0'] },
    },
    {
      id: 'tls1.1',
      level: 'should',
      section: '§3.1',
      text: 'TLS 1.1 is discouraged; it may be configured when citizens and businesses cannot interact without it.',
      check: { kind: 'refuses', versions: ['TLSv1.1'] },
    },
    {
      id: 'suites-older',
      level: 'must',
      section: '§3.3.1.1',
      text: 'In TLS 1.0 and 1.1 only AES with CBC and (EC)DH(E) key agreement may be configured.',
      check: { kind: 'only-suites', versions: ['TLSv1.0', 'TLSv1.1'], suites: SUITES_OLDER },
    },
  ],
};
