/**
 * Names of groups and signature algorithms as OpenSSL's configuration spells them (SSL_CONF_cmd(3)).
 *
 * @module
 */
import { err, ok, type Result } from '../../core/result.ts';
import { knownGroupCodes, namedGroup } from '../../tls/registry/groups.ts';
import { SIGNATURE_SCHEMES } from '../../tls/registry/signature-schemes.ts';

/** Code points of `P-256:X25519`; the name that nobody knows otherwise. */
export function opensslGroups(text: string): Result<readonly number[], string> {
  return eachName(text, groupOf);
}

/** Code points of `RSA-PSS+SHA256:ecdsa_secp256r1_sha256`; the name that nobody knows otherwise. */
export function opensslSignatureAlgorithms(text: string): Result<readonly number[], string> {
  return eachName(text, schemesOf);
}

function eachName(
  text: string,
  read: (name: string) => readonly number[] | undefined,
): Result<readonly number[], string> {
  const codes: number[] = [];
  for (const word of text.split(':')) {
    const name = word.trim();
    const found = read(name);
    if (found === undefined) return err(name);
    codes.push(...found.filter((code) => !codes.includes(code)));
  }
  return ok(codes);
}

function groupOf(name: string): readonly number[] | undefined {
  const wanted = name.toLowerCase();
  const alias = Object.hasOwn(GROUP_ALIASES, wanted) ? GROUP_ALIASES[wanted] : undefined;
  const code = alias ?? knownGroupCodes().find((one) => namedGroup(one)?.name.toLowerCase() === wanted);
  return code === undefined ? undefined : [code];
}

/** A name of the registry, or a pair of key and hash; `RSA-PSS` alone stands for both of its forms. */
function schemesOf(name: string): readonly number[] | undefined {
  for (const [code, known] of SIGNATURE_SCHEMES) {
    if (known === name) return [code];
  }
  const [key = '', hash = ''] = name.toUpperCase().split('+');
  const hashCode = HASHES[hash];
  if (hashCode === undefined) return undefined;
  const keyCode = KEYS[key];
  if (keyCode !== undefined) return [hashCode * 256 + keyCode];
  if ((key !== 'RSA-PSS' && key !== 'PSS') || hashCode < 4) return undefined;
  return [0x0800 + hashCode];
}

const GROUP_ALIASES: Readonly<Record<string, number>> = {
  'p-192': 19,
  'p-224': 21,
  'p-256': 23,
  'p-384': 24,
  'p-521': 25,
  prime192v1: 19,
  prime256v1: 23,
};
const KEYS: Readonly<Record<string, number>> = { RSA: 1, DSA: 2, ECDSA: 3 };
const HASHES: Readonly<Record<string, number>> = { SHA1: 2, SHA224: 3, SHA256: 4, SHA384: 5, SHA512: 6 };
