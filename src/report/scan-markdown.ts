/**
 * A scan as a Markdown table, for an issue, a pull request or a wiki. Pure.
 *
 * @module
 */

import { safeText } from '../core/safe-text.ts';
import type { Floor, ServerFacts, VersionFacts } from '../facts/server-facts.ts';
import { spokenVersion, TLS_VERSIONS } from '../tls/version.ts';
import { ATTACK_TITLES, openAttacks } from './attack-text.ts';
import { name, stepOf } from './scan-text.ts';
import { countServers, formatCount, type Standing, standingOf, summaryText, type Totals } from './totals.ts';

/** @param results all of the run, or the worst of it; `totals` are always of all */
export function scanMarkdown(results: readonly ServerFacts[], totals: Totals, floor: Floor): string {
  const heading = ['Server', ...TLS_VERSIONS.map(spokenVersion), `Floor ${floor}`, 'Next step'];
  const left = countServers(totals) - results.length;
  const lines = [
    `**${summaryText(totals, floor)}**`,
    '',
    row(heading),
    row(heading.map((_, index) => (index === 0 || index === heading.length - 1 ? '---' : ':---:'))),
    ...results.map((facts) => row(cellsOf(facts))),
  ];
  if (left > 0)
    lines.push('', `The worst ${formatCount(results.length)} are shown; ${formatCount(left)} more are not.`);
  lines.push('', 'latent: enabled, and blocked only by the crypto policy; ?: no answer, which is no refusal.');
  return `${lines.join('\n')}\n`;
}

function cellsOf(facts: ServerFacts): string[] {
  const standing = standingOf(facts);
  const versions = TLS_VERSIONS.map((version) => WORDS[facts.versions?.[version].answer ?? 'inconclusive']);
  const open = openAttacks(facts).map((attack) => ATTACK_TITLES[attack]);
  const reason = facts.error ? `${facts.error.message}; ` : '';
  return [
    escapeMarkdown(name(facts)),
    ...versions,
    STANDING_WORDS[standing],
    escapeMarkdown(`${reason}${stepOf(facts)}${open.length > 0 ? `; open to ${open.join(', ')}` : ''}`),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Texts of servers must not end the cell, become markup, mention people or load pictures. */
function escapeMarkdown(text: string): string {
  return safeText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]!|~]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200b');
}

const WORDS: Readonly<Record<VersionFacts['answer'], string>> = {
  accepted: 'yes',
  refused: 'no',
  latent: 'latent',
  inconclusive: '?',
};

const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  without: '❌ not supported',
  below: '❌ not enforced',
  latent: '⚠️ latent',
  open: '❔ not settled',
  failed: '❔ not judged',
  excluded: '➖ left out',
  ready: '✅ enforced',
};
