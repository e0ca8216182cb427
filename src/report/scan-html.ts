/**
 * A scan as one HTML file: the answer first, then who, then why. Pure.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import { safeText } from '../core/safe-text.ts';
import { FLOOR_VERSION, type Floor, type ServerFacts, type VersionFacts } from '../facts/server-facts.ts';
import { policyStanding } from '../policy/evaluate.ts';
import { isOlder, spokenVersion, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { ATTACK_TITLES, openAttacks } from './attack-text.ts';
import { type Html, html } from './html/html.ts';
import { page } from './html/page.ts';
import { brokenRules, POLICY_WORDS, type PolicyReport } from './policy-text.ts';
import { name, stepOf, verdict } from './scan-text.ts';
import { countServers, formatCount, type Standing, standingOf, summaryText, type Totals } from './totals.ts';
import { FALLBACK_SCSV, reasonPhrase, WITHOUT_SNI } from './words.ts';

export type ScanPage = {
  /** All results of the run, or the worst of them. */
  readonly results: readonly ServerFacts[];
  /** What the policies of the run say of a result. */
  readonly reportsOf: (facts: ServerFacts) => readonly PolicyReport[];
  /** Of all results. */
  readonly totals: Totals;
  readonly badTargets: readonly Failure[];
  readonly floor: Floor;
  /** `tlsfloor 0.1.0`. */
  readonly tool: string;
  /** ISO 8601. */
  readonly startedAt: string;
};

export function scanHtml({ results, reportsOf, totals, badTargets, floor, tool, startedAt }: ScanPage): string {
  const [only] = results;
  const isOne = results.length === 1 && countServers(totals) === 1;
  const headline = isOne && only ? `${name(only)} ${verdict(only)}` : summaryText(totals, floor);
  // The answer in large type, what is missing to it below.
  const [first = '', ...rest] = isOne ? [headline] : headline.split('; ');
  const left = countServers(totals) - results.length;
  const date = `${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)} UTC`;
  return page(
    `TLS floor ${floor}: ${headline}`,
    html`<header>
<p class="kicker">TLS floor ${floor} · ${date}</p>
<h1>${first}</h1>
${rest.length > 0 && html`<p class="sub">${rest.join('; ')}</p>`}
${!isOne && overview(totals)}
</header>
${results.length > 0 && table(results, floor, isOne, reportsOf)}
${left > 0 && html`<p class="note">The worst ${formatCount(results.length)} are shown; ${formatCount(left)} more are only counted.</p>`}
${badTargets.length > 0 && badLines(badTargets)}
<p class="note"><b>latent</b>: enabled in the configuration, and blocked today by the crypto policy alone. <b>?</b>: no answer, which is no refusal.</p>
<footer>${tool}</footer>`,
  );
}

type Tone = 'good' | 'bad' | 'warn' | 'none';

/** The share of each standing as a bar, and as buttons that show only those. Without script: the style sheet hides. */
function overview(totals: Totals): Html {
  const all = countServers(totals);
  const groups = [
    { tone: 'bad', count: totals.without + totals.below, words: 'below the floor' },
    { tone: 'warn', count: totals.latent, words: 'latent' },
    { tone: 'none', count: totals.open + totals.failed + totals.excluded, words: 'not settled' },
    { tone: 'good', count: totals.ready, words: 'at the floor' },
  ] as const;
  const bar = groups
    .filter(({ count }) => count > 0)
    .map(({ tone, count }) => {
      return html`<span class="${tone}" style="flex:${count}"></span>`;
    });
  const wrong = totals.without + totals.below + totals.latent;
  const chips = [
    { id: 'all', tone: undefined, count: all, words: all === 1 ? 'server' : 'servers' },
    { id: 'bad', tone: 'bad', count: wrong, words: 'to change' },
    { id: 'none', tone: 'none', count: groups[2].count, words: groups[2].words },
    { id: 'good', tone: 'good', count: totals.ready, words: groups[3].words },
  ] as const;
  return html`<div class="bar" aria-hidden="true">${bar}</div>
<fieldset class="chips"><legend>Show</legend>${chips
    .filter(({ id, count }) => id === 'all' || count > 0)
    .map(({ id, tone, count, words }) => {
      const dot = tone && html`<span class="dot ${tone}" aria-hidden="true"></span>`;
      return html`<label><input type="radio" name="show" id="show-${id}"${id === 'all' ? html` checked` : ''}>${dot}<span><b>${formatCount(count)}</b> ${words}</span></label>`;
    })}</fieldset>`;
}

function table(results: readonly ServerFacts[], floor: Floor, isOpen: boolean, reportsOf: ScanPage['reportsOf']): Html {
  const heads = TLS_VERSIONS.map((version) => html`<th scope="col" role="columnheader">${spokenVersion(version)}</th>`);
  return html`<div class="frame"><table role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Server</th>${heads}<th scope="col" role="columnheader">Floor ${floor}</th></tr></thead>
${results.map((facts) => row(facts, isOpen, reportsOf(facts)))}
</table></div>`;
}

function row(facts: ServerFacts, isOpen: boolean, reports: readonly PolicyReport[]): Html {
  const standing = standingOf(facts);
  const { tone, words } = STANDING[standing];
  const cells = TLS_VERSIONS.map((version) => {
    const label = spokenVersion(version)
      .replace('TLS ', '')
      .replace('.0', version.startsWith('SSL') ? '' : '.0');
    const answer = facts.versions?.[version].answer ?? 'inconclusive';
    const mark = html`<span class="mark ${toneOf(version, answer, facts)}">${ANSWERS[answer]}</span>`;
    return html`<td class="version" role="cell" data-label="${label}">${mark}</td>`;
  });
  const [head, place] = splitName(name(facts));
  return html`<tbody class="${tone}" role="rowgroup"><tr role="row"><th scope="row" role="rowheader" class="server">${safeText(head)}${place && html`<small>${safeText(place)}</small>`}</th>${cells}<td class="verdict" role="cell"><span class="mark wide ${tone}">${words}</span></td></tr>
<tr role="row"><td class="more" role="cell" colspan="${TLS_VERSIONS.length + 2}"><details${isOpen ? html` open` : ''}><summary>${stepLine(facts, standing)}</summary>${details(facts, reports)}</details></td></tr></tbody>
`;
}

function stepLine(facts: ServerFacts, standing: Standing): Html {
  const step = safeText(stepOf(facts));
  return standing === 'ready' ? html`${step}` : html`<b>Next:</b> ${step}`;
}

function details(facts: ServerFacts, reports: readonly PolicyReport[]): Html {
  const { versions, error, downgrade, withoutSni, certificates } = facts;
  const rows: (readonly [string, string])[] = [['Verdict', verdict(facts)]];
  if (error) rows.push(['Error', `${error.message} [${error.code}]`]);
  if (versions && standingOf(facts) !== 'failed') {
    for (const version of TLS_VERSIONS) rows.push([spokenVersion(version), phrase(versions[version])]);
  }
  if (downgrade) rows.push(['Downgrade', FALLBACK_SCSV[downgrade.fallbackScsv]]);
  if (withoutSni && withoutSni.answer !== 'not-asked') rows.push(['Without a name', WITHOUT_SNI[withoutSni.answer]]);
  const [leaf] = certificates ?? [];
  if (leaf && 'subject' in leaf) rows.push(['Certificate', `${leaf.subject}, until ${leaf.validTo.slice(0, 10)}`]);
  else if (leaf) rows.push(['Certificate', leaf.error.message]);
  const open = openAttacks(facts).map((attack) => ATTACK_TITLES[attack]);
  if (open.length > 0) rows.push(['Open to', open.join(', ')]);
  for (const report of reports) {
    const standing = POLICY_WORDS[policyStanding(report.results)];
    rows.push([report.policy.title, [standing, ...brokenRules(report)].join(' · ')]);
  }
  rows.push(['Asked', `${facts.connections} connections in ${(facts.durationMs / 1000).toFixed(2)} s`]);
  return html`<dl class="facts">${rows.map(([term, text]) => html`<dt>${term}</dt><dd>${safeText(text)}</dd>`)}</dl>`;
}

function phrase(facts: VersionFacts): string {
  return `${facts.answer}: ${reasonPhrase(facts)}`;
}

function badLines(bad: readonly Failure[]): Html {
  const items = bad
    .slice(0, MOST_BAD)
    .map(({ code, message }) => html`<dt><code>${code}</code></dt><dd>${safeText(message)}</dd>`);
  const left = bad.length - MOST_BAD;
  return html`<h2>${formatCount(bad.length)} ${bad.length === 1 ? 'line' : 'lines'} of the list could not be read</h2>
<dl class="facts">${items}</dl>${left > 0 && html`<p class="note">and ${formatCount(left)} more</p>`}`;
}

function toneOf(version: TlsVersion, answer: VersionFacts['answer'], facts: ServerFacts): Tone {
  if (answer === 'latent') return 'warn';
  if (answer === 'inconclusive') return 'none';
  const isBelow = isOlder(version, FLOOR_VERSION[facts.floor.floor]);
  if (answer === 'accepted') return isBelow ? 'bad' : 'good';
  return isBelow ? 'good' : 'none';
}

/** `example.org:443 (192.0.2.1:443)` in its two parts. */
function splitName(text: string): readonly [string, string] {
  const match = /^(\S+) (.+)$/.exec(text);
  return match ? [match[1] ?? '', (match[2] ?? '').replace(/^\((\S+)\)/, '$1')] : [text, ''];
}

const ANSWERS: Readonly<Record<VersionFacts['answer'], string>> = {
  accepted: 'yes',
  refused: 'no',
  latent: 'latent',
  inconclusive: '?',
};

const STANDING: Readonly<Record<Standing, { readonly tone: Tone; readonly words: string }>> = {
  without: { tone: 'bad', words: 'not supported' },
  below: { tone: 'bad', words: 'not enforced' },
  latent: { tone: 'warn', words: 'latent' },
  open: { tone: 'none', words: 'not settled' },
  failed: { tone: 'none', words: 'not judged' },
  excluded: { tone: 'none', words: 'left out' },
  ready: { tone: 'good', words: 'enforced' },
};
const MOST_BAD = 50;
