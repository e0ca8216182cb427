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
  reactionTo,
  recordOf,
} from './opening.ts';
import { encryptRaw, modulusBytes, ROBOT_VECTORS, type RobotVector } from './robot-vectors.ts';

/**
 * Five connections, and five more to confirm a difference.
 *
 * @param oneByOne for servers that serve one connection at a time
 */
export async function askRobot(target: AttackTarget, depth: DepthFacts | null, oneByOne = false): Promise<AttackFact> {
  const suites = rsaSuites(target.version, depth);
  if (suites?.length === 0) return { answer: 'not-applicable', reason: 'no-rsa-key-exchange', evidence: [] };
  const plan = { ...target, suites: suites ?? ALL_RSA_SUITES, oneByOne };
  const first = await askAll(plan);
  if (!first.ok) return notOpened(first.error);
  const evidence = first.value;
  if (isAlike(evidence)) return { answer: 'not-vulnerable', reason: 'same-reactions', evidence };
  const second = await askAll(plan);
  if (!second.ok) return notOpened(second.error);
  const both = [...evidence, ...second.value];
  const isSame = signatures(evidence).every((signature, index) => signature === signatures(second.value)[index]);
  if (!isSame) return { answer: 'inconclusive', reason: 'unstable', evidence: both };
  return { answer: 'vulnerable', reason: 'padding-oracle', evidence: both };
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

async function askAll(plan: Plan): Promise<Result<readonly AttackEvidence[], NotOpened>> {
  const together = plan.oneByOne ? [] : await Promise.all(ROBOT_VECTORS.map((vector) => askOne(plan, vector)));
  const evidence: AttackEvidence[] = [];
  for (const [index, vector] of ROBOT_VECTORS.entries()) {
    const answer = together[index] ?? (await askOne(plan, vector));
    if (!answer.ok) return answer;
    evidence.push(answer.value);
  }
  return ok(evidence);
}

function askOne(
  { asker, sni, version, suites }: Plan,
  vector: RobotVector,
): Promise<Result<AttackEvidence, NotOpened>> {
  return asker.converse({ version, sni }, async (conversation) => {
    const question = { version, shape: 'full', sni, fallbackScsv: false, offer: { suites } } as const;
    const opened = await openHandshake(asker, conversation, question);
    if (!opened.ok) return opened;
    const exchange = keyExchange(opened.value, vector, version);
    if (!exchange) return err({ reason: 'no-rsa-key', evidence: [] });
    const finished = concatBytes([
      recordOf(opened.value.version, CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1)),
      recordOf(opened.value.version, CONTENT_TYPE.handshake, randomBytes(finishedBytes(opened.value))),
    ]);
    conversation.send(concatBytes([exchange, finished]));
    const heard = await conversation.hear(isFatal, { maxBytes: MAX_BYTES });
    const reaction = reactionTo(vector.name, heard);
    if (heard.end === 'silent') return err({ reason: 'no-reaction', evidence: [reaction] });
    return COUNTS.includes(heard.end) ? ok(reaction) : err({ reason: 'unstable', evidence: [reaction] });
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
const COUNTS: readonly string[] = ['found', 'closed', 'reset'];
const MAX_BYTES = 1024;
