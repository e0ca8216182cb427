import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { err, ok } from '../../src/core/result.ts';
import { type RealGroup, type RealRow, recipesAlone, recipesOf } from './group.ts';
import { closeAll, listenOn } from './in-process.ts';

const rows: readonly RealRow[] = [
  { name: 'one', truth: { 'TLSv1.2': 'accepted' } },
  { name: 'two', truth: {} },
];

type Counted = RealGroup<RealRow> & { started: number; stopped: number; folders: string[] };

function countedGroup(): Counted {
  const group: Counted = {
    rows,
    started: 0,
    stopped: 0,
    folders: [],
    inspect: async () => ok('plain TCP 1.0'),
    async serve(placed, folder) {
      group.started++;
      group.folders.push(folder);
      const servers: Server[] = placed.map(() => createServer());
      await Promise.all(placed.map(({ port }, index) => listenOn(servers[index] ?? createServer(), port)));
      return {
        async stop() {
          group.stopped++;
          await closeAll(servers);
        },
      };
    },
  };
  return group;
}

test('rows share a process, which ends with the last of them', async () => {
  const group = countedGroup();
  const [one, two] = await Promise.all(recipesOf(group).map((recipe) => recipe.start()));
  expect(group.started).toBe(1);
  expect(one).toMatchObject({ name: 'one', product: 'plain TCP 1.0', truth: rows[0]?.truth });
  expect(one?.port).not.toBe(two?.port);

  await one?.stop();
  await one?.stop();
  expect(group.stopped).toBe(0);
  await two?.stop();
  expect(group.stopped).toBe(1);
  expect(group.folders.some((folder) => existsSync(folder))).toBe(false);
});

test('a row can be started again after its process has ended', async () => {
  const group = countedGroup();
  const [recipe] = recipesOf(group);
  await (await recipe?.start())?.stop();
  await (await recipe?.start())?.stop();
  expect([group.started, group.stopped]).toEqual([2, 2]);
});

test('rows alone have a process each', async () => {
  const group = countedGroup();
  const servers = await Promise.all(recipesAlone(group).map((recipe) => recipe.start()));
  expect(group.started).toBe(2);
  await Promise.all(servers.map((server) => server.stop()));
});

test('a port that somebody else took is no failure', async () => {
  const group = countedGroup();
  const { serve } = group;
  group.serve = async (placed, folder) => {
    if (group.folders.push(folder) === 1) throw new Error('bind() failed (98: Address already in use)');
    return serve(placed, folder);
  };
  const server = await recipesOf(group)[0]?.start();
  expect(group.started).toBe(1);
  await server?.stop();
  expect(group.folders.some((folder) => existsSync(folder))).toBe(false);
});

test('a failed start says why and can be tried again', async () => {
  const group = countedGroup();
  const { serve } = group;
  group.serve = async () => Promise.reject(new Error('bad configuration'));
  const [recipe] = recipesOf(group);
  await expect(recipe?.start()).rejects.toMatchObject({ cause: { message: 'bad configuration' } });
  group.serve = serve;
  await (await recipe?.start())?.stop();
});

test('what is missing is said and not started', async () => {
  const group = { ...countedGroup(), inspect: async () => err('it is not installed') };
  const [recipe] = recipesOf(group);
  expect(await recipe?.missing()).toBe('it is not installed');
  await expect(recipe?.start()).rejects.toThrow('one: it is not installed');
});
