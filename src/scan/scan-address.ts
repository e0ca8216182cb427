/**
 * Scans one address under one name: every version, the downgrade protections, the nameless default, the verdict, and
 * what else the server accepts.
 *
 * Versions take two rounds on an ordinary server: five hellos side by side, then what their answers make worth asking. Only servers
 * that answer unclearly cost more.
 *
 * @module
 */
import { isIP } from 'node:net';
import { type Pacer, pause } from '../core/pause.ts';
import type { Answer, AnswerReason, Floor, ServerFacts, VersionFacts } from '../facts/server-facts.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { addressFailure } from './address-failure.ts';
import { type Asked, Asker, type ConnectionTrace, isAnswer } from './asker.ts';
import { askAttacks, newestInTheClear } from './attacks/ask-attacks.ts';
import { OddOpening, type OddResult } from './attacks/odd-opening.ts';
import { readCertificates } from './certificates/certificates.ts';
import { type Completions, completeHandshakes } from './confirm.ts';
import { versionsWithDoubts } from './depth/doubt.ts';
import { EarlyDepth, type MaybeDepth } from './depth/early-depth.ts';
import { SCHEMES } from './dialects.ts';
import { readDowngrade, settleFallback } from './downgrade.ts';
import type { Endpoint, ExchangeLimits } from './exchange.ts';
import {
  FIRST_ROUND,
  type FirstRound,
  isOverloaded,
  readFirstRound,
  retryForControl,
  secondQuestions,
} from './first-round.ts';
import { judgeFloor } from './floor.ts';
import { askIntolerances } from './intolerances.ts';
import { isBeforeHello } from './judge.ts';
import { readNameless, settleNameless } from './nameless.ts';
import { readPostQuantum } from './post-quantum.ts';
import { readProduct } from './product.ts';
import type { ProxyServer } from './proxy/proxy.ts';
import { parallelFor, type Service, serviceFacts, wayTo } from './service.ts';
import { type Settled, settleVersion } from './settle.ts';

export type AddressScan = {
  /** As the user wrote it, for the result. */
  readonly target: string;
  readonly endpoint: Endpoint;
  readonly service: Service;
  /** What the service is called in a dialogue before TLS: a host name or an address. */
  readonly name: string;
  /** `undefined`: no `server_name` is sent. */
  readonly sni: string | undefined;
};

export type ScanOptions = ExchangeLimits & {
  readonly floor: Floor;
  /** Leaves out suites, groups and the rest of the depth. */
  readonly versionsOnly: boolean;
  /** Completes a handshake in each accepted version. */
  readonly confirm?: boolean | undefined;
  /** Connections open to one address at once; services with a dialogue before TLS get fewer. */
  readonly parallel: number;
  /** Every connection goes through it. */
  readonly proxy?: ProxyServer | undefined;
  readonly pacer: Pacer;
  readonly onTrace?: ((trace: ConnectionTrace) => void) | undefined;
};

/** Never rejects for anything a server does. When `signal` fires it resolves at once; reason `'deadline'` is told apart. */
export async function scanAddress(scan: AddressScan, options: ScanOptions, signal: AbortSignal): Promise<ServerFacts> {
  const started = performance.now();
  const startedAt = new Date();
  const way = wayTo(scan.service, scan.name, options.proxy);
  const parallel = parallelFor(scan.service, options.parallel);
  const asker = new Asker(
    scan.endpoint,
    { ...options, way, parallel, alpn: SCHEMES[scan.service.scheme].alpn },
    signal,
  );
  const odd = new OddOpening(asker);
  const depth = new EarlyDepth(asker, scan.sni, options.versionsOnly, (question) => odd.ask(question));
  const facts = await askVersions(asker, scan.sni, options.floor, (first) => depth.begin(first));
  const accepted = TLS_VERSIONS.filter((version) => facts.versions[version].answer === 'accepted');
  const { confirm = false, versionsOnly } = options;
  const [more, completed] = await Promise.all([
    depth.finish(accepted),
    completeHandshakes(asker, scan.sni, accepted, { confirm, versionsOnly }),
  ]);
  const isAsked = !versionsOnly && accepted.length > 0;
  const probed = isAsked ? await probe(asker, scan.sni, facts.versions, more, odd.result) : NOT_PROBED;
  asker.close();
  const versions = versionsWithDoubts(facts.versions, asker.all);
  const postQuantum = readPostQuantum({ ...facts, ...more, ...probed });
  const service = serviceFacts(scan.service, options.proxy);
  return {
    target: scan.target,
    service,
    product: readProduct(facts),
    address: isIP(scan.endpoint.address) === 0 ? null : scan.endpoint.address,
    port: scan.endpoint.port,
    sni: scan.sni ?? null,
    ...facts,
    versions: withConfirmed(versions, completed),
    ...more,
    ...readCertificates(asker.all, { name: scan.sni ?? scan.name, at: startedAt }, completed.chains),
    postQuantum,
    ...probed,
    clients: null,
    floor: judgeFloor(options.floor, { ...facts, versions, postQuantum }),
    connections: asker.connections,
    durationMs: Math.round(performance.now() - started),
    error: addressFailure(scan.endpoint, service, asker.all),
  };
}

/** What the server does wrong beside what it accepts. */
async function probe(
  asker: Asker,
  sni: string | undefined,
  versions: Answers['versions'],
  depth: MaybeDepth,
  odd: OddResult,
): Promise<Pick<ServerFacts, 'attacks' | 'intolerances'> & MaybeDepth> {
  const version = newestInTheClear(versions);
  const known = depth.cipherSuites === null ? null : depth;
  const asked = await askAttacks(asker, { sni, versions, depth: known, odd });
  // Behind, as a server that dislikes so much is to be asked for little else meanwhile.
  const intolerances = version ? await askIntolerances(asker, sni, version, odd.taken) : null;
  return { ...(asked.depth ?? depth), attacks: asked.attacks, intolerances };
}

type Answers = Pick<ServerFacts, 'downgrade' | 'withoutSni'> & {
  readonly versions: Readonly<Record<TlsVersion, VersionFacts>>;
};

function withConfirmed(versions: Answers['versions'], { confirmed }: Completions): Answers['versions'] {
  const entries = TLS_VERSIONS.map((version) => {
    return [version, { ...versions[version], confirmed: confirmed.get(version) ?? null }] as const;
  });
  return Object.fromEntries(entries) as Record<TlsVersion, VersionFacts>;
}

/** @param onFirst called with the first round when the server answered all of it */
async function askVersions(
  asker: Asker,
  sni: string | undefined,
  floor: Floor,
  onFirst: (round: FirstRound) => void,
): Promise<Answers> {
  const ask = (version: TlsVersion): Promise<Asked> =>
    asker.ask(
      { version, shape: 'full', sni, fallbackScsv: false },
      version === 'TLSv1.2' ? { readUpTo: 'serverHelloDone' } : {},
    );

  const first = await Promise.all(FIRST_ROUND.map(ask));
  if (first.every(({ judgement }) => judgement.kind === 'dropped' && isBeforeHello(judgement.reason))) {
    return unreachableAnswers(first);
  }
  let round = readFirstRound(first);
  if (round.isSteady) onFirst(round);
  if (!round.isAnswered) round = await retryForControl(asker, sni, first);
  const [ssl2, extra, settledAnswers] = await Promise.all([
    ask('SSLv2'),
    Promise.all(secondQuestions(round, sni, floor).map((question) => asker.ask(question))),
    Promise.all(first.filter(hasAnswer).map((asked) => settleVersion(asker, asked, round))),
  ]);

  const isSteady = round.isSteady && extra.every(hasAnswer);
  const rest = [...first.filter((asked) => !hasAnswer(asked)), ssl2];
  const control = round.control ?? (ssl2.judgement.kind === 'accepted' ? ssl2 : undefined);
  const known = { ...round, control, isSteady };
  const answers = isOverloaded(round, extra) ? await recheck(asker, settledAnswers, known) : settledAnswers;
  const settled = [...answers, ...(await settleRest(asker, rest, known))];
  await settleFallback(asker, sni);
  const versions = versionFacts(
    settled,
    asker.forVersions.filter(({ question }) => question.sni === sni),
  );
  const unnamed = sni === undefined ? undefined : extra.find(({ question }) => question.sni === undefined);
  const nameless = await settleNameless(asker, unnamed, floor);
  return {
    versions,
    downgrade: readDowngrade(versions, asker.forVersions),
    withoutSni: readNameless(nameless, versions, floor),
  };
}

/** Nobody is there, or TLS cannot be reached: asking on would only make the user wait. */
function unreachableAnswers(first: readonly Asked[]): Answers {
  const settled = first.map((asked): Settled => {
    const reason = asked.judgement.kind === 'dropped' ? asked.judgement.reason : 'unreachable';
    return { answer: 'inconclusive', reason, asked: [asked] };
  });
  return { versions: versionFacts(settled, []), downgrade: null, withoutSni: null };
}

/** Silence costs a wait each, so the silent are asked side by side; all else one by one, to spare a tired server. */
async function settleRest(asker: Asker, rest: readonly Asked[], round: FirstRound): Promise<Settled[]> {
  const isSilent = ({ judgement }: Asked): boolean => judgement.kind === 'dropped' && judgement.reason === 'silent';
  const settled = await Promise.all(rest.filter(isSilent).map((asked) => settleVersion(asker, asked, round)));
  for (const asked of rest) {
    if (!isSilent(asked)) settled.push(await settleVersion(asker, asked, round));
  }
  return settled;
}

/** Refusals from an overloaded server are asked again, slowly, each behind a control. */
async function recheck(asker: Asker, settled: readonly Settled[], round: FirstRound): Promise<Settled[]> {
  const checked: Settled[] = [];
  for (const one of settled) {
    const [first] = one.asked;
    if (one.reason !== 'handshake-failure' || !first || !round.control) {
      checked.push(one);
      continue;
    }
    await pause(RECHECK_MS, asker.signal);
    const control = await asker.ask(round.control.question);
    const again = await asker.ask(first.question);
    const next = await settleVersion(asker, again, round);
    const isUp = control.judgement.kind === 'accepted';
    checked.push(isUp ? next : { answer: 'inconclusive', reason: 'unstable', asked: [first, control, again] });
  }
  return checked;
}

/** A ServerHello in a version proves it, whichever hello it answered: servers negotiate down. */
function versionFacts(settled: readonly Settled[], all: readonly Asked[]): Record<TlsVersion, VersionFacts> {
  const found = (answer: Answer, reason: AnswerReason, asked: readonly Asked[]): VersionFacts => {
    return { answer, reason, evidence: asked.map(({ evidence }) => evidence), confirmed: null };
  };
  const factsOf = (version: TlsVersion): VersionFacts => {
    const own = settled.find(({ asked }) => asked[0]?.question.version === version);
    if (own?.answer === 'accepted') return found('accepted', own.reason, own.asked);
    const proof = all.filter(({ judgement }) => judgement.kind === 'accepted' && judgement.version === version);
    if (proof.length > 0) return found('accepted', 'negotiated-down', [...(own?.asked ?? []), ...proof]);
    if (!own) return found('inconclusive', settled[0]?.reason ?? 'no-control', []);
    return found(own.answer, own.reason, own.asked);
  };
  const entries = TLS_VERSIONS.map((version) => [version, factsOf(version)] as const);
  return Object.fromEntries(entries) as Record<TlsVersion, VersionFacts>;
}

const NOT_PROBED = { attacks: null, intolerances: null } as const;
const RECHECK_MS = 2500;

function hasAnswer({ judgement }: Asked): boolean {
  return isAnswer(judgement);
}
