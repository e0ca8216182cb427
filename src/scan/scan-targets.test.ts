import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_RECIPES } from '../../lab/hostile/recipes.ts';
import type { LabServer } from '../../lab/server.ts';
import { Pacer } from '../core/pause.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { TLS_VERSIONS } from '../tls/version.ts';
import { scanTargets, type TargetScanOptions } from './scan-targets.ts';
import type { Target } from './target.ts';

const OPTIONS: TargetScanOptions = {
  floor: '1.2',
  versionsOnly: false,
  connectMs: 2000,
  answerMs: 2000,
  parallel: 5,
  pacer: new Pacer(Number.POSITIVE_INFINITY),
  concurrency: 4,
  deadlineMs: 10_000,
  sni: undefined,
  family: 0,
};
const never = new AbortController().signal;

let silent: LabServer;
let forwarding: LabServer;

beforeAll(async () => {
  [silent, forwarding] = await Promise.all([start('hostile-silent-all'), start('hostile-needs-session-id')]);
});

afterAll(async () => {
  await Promise.all([silent.stop(), forwarding.stop()]);
});

function start(name: string): Promise<LabServer> {
  const recipe = HOSTILE_RECIPES.find((one) => one.name === name);
  if (!recipe) throw new Error(`no server ${name}`);
  return recipe.start();
}

function at({ port }: { readonly port: number }, host = '127.0.0.1'): Target {
  return { text: `${host}:${port}`, host, port };
}

async function scan(
  targets: readonly Target[],
  options: Partial<TargetScanOptions> = {},
  signal: AbortSignal = never,
): Promise<ServerFacts[]> {
  const results: ServerFacts[] = [];
  for await (const facts of scanTargets(targets, { ...OPTIONS, ...options }, signal)) results.push(facts);
  return results;
}

/** Answers and reasons of all versions, each once. */
function answers({ versions }: ServerFacts): string[] {
  const all = TLS_VERSIONS.map((version) => `${versions?.[version].answer} ${versions?.[version].reason}`);
  return [...new Set(all)];
}

/** A port that nothing listens on, as it has just been given back. */
async function closedPort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('what is not there is a result with its reason', () => {
  test('a name without an address', async () => {
    const [facts] = await scan([{ text: 'nohost.invalid', host: 'nohost.invalid', port: 443 }]);
    expect(facts).toMatchObject({
      target: 'nohost.invalid',
      address: null,
      versions: null,
      connections: 0,
      floor: { supports: 'unknown', enforces: 'unknown', safeToRaise: 'unknown' },
    });
    expect(['unknown-host', 'dns-failure']).toContain(facts?.error?.code);
  });

  test('a literal of the other family', async () => {
    const [facts] = await scan([at(silent)], { family: 6 });
    expect(facts).toMatchObject({ address: null, error: { code: 'unknown-host', hint: 'leave --ip 6 out' } });
  });

  test('a closed port, after one round', async () => {
    const [facts] = await scan([at({ port: await closedPort() })]);
    expect(facts).toMatchObject({ connections: 5, error: { code: 'connection-refused' }, downgrade: null });
    expect(facts && answers(facts)).toEqual(['inconclusive unreachable']);
  });
});

describe('when a scan is stopped, what is known is given', () => {
  test('by its deadline', async () => {
    const [facts] = await scan([at(silent)], { deadlineMs: 40 });
    expect(facts).toMatchObject({ error: { code: 'deadline-exceeded' }, floor: { supports: 'unknown' } });
    expect(facts && answers(facts)).toEqual(['inconclusive deadline']);
    expect(facts?.durationMs).toBeLessThan(1000);
  });

  test('by an interrupt', async () => {
    const controller = new AbortController();
    const running = scan([at(silent), at(silent)], {}, controller.signal);
    setTimeout(() => controller.abort('interrupt'), 30);
    const results = await running;
    expect(results).toHaveLength(2);
    for (const facts of results) {
      expect(facts.error?.code).toBe('interrupted');
      expect(answers(facts)).toEqual(['inconclusive interrupted']);
    }
  });

  test('by an interrupt before it began: no result, no connection', async () => {
    expect(await scan([at(silent)], {}, AbortSignal.abort('interrupt'))).toEqual([]);
  });

  test('an interrupt leaves the targets behind it alone', async () => {
    const controller = new AbortController();
    const taken: number[] = [];
    function* targets(): Generator<Target, void, undefined> {
      for (let i = 0; i < 100; i++) {
        taken.push(i);
        yield at(silent);
      }
    }
    setTimeout(() => controller.abort('interrupt'), 20);
    const results: ServerFacts[] = [];
    const options = { ...OPTIONS, concurrency: 2 };
    for await (const facts of scanTargets(targets(), options, controller.signal)) results.push(facts);
    expect(results).toHaveLength(2);
    expect(taken.length).toBeLessThanOrEqual(3);
  });

  test('a look-up that is stopped says so', async () => {
    const controller = new AbortController();
    const running = scan([{ text: 'nohost.invalid', host: 'nohost.invalid', port: 443 }], {}, controller.signal);
    await Promise.resolve();
    controller.abort('interrupt');
    for (const facts of await running) expect(facts.error?.code).toBe('interrupted');
  });
});

describe('many targets', () => {
  test('come in the order they finish, each with its own text', async () => {
    const targets = [at(forwarding), at(forwarding, 'localhost'), at({ port: await closedPort() })];
    const results = await scan(targets, { family: 4 });
    expect(results[0]?.error?.code).toBe('connection-refused');
    expect(results.map(({ target }) => target).toSorted()).toEqual(targets.map(({ text }) => text).toSorted());
    const named = results.find(({ target }) => target.startsWith('localhost'));
    expect(named).toMatchObject({ address: '127.0.0.1', sni: 'localhost', floor: { supports: 'yes', enforces: 'no' } });
  });

  test('the name sent is that of the target, another, or none', async () => {
    const sniOf = async (sni: string | false | undefined): Promise<(string | null)[]> => {
      const targets = [at(forwarding), at(forwarding, 'localhost')];
      const results = await scan(targets, { sni, family: 4, concurrency: 1 });
      return results.map((facts) => facts.sni);
    };
    expect(await sniOf(undefined)).toEqual([null, 'localhost']);
    expect(await sniOf('other.example')).toEqual(['other.example', 'other.example']);
    expect(await sniOf(false)).toEqual([null, null]);
  });

  test('what the list throws comes out', async () => {
    const port = await closedPort();
    function* broken(): Generator<Target, void, undefined> {
      yield at({ port });
      throw new Error('the list broke');
    }
    const run = async (): Promise<void> => {
      for await (const _ of scanTargets(broken(), OPTIONS, never));
    };
    await expect(run()).rejects.toThrow('the list broke');
  });
});
