/**
 * A scan as JUnit XML, as CI servers read it: one testcase a server. Pure.
 *
 * Written in suites of a fixed size: their counts stand in front of their cases, and to count a million cases first
 * would be to hold them.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import { safeText } from '../core/safe-text.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { type PolicyStanding, policyStanding } from '../policy/evaluate.ts';
import { ATTACK_TITLES, openAttacks } from './attack-text.ts';
import { brokenRules, POLICY_WORDS, type PolicyReport } from './policy-text.ts';
import { name, stepOf, verdict } from './scan-text.ts';
import { standingOf } from './totals.ts';

/** A result and whether it fails the run. */
export type JunitCase = {
  readonly facts: ServerFacts;
  readonly isFinding: boolean;
  /** A testcase of its own each. */
  readonly reports: readonly PolicyReport[];
};

export const JUNIT_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tlsfloor scan">\n';
export const JUNIT_TAIL = '</testsuites>\n';

/** @param startedAt ISO 8601 */
export function junitSuite(cases: readonly JunitCase[], startedAt: string, number: number): string {
  const standings = cases.flatMap(({ reports }) => reports.map(({ results }) => policyStanding(results)));
  const countOf = (wanted: PolicyStanding): number => standings.filter((standing) => standing === wanted).length;
  const failures = cases.filter(({ isFinding }) => isFinding).length + countOf('broken');
  const skipped = cases.filter(isSkipped).length + countOf('open');
  const seconds = cases.reduce((sum, { facts }) => sum + facts.durationMs, 0) / 1000;
  const attributes = [
    ['name', number === 1 ? 'tlsfloor scan' : `tlsfloor scan, part ${number}`],
    ['tests', cases.length + standings.length],
    ['failures', failures],
    ['errors', 0],
    ['skipped', skipped],
    ['time', seconds.toFixed(3)],
    ['timestamp', startedAt.replace(/\.\d+Z$/, '')],
  ] as const;
  return `  <testsuite${attributesOf(attributes)}>\n${cases.map((one) => caseOf(one) + one.reports.map((report) => policyCase(one, report)).join('')).join('')}  </testsuite>\n`;
}

/** Lines of the list that are no targets: they must not look like servers that passed. */
export function junitBadTargets(bad: readonly Failure[]): string {
  if (bad.length === 0) return '';
  const counts = attributesOf([
    ['name', 'tlsfloor scan, the list'],
    ['tests', bad.length],
    ['failures', 0],
    ['errors', bad.length],
  ]);
  const cases = bad.map(({ code, message, hint }) => {
    const attributes = attributesOf([
      ['name', message],
      ['classname', 'tlsfloor.list'],
    ]);
    return `    <testcase${attributes}>\n      <error${attributesOf([
      ['type', code],
      ['message', message],
    ])}>${escapeXml(hint)}</error>\n    </testcase>\n`;
  });
  return `  <testsuite${counts}>\n${cases.join('')}  </testsuite>\n`;
}

function caseOf(one: JunitCase): string {
  const { facts } = one;
  const attributes = attributesOf([
    ['name', name(facts)],
    ['classname', `tlsfloor.floor-${facts.floor.floor}`],
    ['time', (facts.durationMs / 1000).toFixed(3)],
  ]);
  const open = openAttacks(facts).map((attack) => ATTACK_TITLES[attack]);
  const more = open.length > 0 ? `; open to ${open.join(', ')}` : '';
  const message: readonly (readonly [string, string])[] = [['message', `${verdict(facts)}${more}`]];
  if (one.isFinding) {
    const standing = standingOf(facts);
    const all = attributesOf([...message, ['type', standing === 'ready' ? 'open-to-attack' : standing]]);
    return `    <testcase${attributes}>\n      <failure${all}>${escapeXml(stepOf(facts))}</failure>\n    </testcase>\n`;
  }
  if (isSkipped(one)) return `    <testcase${attributes}>\n      <skipped${attributesOf(message)}/>\n    </testcase>\n`;
  return `    <testcase${attributes}/>\n`;
}

function policyCase({ facts }: JunitCase, report: PolicyReport): string {
  const { policy, results } = report;
  const attributes = attributesOf([
    ['name', `${name(facts)}: ${policy.title}`],
    ['classname', `tlsfloor.policy-${policy.name}`],
    ['time', '0'],
  ]);
  const standing = policyStanding(results);
  if (standing === 'kept') return `    <testcase${attributes}/>\n`;
  const message = ['message', `${policy.title}: ${POLICY_WORDS[standing]}`] as const;
  if (standing === 'open')
    return `    <testcase${attributes}>\n      <skipped${attributesOf([message])}/>\n    </testcase>\n`;
  const all = attributesOf([message, ['type', 'policy']]);
  const rules = brokenRules(report).map(escapeXml).join('\n');
  return `    <testcase${attributes}>\n      <failure${all}>${rules}</failure>\n    </testcase>\n`;
}

/** Nothing was learnt: a case that could not run, in the words of JUnit. */
function isSkipped({ facts, isFinding }: JunitCase): boolean {
  return !isFinding && ['failed', 'excluded', 'open'].includes(standingOf(facts));
}

function attributesOf(attributes: readonly (readonly [name: string, value: string | number])[]): string {
  return attributes.map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`).join('');
}

/** Also takes out what XML 1.0 §2.2 forbids in any spelling. */
function escapeXml(text: string): string {
  return safeText(text)
    .replace(/[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
