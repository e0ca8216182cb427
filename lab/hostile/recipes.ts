/**
 * The hostile servers of the lab, as recipes: they need nothing but Node.
 *
 * @module
 */
import type { LabRecipe } from '../server.ts';
import { ENDLESS_ROWS } from './endless-rows.ts';
import { FRONTING_ROWS } from './fronting-rows.ts';
import { type HostileRow, type HostileServer, startHostile } from './hostile-server.ts';
import { LYING_ROWS } from './lying-rows.ts';
import { ODD_ANSWER_ROWS } from './odd-answer-rows.ts';
import { TIRED_ROWS } from './tired-rows.ts';
import { TLS13_ROWS } from './tls13-rows.ts';

/** A recipe whose server also counts what it sent. */
export type HostileRecipe = Omit<LabRecipe, 'start'> & { start(): Promise<HostileServer> };

/** Every hostile server; their names start with `hostile-`. */
export const HOSTILE_RECIPES: readonly HostileRecipe[] = [
  ...FRONTING_ROWS,
  ...LYING_ROWS,
  ...TLS13_ROWS,
  ...ODD_ANSWER_ROWS,
  ...TIRED_ROWS,
  ...ENDLESS_ROWS,
].map(recipeOf);

function recipeOf(row: HostileRow): HostileRecipe {
  return { name: row.name, start: () => startHostile(row), missing: async () => undefined };
}
