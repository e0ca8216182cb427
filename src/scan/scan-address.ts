/**
 * Scans one address under one name: every version, the downgrade protections, the nameless default, the verdict, and
 * what else the server accepts.
 *
 * Versions take two rounds on an ordinary server: five hellos side by side, then what their answers make worth asking. Only servers
 * that answer unclearly cost more.
 *
 * @module
 */
import type { Pacer } from '../core/pause.ts';
import type { Floor, ServerFacts, VersionFacts } from '../facts/server-facts.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { addressFailure } from './address-failure.ts';
import { type Asked, Asker, type ConnectionTrace, isAnswer } from './asker.ts';
import { readCertificates } from './certificates.ts';
import { EarlyDepth } from './depth/early-depth.ts';
import { readDowngrade, settleFallback } from './downgrade.ts';
import type { Endpoint } from './exchange.ts';
import { FIRST_ROUND, type FirstRound, readFirstRound, retryForControl, secondQuestions } from './first-round.ts';
import { judgeFloor } from './floor.ts';
import { readNameless, settleNameless } from './nameless.ts';
import { type Settled, settleVersion } from './settle.ts';

export type AddressScan = {
  /** As the user wrote it, for the result. */
  readonly target: string;
  readonly endpoint: Endpoint;
  /** `undefined`: no `server_name` is sent. */
  readonly sni: string | undefined;
};

export type ScanOptions = {
  readonly floor: Floor;
  /** Leaves out suites, groups and the rest of the depth. */
  readonly versionsOnly: boolean;
  /** Limit for the TCP connection, in ms. */
  readonly connectMs: number;
  /** Limit for the answer to a hello, in ms. */
  readonly answerMs: number;
  /** Connections open to one address at once. */
  readonly parallel: number;
  readonly pacer: Pacer;
  readonly onTrace?: ((trace: ConnectionTrace) => void) | undefined;
};

/** Never rejects for anything a server does. When `signal` fires it resolves at once; reason `'deadline'` is told apart. */
export async function scanAddress(scan: AddressScan, options: ScanOptions, signal: AbortSignal): Promise<ServerFacts> {
  const started = performance.now();
  const asker = new Asker(scan.endpoint, options, signal);
  const depth = new EarlyDepth(asker, scan.sni, options.versionsOnly);
  const facts = await askVersions(asker, scan.sni, options.floor, (first) => depth.begin(first));
  const accepted = TLS_VERSIONS.filter((version) => facts.versions[version].answer === 'accepted');
  const more = await depth.finish(accepted);
  return {
    target: scan.target,
    address: scan.endpoint.address,
    port: scan.endpoint.port,
    sni: scan.sni ?? null,
    ...facts,
    ...more,
    certificates: readCertificates(asker.all),
    intolerances: null,
    clients: null,
    floor: judgeFloor(options.floor, facts),
    connections: asker.connections,
    durationMs: Math.round(performance.now() - started),
    error: addressFailure(scan.endpoint, asker.all),
  };
}

type Answers = Pick<ServerFacts, 'downgrade' | 'withoutSni'> & {
  readonly versions: Readonly<Record<TlsVersion, VersionFacts>>;
};

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
  if (first.every(({ observation }) => observation.kind === 'unreachable')) return unreachableAnswers(first);
  let round = readFirstRound(first);
  if (round.isSteady) onFirst(round);
  if (!round.control) round = await retryForControl(asker, sni, first);
  const [ssl2, extra, settledAnswers] = await Promise.all([
    ask('SSLv2'),
    Promise.all(secondQuestions(round, sni, floor).map((question) => asker.ask(question))),
    Promise.all(first.filter(hasAnswer).map((asked) => settleVersion(asker, asked, round))),
  ]);

  const isSteady = round.isSteady && extra.every(hasAnswer);
  const rest = [...first.filter((asked) => !hasAnswer(asked)), ssl2];
  const control = round.control ?? (hasAnswer(ssl2) ? ssl2 : undefined);
  const settled = [...settledAnswers, ...(await settleRest(asker, rest, { ...round, control, isSteady }))];
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

/** Nobody is there: asking on would only make the user wait. */
function unreachableAnswers(first: readonly Asked[]): Answers {
  const settled = first.map((asked) => ({ answer: 'inconclusive', reason: 'unreachable', asked: [asked] }) as const);
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

/** A ServerHello in a version proves it, whichever hello it answered: servers negotiate down. */
function versionFacts(settled: readonly Settled[], all: readonly Asked[]): Record<TlsVersion, VersionFacts> {
  const factsOf = (version: TlsVersion): VersionFacts => {
    const own = settled.find(({ asked }) => asked[0]?.question.version === version);
    if (own?.answer === 'accepted') return { answer: 'accepted', reason: own.reason, evidence: evidenceOf(own.asked) };
    const proof = all.filter(({ judgement }) => judgement.kind === 'accepted' && judgement.version === version);
    if (proof.length > 0) {
      return { answer: 'accepted', reason: 'negotiated-down', evidence: evidenceOf([...(own?.asked ?? []), ...proof]) };
    }
    if (!own) return { answer: 'inconclusive', reason: settled[0]?.reason ?? 'no-control', evidence: [] };
    return { answer: own.answer, reason: own.reason, evidence: evidenceOf(own.asked) };
  };
  const entries = TLS_VERSIONS.map((version) => [version, factsOf(version)] as const);
  return Object.fromEntries(entries) as Record<TlsVersion, VersionFacts>;
}

function evidenceOf(asked: readonly Asked[]): VersionFacts['evidence'] {
  return asked.map(({ evidence }) => evidence);
}

function hasAnswer({ judgement }: Asked): boolean {
  return isAnswer(judgement);
}
