/**
 * The chains a server sent, in the clear (TLS 1.2 and older) or in a handshake that was completed.
 *
 * @module
 */
import type { CertificateFacts, ChainFacts, ChainSight } from '../../facts/certificate-facts.ts';
import { decodeCertificate } from '../../tls/certificate.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import type { Asked } from '../asker.ts';
import { type ReadCertificate, readCertificate } from './describe.ts';
import { type JudgeOptions, judgeChain } from './judge-chain.ts';

export type CertificateReport = {
  /** Every certificate once, those of the first chain first, leaf first; `null` when no chain was seen. */
  readonly certificates: readonly CertificateFacts[] | null;
  readonly chains: readonly ChainFacts[] | null;
};

/** A chain that came some other way than in the clear. */
export type SentChain = { readonly chain: readonly Uint8Array[]; readonly sight: ChainSight };

/**
 * @param more chains seen in handshakes that were completed
 * @param options what to judge by; the time is that of the scan
 */
export function readCertificates(
  asked: readonly Asked[],
  options: JudgeOptions,
  more: readonly SentChain[] = [],
): CertificateReport {
  const found = new Map<string, { readonly read: readonly ReadCertificate[]; readonly seenIn: ChainSight[] }>();
  const known = new Map<string, ReadCertificate>();
  for (const { chain: sent, sight } of [...asked.flatMap(sentChain), ...more]) {
    const chain = sent.slice(0, MAX_CHAIN);
    const key = chain.map((der) => Buffer.from(der).toString('base64')).join();
    const entry = found.get(key) ?? { read: chain.map((der) => readOnce(der, known)), seenIn: [] };
    if (!entry.seenIn.some(({ version, sni }) => version === sight.version && sni === sight.sni)) {
      entry.seenIn.push(sight);
    }
    if (found.size < MOST_CHAINS) found.set(key, entry);
  }
  if (found.size === 0) return { certificates: null, chains: null };
  const all = [...found.values()];
  const named = all.flatMap(({ seenIn }) => seenIn).some(({ sni }) => sni !== null);
  const chains = all.map(({ read, seenIn }) => {
    const judgement = judgeChain(read, options);
    const isNamedOnly = seenIn.every(({ sni }) => sni !== null);
    const isReplaced = all.some(({ seenIn: other }) => other.some(({ sni }) => sni === null));
    const needs = named && isNamedOnly && isReplaced ? [...judgement.needs, 'server-name' as const] : judgement.needs;
    return { certificates: read.map(({ facts }) => facts.sha256), seenIn, ...judgement, needs };
  });
  const first = new Map(all.flatMap(({ read }) => read).map(({ facts }) => [facts.sha256, facts]));
  return { certificates: [...first.values()], chains };
}

/** Whether an answer held a chain in the clear. */
export function sawChain(asked: readonly Asked[]): boolean {
  return asked.some((one) => sentChain(one).length > 0);
}

function sentChain({ observation, question, judgement }: Asked): SentChain[] {
  if (observation.kind !== 'server-hello' || judgement.kind !== 'accepted') return [];
  const message = observation.flight.find(({ type }) => type === HANDSHAKE_TYPE.certificate);
  if (!message) return [];
  const sight = { version: judgement.version, sni: question.sni ?? null };
  return [{ chain: chainOf(message.body), sight }];
}

/** A message that does not parse is shown as one unreadable certificate, so that it is not passed over. */
function chainOf(body: Uint8Array): Uint8Array[] {
  const chain = decodeCertificate(body);
  return chain.ok ? chain.value.entries.map(({ certificate }) => certificate) : [body];
}

function readOnce(der: Uint8Array, known: Map<string, ReadCertificate>): ReadCertificate {
  const key = Buffer.from(der).toString('base64');
  const read = known.get(key) ?? readCertificate(der);
  known.set(key, read);
  return read;
}

const MAX_CHAIN = 12;
/** Servers have one for each kind of key, and one for hellos without a name. */
const MOST_CHAINS = 8;
