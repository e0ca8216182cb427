/**
 * Reads the configuration of a server with what it includes: nginx, Apache, HAProxy or `java.security`, told by what
 * stands in it.
 *
 * @module
 */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { failure } from '../core/errors.ts';
import { parseApache } from '../negotiation/configuration/apache.ts';
import type { ConfigurationText, ConfiguredServer, Outside } from '../negotiation/configuration/configuration.ts';
import { parseHaproxy } from '../negotiation/configuration/haproxy.ts';
import { parseJavaSecurity } from '../negotiation/configuration/java-security.ts';
import { parseNginx } from '../negotiation/configuration/nginx.ts';
import type { ServerCertificate } from '../negotiation/server-profile.ts';
import { CommandFailure } from './command-failure.ts';

/**
 * @param certificates of a server whose configuration names none
 * @throws CommandFailure for a file that cannot be read, has errors, or holds no server with TLS
 */
export function readServerConfiguration(
  path: string,
  certificates: readonly ServerCertificate[],
): readonly ConfiguredServer[] {
  const text = readWhole(path);
  if (text === TOO_LONG) throw new CommandFailure(failure('configuration-unreadable', `${path} is longer than 4 MiB`));
  if (text === null) throw new CommandFailure(failure('file-unreadable', `${path} cannot be read`));
  const isJava = /^\s*jdk\.tls\.\w+\s*[=:]/m.test(text);
  const parse = APACHE.test(text) ? parseApache : HAPROXY.test(text) ? parseHaproxy : parseNginx;
  const source = { file: path, text };
  const read = isJava
    ? parseJavaSecurity(source, certificates)
    : parse(source, outsideOf(path), { securityLevel: DEBIAN_LEVEL });
  if (!read.ok) throw new CommandFailure(read.error);
  if (read.value.length > 0) return read.value;
  throw new CommandFailure(failure('configuration-unreadable', `${path} holds no server that listens with TLS`));
}

/** Files beside the configuration; whatever cannot be read is `null`, and said by the parser. */
export function outsideOf(path: string): Outside {
  const base = dirname(path);
  const at = (name: string): string => (isAbsolute(name) ? name : join(base, name));
  return {
    include: (pattern) => includedTexts(at(pattern)),
    certificate: (name) => certificateOf(readText(at(name))),
    dhBits: (name) => dhBitsOf(readText(at(name))),
  };
}

/** `*` and `?` stand for parts of a file's name, as all three products have it; a name with a dot in front is not meant. */
function includedTexts(pattern: string): readonly ConfigurationText[] | null {
  if (!/[*?]/.test(pattern)) {
    const text = readText(pattern);
    return text === null ? null : [{ file: pattern, text }];
  }
  const folder = dirname(pattern);
  const name = pattern.slice(folder.length + 1);
  if (/[*?]/.test(folder)) return null;
  const wanted = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
  try {
    const files = readdirSync(folder)
      .filter((file) => wanted.test(file) && (name.startsWith('.') || !file.startsWith('.')))
      .toSorted();
    return files.flatMap((file) => {
      const text = readText(join(folder, file));
      return text === null ? [] : [{ file: join(folder, file), text }];
    });
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  const text = readWhole(path);
  return text === TOO_LONG ? null : text;
}

/** `null`: it cannot be read. */
function readWhole(path: string): string | typeof TOO_LONG | null {
  try {
    const text = readFileSync(path, 'utf8');
    return text.length > MOST_CHARACTERS ? TOO_LONG : text;
  } catch {
    return null;
  }
}

function certificateOf(pem: string | null): ServerCertificate | null {
  try {
    const { publicKey } = new X509Certificate(pem ?? '');
    const keyType = KEY_TYPES.get(publicKey.asymmetricKeyType ?? '');
    if (keyType === undefined) return null;
    const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
    const curve = CURVES.get(namedCurve ?? '');
    return { keyType, keyBits: modulusLength ?? curve?.bits ?? null, curve: curve?.code ?? null, signedWith: null };
  } catch {
    return null;
  }
}

/** The first number of `DHParameter` (PKCS #3 §9) and of X9.42's `DomainParameters` (RFC 3279 §2.3.3): the prime. */
function dhBitsOf(pem: string | null): number | null {
  const body = /-----BEGIN (?:X9\.42 )?DH PARAMETERS-----([\s\S]*?)-----END/.exec(pem ?? '')?.[1];
  const der = Buffer.from(body ?? '', 'base64');
  const start = (der[1] ?? 0) < 0x80 ? 2 : 2 + ((der[1] ?? 0) & 0x7f);
  if (der[0] !== SEQUENCE || der[start] !== INTEGER) return null;
  const form = der[start + 1] ?? 0;
  const lengthBytes = form < 0x80 ? 0 : form & 0x7f;
  const length = lengthBytes === 0 ? form : der.readUIntBE(start + 2, Math.min(lengthBytes, 2));
  const prime = der.subarray(start + 2 + lengthBytes, start + 2 + lengthBytes + length);
  const first = prime.findIndex((byte) => byte !== 0);
  return first < 0 ? null : (prime.length - first - 1) * 8 + (32 - Math.clz32(prime[first] ?? 0));
}

const KEY_TYPES: ReadonlyMap<string, ServerCertificate['keyType']> = new Map([
  ['rsa', 'RSA'],
  ['rsa-pss', 'RSA-PSS'],
  ['ec', 'ECDSA'],
  ['dsa', 'DSA'],
  ['ed25519', 'Ed25519'],
  ['ed448', 'Ed448'],
]);
const CURVES: ReadonlyMap<string, { readonly code: number; readonly bits: number }> = new Map([
  ['prime256v1', { code: 0x0017, bits: 256 }],
  ['secp384r1', { code: 0x0018, bits: 384 }],
  ['secp521r1', { code: 0x0019, bits: 521 }],
]);
/** A tag, or a directive that no other product has; nginx's end with a semicolon. */
const APACHE =
  /^\s*(?:<\/?[A-Z]|(?:SSL[a-z]+|DefaultRuntimeDir|ServerRoot|LoadModule|Include(?:Optional)?)[ \t][^;{\n]*$)/im;
const HAPROXY = /^\s*(?:frontend|listen|backend|defaults|global|bind)\b[^{;]*$/m;
/** What the OpenSSL of Debian, Ubuntu and Fedora asks for where nothing is said. */
const DEBIAN_LEVEL = 2;
const TOO_LONG = Symbol('longer than is read');
const MOST_CHARACTERS = 4 * 1024 * 1024;
const SEQUENCE = 0x30;
const INTEGER = 0x02;
