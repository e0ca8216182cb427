/**
 * Starts many lab servers at once and keeps book of what cannot run here.
 *
 * @module
 */
import type { LabRecipe, LabServer } from './server.ts';

export type StartedLab = {
  readonly servers: readonly LabServer[];
  /** What could not be started, by the reason: `nginx is not installed` to the names of its servers. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  stop(): Promise<void>;
};

/** @throws if a server that has all it needs does not start; those already started are stopped */
export async function startAll(recipes: readonly LabRecipe[]): Promise<StartedLab> {
  const servers: LabServer[] = [];
  const missing = new Map<string, string[]>();
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const started = await Promise.allSettled(
    recipes.map(async (recipe) => {
      const reason = await recipe.missing();
      if (reason === undefined) servers.push(await recipe.start());
      else missing.set(reason, [...(missing.get(reason) ?? []), recipe.name]);
    }),
  );
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const place = ({ name }: LabServer): number => recipes.findIndex((recipe) => recipe.name === name);
  return { servers: servers.toSorted((a, b) => place(a) - place(b)), missing, stop };
}
