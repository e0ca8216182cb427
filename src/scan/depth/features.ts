/**
 * The extras of a handshake in TLS 1.2 or older, read off the answer to a hello that offers all of them.
 *
 * @module
 */
import type { ChoiceFacts, FeatureAnswer, FeatureFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { decode, Writer } from '../../tls/bytes.ts';
import { printable, readProtocolNameList } from '../../tls/extension-values.ts';
import { EXTENSION, type Extension, findExtension } from '../../tls/extensions.ts';
import { HANDSHAKE_TYPE, type HandshakeMessage } from '../../tls/handshake.ts';
import { cipherSuite } from '../../tls/registry/cipher-suites.ts';
import type { ServerHello } from '../../tls/server-hello.ts';
import type { Offer, Question } from '../hellos.ts';
import type { Chooser } from './chooser.ts';

/** Asks the hello of the features in a connection that serves for more; `undefined` if it was not answered. */
export type AskOdd = (question: Question) => Promise<FirstFlight | undefined>;

type FirstFlight = { readonly hello: ServerHello; readonly flight: readonly HandshakeMessage[] };

/**
 * The hello asks for all at once. Encrypt-then-MAC shows with CBC suites only, and session ids without tickets only, so
 * these are read off the answers by which the suites were found.
 *
 * @param suites what the server takes in this version
 */
export async function askFeatures(
  chooser: Chooser,
  suites: Promise<ChoiceFacts<SuiteFacts>>,
  askOdd: AskOdd | undefined,
): Promise<FeatureFacts> {
  const offer = { extensions: OFFERED, compressionMethods: [DEFLATE, 0] };
  const hello = (await askOdd?.(chooser.question(offer))) ?? (await askPlainly(chooser, offer));
  const answer = (isYes: boolean): FeatureAnswer => (isYes ? 'yes' : 'no');
  const has = (type: number): FeatureAnswer =>
    hello ? answer(findExtension(hello.hello.extensions, type) !== undefined) : 'inconclusive';
  const sends = (type: number): FeatureAnswer => {
    if (hello?.flight.some((message) => message.type === type)) return 'yes';
    return hello?.flight.some((message) => message.type === HANDSHAKE_TYPE.serverHelloDone) ? 'no' : 'inconclusive';
  };
  const encryptThenMac = await readEncryptThenMac(chooser, suites);
  return {
    compression: hello ? answer(hello.hello.compressionMethod !== 0) : 'inconclusive',
    secureRenegotiation: has(EXTENSION.renegotiationInfo),
    extendedMasterSecret: has(EXTENSION.extendedMasterSecret),
    encryptThenMac,
    sessionTickets: has(EXTENSION.sessionTicket),
    sessionIds: readSessionIds(chooser),
    heartbeat: has(EXTENSION.heartbeat),
    ocspStapling: sends(CERTIFICATE_STATUS),
    clientCertificate: sends(HANDSHAKE_TYPE.certificateRequest),
    alpn: hello ? alpnOf(hello.hello.extensions) : null,
  };
}

async function askPlainly(chooser: Chooser, offer: Offer): Promise<FirstFlight | undefined> {
  const { asked } = await chooser.offer(offer, LAST, 'serverHelloDone');
  return asked?.observation.kind === 'server-hello' ? asked.observation : undefined;
}

async function readEncryptThenMac(chooser: Chooser, suites: Promise<ChoiceFacts<SuiteFacts>>): Promise<FeatureAnswer> {
  const { items, isComplete } = await suites;
  const withCbc = chooser.answers().find(({ cipherSuite: code }) => isCbc(code));
  if (withCbc) return findExtension(withCbc.extensions, EXTENSION.encryptThenMac) ? 'yes' : 'no';
  return isComplete && items.length > 0 ? 'not-applicable' : 'inconclusive';
}

/** A server with tickets gives no id to a client with tickets (RFC 5077 §3.4): the other hellos have no such extension. */
function readSessionIds(chooser: Chooser): FeatureAnswer {
  const answers = chooser.answers();
  if (answers.some(({ sessionId }) => sessionId.length > 0)) return 'yes';
  return answers.length > 0 ? 'no' : 'inconclusive';
}

function isCbc(code: number): boolean {
  return cipherSuite(code)?.mode === 'CBC';
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
const LAST = 0;
/** `certificate_status` (RFC 6066 §8). */
const CERTIFICATE_STATUS = 22;
