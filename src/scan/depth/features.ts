/**
 * The extras of a handshake in TLS 1.2 or older, read off a hello or two that offer all of them.
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
import { expectedSuites } from './suite-order.ts';

/** CBC suites are tried first: with them encrypt-then-MAC shows as well. */
export async function askFeatures(chooser: Chooser): Promise<FeatureFacts> {
  const all = expectedSuites(chooser.version);
  const cbc = all.filter((code) => cipherSuite(code)?.mode === 'CBC').slice(0, MOST_SUITES);
  const ask = (suites: readonly number[]): Promise<Answered> =>
    chooser.offer({ suites, extensions: OFFERED, compressionMethods: [DEFLATE, 0] }, LAST, 'serverHelloDone');
  const first = await ask(cbc);
  const { asked } = first.choice === 'none' ? await ask(all.slice(0, MOST_SUITES)) : first;
  const hasCbc = first.choice === 'picked';
  const hello = asked?.observation.kind === 'server-hello' ? asked.observation : undefined;
  const answer = (isYes: boolean): FeatureAnswer => (isYes ? 'yes' : 'no');
  const has = (type: number): FeatureAnswer =>
    hello ? answer(findExtension(hello.hello.extensions, type) !== undefined) : 'inconclusive';
  const sends = (type: number): FeatureAnswer => {
    if (hello?.flight.some((message) => message.type === type)) return 'yes';
    return hello?.flight.some((message) => message.type === HANDSHAKE_TYPE.serverHelloDone) ? 'no' : 'inconclusive';
  };
  return {
    compression: hello ? answer(hello.hello.compressionMethod !== 0) : 'inconclusive',
    secureRenegotiation: has(EXTENSION.renegotiationInfo),
    extendedMasterSecret: has(EXTENSION.extendedMasterSecret),
    encryptThenMac: hasCbc
      ? has(EXTENSION.encryptThenMac)
      : first.choice === 'none'
        ? 'not-applicable'
        : 'inconclusive',
    sessionTickets: has(EXTENSION.sessionTicket),
    sessionIds: hello ? answer(hello.hello.sessionId.length > 0) : 'inconclusive',
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
const MOST_SUITES = 120;
const LAST = 0;
/** `certificate_status` (RFC 6066 §8). */
const CERTIFICATE_STATUS = 22;
