/**
 * Holds what is known of a server against a policy. Pure.
 *
 * @module
 */
import { unreachable } from '../core/result.ts';
import type { AttackFacts } from '../facts/attack-facts.ts';
import type { ServerFacts, VersionFacts } from '../facts/server-facts.ts';
import { type CipherSuite, cipherSuite } from '../tls/registry/cipher-suites.ts';
import type { TlsVersion } from '../tls/version.ts';
import type { Check, Policy, RuleLevel, SuiteClass } from './policy.ts';

/** The facts that rules look at. */
export type PolicyFacts = Pick<
  ServerFacts,
  'versions' | 'cipherSuites' | 'groups' | 'features' | 'certificates' | 'chains'
> & {
  /** `null`: not asked. */
  readonly attacks: AttackFacts | null;
};

export type RuleOutcome = 'pass' | 'fail' | 'unknown';

export type RuleResult = {
  readonly id: string;
  readonly level: RuleLevel;
  readonly outcome: RuleOutcome;
  readonly section: string;
  readonly text: string;
  /** What decided: `TLSv1.0 accepted`; for `unknown`, what is not known. */
  readonly evidence: readonly string[];
};

/** One result a rule, in the policy's order. */
export function evaluate(policy: Policy, facts: PolicyFacts): RuleResult[] {
  return policy.rules.map(({ check, ...rule }) => ({ ...rule, ...judge(check, facts) }));
}

/** Whether a policy is broken: a rule failed that is not just advice. */
export function isBroken(results: readonly RuleResult[]): boolean {
  return results.some(({ level, outcome }) => level === 'must' && outcome === 'fail');
}

/** `broken`: a rule failed that is not just advice; `open`: nobody knows whether such a rule holds. */
export type PolicyStanding = 'kept' | 'broken' | 'open';

export function policyStanding(results: readonly RuleResult[]): PolicyStanding {
  if (isBroken(results)) return 'broken';
  return results.some(({ level, outcome }) => level === 'must' && outcome === 'unknown') ? 'open' : 'kept';
}

type Verdict = Pick<RuleResult, 'outcome' | 'evidence'>;

function judge(check: Check, facts: PolicyFacts): Verdict {
  switch (check.kind) {
    case 'refuses':
      return judgeRefused(check.versions, facts);
    case 'accepts-one-of':
      return judgeAccepted(check.versions, facts);
    case 'no-suites':
      return judgeSuites(facts, CLEAR, (_, suite) => suite !== undefined && IS_OF[check.suites](suite));
    case 'only-suites':
      return judgeSuites(facts, check.versions, (name) => !check.suites.includes(name));
    case 'only-groups':
      return judgeGroups(facts, check.groups);
    case 'dh-bits':
      return judgeDhBits(facts, check.atLeast);
    case 'rsa-bits':
      return judgeRsaBits(facts, check.atLeast);
    case 'feature':
      return judgeFeature(facts, check);
    case 'not-vulnerable':
      return judgeAttacks(facts, check);
    default:
      return unreachable(check);
  }
}

/** A latent version is not negotiated today, so it breaks no rule today; it is named all the same. */
function judgeRefused(versions: readonly TlsVersion[], { versions: known }: PolicyFacts): Verdict {
  if (!known) return UNREACHED;
  const answers = versions.map((version) => [version, known[version].answer] as const);
  const said = (answer: VersionFacts['answer']): string[] =>
    answers.flatMap(([version, each]) => (each === answer ? [`${version} ${each}`] : []));
  if (said('accepted').length > 0) return { outcome: 'fail', evidence: said('accepted') };
  if (said('inconclusive').length > 0) return { outcome: 'unknown', evidence: said('inconclusive') };
  return { outcome: 'pass', evidence: [...said('refused'), ...said('latent')] };
}

function judgeAccepted(versions: readonly TlsVersion[], { versions: known }: PolicyFacts): Verdict {
  if (!known) return UNREACHED;
  const evidence = versions.map((version) => `${version} ${known[version].answer}`);
  const answers = versions.map((version) => known[version].answer);
  if (answers.includes('accepted')) return { outcome: 'pass', evidence };
  return { outcome: answers.includes('inconclusive') ? 'unknown' : 'fail', evidence };
}

function judgeSuites(
  { versions, cipherSuites }: PolicyFacts,
  concerned: readonly TlsVersion[],
  isBad: (name: string, suite: CipherSuite | undefined) => boolean,
): Verdict {
  if (!versions) return UNREACHED;
  const lists = concerned.filter((version) => versions[version].answer === 'accepted');
  const bad = lists.flatMap((version) =>
    (cipherSuites?.[version]?.items ?? []).flatMap(({ code, name }) =>
      isBad(name, cipherSuite(code)) ? [`${name} in ${version}`] : [],
    ),
  );
  if (bad.length > 0) return { outcome: 'fail', evidence: bad };
  const open = lists.filter((version) => !cipherSuites?.[version]?.isComplete).map((version) => `suites of ${version}`);
  const unclear = concerned.filter((version) => versions[version].answer === 'inconclusive');
  const unknown = [...open, ...unclear.map((version) => `${version} inconclusive`)];
  if (unknown.length > 0) return { outcome: 'unknown', evidence: unknown };
  return { outcome: 'pass', evidence: lists.map((version) => `suites of ${version}`) };
}

function judgeGroups({ versions, groups }: PolicyFacts, allowed: readonly string[]): Verdict {
  if (!versions) return UNREACHED;
  if (!groups) return { outcome: 'unknown', evidence: ['groups'] };
  const lists = Object.entries(groups);
  const bad = lists.flatMap(([version, { items }]) =>
    items.flatMap(({ name }) => (allowed.includes(name) ? [] : [`${name} in ${version}`])),
  );
  if (bad.length > 0) return { outcome: 'fail', evidence: bad };
  const open = lists.filter(([, { isComplete }]) => !isComplete).map(([version]) => `groups of ${version}`);
  if (open.length > 0) return { outcome: 'unknown', evidence: open };
  return { outcome: 'pass', evidence: lists.map(([version]) => `groups of ${version}`) };
}

function judgeDhBits(facts: PolicyFacts, atLeast: number): Verdict {
  const { versions, cipherSuites } = facts;
  if (!versions) return UNREACHED;
  const found = CLEAR.flatMap((version) =>
    (cipherSuites?.[version]?.items ?? []).flatMap(({ code, name, dhBits }) =>
      cipherSuite(code)?.keyExchange === 'DHE' ? [{ name, dhBits, version }] : [],
    ),
  );
  const short = found.flatMap(({ name, dhBits, version }) =>
    dhBits !== null && dhBits < atLeast ? [`${dhBits} bits with ${name} in ${version}`] : [],
  );
  if (short.length > 0) return { outcome: 'fail', evidence: short };
  const rest = judgeSuites(facts, CLEAR, () => false);
  if (rest.outcome !== 'pass') return rest;
  const unseen = found.filter(({ dhBits }) => dhBits === null).map(({ name }) => `prime of ${name}`);
  return unseen.length > 0 ? { outcome: 'unknown', evidence: unseen } : { outcome: 'pass', evidence: rest.evidence };
}

/** Of every leaf: a server may have one for each kind of key, and another for hellos without a name. */
function judgeRsaBits({ certificates, chains }: PolicyFacts, atLeast: number): Verdict {
  const leaves = (chains ?? []).map((chain) => certificates?.find(({ sha256 }) => sha256 === chain.certificates[0]));
  if (leaves.length === 0) return { outcome: 'unknown', evidence: ['certificate'] };
  const keys = leaves.map((leaf): Verdict => {
    if (!leaf || 'error' in leaf) return { outcome: 'unknown', evidence: ['certificate'] };
    const { keyType, keyBits } = leaf;
    if (!keyType?.startsWith('rsa')) return { outcome: 'pass', evidence: [`key of type ${keyType ?? 'unknown'}`] };
    if (keyBits === null) return { outcome: 'unknown', evidence: ['size of the key'] };
    return { outcome: keyBits < atLeast ? 'fail' : 'pass', evidence: [`RSA key of ${keyBits} bits`] };
  });
  const worst = (['fail', 'unknown', 'pass'] as const).find((one) => keys.some(({ outcome }) => outcome === one));
  const decisive = keys.filter(({ outcome }) => outcome === worst).flatMap(({ evidence }) => evidence);
  return { outcome: worst ?? 'unknown', evidence: [...new Set(decisive)] };
}

/** Extras of TLS 1.2 and older: a server that speaks none of them has nothing to answer for. */
function judgeFeature({ versions, features }: PolicyFacts, check: Extract<Check, { kind: 'feature' }>): Verdict {
  if (!versions) return UNREACHED;
  const answers = CLEAR.map((version) => versions[version].answer);
  if (!answers.includes('accepted') && !answers.includes('inconclusive')) {
    return { outcome: 'pass', evidence: ['nothing older than TLSv1.3'] };
  }
  const answer = features?.[check.feature] ?? 'inconclusive';
  const evidence = [`${check.feature}: ${answer}`];
  if (answer === 'inconclusive') return { outcome: 'unknown', evidence };
  return { outcome: answer === check.is || answer === 'not-applicable' ? 'pass' : 'fail', evidence };
}

function judgeAttacks({ attacks }: PolicyFacts, check: Extract<Check, { kind: 'not-vulnerable' }>): Verdict {
  if (!attacks) return { outcome: 'unknown', evidence: ['attacks'] };
  const said = (answer: AttackFacts[keyof AttackFacts]['answer']): string[] =>
    check.attacks.filter((name) => attacks[name].answer === answer).map((name) => `${name} ${answer}`);
  if (said('vulnerable').length > 0) return { outcome: 'fail', evidence: said('vulnerable') };
  if (said('inconclusive').length > 0) return { outcome: 'unknown', evidence: said('inconclusive') };
  return { outcome: 'pass', evidence: [...said('not-vulnerable'), ...said('not-applicable')] };
}

const IS_OF: Readonly<Record<SuiteClass, (suite: CipherSuite) => boolean>> = {
  null: ({ isNull }) => isNull,
  anonymous: ({ isAnonymous }) => isAnonymous,
  rc4: ({ cipher }) => cipher.startsWith('RC4'),
  export: ({ isExport }) => isExport,
  'under-112-bits': ({ bits }) => bits < 112,
  'under-128-bits': ({ bits }) => bits < 128,
  'rsa-key-exchange': ({ keyExchange }) => keyExchange === 'RSA',
  'static-dh': ({ keyExchange }) => keyExchange === 'DH' || keyExchange === 'ECDH',
  dhe: ({ keyExchange, isAnonymous }) => keyExchange === 'DHE' && !isAnonymous,
  cbc: ({ mode }) => mode === 'CBC',
};
const CLEAR: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2'];
const UNREACHED: Verdict = { outcome: 'unknown', evidence: ['the server could not be asked'] };
