/**
 * The extras of a handshake in TLS 1.2 or older, read off two hellos that offer all of them.
 *
 * @module
 */
import type { FeatureAnswer, FeatureFacts } from '../../facts/depth-facts.ts';
import { decode, Writer } from '../../tls/bytes.ts';
import { printable, readProtocolNameList } from '../../tls/extension-values.ts';
import { EXTENSION, type Extension, findExtension } from '../../tls/extensions.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { cipherSuite } from '../../tls/registry/cipher-suites.ts';
import type { Answered, Chooser } from './chooser.ts';

/** @param suites what the server takes in this version: encrypt-then-MAC shows with CBC suites alone */
export async function askFeatures(chooser: Chooser, suites: readonly number[]): Promise<FeatureFacts> {
  const cbc = suites.filter((code) => cipherSuite(code)?.mode === 'CBC');
  const [all, withCbc] = await Promise.all([
    chooser.offer({ extensions: OFFERED, compressionMethods: [DEFLATE, 0] }, 'serverHelloDone'),
    cbc.length > 0 ? chooser.offer({ suites: cbc, extensions: OFFERED }, 'serverHelloDone') : undefined,
  ]);
  return readFeatures(all, withCbc);
}

function readFeatures(all: Answered, withCbc: Answered | undefined): FeatureFacts {
  const hello = all.asked.observation.kind === 'server-hello' ? all.asked.observation : undefined;
  const has = (type: number): FeatureAnswer => {
    if (!hello) return 'inconclusive';
    return findExtension(hello.hello.extensions, type) ? 'yes' : 'no';
  };
  const sends = (type: number): FeatureAnswer => {
    if (!hello) return 'inconclusive';
    const isWhole = hello.flight.some((message) => message.type === HANDSHAKE_TYPE.serverHelloDone);
    if (hello.flight.some((message) => message.type === type)) return 'yes';
    return isWhole ? 'no' : 'inconclusive';
  };
  const cbcHello = withCbc?.asked.observation.kind === 'server-hello' ? withCbc.asked.observation.hello : undefined;
  return {
    compression: hello ? (hello.hello.compressionMethod === 0 ? 'no' : 'yes') : 'inconclusive',
    secureRenegotiation: has(EXTENSION.renegotiationInfo),
    extendedMasterSecret: has(EXTENSION.extendedMasterSecret),
    encryptThenMac: !withCbc
      ? 'not-applicable'
      : cbcHello
        ? findExtension(cbcHello.extensions, EXTENSION.encryptThenMac)
          ? 'yes'
          : 'no'
        : 'inconclusive',
    sessionTickets: has(EXTENSION.sessionTicket),
    sessionIds: hello ? (hello.hello.sessionId.length > 0 ? 'yes' : 'no') : 'inconclusive',
    heartbeat: has(EXTENSION.heartbeat),
    ocspStapling: sends(CERTIFICATE_STATUS),
    clientCertificate: sends(HANDSHAKE_TYPE.certificateRequest),
    alpn: hello ? alpnOf(hello.hello.extensions) : null,
  };
}

function alpnOf(extensions: readonly Extension[] | undefined): string | null {
  const data = findExtension(extensions, EXTENSION.alpn);
  const names = data && decode(data, 'application_layer_protocol_negotiation', readProtocolNameList);
  const [first] = names?.ok ? names.value : [];
  return first ? printable(first) : null;
}

function protocolNames(names: readonly string[]): Uint8Array {
  return new Writer()
    .vector(2, (list) => {
      for (const name of names) list.vector(1, (v) => v.bytes(new TextEncoder().encode(name)));
    })
    .finish();
}

/** RFC 7627, 7366, 5077, 6066 §8, 6520 and 7301; heartbeat offers to be sent to, and nothing is ever sent. */
const OFFERED: readonly Extension[] = [
  { type: EXTENSION.extendedMasterSecret, data: new Uint8Array() },
  { type: EXTENSION.encryptThenMac, data: new Uint8Array() },
  { type: EXTENSION.sessionTicket, data: new Uint8Array() },
  { type: EXTENSION.statusRequest, data: Uint8Array.of(1, 0, 0, 0, 0) },
  { type: EXTENSION.heartbeat, data: Uint8Array.of(1) },
  { type: EXTENSION.alpn, data: protocolNames(['h2', 'http/1.1']) },
];
const DEFLATE = 1;
/** `certificate_status` (RFC 6066 §8). */
const CERTIFICATE_STATUS = 22;
