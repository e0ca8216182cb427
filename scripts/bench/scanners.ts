/**
 * The scanners that are measured: ours and the peers, each with its command lines.
 *
 * @module
 */
import { join } from 'node:path';
import { findProgram, runProgram } from '../../lab/process.ts';

export type Depth = 'versions' | 'everything';

/** The servers of one run. */
export type Place = {
  readonly servers: readonly { readonly address: string; readonly port: number }[];
  /** File with an `address:port` line for each of them. */
  readonly listFile: string;
};

export type Scanner = {
  readonly name: string;
  /** As it prints itself. */
  readonly version: string;
  /** Full path of the program. */
  readonly command: string;
  /** `undefined` where it has no such mode. */
  readonly args: (depth: Depth, place: Place) => readonly string[] | undefined;
  /** Runs for one number; a scanner that takes minutes gets one. */
  readonly repeats: number;
  /** How many servers of a list it is given: those that take them one after the other get a part. */
  readonly listed: number;
};

/** Those the machine has, ours first, and the names of what it lacks. */
export async function findScanners(): Promise<{
  readonly scanners: readonly Scanner[];
  readonly missing: readonly string[];
}> {
  const ours: Scanner = {
    name: 'tlsfloor',
    version: `tlsfloor on Node.js ${process.versions.node}`,
    command: process.execPath,
    args: ourArgs,
    repeats: 7,
    listed: Number.POSITIVE_INFINITY,
  };
  const found = await Promise.all(PEERS.map(locate));
  return {
    scanners: [ours, ...found.filter((peer) => peer !== undefined)],
    missing: PEERS.filter((_, index) => found[index] === undefined).map(({ name }) => name),
  };
}

/** The one server of a place as most programs want it. */
function only({ servers }: Place): string {
  return `${servers[0]?.address}:${servers[0]?.port}`;
}

function ourArgs(depth: Depth, place: Place): readonly string[] {
  const target = place.servers.length === 1 ? only(place) : `@${place.listFile}`;
  const list = place.servers.length === 1 ? [] : ['--ndjson'];
  const versions = depth === 'versions' ? ['--versions-only'] : [];
  return [TLSFLOOR, 'scan', target, '--sni', 'lab.test', ...list, ...versions];
}

type Peer = Omit<Scanner, 'command' | 'version'> & {
  readonly programs: readonly string[];
  readonly versionArgs: readonly string[];
  /** First group: the version. */
  readonly versionPattern: RegExp;
};

async function locate(peer: Peer): Promise<Scanner | undefined> {
  const command = findProgram(...peer.programs);
  if (command === undefined) return undefined;
  const { output } = await runProgram(command, peer.versionArgs);
  const version = peer.versionPattern.exec(output)?.[1] ?? 'of unknown version';
  return { ...peer, command, version: `${peer.name} ${version}` };
}

/** The built command, as users run it. */
export const TLSFLOOR: string = join(import.meta.dirname, '..', '..', 'dist', 'tlsfloor.js');

const SSLSCAN_VERSIONS_ONLY = [
  ...['--no-ciphersuites', '--no-fallback', '--no-renegotiation', '--no-compression'],
  ...['--no-heartbleed', '--no-groups', '--no-check-certificate'],
];

const PEERS: readonly Peer[] = [
  {
    name: 'sslscan',
    programs: ['sslscan'],
    versionArgs: ['--no-colour', '--version'],
    versionPattern: /(\d+\.\d+\.\d+)/,
    args: (depth, place) => [
      ...['--no-colour', '--sni-name=lab.test'],
      ...(depth === 'versions' ? SSLSCAN_VERSIONS_ONLY : []),
      place.servers.length === 1 ? only(place) : `--targets=${place.listFile}`,
    ],
    repeats: 5,
    listed: 50,
  },
  {
    name: 'nmap ssl-enum-ciphers',
    programs: ['nmap'],
    versionArgs: ['--version'],
    versionPattern: /Nmap version (\S+)/,
    args: (depth, { servers }) => {
      const ports = new Set(servers.map(({ port }) => port));
      // It has no mode for versions alone, and takes ports for all addresses alike.
      if (depth === 'versions' || ports.size > 1) return undefined;
      const script = ['--script', '+ssl-enum-ciphers', '--script-args', 'tls.servername=lab.test'];
      return ['-n', '-Pn', '-p', [...ports].join(), ...script, ...servers.map(({ address }) => address)];
    },
    repeats: 3,
    listed: 200,
  },
  {
    name: 'testssl.sh',
    programs: ['testssl', 'testssl.sh'],
    versionArgs: ['--version'],
    versionPattern: /testssl(?:\.sh)?\s+(\d[\w.]*) from/,
    args: (depth, place) =>
      place.servers.length > 1
        ? undefined
        : [
            '--quiet',
            '--color',
            '0',
            '--warnings',
            'off',
            ...(depth === 'versions' ? ['--protocols'] : []),
            only(place),
          ],
    repeats: 1,
    listed: 0,
  },
];
