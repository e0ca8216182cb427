/**
 * A scan for a terminal. The first line is the answer; the evidence stands under it. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import {
  type Evidence,
  FLOOR_VERSION,
  type Floor,
  type ServerFacts,
  type VersionFacts,
} from '../facts/server-facts.ts';
import { isOlder, spokenVersion, spokenVersions, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { attackLines, intoleranceLines } from './attack-text.ts';
import type { Colour, Paint } from './paint.ts';
import { depthLines } from './scan-depth-text.ts';
import { addToTotals, countServers, formatCount, NO_TOTALS, standingOf, summaryText, type Totals } from './totals.ts';
import { FALLBACK_SCSV, reasonPhrase, WITHOUT_SNI } from './words.ts';

/**
 * The whole report: one block for each result, or a table above the blocks' next steps when there are many.
 *
 * @param totals of the whole run, where `results` are only the worst of it
 */
export function scanText(
  results: readonly ServerFacts[],
  floor: Floor,
  paint: Paint,
  totals: Totals = results.reduce(addToTotals, NO_TOTALS),
): string {
  if (results.length <= MOST_BLOCKS) return results.map((facts) => block(facts, paint)).join('\n');
  const steps = results
    .filter((facts) => standingOf(facts) !== 'ready')
    .map((facts) => `  ${name(facts)}: ${stepOf(facts)}`);
  const left = countServers(totals) - results.length;
  const more = left > 0 ? [`  and ${formatCount(left)} more: --format csv or --ndjson has them all`] : [];
  const next = steps.length > 0 ? ['', paint.bold('Next steps'), ...steps] : [];
  return [paint.bold(summaryText(totals, floor)), '', ...scanTable(results, paint), ...more, ...next, ''].join('\n');
}

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

function block(facts: ServerFacts, paint: Paint): string {
  const lines = [paint.bold(`${name(facts)} ${verdict(facts)}`)];
  const { versions } = facts;
  // Where nobody answered, six lines of "?" would only hide the reason.
  if (versions && (isJudged(facts) || facts.error?.code === 'no-answer')) {
    lines.push('');
    for (const version of TLS_VERSIONS) {
      const { answer } = versions[version];
      const word = paint[colourOf(version, answer, facts.floor.floor)](answer.padEnd(13));
      lines.push(`  ${spokenVersion(version).padEnd(9)} ${word} ${reasonPhrase(versions[version])}`);
    }
    lines.push('', ...details(facts));
  }
  if (facts.error) lines.push('', `  ${paint.bold('Next:')} ${facts.error.hint} [${facts.error.code}]`);
  else lines.push('', `  ${paint.bold('Next:')} ${facts.floor.next}`);
  return `${lines.join('\n')}\n`;
}

function details(facts: ServerFacts): string[] {
  const { downgrade, withoutSni, certificates } = facts;
  const lines: string[] = [...serviceLines(facts)];
  if (downgrade) lines.push(`  downgrade     ${FALLBACK_SCSV[downgrade.fallbackScsv]}${sentinel(facts)}`);
  if (withoutSni && withoutSni.answer !== 'not-asked') lines.push(`  without name  ${WITHOUT_SNI[withoutSni.answer]}`);
  lines.push(...depthLines(facts));
  lines.push(...attackLines(facts.attacks), ...intoleranceLines(facts.intolerances));
  const [leaf] = certificates ?? [];
  if (leaf) {
    const text =
      'error' in leaf
        ? `${safeText(leaf.error.message)} [${leaf.error.code}]`
        : `${safeText(leaf.subject)}, ${leaf.keyType ?? 'unknown key'}${leaf.keyBits ? ` ${leaf.keyBits}` : ''}, until ${leaf.validTo.slice(0, 10)}`;
    lines.push(`  certificate   ${text}`);
  }
  const connections = facts.connections === 1 ? '1 connection' : `${facts.connections} connections`;
  lines.push(`  asked         ${connections} in ${(facts.durationMs / 1000).toFixed(2)} s`);
  return lines;
}

function serviceLines(facts: ServerFacts): string[] {
  const { title, schemeFrom, startsWith, proxy } = facts.service;
  const lines: string[] = [];
  if (schemeFrom === 'port' && facts.service.scheme !== 'https') {
    const how = startsWith === 'dialogue' ? ', TLS after a dialogue in the clear' : '';
    lines.push(`  service       ${title}${how}: told by the port; write a scheme to choose, as in tls://`);
  }
  if (proxy !== null) lines.push(`  proxy         ${safeText(proxy)}`);
  const injected = Math.max(0, ...evidenceOf(facts).map(({ before }) => before?.leftOver ?? 0));
  if (injected > 0) {
    const bytes = injected === 1 ? '1 byte' : `${injected} bytes`;
    lines.push(
      `  suspicious    ${bytes} in the clear behind the go-ahead for TLS: somebody may put words into connections`,
    );
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
  const least = `TLS ${floor}`;
  if (facts.error && !isJudged(facts)) return `could not be judged: ${safeText(facts.error.message)}`;
  const old = below(facts, 'accepted');
  const latent = below(facts, 'latent');
  if (supports === 'no') return `does not support ${least}${old ? `: it accepts ${old} only` : ''}`;
  const start = supports === 'yes' ? `supports ${least}` : `may support ${least}`;
  if (old) return `${start} and accepts ${old} as well`;
  if (latent) return `${start}, but allows ${latent} as soon as its crypto policy is relaxed`;
  if (enforces === 'unknown') {
    const open = below(facts, 'inconclusive');
    return `${start}; ${open ? `${open} could not be settled` : 'its answer without a name could not be settled'}`;
  }
  const limit = facts.withoutSni?.answer === 'differs' ? ' under this name; without a name it answers otherwise' : '';
  return `${start} and refuses everything below${limit}`;
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
const CELL = 8;
const MOST_BLOCKS = 2;
const LONGEST_NAME = 80;
