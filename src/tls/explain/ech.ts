/**
 * Contents of `encrypted_client_hello` (RFC 9849 §5).
 *
 * @module
 */
import type { ExtensionReader } from '../extension-values.ts';

/** What a client sends: the outer form, with the inner hello sealed, or the mark of an inner hello. */
export const readEncryptedClientHello: ExtensionReader<void> = (r) => {
  const type = r.uint(1, 'encrypted_client_hello.type');
  if (type === INNER) return;
  if (type !== OUTER) r.fail('bad-value', 'encrypted_client_hello.type');
  r.uint(2, 'encrypted_client_hello.kdf_id');
  r.uint(2, 'encrypted_client_hello.aead_id');
  r.uint(1, 'encrypted_client_hello.config_id');
  r.vector(2, 'encrypted_client_hello.enc', (v) => v.rest('encrypted_client_hello.enc'));
  r.vector(2, 'encrypted_client_hello.payload', (v) => v.rest('encrypted_client_hello.payload'));
};

/** What a server that could not open the hello sends in EncryptedExtensions: configurations to try again with. */
export const readEchConfigs: ExtensionReader<void> = (r) =>
  r.vector(2, 'encrypted_client_hello.retry_configs', (list) => {
    while (list.left > 0) {
      list.uint(2, 'encrypted_client_hello.config_version');
      list.vector(2, 'encrypted_client_hello.config', (v) => v.rest('encrypted_client_hello.config'));
    }
  });

/** Name of a `kdf_id` of HPKE (RFC 9180 §7.2); `undefined` for an unknown one. */
export function hpkeKdfName(code: number): string | undefined {
  return KDFS[code];
}

/** Name of an `aead_id` of HPKE (RFC 9180 §7.3); `undefined` for an unknown one. */
export function hpkeAeadName(code: number): string | undefined {
  return AEADS[code];
}

const OUTER = 0;
const INNER = 1;

const KDFS: Readonly<Record<number, string>> = { 1: 'HKDF-SHA256', 2: 'HKDF-SHA384', 3: 'HKDF-SHA512' };

const AEADS: Readonly<Record<number, string>> = { 1: 'AES-128-GCM', 2: 'AES-256-GCM', 3: 'ChaCha20Poly1305' };
