/**
 * A policy: rules with the words they stand on, as data. The built-in ones are under `standards/`, others come from files.
 *
 * @module
 */
import type { AttackName } from '../facts/attack-facts.ts';
import type { FeatureFacts } from '../facts/depth-facts.ts';
import type { TlsVersion } from '../tls/version.ts';

export type Policy = {
  /** As `--policy` takes it. */
  readonly name: string;
  readonly title: string;
  /** Where the whole can be read, with its date. */
  readonly source: string;
  /** What the document asks that a scan cannot see, and what was left out. */
  readonly notes?: readonly string[];
  readonly rules: readonly Rule[];
};

export type Rule = {
  /** Unique in its policy. */
  readonly id: string;
  /** `must`: a failure fails the policy. `should`: it is reported, and the document leaves room for reasons. */
  readonly level: RuleLevel;
  /** Where the rule stands in the document. */
  readonly section: string;
  /** What the rule asks, in the document's sense. */
  readonly text: string;
  readonly check: Check;
};

export type RuleLevel = (typeof RULE_LEVELS)[number];

/** What is looked at. Suites and groups are by IANA's names. */
export type Check =
  | { readonly kind: 'refuses'; readonly versions: readonly TlsVersion[] }
  | { readonly kind: 'accepts-one-of'; readonly versions: readonly TlsVersion[] }
  | { readonly kind: 'no-suites'; readonly suites: SuiteClass }
  | { readonly kind: 'only-suites'; readonly versions: readonly TlsVersion[]; readonly suites: readonly string[] }
  | { readonly kind: 'only-groups'; readonly groups: readonly string[] }
  | { readonly kind: 'dh-bits'; readonly atLeast: number }
  | { readonly kind: 'rsa-bits'; readonly atLeast: number }
  /** `not-applicable` is right as well. */
  | { readonly kind: 'feature'; readonly feature: CheckedFeature; readonly is: 'yes' | 'no' }
  | { readonly kind: 'not-vulnerable'; readonly attacks: readonly AttackName[] };

export type CheckedFeature = Exclude<keyof FeatureFacts, 'alpn'>;

export type SuiteClass = (typeof SUITE_CLASSES)[number];

export const RULE_LEVELS = ['must', 'should'] as const;

export const SUITE_CLASSES = [
  'null',
  'anonymous',
  'rc4',
  'export',
  'under-112-bits',
  'under-128-bits',
  'rsa-key-exchange',
  'static-dh',
  'dhe',
  'cbc',
] as const;

export const CHECK_KINDS = [
  'refuses',
  'accepts-one-of',
  'no-suites',
  'only-suites',
  'only-groups',
  'dh-bits',
  'rsa-bits',
  'feature',
  'not-vulnerable',
] as const;
