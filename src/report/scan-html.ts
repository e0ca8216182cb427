import type { Failure } from '../core/errors.ts';
import type { Floor, ServerFacts } from '../facts/server-facts.ts';
import type { Totals } from './totals.ts';
export type ScanPage = {
  readonly results: readonly ServerFacts[];
  readonly totals: Totals;
  readonly badTargets: readonly Failure[];
  readonly floor: Floor;
  readonly tool: string;
  readonly startedAt: string;
};
export function scanHtml(_page: ScanPage): string {
  return '';
}
