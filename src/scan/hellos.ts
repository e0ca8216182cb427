/**
 * The hellos the scan sends. Built by hand, as no library speaks SSLv2 to TLS 1.3 and offers what it is told to.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { HelloShape } from '../facts/server-facts.ts';
import { Writer } from '../tls/bytes.ts';
import { encodeClientHello } from '../tls/client-hello.ts';
import { EXTENSION, type Extension } from '../tls/extensions.ts';
import { encodeHandshake, HANDSHAKE_HEADER_LENGTH, HANDSHAKE_TYPE } from '../tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord } from '../tls/record.ts';
import { encodeSsl2ClientHello } from '../tls/ssl2.ts';
import { isOlder, type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import { isSmall, suitesFor } from './suite-sets.ts';

export type Question = {
  /** The highest version the hello offers; for TLS 1.3 the only one. */
  readonly version: TlsVersion;
  /**
   * `full`: every ordinary suite, all the extensions. `compact`: under 256 bytes. `exotic`: what `full` leaves out
   * (export, NULL, anonymous, PSK ...). `bare`: no extensions and no session id, as clients of the 1990s.
   */
  readonly shape: HelloShape;
  /** `undefined`: no `server_name`. */
  readonly sni: string | undefined;
  readonly fallbackScsv: boolean;
  /** Replaces what the shape would offer; what is left out stays as the shape has it. */
  readonly offer?: Offer;
};

/** An offer made to measure, in the order sent. */
export type Offer = {
  readonly suites?: readonly number[];
  /** In TLS 1.3 without a key share, so that the server asks for the group it prefers. */
  readonly groups?: readonly number[];
  readonly signatureAlgorithms?: readonly number[];
  readonly compressionMethods?: readonly number[];
  /** Sent behind the others; an extension the shape has already is replaced. */
  readonly extensions?: readonly Extension[];
};

export type BuiltHello = {
  readonly bytes: Uint8Array;
  /** A TLS 1.3 server must echo it. */
  readonly sessionId: Uint8Array;
  readonly compressionMethods: readonly number[];
  /** What the server may choose from: TLS suites, or SSLv2 cipher kinds. */
  readonly offered: ReadonlySet<number>;
};

/**
 * Builds the bytes to send for a question; random, session id and key share are fresh.
 *
 * @param alpn a protocol to name in ALPN (RFC 7301), where a service answers nobody else
 */
export function buildHello(question: Question, alpn?: string): BuiltHello {
  if (question.version === 'SSLv2') return buildSsl2Hello();
  const suites = question.offer?.suites ?? suitesFor(question.version, question.shape);
  // One draw for both: a call costs more than the bytes.
  const fresh = randomBytes(64);
  const hello = {
    legacyVersion: Math.min(VERSION_CODE[question.version], VERSION_CODE['TLSv1.2']),
    random: fresh.subarray(0, 32),
    // Some servers drop an empty session id (seen up to TLS 1.1), and TLS 1.3 middleboxes expect one.
    sessionId: question.shape === 'bare' ? new Uint8Array() : fresh.subarray(32),
    cipherSuites: [...suites, RENEGOTIATION_INFO_SCSV, ...(question.fallbackScsv ? [FALLBACK_SCSV] : [])],
    compressionMethods: Uint8Array.from(question.offer?.compressionMethods ?? [0]),
    extensions: hasExtensions(question) ? [...extensionsFor(question), ...alpnFor(alpn)] : undefined,
  };
  const body = encodeClientHello(hello);
  const padding = hello.extensions ? paddingFor(body.length) : [];
  const padded =
    padding.length > 0 ? encodeClientHello({ ...hello, extensions: [...(hello.extensions ?? []), ...padding] }) : body;
  const fragment = encodeHandshake({ type: HANDSHAKE_TYPE.clientHello, body: padded });
  const version = VERSION_CODE[question.version === 'SSLv3' ? 'SSLv3' : 'TLSv1.0'];
  return {
    bytes: encodeRecord({ contentType: CONTENT_TYPE.handshake, version, fragment }),
    sessionId: hello.sessionId,
    compressionMethods: [...hello.compressionMethods],
    offered: new Set(suites),
  };
}

/** Whether a name may stand in `server_name`: IP addresses may not (RFC 6066 §3). */
export function sniFor(host: string): string | undefined {
  return isIP(host) === 0 ? host.replace(/\.$/, '') : undefined;
}

function buildSsl2Hello(): BuiltHello {
  const cipherSpecs = SSL2_CIPHER_KINDS;
  const bytes = encodeSsl2ClientHello({
    version: VERSION_CODE.SSLv2,
    cipherSpecs,
    sessionId: new Uint8Array(),
    challenge: randomBytes(16),
  });
  return { bytes, sessionId: new Uint8Array(), compressionMethods: [0], offered: new Set(cipherSpecs) };
}

function hasExtensions({ version, shape }: Question): boolean {
  // TLS 1.2 servers on OpenSSL 3 answer alert 40 to a hello without signature algorithms, and TLS 1.3 is an extension.
  return version !== 'SSLv3' && (shape !== 'bare' || !isOlder(version, 'TLSv1.2'));
}

function extensionsFor({ version, shape, sni, offer = {} }: Question): Extension[] {
  const small = isSmall(shape);
  const extensions: Extension[] = [];
  if (sni !== undefined) extensions.push(serverName(sni));
  // Some servers demand them (Java without legacy master secrets, GnuTLS %FORCE_ETM); others pass them over.
  extensions.push(
    { type: EXTENSION.extendedMasterSecret, data: new Uint8Array() },
    { type: EXTENSION.encryptThenMac, data: new Uint8Array() },
  );
  const shapeGroups = small ? COMMON_GROUPS : ALL_GROUPS;
  const allGroups = version === 'TLSv1.3' && !small ? [...TLS13_GROUPS, ...shapeGroups] : shapeGroups;
  const groups = offer.groups ?? allGroups;
  extensions.push(list(EXTENSION.supportedGroups, 2, groups), {
    type: EXTENSION.ecPointFormats,
    data: Uint8Array.of(1, 0),
  });
  // RFC 5246 §7.4.1.4.1: signature_algorithms is not offered below TLS 1.2.
  if (!isOlder(version, 'TLSv1.2')) {
    const schemes = offer.signatureAlgorithms ?? (small ? COMMON_SCHEMES : ALL_SCHEMES);
    extensions.push(list(EXTENSION.signatureAlgorithms, 2, schemes));
  }
  if (version === 'TLSv1.3') extensions.push(...tls13Extensions(offer.groups ? [] : groups));
  const added = offer.extensions ?? [];
  return [...extensions.filter(({ type }) => !added.some((one) => one.type === type)), ...added];
}

function tls13Extensions(groups: readonly number[]): Extension[] {
  // Any 32 bytes are an X25519 public key (RFC 7748 §5), so the share costs no arithmetic. Without that group no share
  // is sent, and the server asks for the one it wants by a HelloRetryRequest (RFC 9846 §4.3.8).
  const share = new Writer().vector(2, (v) => {
    if (groups.includes(X25519)) v.uint(2, X25519).vector(2, (key) => key.bytes(randomBytes(32)));
  });
  return [
    { type: EXTENSION.supportedVersions, data: Uint8Array.of(2, 3, 4) },
    { type: EXTENSION.pskKeyExchangeModes, data: Uint8Array.of(1, 1) },
    { type: EXTENSION.keyShare, data: share.finish() },
  ];
}

function serverName(name: string): Extension {
  const host = new TextEncoder().encode(name);
  const data = new Writer().vector(2, (v) => v.uint(1, 0).vector(2, (h) => h.bytes(host))).finish();
  return { type: EXTENSION.serverName, data };
}

function alpnFor(protocol: string | undefined): Extension[] {
  if (protocol === undefined) return [];
  const name = new TextEncoder().encode(protocol);
  const data = new Writer().vector(2, (v) => v.vector(1, (p) => p.bytes(name))).finish();
  return [{ type: EXTENSION.alpn, data }];
}

function list(type: number, size: 1 | 2, codes: readonly number[]): Extension {
  return { type, data: new Writer().vector(size, (v) => v.uint16s(codes)).finish() };
}

/**
 * Padding (RFC 7685) that takes a hello out of the lengths that known load balancers choke on: 256 to 511 bytes, and
 * those that leave 10 or 14 when divided by 256 (testssl.sh #1113). Never empty, as a last empty extension trips others.
 */
function paddingFor(bodyLength: number): Extension[] {
  const length = HANDSHAKE_HEADER_LENGTH + bodyLength;
  if (length >= 256 && length < 512) return [zeros(Math.max(1, 512 - length - 4))];
  return [10, 14].includes((length + 5) % 256) ? [zeros(1)] : [];
}

function zeros(length: number): Extension {
  return { type: EXTENSION.padding, data: new Uint8Array(length) };
}

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3) and TLS_FALLBACK_SCSV (RFC 7507 §2). */
const RENEGOTIATION_INFO_SCSV = 0x00ff;
const FALLBACK_SCSV = 0x5600;
const X25519 = 0x001d;

/**
 * X25519MLKEM768 and its kin, ML-KEM alone, the draft with Kyber, then the brainpool curves of TLS 1.3: a server that has
 * nothing else asks for a retry.
 */
export const TLS13_GROUPS: readonly number[] = [
  ...[0x11ec, 0x11eb, 0x11ed, 0x0201, 0x0202, 0x0200, 0x6399],
  ...[0x001f, 0x0020, 0x0021],
];
const COMMON_GROUPS: readonly number[] = [X25519, 0x0017, 0x0018, 0x0019];
export const ALL_GROUPS: readonly number[] = [
  ...COMMON_GROUPS,
  ...[0x001e, 0x001a, 0x001b, 0x001c, 0x0016, 0x0015, 0x0013],
  ...[0x000e, 0x000d, 0x000b, 0x000c, 0x0009, 0x000a, 0x0006, 0x0007, 0x0008, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005],
  ...[0x0014, 0x0012, 0x0010, 0x0011, 0x000f],
  ...[0x0100, 0x0101, 0x0102, 0x0103, 0x0104],
];

const COMMON_SCHEMES: readonly number[] = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0807, 0x0201, 0x0203];
export const ALL_SCHEMES: readonly number[] = [
  ...COMMON_SCHEMES,
  ...[0x0603, 0x0806, 0x0601, 0x0808, 0x0809, 0x080a, 0x080b, 0x081a, 0x081b, 0x081c],
  ...[0x0303, 0x0301, 0x0402, 0x0502, 0x0602, 0x0202],
];

/** Every cipher kind of draft-hickman-netscape-ssl-00 §C.4. */
const SSL2_CIPHER_KINDS: readonly number[] = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0];
