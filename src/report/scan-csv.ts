/**
 * A scan as CSV (RFC 4180), one row a result. Columns are only ever added, at the end. Pure.
 *
 * @module
 */

import { safeText } from '../core/safe-text.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { policyStanding } from '../policy/evaluate.ts';
import { TLS_VERSIONS } from '../tls/version.ts';
import { openAttacks } from './attack-text.ts';
import type { PolicyReport } from './policy-text.ts';
import { standingOf } from './totals.ts';

/** @param policies names; each gets two columns behind all others */
export function scanCsvHead(policies: readonly string[] = []): string {
  return csvLine([
    ...COLUMNS.map(([name]) => name),
    ...policies.flatMap((name) => [`policy ${name}`, `fails ${name}`]),
  ]);
}

/** @param reports one for each policy of the head, in its order */
export function scanCsvRow(facts: ServerFacts, reports: readonly PolicyReport[] = []): string {
  const policies = reports.flatMap(({ results }) => [
    policyStanding(results),
    results.flatMap(({ id, outcome }) => (outcome === 'fail' ? [id] : [])).join(' '),
  ]);
  return csvLine([...COLUMNS.map(([, read]) => read(facts)), ...policies]);
}

type Cell = string | number | null | undefined;

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * Servers choose some of these texts, and spreadsheets run what starts like a formula: an apostrophe in front makes it
 * text again (OWASP, CSV injection). Line breaks stay within the quotes.
 */
function csvCell(cell: Cell): string {
  const text = String(cell ?? '').replace(/[^\t\r\n]+/g, safeText);
  const safe = typeof cell === 'string' && /^\s*[=+\-@\t\r|]/.test(text) ? `'${text}` : text;
  return /[",\r\n;\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function leafOf({ certificates }: ServerFacts): { subject: string; validTo: string; sha256: string } | undefined {
  const [leaf] = certificates ?? [];
  return leaf && 'subject' in leaf ? leaf : undefined;
}

/** `TLSv1.2 yes, TLSv1.3 no`; nothing where no handshake was asked for. */
function confirmed({ versions }: ServerFacts): string {
  return TLS_VERSIONS.flatMap((version) => {
    const one = versions?.[version].confirmed;
    return one ? [`${version} ${one.answer}`] : [];
  }).join(', ');
}

const COLUMNS: readonly (readonly [name: string, read: (facts: ServerFacts) => Cell])[] = [
  ['target', ({ target }) => target],
  ['address', ({ address }) => address],
  ['port', ({ port }) => port],
  ['sni', ({ sni }) => sni],
  ['standing', standingOf],
  ['floor', ({ floor }) => floor.floor],
  ['supports', ({ floor }) => floor.supports],
  ['enforces', ({ floor }) => floor.enforces],
  ['safe_to_raise', ({ floor }) => floor.safeToRaise],
  ...TLS_VERSIONS.map((version) => [version, ({ versions }: ServerFacts) => versions?.[version].answer] as const),
  ['without_sni', ({ withoutSni }) => withoutSni?.answer],
  ['fallback_scsv', ({ downgrade }) => downgrade?.fallbackScsv],
  ['sentinel', ({ downgrade }) => downgrade?.sentinel],
  ['certificate_subject', (facts) => leafOf(facts)?.subject],
  ['certificate_valid_to', (facts) => leafOf(facts)?.validTo],
  ['certificate_sha256', (facts) => leafOf(facts)?.sha256],
  ['connections', ({ connections }) => connections],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['error_code', ({ error }) => error?.code],
  ['error_message', ({ error }) => error?.message],
  ['next', ({ floor, error }) => error?.hint ?? floor.next],
  ['vulnerable_to', (facts) => openAttacks(facts).join(' ')],
  ['product', ({ product }) => product?.name],
  ['pq_supported', ({ postQuantum }) => postQuantum?.supported],
  ['pq_preferred', ({ postQuantum }) => postQuantum?.preferred],
  ['pq_required', ({ postQuantum }) => postQuantum?.required],
  ['confirmed', confirmed],
];
