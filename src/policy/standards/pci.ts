/**
 * PCI DSS v4.0.1. It names no versions: "early TLS" is any version or implementation open to a known exploit.
 *
 * @module
 */
import type { Policy } from '../policy.ts';

export const PCI_DSS: Policy = {
  name: 'pci-dss',
  title: 'PCI DSS v4.0.1, strong cryptography',
  source:
    'PCI DSS v4.0.1 requirements 2.2.7 and 4.2.1 and Appendix A2; PCI SSC FAQ "Does PCI DSS define which versions of TLS must be used?", pcisecuritystandards.org',
  notes: [
    'Since 30 June 2018 SSL and early TLS are no security control (PCI DSS v3.2, Appendix A2). Point-of-sale terminals that are verified not to be open to known exploits are excepted.',
    'PCI DSS does not list versions; the FAQ sends the reader to industry references such as NIST SP 800-52: see the policies nist-800-52r2.',
  ],
  rules: [
    {
      id: 'ssl',
      level: 'must',
      section: '4.2.1, A2',
      text: 'SSL is not strong cryptography and must not be used as a security control.',
      check: { kind: 'refuses', versions: ['SSLv2', 'SSLv3'] },
    },
    {
      id: 'early-tls',
      level: 'must',
      section: '4.2.1, A2; FAQ',
      text: 'No version or implementation of TLS may be open to a known exploit.',
      check: {
        kind: 'not-vulnerable',
        attacks: [
          ...(['drown', 'poodle', 'beast', 'freak', 'logjam', 'rc4', 'sweet32', 'crime'] as const),
          ...(['insecure-renegotiation', 'heartbleed', 'ccs-injection', 'robot', 'ticketbleed'] as const),
        ],
      },
    },
    {
      id: 'no-insecure-fallback',
      level: 'must',
      section: '4.2.1',
      text: 'The protocol must not support fallback to, or use of, insecure algorithms: here suites under 112 bits.',
      check: { kind: 'no-suites', suites: 'under-112-bits' },
    },
    {
      id: 'authenticated',
      level: 'must',
      section: '4.2.1',
      text: 'Only trusted keys and certificates are accepted: anonymous suites have none.',
      check: { kind: 'no-suites', suites: 'anonymous' },
    },
    {
      id: 'industry-reference',
      level: 'should',
      section: 'FAQ',
      text: 'Configurations should be reviewed against the current NIST SP 800-52, which rules out or discourages TLS 1.0 and 1.1.',
      check: { kind: 'refuses', versions: ['TLSv1.0', 'TLSv1.1'] },
    },
  ],
};
