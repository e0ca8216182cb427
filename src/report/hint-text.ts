/**
 * What to change in the configuration: the lines for the product that was recognised, else for those that are likely
 * behind the service. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { HINT_ROWS, type HintRow } from './hint-rows.ts';
import { termLines } from './layout.ts';
import { standingOf } from './totals.ts';

/** Empty where nothing is below the floor, or where no product is known to stand behind such a service. */
export function hintLinesOf(facts: ServerFacts): string[] {
  if (!TO_CHANGE.includes(standingOf(facts))) return [];
  const { floor } = facts.floor;
  const rows = rowsFor(facts).filter((row) => row.lines[floor]);
  if (rows.length === 0) return [];
  const whose = facts.product
    ? ''
    : rows.length > 1
      ? ', for each of the usual servers'
      : ', if it is the usual server';
  const needs = floor === 'pq' ? '; needs OpenSSL 3.5 or newer' : '';
  return [
    `  To change${whose}${needs}:`,
    ...rows.flatMap(({ product, where, lines }) => [
      ...termLines(product, `in ${where}:`),
      // Never broken: they are there to be copied.
      ...(lines[floor] ?? []).map((line) => `${' '.repeat(18)}${line}`),
    ]),
  ];
}

/** One line on the product, if it was recognised. */
export function productLines({ product }: ServerFacts): string[] {
  if (!product) return [];
  const how = product.confidence === 'said' ? 'it says' : 'likely, as it says';
  return termLines('product', `${safeText(product.name)}: ${how} "${safeText(product.how)}"`);
}

function rowsFor({ product, service }: ServerFacts): readonly HintRow[] {
  if (product) return HINT_ROWS.filter((row) => row.product === product.name);
  return HINT_ROWS.filter(({ schemes }) => schemes.includes(service.scheme));
}

const TO_CHANGE: readonly string[] = ['without', 'below', 'latent'];
