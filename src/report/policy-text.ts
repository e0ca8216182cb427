/**
 * Policies and how servers stand to them, for a terminal. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import { isBroken, type RuleResult } from '../policy/evaluate.ts';
import type { Policy } from '../policy/policy.ts';
import type { Paint } from './paint.ts';

/** A policy and what came of each of its rules on one server. */
export type PolicyReport = { readonly policy: Policy; readonly results: readonly RuleResult[] };

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
  const verdict = isBroken(results)
    ? paint.red('broken')
    : of('unknown').some(({ level }) => level === 'must')
      ? paint.yellow('not settled')
      : paint.green('kept');
  const counts = `${of('pass').length} of ${results.length} rules pass, ${of('fail').length} fail${unknown}`;
  return [
    `${paint.bold(`${safeText(target)}: ${safeText(policy.title)}`)}: ${verdict} (${counts})`,
    ...[...of('fail'), ...of('unknown')].flatMap((result) => ruleLines(result, paint)),
  ];
}

function ruleLines({ id, level, outcome, section, text, evidence }: RuleResult, paint: Paint): string[] {
  const word = outcome === 'unknown' ? paint.yellow('unknown') : level === 'must' ? paint.red('fails') : 'advice';
  const shown = evidence.slice(0, MOST_EVIDENCE).join('; ');
  const more = evidence.length > MOST_EVIDENCE ? `; and ${evidence.length - MOST_EVIDENCE} more` : '';
  return [
    `  ${word} ${safeText(id)} (${safeText(section)}): ${safeText(text)}`,
    `    ${paint.dim(safeText(`${shown}${more}`))}`,
  ];
}

const MOST_EVIDENCE = 4;
