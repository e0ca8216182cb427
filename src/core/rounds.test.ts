import { expect, test } from 'vitest';
import { Rounds } from './rounds.ts';

type Line = { readonly number: number };

/** A network in which every step, opening or talking, takes exactly one tick of its own clock. */
function network(limit: number, canOpenAhead: boolean) {
  const log: string[] = [];
  let opened = 0;
  let open = 0;
  let mostOpen = 0;
  let ticks = 0;
  let due: (() => void)[] = [];
  const tick = (): Promise<void> => {
    if (due.length === 0) {
      setTimeout(() => {
        ticks++;
        const now = due;
        due = [];
        for (const go of now) go();
      }, 1);
    }
    return new Promise((resolve) => due.push(resolve));
  };
  const rounds = new Rounds<Line>({
    limit,
    canOpenAhead,
    open: async () => {
      mostOpen = Math.max(mostOpen, ++open);
      const line = { number: ++opened };
      await tick();
      return line;
    },
    close: ({ number }) => {
      open--;
      log.push(`close ${number}`);
    },
    isFresh: () => true,
  });
  const ask = (name: string, urgency = 1, hasMore = false): Promise<void> =>
    rounds.use(
      async () => {
        log.push(name);
        await tick();
        open--;
      },
      { urgency, hasMore },
    );
  return { rounds, log, ask, tick, stats: () => ({ opened, mostOpen, ticks }) };
}

test('the most urgent go first, and never more connections than the limit', async () => {
  const { ask, log, stats } = network(2, false);
  await Promise.all([ask('low', 0), ask('high', 9), ask('middle', 5), ask('lowest', -1)]);
  expect(log).toEqual(['high', 'middle', 'low', 'lowest']);
  expect(stats()).toEqual({ opened: 4, mostOpen: 2, ticks: 4 });
});

async function chain({ ask }: ReturnType<typeof network>, name: string, steps: number): Promise<void> {
  for (let step = 1; step <= steps; step++) await ask(`${name}${step}`, 1, step < steps);
}

test('without opening ahead, each step of a chain takes two trips', async () => {
  const net = network(5, false);
  await Promise.all(['a', 'b'].map((name) => chain(net, name, 10)));
  expect(net.stats()).toEqual({ opened: 20, mostOpen: 2, ticks: 20 });
});

test('with opening ahead, the connection for the next step is there when it is asked', async () => {
  const net = network(5, true);
  await Promise.all(['a', 'b'].map((name) => chain(net, name, 10)));
  expect(net.stats()).toEqual({ opened: 20, mostOpen: 4, ticks: 11 });
});

test('many chains share the limit, and no trip is lost', async () => {
  const net = network(5, true);
  await Promise.all(['a', 'b', 'c'].map((name) => chain(net, name, 10)));
  const { opened, mostOpen, ticks } = net.stats();
  expect(opened).toBe(30);
  expect(mostOpen).toBe(5);
  expect(ticks).toBeLessThanOrEqual(14);
});

test('what was opened for nothing is closed', async () => {
  const net = network(5, true);
  await net.ask('promises more', 1, true);
  net.rounds.close();
  expect(net.log).toEqual(['promises more', 'close 2']);
});

test('what is still opening when all is over is closed as soon as it is open', async () => {
  const log: string[] = [];
  let isOpen: () => void = () => undefined;
  const rounds = new Rounds<string>({
    limit: 2,
    canOpenAhead: true,
    open: () => new Promise((resolve) => (isOpen = () => resolve('connection'))),
    close: (connection) => log.push(`close ${connection}`),
    isFresh: () => true,
  });
  const first = rounds.use(async () => undefined, { urgency: 1, hasMore: false });
  await new Promise((resolve) => setImmediate(resolve));
  rounds.close();
  isOpen();
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['close connection']);
  void first;
});

test('a task with its own connection waits for room, and idle connections make room for it', async () => {
  const net = network(2, true);
  await net.ask('promises more', 1, true);
  const own = net.rounds.run(async () => {
    net.log.push('own');
    await net.tick();
  }, 0);
  await own;
  expect(net.log).toEqual(['promises more', 'close 2', 'own']);
});

test('a connection that is no longer fresh is closed and replaced', async () => {
  const stale = new Set<number>();
  const closed: number[] = [];
  const used: number[] = [];
  let opened = 0;
  const rounds = new Rounds<Line>({
    limit: 2,
    canOpenAhead: true,
    open: async () => ({ number: ++opened }),
    close: ({ number }) => closed.push(number),
    isFresh: ({ number }) => !stale.has(number),
  });
  const use = (hasMore: boolean): Promise<void> =>
    rounds.use(async ({ number }) => void used.push(number), { urgency: 1, hasMore });
  await use(true);
  stale.add(2);
  await use(false);
  expect(closed).toEqual([2]);
  expect(used).toEqual([1, 3]);
});

test('a task that fails rejects for its caller alone', async () => {
  const { rounds } = network(2, true);
  const failing = rounds.use(() => Promise.reject(new Error('no')), { urgency: 0, hasMore: false });
  const fine = rounds.run(async () => 7, 0);
  await expect(failing).rejects.toThrow('no');
  await expect(fine).resolves.toBe(7);
  await expect(rounds.run(async () => 8, 0)).resolves.toBe(8);
});
