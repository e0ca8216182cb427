/**
 * A scan for a terminal. The first line is the answer; the evidence stands under it. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import {
  type Evidence,
  FLOOR_VERSION,
  FLOOR_WORDS,
  type Floor,
  type ServerFacts,
  type VersionFacts,
} from '../facts/server-facts.ts';
import type { WhoConnects } from '../readiness/who-connects.ts';
import { isPostQuantum } from '../tls/registry/groups.ts';
import { isOlder, spokenVersion, spokenVersions, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { attackLines, intoleranceLines } from './attack-text.ts';
import { certificateLines } from './certificate-text.ts';
import { hintLinesOf, productLines } from './hint-text.ts';
import { breakText, termLines } from './layout.ts';
import type { Colour, Paint } from './paint.ts';
import { longLines } from './scan-depth-text.ts';
import { addToTotals, countServers, formatCount, NO_TOTALS, standingOf, summaryText, type Totals } from './totals.ts';
import { weaknessLines } from './weakness-text.ts';
import { whoConnectsLines } from './who-connects-text.ts';
import { FALLBACK_SCSV, reasonPhrase, WITHOUT_SNI } from './words.ts';

/** The whole report: one block for each result, or a table above the blocks' next steps when there are many. */
export function scanText(
  results: readonly ServerFacts[],
  floor: Floor,
  paint: Paint,
  { totals = results.reduce(addToTotals, NO_TOTALS), isLong = false, whoOf = () => null }: TextOptions = {},
): string {
  if (results.length <= MOST_BLOCKS)
    return results.map((facts) => block(facts, paint, isLong, whoOf(facts))).join('\n');
  const steps = results
    .filter((facts) => standingOf(facts) !== 'ready')
    .map((facts) => `  ${name(facts)}: ${stepOf(facts)}`);
  const left = countServers(totals) - results.length;
  const more = left > 0 ? [`  and ${formatCount(left)} more: --format csv or --ndjson has them all`] : [];
  const next = steps.length > 0 ? ['', paint.bold('Next steps'), ...steps] : [];
  return [paint.bold(summaryText(totals, floor)), '', ...scanTable(results, paint), ...more, ...next, ''].join('\n');
}

export type TextOptions = {
  /** Of the whole run, where `results` are only the worst of it. */
  readonly totals?: Totals;
  /** With every suite, group, feature and connection. */
  readonly isLong?: boolean;
  /** Who can connect; asked for only where there are few results. */
  readonly whoOf?: (facts: ServerFacts) => WhoConnects | null;
};

/** Rows of versions by server, with a heading; cells say yes, no, latent or ?. */
export function scanTable(
  results: readonly ServerFacts[],
  paint: Paint,
  names: readonly string[] = results.map(name),
): string[] {
  const width = Math.max(6, ...names.map((text) => text.length));
  const heading = TLS_VERSIONS.map((version) => spokenVersion(version).replace('TLS ', '').padEnd(CELL)).join('');
  const rows = results.map((facts, index) => {
    const label = `  ${(names[index] ?? '').padEnd(width)}  `;
    if (!facts.versions || !isJudged(facts))
      return label + paint.yellow(safeText(facts.error?.message ?? 'no clear answer'));
    return label + cells(facts, facts.versions, paint) + floorWord(facts, paint);
  });
  return [paint.dim(`  ${'server'.padEnd(width)}  ${heading}floor ${results[0]?.floor.floor ?? ''}`), ...rows];
}

function cells(facts: ServerFacts, versions: Record<TlsVersion, VersionFacts>, paint: Paint): string {
  return TLS_VERSIONS.map((version) => {
    const { answer } = versions[version];
    return paint[colourOf(version, answer, facts.floor.floor)](CELL_WORDS[answer].padEnd(CELL));
  }).join('');
}

function block(facts: ServerFacts, paint: Paint, isLong: boolean, who: WhoConnects | null): string {
  const lines = [paint.bold(`${name(facts)} ${verdict(facts)}`)];
  const { versions } = facts;
  // Where nobody answered, six lines of "?" would only hide the reason.
  if (versions && (isJudged(facts) || !facts.error || facts.error.code === 'no-answer')) {
    lines.push('', ...versionLines(facts, versions, paint));
    const clients = whoConnectsLines(who, facts.floor.floor, isLong);
    const parts = [
      clients,
      findings(facts, paint),
      isLong ? details(facts) : [],
      isLong ? longLines(facts).slice(1) : [],
    ];
    for (const part of [...parts, hintLinesOf(facts)]) if (part.length > 0) lines.push('', ...part);
  }
  const next = facts.error ? `${facts.error.hint} [${facts.error.code}]` : facts.floor.next;
  lines.push('', ...nextLines(next, paint));
  return `${lines.join('\n')}\n`;
}

function versionLines(facts: ServerFacts, versions: Record<TlsVersion, VersionFacts>, paint: Paint): string[] {
  return TLS_VERSIONS.map((version) => {
    const { answer } = versions[version];
    const word = paint[colourOf(version, answer, facts.floor.floor)](answer.padEnd(13));
    return `  ${spokenVersion(version).padEnd(9)} ${word} ${reasonPhrase(versions[version])}`;
  });
}

/** What bears on the decision beside the versions; each line says what is wrong, or what one would look for. */
function findings(facts: ServerFacts, paint: Paint): string[] {
  const { withoutSni } = facts;
  const isUnlike = withoutSni !== null && UNLIKE.includes(withoutSni.answer);
  return [
    ...serviceLines(facts),
    ...productLines(facts),
    ...weaknessLines(facts, paint.red),
    ...(isUnlike ? termLines('without name', WITHOUT_SNI[withoutSni.answer], paint.yellow) : []),
    ...attackLines(facts.attacks),
    ...intoleranceLines(facts.intolerances),
    ...hangUpLines(facts),
    ...postQuantumLines(facts),
    ...certificateLines(facts),
  ];
}

/** These products hang up alike on a version that is off and on one that only their crypto policy blocks. */
function hangUpLines({ product, service, versions, floor }: ServerFacts): string[] {
  const who = product && HANGING_UP.includes(product.name) ? product.name : service.scheme === 'ldap' ? 'OpenLDAP' : '';
  const isClosed = TLS_VERSIONS.some(
    (version) => isOlder(version, FLOOR_VERSION[floor.floor]) && versions?.[version].reason === 'closed',
  );
  if (who === '' || !isClosed) return [];
  return termLines(
    'hang-ups',
    `${who} closes alike when only its crypto policy blocks a version: check its configuration`,
  );
}

function postQuantumLines({ postQuantum, groups }: ServerFacts): string[] {
  if (!postQuantum || postQuantum.supported === 'unknown') return [];
  if (postQuantum.supported === 'no') return termLines('post-quantum', 'no');
  const names = (groups?.['TLSv1.3']?.items ?? []).filter(({ code }) => isPostQuantum(code)).map((group) => group.name);
  const how = postQuantum.required === 'yes' ? ', required' : postQuantum.preferred === 'yes' ? ', preferred' : '';
  return termLines('post-quantum', `${names.join(', ')}${how}`);
}

function nextLines(next: string, paint: Paint): string[] {
  return breakText(next, NEXT_WIDTH).map((line, index) =>
    index === 0 ? `  ${paint.bold('Next:')} ${line}` : `        ${line}`,
  );
}

function details(facts: ServerFacts): string[] {
  const { downgrade, withoutSni } = facts;
  const lines: string[] = [];
  if (downgrade) lines.push(...termLines('downgrade', `${FALLBACK_SCSV[downgrade.fallbackScsv]}${sentinel(facts)}`));
  if (withoutSni && withoutSni.answer !== 'not-asked' && !UNLIKE.includes(withoutSni.answer)) {
    lines.push(...termLines('without name', WITHOUT_SNI[withoutSni.answer]));
  }
  const connections = facts.connections === 1 ? '1 connection' : `${facts.connections} connections`;
  return [...lines, ...termLines('asked', `${connections} in ${(facts.durationMs / 1000).toFixed(2)} s`)];
}

function serviceLines(facts: ServerFacts): string[] {
  const { title, schemeFrom, startsWith, proxy } = facts.service;
  const lines: string[] = [];
  if (schemeFrom === 'port' && facts.service.scheme !== 'https') {
    const how = startsWith === 'dialogue' ? ', TLS after a dialogue in the clear' : '';
    lines.push(...termLines('service', `${title}${how}: told by the port; write a scheme to choose, as in tls://`));
  }
  if (proxy !== null) lines.push(...termLines('proxy', safeText(proxy)));
  const injected = Math.max(0, ...evidenceOf(facts).map(({ before }) => before?.leftOver ?? 0));
  if (injected > 0) {
    const bytes = injected === 1 ? '1 byte' : `${injected} bytes`;
    const text = `${bytes} in the clear behind the go-ahead for TLS: somebody may put words into connections`;
    lines.push(...termLines('suspicious', text));
  }
  return lines;
}

function evidenceOf({ versions }: ServerFacts): Evidence[] {
  return Object.values(versions ?? {}).flatMap(({ evidence }) => evidence);
}

function sentinel({ downgrade }: ServerFacts): string {
  if (downgrade?.sentinel === 'absent') return '; no downgrade sentinel';
  if (!downgrade?.sentinelProves) return '';
  return `; its downgrade sentinel proves ${spokenVersion(downgrade.sentinelProves)}${downgrade.sentinelProves === 'TLSv1.3' ? '' : ' or newer'}`;
}

export function verdict(facts: ServerFacts): string {
  const { supports, enforces, floor } = facts.floor;
  const { least, below: under } = FLOOR_WORDS[floor];
  if (facts.error && !isJudged(facts)) return `could not be judged: ${safeText(facts.error.message)}`;
  const latent = below(facts, 'latent');
  const isClassical = floor === 'pq' && facts.postQuantum?.required === 'no';
  const classical = isClassical && supports !== 'no' ? ['classical groups'] : [];
  const old = [below(facts, 'accepted'), ...classical].filter((words) => words !== '').join(' and ');
  if (supports === 'no') {
    if (floor === 'pq' && facts.versions?.['TLSv1.3'].answer === 'accepted') return `does not support ${least}`;
    return `does not support ${least}${old ? `: it accepts ${old} only` : ''}`;
  }
  const preference = floor === 'pq' && facts.postQuantum?.preferred === 'yes' ? 'prefers' : 'supports';
  const start = supports === 'yes' ? `${preference} ${spokenLeast(facts)}` : `may support ${least}`;
  if (old) return `${start} and accepts ${old} as well`;
  if (latent) return `${start}, but allows ${latent} as soon as its crypto policy is relaxed`;
  if (enforces === 'unknown') {
    const open = below(facts, 'inconclusive');
    return `${start}; ${open ? `${open} could not be settled` : 'its answer without a name could not be settled'}`;
  }
  const limit = facts.withoutSni?.answer === 'differs' ? ' under this name; without a name it answers otherwise' : '';
  return `${start} and refuses everything ${floor === 'pq' ? under.replace('post-quantum key exchange', 'it') : 'below'}${limit}`;
}

/** The floor of TLS 1.2 is met by TLS 1.3 alone as well: what is not spoken is not said to be supported. */
function spokenLeast({ floor: { floor }, versions }: ServerFacts): string {
  const answer = versions?.['TLSv1.2'].answer;
  if (floor !== '1.2' || answer === 'accepted') return FLOOR_WORDS[floor].least;
  return answer === 'refused' && versions?.['TLSv1.3'].answer === 'accepted' ? 'TLS 1.3' : 'TLS 1.2 or newer';
}

function below(facts: ServerFacts, answer: VersionFacts['answer']): string {
  const isBelow = (version: TlsVersion): boolean => isOlder(version, FLOOR_VERSION[facts.floor.floor]);
  return spokenVersions(
    TLS_VERSIONS.filter((version) => isBelow(version) && facts.versions?.[version].answer === answer),
  );
}

export function name(facts: ServerFacts): string {
  const host = facts.address?.includes(':') ? `[${facts.address}]` : facts.address;
  const place = host === null ? '' : `${host}:${facts.port}`;
  const written = safeText(
    facts.target.length > LONGEST_NAME ? `${facts.target.slice(0, LONGEST_NAME)}...` : facts.target,
  );
  const bare = written.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const withPort = /:\d+$/.test(bare) || bare.includes('/') ? bare : `${bare}:${facts.port}`;
  const asked = `${schemePrefix(facts)}${withPort}`;
  const base = place === '' || place === withPort ? asked : `${asked} (${place})`;
  return facts.sni === null && facts.address !== null && !facts.target.includes(facts.address)
    ? `${base} without a name`
    : base;
}

/** HTTPS is what everybody expects; every other service is named, whether the user wrote it or the port told it. */
function schemePrefix({ service: { scheme, schemeFrom } }: ServerFacts): string {
  return schemeFrom !== 'written' && (scheme === 'tls' || scheme === 'https') ? '' : `${scheme}://`;
}

export function stepOf(facts: ServerFacts): string {
  return facts.error?.hint ?? facts.floor.next;
}

function isJudged({ floor: { supports, enforces } }: ServerFacts): boolean {
  return supports !== 'unknown' || enforces !== 'unknown';
}

function floorWord(facts: ServerFacts, paint: Paint): string {
  const { supports, enforces } = facts.floor;
  if (supports === 'no') return paint.red('not supported');
  if (enforces === 'yes' && supports === 'yes') return paint.green('enforced');
  if (enforces === 'no') return paint.red('not enforced');
  return paint.yellow('unknown');
}

function colourOf(version: TlsVersion, answer: VersionFacts['answer'], floor: Floor): Colour {
  if (answer === 'inconclusive' || answer === 'latent') return 'yellow';
  const isBelow = isOlder(version, FLOOR_VERSION[floor]);
  if (answer === 'accepted') return isBelow ? 'red' : 'green';
  return isBelow ? 'green' : 'dim';
}

const CELL_WORDS: Readonly<Record<VersionFacts['answer'], string>> = {
  accepted: 'yes',
  refused: 'no',
  latent: 'latent',
  inconclusive: '?',
};
const UNLIKE: readonly string[] = ['differs', 'name-required', 'inconclusive'];
const HANGING_UP: readonly string[] = ['Dovecot', 'InspIRCd'];
const NEXT_WIDTH = 84;
const CELL = 8;
const MOST_BLOCKS = 2;
const LONGEST_NAME = 80;
