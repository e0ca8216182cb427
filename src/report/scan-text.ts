/**
 * A scan for a terminal. The first line is the answer; the evidence stands under it. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import { FLOOR_VERSION, type Floor, type ServerFacts, type VersionFacts } from '../facts/server-facts.ts';
import { isOlder, spokenVersion, spokenVersions, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import type { Colour, Paint } from './paint.ts';
import { depthLines } from './scan-depth-text.ts';
import { FALLBACK_SCSV, reasonPhrase, WITHOUT_SNI } from './words.ts';

/** The whole report: one block for each result, or a table above the blocks' next steps when there are many. */
export function scanText(results: readonly ServerFacts[], floor: Floor, paint: Paint): string {
  if (results.length <= MOST_BLOCKS) return results.map((facts) => block(facts, paint)).join('\n');
  const ready = results.filter(({ floor: verdict }) => verdict.enforces === 'yes' && verdict.supports === 'yes');
  const steps = results.filter((facts) => !ready.includes(facts)).map((facts) => `  ${name(facts)}: ${stepOf(facts)}`);
  const next = steps.length > 0 ? ['', paint.bold('Next steps'), ...steps] : [];
  return [paint.bold(summary(results, floor)), '', ...scanTable(results, paint), ...next, ''].join('\n');
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
  const lines: string[] = [];
  if (downgrade) lines.push(`  downgrade     ${FALLBACK_SCSV[downgrade.fallbackScsv]}${sentinel(facts)}`);
  if (withoutSni && withoutSni.answer !== 'not-asked') lines.push(`  without name  ${WITHOUT_SNI[withoutSni.answer]}`);
  lines.push(...depthLines(facts));
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

function sentinel({ downgrade }: ServerFacts): string {
  if (downgrade?.sentinel === 'absent') return '; no downgrade sentinel';
  if (!downgrade?.sentinelProves) return '';
  return `; its downgrade sentinel proves ${spokenVersion(downgrade.sentinelProves)}${downgrade.sentinelProves === 'TLSv1.3' ? '' : ' or newer'}`;
}

function verdict(facts: ServerFacts): string {
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

function summary(results: readonly ServerFacts[], floor: Floor): string {
  const count = (test: (facts: ServerFacts) => boolean): number => results.filter(test).length;
  const least = `TLS ${floor}`;
  const isBelow = ({ floor: f }: ServerFacts): boolean => f.supports !== 'no' && f.enforces === 'no';
  const parts = [
    [count(isBelow), 'do not'],
    [count(({ floor: f }) => f.supports === 'no'), `without ${least}`],
    [count(({ floor: f }) => f.supports !== 'no' && f.enforces === 'unknown'), 'not settled'],
  ] as const;
  const ready = count(({ floor: f }) => f.supports === 'yes' && f.enforces === 'yes');
  const rest = parts.filter(([n]) => n > 0).map(([n, text]) => `${n} ${text}`);
  return [`${ready} of ${results.length} servers refuse everything below ${least}`, ...rest].join('; ');
}

function below(facts: ServerFacts, answer: VersionFacts['answer']): string {
  const isBelow = (version: TlsVersion): boolean => isOlder(version, FLOOR_VERSION[facts.floor.floor]);
  return spokenVersions(
    TLS_VERSIONS.filter((version) => isBelow(version) && facts.versions?.[version].answer === answer),
  );
}

function name(facts: ServerFacts): string {
  const host = facts.address?.includes(':') ? `[${facts.address}]` : facts.address;
  const place = host === null ? '' : `${host}:${facts.port}`;
  const written = safeText(
    facts.target.length > LONGEST_NAME ? `${facts.target.slice(0, LONGEST_NAME)}...` : facts.target,
  );
  const asked = /:\d+$/.test(written) || written.includes('://') ? written : `${written}:${facts.port}`;
  const base = place === '' || place === asked ? asked : `${asked} (${place})`;
  return facts.sni === null && facts.address !== null && !facts.target.includes(facts.address)
    ? `${base} without a name`
    : base;
}

function stepOf(facts: ServerFacts): string {
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
