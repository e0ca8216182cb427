/**
 * The servers that the scanners are measured on: one nginx on as many loopback addresses as are wanted.
 *
 * @module
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labCertificates } from '../../lab/certificates.ts';
import { type DelayProxy, type DelayStats, startDelayProxy } from '../../lab/delay-proxy.ts';
import { findProgram, freePorts, startServer } from '../../lab/process.ts';
import { runningCpuMs } from './run-command.ts';
import type { Place } from './scanners.ts';

export type RunningPlace = Place & {
  /** The same place with only its first servers. */
  first(count: number): Promise<Place>;
  /** CPU time of the server so far, in ms. */
  cpuMs(): number;
  stop(): Promise<void>;
};

/**
 * nginx as the lab's `nginx-1.2-1.3` is configured, with an RSA certificate of 2048 bits, on 127.0.1.1 and up.
 *
 * @param hosts at most 60000
 * @throws Error if nginx is missing or does not start
 */
export async function startPlace(hosts: number): Promise<RunningPlace> {
  const nginx = findProgram('nginx');
  if (nginx === undefined) throw new Error('nginx is not installed');
  const [port = 0] = await freePorts(1);
  const addresses = Array.from(
    { length: hosts },
    (_, index) => `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-bench-'));
  const { rsa } = await labCertificates();
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${join(folder, kind)};`,
  );
  await writeFile(
    file,
    `daemon off;
worker_processes ${WORKERS};
pid ${join(folder, 'nginx.pid')};
error_log stderr crit;
events { worker_connections 8192; }
http {
  access_log off;
${temporary.join('\n')}
  server {
    listen 127.0.0.1:${port} ssl;
${addresses.map((address) => `    listen ${address}:${port} ssl;`).join('\n')}
    ssl_certificate ${rsa.certFile};
    ssl_certificate_key ${rsa.keyFile};
    ssl_protocols TLSv1.2 TLSv1.3;
    return 200 "lab\\n";
  }
}
`,
  );
  const child = await startServer(nginx, ['-c', file, '-p', folder, '-e', 'stderr'], [port]);
  const servers = addresses.map((address) => ({ address, port }));
  return {
    ...(await placeOf(folder, servers)),
    first: (count) => placeOf(folder, servers.slice(0, count)),
    cpuMs: () => runningCpuMs(child.pid),
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type DistantPlace = Place & {
  /** Of the first server. */
  stats(): DelayStats;
  stop(): Promise<void>;
};

/** The same servers `roundTripMs` away. */
export async function atDistance(place: Place, roundTripMs: number): Promise<DistantPlace> {
  const proxies: DelayProxy[] = [];
  for (const to of place.servers) proxies.push(await startDelayProxy({ to, roundTripMs, address: to.address }));
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-bench-'));
  const distant = await placeOf(
    folder,
    proxies.map(({ address, port }) => ({ address, port })),
  );
  return {
    ...distant,
    stats: () => proxies[0]?.stats() ?? { connections: 0, maxConcurrent: 0, depth: 0 },
    async stop() {
      await Promise.all(proxies.map((proxy) => proxy.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function placeOf(folder: string, servers: Place['servers']): Promise<Place> {
  const listFile = join(folder, `${servers.length}.txt`);
  await writeFile(listFile, servers.map(({ address, port }) => `${address}:${port}\n`).join(''));
  return { servers, listFile };
}

/** One for each core that CI and most small machines have. */
const WORKERS = 2;
