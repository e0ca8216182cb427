/**
 * The subject `scan`: time, connections, round trips, CPU and memory, ours and the peers' side by side in one run.
 *
 * @module
 */
import { runList } from './million.ts';
import { atDistance, type RunningPlace, startPlace } from './places.ts';
import { type Cost, runCommand } from './run-command.ts';
import { type Depth, findScanners, type Place, type Scanner } from './scanners.ts';
import { median, seconds, table } from './table.ts';

export type BenchOptions = {
  /** For the order of the runs: 0 or more and below 1. */
  readonly random: () => number;
  /** What is going on, for a person. */
  readonly say: (text: string) => void;
};

/** Runs everything, in about eight minutes, and returns the Markdown sections. */
export async function benchScan({ random, say }: BenchOptions): Promise<string> {
  const { scanners, missing } = await findScanners();
  for (const name of missing) say(`left out, not installed: ${name}`);
  const place = await startPlace(MOST_HOSTS);
  try {
    const sections = [
      `Scanners: ${scanners.map(({ version }) => version).join('; ')}.${missing.map((name) => ` Not here: ${name}.`).join('')}`,
      await oneHost(place, scanners, { random, say }),
      await manyHosts(place, scanners, say),
      await distantHosts(place, scanners, say),
      await runList(say),
    ];
    return sections.join('\n\n');
  } finally {
    await place.stop();
  }
}

async function oneHost(place: RunningPlace, scanners: readonly Scanner[], options: BenchOptions): Promise<string> {
  const one = await place.first(1);
  const jobs = scanners.flatMap((scanner) => DEPTHS.map((depth) => ({ scanner, depth, costs: [] as Cost[] })));
  const rounds = Math.max(...scanners.map(({ repeats }) => repeats));
  for (let round = 0; round < rounds; round++) {
    // In another order each time, so that nobody always runs while the machine is warm.
    for (const job of shuffled(jobs, options.random)) {
      const args = job.scanner.args(job.depth, one);
      if (!args || round >= job.scanner.repeats) continue;
      options.say(`one server, ${job.depth}, ${job.scanner.name}`);
      job.costs.push(await runCommand(job.scanner.command, args, LONGEST_MS));
    }
  }
  const rows: string[][] = [];
  for (const depth of DEPTHS) {
    const ours = median(jobs[depth === 'versions' ? 0 : 1]?.costs.map(({ wallMs }) => wallMs) ?? []);
    for (const { scanner, costs } of jobs.filter((job) => job.depth === depth && job.costs.length > 0)) {
      options.say(`one server at ${ROUND_TRIP_MS} ms, ${depth}, ${scanner.name}`);
      const far = await atDistance(one, ROUND_TRIP_MS);
      const args = scanner.args(depth, far) ?? [];
      const distant = await runCommand(scanner.command, args, LONGEST_MS);
      const { connections, depth: roundTrips, maxConcurrent } = far.stats();
      await far.stop();
      const wallMs = median(costs.map((cost) => cost.wallMs));
      rows.push([
        depth,
        scanner.name,
        seconds(wallMs),
        (wallMs / ours).toFixed(2),
        seconds(median(costs.map(({ cpuMs }) => cpuMs))),
        seconds(distant.exitCode === null ? Number.NaN : distant.wallMs),
        ...[connections, maxConcurrent, roundTrips].map(String),
        String(costs.length),
      ]);
    }
  }
  const lines = scanners.flatMap((scanner) => {
    const args = scanner.args('everything', one);
    return args ? [commandLine(scanner, args, one)] : [];
  });
  const heading = ['asked for', 'scanner', 'time at 0 ms', 'times ours', 'CPU', `time at ${ROUND_TRIP_MS} ms`];
  const more = ['connections', 'at once', 'round trips deep', 'runs'];
  return `## One server

nginx with TLS 1.2 and 1.3 and an RSA certificate; the median of the runs at 0 ms, one run at ${ROUND_TRIP_MS} ms. Connections
and round trips were counted by the lab's delay proxy in the run at ${ROUND_TRIP_MS} ms. Every time is from the start of the
process to its end, that of Node.js included. "Everything" is what each scanner does by default, and that is not the
same: docs/differences.md.

${table([...heading, ...more], rows)}

${lines.join('\n')}`;
}

async function manyHosts(place: RunningPlace, scanners: readonly Scanner[], say: BenchOptions['say']): Promise<string> {
  const rows: string[][] = [];
  for (const depth of DEPTHS) {
    for (const scanner of scanners) {
      for (const hosts of scanner.name === 'tlsfloor' ? [HOSTS, MOST_HOSTS] : [Math.min(HOSTS, scanner.listed)]) {
        if (hosts === 0 || (depth === 'everything' && hosts > HOSTS)) continue;
        const some = await place.first(hosts);
        const args = scanner.args(depth, some);
        if (!args) continue;
        say(`${hosts} servers, ${depth}, ${scanner.name}`);
        const runs: (Cost & { readonly serverMs: number })[] = [];
        for (let run = 0; run < (hosts === HOSTS && scanner.name === 'tlsfloor' ? LIST_RUNS : 1); run++) {
          const before = place.cpuMs();
          const cost = await runCommand(scanner.command, args, LONGEST_MS);
          runs.push({ ...cost, serverMs: place.cpuMs() - before });
        }
        const of = (what: (run: (typeof runs)[number]) => number): number => median(runs.map(what));
        rows.push([
          depth,
          scanner.name,
          String(hosts),
          seconds(of(({ wallMs }) => wallMs)),
          ((hosts * 1000) / of(({ wallMs }) => wallMs)).toFixed(1),
          seconds(of(({ cpuMs }) => cpuMs)),
          seconds(of(({ serverMs }) => serverMs)),
          `${Math.round(of(({ peakBytes }) => peakBytes) / 1e6)} MB`,
        ]);
      }
    }
  }
  const heading = ['asked for', 'scanner', 'servers', 'time', 'servers a second', 'CPU', "nginx's CPU", 'memory'];
  return `## Many servers

The same nginx, two processes of it, on addresses of their own from 127.0.1.1 up. sslscan takes one server after the
other and got only a part of them. Scanner and servers share the machine's cores: where the sum of the two CPU times
comes near the time multiplied by the cores, the machine is the limit and not the scanner.

Each connection costs the scanner 0.25 to 0.45 ms of CPU, most of it in Node's sockets: a bare client of thirty lines, which
sends one fixed hello and hangs up at the first bytes, needs 0.14 to 0.17 ms. One thread therefore asks 2,000 to 3,000
times a second, and from 24 servers at once there is a thread for each core. On two cores that nginx and the scanner
share, 600 servers a second for versions (4,800 connections) are out of reach: the two together need 3.6 to 3.9 ms of CPU a
server, which is 510 to 560 at the very best. Several machines share a list with \`--shard\`.
What was tried: hellos built in place, one draw of random bytes for all fields, certificates parsed once, lists of code
points written in one go, one buffer for all that arrives, 32 to 200 targets at once, a minified bundle, threads; the first
four took a third of the CPU away, threads a tenth to a half of the time, the others nothing that shows.

${table(heading, rows)}`;
}

async function distantHosts(
  place: RunningPlace,
  scanners: readonly Scanner[],
  say: BenchOptions['say'],
): Promise<string> {
  const [ours] = scanners;
  const far = await atDistance(await place.first(HOSTS), ROUND_TRIP_MS);
  const rows: string[][] = [];
  try {
    for (const depth of DEPTHS) {
      say(`${HOSTS} servers at ${ROUND_TRIP_MS} ms, ${depth}`);
      const before = process.cpuUsage();
      const cost = await runCommand(ours?.command ?? '', ours?.args(depth, far) ?? [], LONGEST_MS);
      const { user, system } = process.cpuUsage(before);
      const rate = ((HOSTS * 1000) / cost.wallMs).toFixed(0);
      rows.push([depth, seconds(cost.wallMs), rate, seconds(cost.cpuMs), seconds((user + system) / 1000)]);
    }
  } finally {
    await far.stop();
  }
  return `## ${HOSTS} servers at ${ROUND_TRIP_MS} ms

tlsfloor alone, through ${HOSTS} delay proxies in one process: that is a single thread, and its own CPU time stands beside.

${table(['asked for', 'time', 'servers a second', 'CPU', "the proxies' CPU"], rows)}`;
}

/** With names in place of what differs from machine to machine. */
function commandLine({ command, name }: Scanner, args: readonly string[], place: Place): string {
  const [server] = place.servers;
  const words = args.map((arg) =>
    arg.replace(`${server?.address}:${server?.port}`, 'HOST:PORT').replace(/^\/.*\//, ''),
  );
  const program = name === 'tlsfloor' ? 'node' : command.replace(/^.*\//, '');
  return `    ${[program, ...words.map((word) => (word === String(server?.port) ? 'PORT' : word))].join(' ')}`;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

const DEPTHS: readonly Depth[] = ['versions', 'everything'];
const HOSTS = 200;
const MOST_HOSTS = 2000;
const LIST_RUNS = 3;
const ROUND_TRIP_MS = 50;
const LONGEST_MS = 400_000;
