/**
 * BCP 195: RFC 8996 and RFC 9325.
 *
 * @module
 */
import type { Policy } from '../policy.ts';

export const RFC_8996: Policy = {
  name: 'rfc8996',
  title: 'RFC 8996, Deprecating TLS 1.0 and TLS 1.1',
  source: 'https://www.rfc-editor.org/rfc/rfc8996 (BCP 195, March 2021)',
  rules: [
    {
      id: 'tls1.0',
      level: 'must',
      section: '§4',
      text: 'TLS 1.0 must not be used, nor be negotiated from any version of TLS.',
      check: { kind: 'refuses', versions: ['TLSv1.0'] },
    },
    {
      id: 'tls1.1',
      level: 'must',
      section: '§5',
      text: 'TLS 1.1 must not be used, nor be negotiated from any version of TLS.',
      check: { kind: 'refuses', versions: ['TLSv1.1'] },
    },
  ],
};

export const RFC_9325: Policy = {
  name: 'rfc9325',
  title: 'RFC 9325, Recommendations for Secure Use of TLS and DTLS',
  source: 'https://www.rfc-editor.org/rfc/rfc9325 (BCP 195, November 2022)',
  notes: ['Preferring forward secrecy (§4.1), names (§3.7), 0-RTT (§3.10) and session tickets (§3.4) are not judged.'],
  rules: [
    {
      id: 'sslv2',
      level: 'must',
      section: '§3.1.1',
      text: 'Implementations must not negotiate SSL version 2.',
      check: { kind: 'refuses', versions: ['SSLv2'] },
    },
    {
      id: 'sslv3',
      level: 'must',
      section: '§3.1.1',
      text: 'Implementations must not negotiate SSL version 3.',
      check: { kind: 'refuses', versions: ['SSLv3'] },
    },
    {
      id: 'tls1.0',
      level: 'must',
      section: '§3.1.1',
      text: 'Implementations must not negotiate TLS version 1.0.',
      check: { kind: 'refuses', versions: ['TLSv1.0'] },
    },
    {
      id: 'tls1.1',
      level: 'must',
      section: '§3.1.1',
      text: 'Implementations must not negotiate TLS version 1.1.',
      check: { kind: 'refuses', versions: ['TLSv1.1'] },
    },
    {
      id: 'tls1.2',
      level: 'must',
      section: '§3.1.1',
      text: 'Implementations must support TLS 1.2.',
      check: { kind: 'accepts-one-of', versions: ['TLSv1.2'] },
    },
    {
      id: 'tls1.3',
      level: 'should',
      section: '§3.1.1',
      text: 'Implementations should support TLS 1.3.',
      check: { kind: 'accepts-one-of', versions: ['TLSv1.3'] },
    },
    {
      id: 'compression',
      level: 'should',
      section: '§3.3',
      text: 'TLS-level compression should not be supported.',
      check: { kind: 'feature', feature: 'compression', is: 'no' },
    },
    {
      id: 'renegotiation-info',
      level: 'must',
      section: '§3.5',
      text: 'Servers of TLS 1.2 must implement the renegotiation_info extension.',
      check: { kind: 'feature', feature: 'secureRenegotiation', is: 'yes' },
    },
    {
      id: 'extended-master-secret',
      level: 'must',
      section: '§3.5',
      text: 'Implementations of TLS 1.2 must support the extended_master_secret extension.',
      check: { kind: 'feature', feature: 'extendedMasterSecret', is: 'yes' },
    },
    {
      id: 'null-encryption',
      level: 'must',
      section: '§4.1',
      text: 'Cipher suites with NULL encryption must not be negotiated.',
      check: { kind: 'no-suites', suites: 'null' },
    },
    {
      id: 'rc4',
      level: 'must',
      section: '§4.1',
      text: 'RC4 cipher suites must not be negotiated.',
      check: { kind: 'no-suites', suites: 'rc4' },
    },
    {
      id: 'under-112-bits',
      level: 'must',
      section: '§4.1',
      text: 'Cipher suites of less than 112 bits of security, such as export ones, must not be negotiated.',
      check: { kind: 'no-suites', suites: 'under-112-bits' },
    },
    {
      id: 'under-128-bits',
      level: 'should',
      section: '§4.1',
      text: 'Cipher suites of less than 128 bits of security should not be negotiated; 3DES counts as 112.',
      check: { kind: 'no-suites', suites: 'under-128-bits' },
    },
    {
      id: 'rsa-key-transport',
      level: 'should',
      section: '§4.1',
      text: 'Cipher suites based on RSA key transport should not be negotiated.',
      check: { kind: 'no-suites', suites: 'rsa-key-exchange' },
    },
    {
      id: 'static-dh',
      level: 'should',
      section: '§4.1',
      text: 'Static Diffie-Hellman key agreement, finite-field or elliptic-curve, should not be negotiated.',
      check: { kind: 'no-suites', suites: 'static-dh' },
    },
    {
      id: 'dhe',
      level: 'should',
      section: '§4.1',
      text: 'TLS 1.2 should not negotiate ephemeral finite-field Diffie-Hellman.',
      check: { kind: 'no-suites', suites: 'dhe' },
    },
    {
      id: 'dh-bits',
      level: 'must',
      section: '§4.5',
      text: 'Diffie-Hellman keys of at least 2048 bits are required.',
      check: { kind: 'dh-bits', atLeast: 2048 },
    },
    {
      id: 'rsa-bits',
      level: 'must',
      section: '§4.5',
      text: 'Servers must authenticate by certificates with an RSA modulus of at least 2048 bits, if RSA.',
      check: { kind: 'rsa-bits', atLeast: 2048 },
    },
  ],
};
