/**
 * Policies and how servers stand to them, for a terminal. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import { type PolicyStanding, policyStanding, type RuleResult } from '../policy/evaluate.ts';
import type { Policy } from '../policy/policy.ts';
import type { Paint } from './paint.ts';

export const POLICY_WORDS: Readonly<Record<PolicyStanding, string>> = {
  kept: 'kept',
  broken: 'broken',
  open: 'not settled',
};

/** A policy and what came of each of its rules on one server. */
export type PolicyReport = { readonly policy: Policy; readonly results: readonly RuleResult[] };

/** The rules that failed, and those of which nothing is known, a text each: `fails ID (section): text: evidence`. */
export function brokenRules({ results }: PolicyReport): string[] {
  return [...results.filter(({ outcome }) => outcome === 'fail'), ...results.filter(isOpenRule)].map((result) => {
    const { id, level, outcome, section, text } = result;
    const word = outcome === 'unknown' ? 'unknown' : level === 'must' ? 'fails' : 'advice';
    return `${word} ${id} (${section}): ${text} ${shownEvidence(result)}`;
  });
}

/** A line a policy, and under it what failed and what is not known, with the words of the rule. */
export function policyText(target: string, reports: readonly PolicyReport[], paint: Paint): string {
  return reports.map((report) => `${policyLines(target, report, paint).join('\n')}\n`).join('\n');
}

/** What `--policy list` prints. */
export function policyList(policies: readonly Policy[]): string {
  const width = Math.max(...policies.map(({ name }) => name.length));
  const lines = policies.flatMap(({ name, title, source }) => [
    `${name.padEnd(width)}  ${title}`,
    `${' '.repeat(width)}  ${source}`,
  ]);
  return `${lines.join('\n')}\n`;
}

function policyLines(target: string, { policy, results }: PolicyReport, paint: Paint): string[] {
  const of = (outcome: RuleResult['outcome']): RuleResult[] => results.filter((result) => result.outcome === outcome);
  const unknown = of('unknown').length > 0 ? `, ${of('unknown').length} unknown` : '';
  const standing = policyStanding(results);
  const verdict = paint[COLOURS[standing]](POLICY_WORDS[standing]);
  const counts = `${of('pass').length} of ${results.length} rules pass, ${of('fail').length} fail${unknown}`;
  return [
    `${paint.bold(`${safeText(target)}: ${safeText(policy.title)}`)}: ${verdict} (${counts})`,
    ...[...of('fail'), ...of('unknown')].flatMap((result) => ruleLines(result, paint)),
  ];
}

function ruleLines(result: RuleResult, paint: Paint): string[] {
  const { id, level, outcome, section, text } = result;
  const word = outcome === 'unknown' ? paint.yellow('unknown') : level === 'must' ? paint.red('fails') : 'advice';
  return [
    `  ${word} ${safeText(id)} (${safeText(section)}): ${safeText(text)}`,
    `    ${paint.dim(safeText(shownEvidence(result)))}`,
  ];
}

function shownEvidence({ evidence }: RuleResult): string {
  const shown = evidence.slice(0, MOST_EVIDENCE).join('; ');
  return evidence.length > MOST_EVIDENCE ? `${shown}; and ${evidence.length - MOST_EVIDENCE} more` : shown;
}

function isOpenRule({ outcome }: RuleResult): boolean {
  return outcome === 'unknown';
}

const COLOURS = { kept: 'green', broken: 'red', open: 'yellow' } as const;
const MOST_EVIDENCE = 4;
