/**
 * Completed handshakes: what `--confirm` says of each accepted version, and the chains that only they show.
 *
 * @module
 */
import type { ConfirmedFacts } from '../facts/server-facts.ts';
import type { TlsVersion } from '../tls/version.ts';
import type { Asker } from './asker.ts';
import { type SentChain, sawChain } from './certificates/certificates.ts';
import { type CompletedHandshake, isNodeVersion } from './complete-handshake.ts';

export type Completions = {
  readonly confirmed: ReadonlyMap<TlsVersion, ConfirmedFacts>;
  readonly chains: readonly SentChain[];
};

/**
 * Completes a handshake in each accepted version, or in TLS 1.3 alone, where that shows a chain nothing else has shown.
 *
 * @param accepted the versions the server speaks under this name
 */
export async function completeHandshakes(
  asker: Asker,
  sni: string | undefined,
  accepted: readonly TlsVersion[],
  { confirm, versionsOnly }: { readonly confirm: boolean; readonly versionsOnly: boolean },
): Promise<Completions> {
  const wantsChain = !versionsOnly && accepted.includes('TLSv1.3') && !sawChain(asker.all);
  const wanted = confirm ? accepted : wantsChain ? (['TLSv1.3'] as const) : [];
  const done = await Promise.all(
    wanted.map(async (version) => [version, await tryVersion(asker, sni, version)] as const),
  );
  return {
    confirmed: new Map(confirm ? done.map(([version, handshake]) => [version, judgeHandshake(handshake)]) : []),
    chains: done.flatMap(([version, handshake]) =>
      handshake?.chain ? [{ chain: handshake.chain, sight: { version, sni: sni ?? null } }] : [],
    ),
  };
}

/** `undefined`: Node lacks the version, so that nobody is asked. A connection that broke is given a second chance. */
async function tryVersion(
  asker: Asker,
  sni: string | undefined,
  version: TlsVersion,
): Promise<CompletedHandshake | undefined> {
  if (!isNodeVersion(version)) return undefined;
  const first = await asker.handshake({ version, sni });
  return FLEETING.includes(first.end.kind) ? await asker.handshake({ version, sni }) : first;
}

/** What a handshake says of the server: a no only where the server itself broke it off after its ServerHello. */
function judgeHandshake(handshake: CompletedHandshake | undefined): ConfirmedFacts {
  if (!handshake) return { answer: 'unable', reason: 'node-lacks-version', detail: null };
  const { end, isAnswered, asksForCertificate } = handshake;
  switch (end.kind) {
    case 'completed':
      return { answer: 'yes', reason: 'completed', detail: null };
    case 'node':
      return { answer: 'unable', reason: 'node-refuses', detail: end.said };
    case 'stopped':
      return { answer: 'unable', reason: end.by === 'deadline' ? 'deadline' : 'interrupted', detail: null };
    case 'not-opened':
      return { answer: 'unable', reason: 'no-connection', detail: null };
    case 'undecided':
      return { answer: 'unable', reason: end.by, detail: null };
    case 'silent':
    case 'too-many-bytes':
    case 'malformed-answer':
      return { answer: 'unable', reason: end.kind, detail: null };
    default: {
      const detail = end.kind === 'alert' ? end.name : null;
      if (!isAnswered) return { answer: 'unable', reason: 'hello-refused', detail };
      const isForClients = asksForCertificate || detail === 'certificate_required';
      return isForClients
        ? { answer: 'unable', reason: 'client-certificate-required', detail }
        : { answer: 'no', reason: end.kind, detail };
    }
  }
}

const FLEETING: readonly CompletedHandshake['end']['kind'][] = ['closed', 'reset', 'silent', 'undecided', 'not-opened'];
