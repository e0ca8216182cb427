/**
 * TLS libraries that answer the same hello in different ways, as data.
 *
 * @module
 */

export type StackName = (typeof STACK_NAMES)[number];

export const STACK_NAMES = [
  'openssl-1.0.0',
  'openssl-1.0.1',
  'openssl-3',
  'boringssl',
  'gnutls',
  'nss',
  'java',
  'schannel',
] as const;
