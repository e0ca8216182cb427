/**
 * ROBOT (CVE-2017-13099 and kin): does the server tell a malformed premaster secret from a sound one?
 *
 * Five key exchanges, of which four are malformed, and a Finished that is wrong for all five. A sound server answers all
 * alike (RFC 5246 §7.4.7.1). Nothing is decrypted: five answers tell that there is an oracle, and it is asked no more.
 *
 * @module
 */
import { type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { concatBytes } from '../../core/hex.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { AttackEvidence, AttackFact } from '../../facts/attack-facts.ts';
import type { DepthFacts } from '../../facts/depth-facts.ts';
import { decodeCertificate } from '../../tls/certificate.ts';
import { encodeHandshake, HANDSHAKE_TYPE, type HandshakeMessage } from '../../tls/handshake.ts';
import { CONTENT_TYPE } from '../../tls/record.ts';
import { cipherSuite, knownSuiteCodes } from '../../tls/registry/cipher-suites.ts';
import { type TlsVersion, VERSION_CODE } from '../../tls/version.ts';
import {
  type AttackTarget,
  isFatal,
  type NotOpened,
  type Opened,
  openHandshake,
  quietMs,
  reactionTo,
  recordOf,
} from './opening.ts';
import { encryptRaw, modulusBytes, ROBOT_VECTORS, type RobotVector } from './robot-vectors.ts';

/**
 * Five connections for each of two flights, and five more to confirm a difference.
 *
 * @param oneByOne for servers that serve one connection at a time
 */
export async function askRobot(target: AttackTarget, depth: DepthFacts | null, oneByOne = false): Promise<AttackFact> {
  const suites = rsaSuites(target.version, depth);
  if (suites?.length === 0) return { answer: 'not-applicable', reason: 'no-rsa-key-exchange', evidence: [] };
  const plan = { ...target, suites: suites ?? ALL_RSA_SUITES, oneByOne };
  let evidence: readonly AttackEvidence[] = [];
  for (const flight of ['whole', 'key-exchange-only'] as const) {
    const first = await askAll(plan, flight, LEAST_QUIET_MS);
    if (!first.ok) return notOpened(first.error);
    evidence = first.value;
    if (isAlike(evidence)) continue;
    const second = await askAll(plan, flight, PATIENT_QUIET_MS);
    if (!second.ok) return notOpened(second.error);
    const both = [...evidence, ...second.value];
    const isSame = signatures(evidence).every((signature, index) => signature === signatures(second.value)[index]);
    if (!isSame) return { answer: 'inconclusive', reason: 'unstable', evidence: both };
    return { answer: 'vulnerable', reason: 'padding-oracle', evidence: both };
  }
  return { answer: 'not-vulnerable', reason: 'same-reactions', evidence };
}

/**
 * Suites with RSA key exchange that the server takes; `undefined` if its list is not known. Those with CBC first, since
 * their Finished may have any length that a block divides.
 */
function rsaSuites(version: TlsVersion, depth: DepthFacts | null): number[] | undefined {
  const choice = depth?.cipherSuites[version];
  if (!choice) return undefined;
  const codes = choice.items.map(({ code }) => code).filter(isRsa);
  return codes.length === 0 && !choice.isComplete ? undefined : codes.toSorted(cbcFirst);
}

type Plan = AttackTarget & { readonly suites: readonly number[]; readonly oneByOne: boolean };
type Flight = 'whole' | 'key-exchange-only';

async function askAll(
  plan: Plan,
  flight: Flight,
  leastMs: number,
): Promise<Result<readonly AttackEvidence[], NotOpened>> {
  const ask = (vector: RobotVector): ReturnType<typeof askOne> => askOne(plan, vector, flight, leastMs);
  const answers = plan.oneByOne ? await inTurn(ROBOT_VECTORS, ask) : await Promise.all(ROBOT_VECTORS.map(ask));
  const failed = answers.find((answer) => !answer.ok);
  if (failed) return failed;
  return ok(answers.flatMap((answer) => (answer.ok ? [answer.value] : [])));
}

async function inTurn<A, B>(items: readonly A[], task: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (const item of items) results.push(await task(item));
  return results;
}

function askOne(
  { asker, sni, version, suites }: Plan,
  vector: RobotVector,
  flight: Flight,
  leastMs: number,
): Promise<Result<AttackEvidence, NotOpened>> {
  return asker.converse(async (conversation) => {
    const question = { version, shape: 'full', sni, fallbackScsv: false, offer: { suites } } as const;
    const opened = await openHandshake(conversation, question);
    if (!opened.ok) return opened;
    const exchange = keyExchange(opened.value, vector, version);
    if (!exchange) return err({ reason: 'no-rsa-key', evidence: [] });
    const finished = concatBytes([
      recordOf(opened.value.version, CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1)),
      recordOf(opened.value.version, CONTENT_TYPE.handshake, randomBytes(finishedBytes(opened.value))),
    ]);
    conversation.send(flight === 'whole' ? concatBytes([exchange, finished]) : exchange);
    // With the Finished an answer is due; without it silence is one.
    const options = flight === 'whole' ? {} : { ms: quietMs(opened.value, leastMs) };
    const heard = await conversation.hear(isFatal, { ...options, maxBytes: MAX_BYTES });
    if (heard.end === 'silent' && flight === 'whole') {
      return err({ reason: 'no-reaction', evidence: [reactionTo(vector.name, heard)] });
    }
    if (!COUNTS.includes(heard.end)) return err({ reason: 'unstable', evidence: [reactionTo(vector.name, heard)] });
    return ok(reactionTo(flight === 'whole' ? vector.name : `${vector.name}, alone`, heard));
  });
}

/** ClientKeyExchange (RFC 5246 §7.4.7.1; SSL 3.0 leaves the length of the secret out, RFC 6101 §5.6.7.1). */
function keyExchange(opened: Opened, vector: RobotVector, version: TlsVersion): Uint8Array | undefined {
  const key = keyOf(opened.flight);
  const size = key && modulusBytes(key);
  if (!key || size === undefined) return undefined;
  const secret = encryptRaw(key, vector.block(size, VERSION_CODE[version]));
  const body = opened.version === 'SSLv3' ? secret : concatBytes([Uint8Array.of(size >> 8, size & 0xff), secret]);
  return recordOf(opened.version, CONTENT_TYPE.handshake, encodeHandshake({ type: CLIENT_KEY_EXCHANGE, body }));
}

function keyOf(flight: readonly HandshakeMessage[]): KeyObject | undefined {
  const message = flight.find(({ type }) => type === HANDSHAKE_TYPE.certificate);
  const decoded = message && decodeCertificate(message.body);
  const der = decoded?.ok ? decoded.value.entries[0]?.certificate : undefined;
  if (!der) return undefined;
  try {
    return new X509Certificate(der).publicKey;
  } catch {
    // Bytes of the peer that OpenSSL cannot read: no key.
    return undefined;
  }
}

/** As long as a real one: header, 12 or 36 bytes, MAC and padding; behind an explicit nonce for AEAD. */
function finishedBytes({ hello }: Opened): number {
  return cipherSuite(hello.cipherSuite)?.aead ? 40 : 64;
}

function isAlike(evidence: readonly AttackEvidence[]): boolean {
  return new Set(signatures(evidence)).size === 1;
}

function signatures(evidence: readonly AttackEvidence[]): string[] {
  return evidence.flatMap((one) => (one.kind === 'reaction' ? [`${one.reaction} ${one.alert}`] : []));
}

function notOpened({ reason, evidence }: NotOpened): AttackFact {
  return { answer: 'inconclusive', reason, evidence };
}

function isRsa(code: number): boolean {
  const suite = cipherSuite(code);
  return suite?.keyExchange === 'RSA' && suite.authentication === 'RSA' && !suite.isExport;
}

function cbcFirst(a: number, b: number): number {
  return Number(cipherSuite(b)?.mode === 'CBC') - Number(cipherSuite(a)?.mode === 'CBC');
}

const ALL_RSA_SUITES: readonly number[] = knownSuiteCodes().filter(isRsa).toSorted(cbcFirst);
const CLIENT_KEY_EXCHANGE = 16;
const COUNTS: readonly string[] = ['found', 'closed', 'reset', 'silent'];
const MAX_BYTES = 1024;
const LEAST_QUIET_MS = 250;
const PATIENT_QUIET_MS = 1500;
