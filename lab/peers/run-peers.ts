/**
 * Runs other scanners on one server of the lab and reads what they say.
 *
 * @module
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SchemeName } from '../../src/scan/dialects.ts';
import { findProgram, runProgram } from '../process.ts';
import { LAB_NAME } from '../scan-lab.ts';
import type { LabServer } from '../server.ts';
import type { PeerFacts } from './peer-facts.ts';
import { readNmap } from './read-nmap.ts';
import { readSslscan } from './read-sslscan.ts';
import { readTestssl } from './read-testssl.ts';

/** Why a scanner has no result: it does not speak what comes before TLS, or does not come to an end. */
export type NoFacts = 'not asked' | 'does not end';

export type PeerScanner = {
  readonly name: string;
  readonly programs: readonly string[];
  /** A minute a server, or more. */
  readonly isSlow: boolean;
  scan(program: string, server: LabServer): Promise<PeerFacts | NoFacts>;
};

/** Those that are installed, with the path of each. */
export function installedPeers(): { readonly peer: PeerScanner; readonly program: string }[] {
  return PEER_SCANNERS.flatMap((peer) => {
    const program = findProgram(...peer.programs);
    return program === undefined ? [] : [{ peer, program }];
  });
}

export const PEER_SCANNERS: readonly PeerScanner[] = [
  {
    name: 'sslscan',
    programs: ['sslscan'],
    isSlow: false,
    async scan(program, { address, port, scheme }) {
      const startTls = startTlsOf(scheme);
      if (startTls === undefined) return 'not asked';
      return inFolder<PeerFacts | NoFacts>(async (folder) => {
        const file = join(folder, 'sslscan.xml');
        const args = [
          '--no-colour',
          `--xml=${file}`,
          `--sni-name=${LAB_NAME}`,
          ...startTls.map((it) => `--starttls-${it}`),
        ];
        const { code } = await runProgram(program, [...args, `${address}:${port}`], { timeoutMs: FAST_MS });
        // What it has written by then looks like a whole result.
        return code === null ? 'does not end' : readSslscan(await readFile(file, 'utf8'));
      });
    },
  },
  {
    name: 'nmap',
    programs: ['nmap'],
    isSlow: false,
    async scan(program, { address, port, scheme }) {
      // It starts TLS by the service it takes the port for, and the lab's ports are nobody's.
      if (startTlsOf(scheme)?.length !== 0) return 'not asked';
      const script = ['--script', '+ssl-enum-ciphers', '--script-args', `tls.servername=${LAB_NAME}`];
      const args = ['-n', '-Pn', '-p', String(port), ...script, address];
      const { code, output } = await runProgram(program, args, { timeoutMs: FAST_MS });
      return code === null ? 'does not end' : readNmap(output);
    },
  },
  {
    name: 'testssl.sh',
    programs: ['testssl', 'testssl.sh'],
    isSlow: true,
    async scan(program, { address, port, scheme }) {
      const startTls = startTlsOf(scheme);
      if (startTls === undefined) return 'not asked';
      return inFolder<PeerFacts | NoFacts>(async (folder) => {
        const file = join(folder, 'testssl.json');
        const checks = ['--protocols', '--cipher-per-proto', '--pfs', '--jsonfile', file];
        const quiet = ['--quiet', '--color', '0', '--warnings', 'off'];
        const args = [...quiet, ...checks, ...startTls.flatMap((it) => ['-t', it])];
        const { code } = await runProgram(program, [...args, `${address}:${port}`], { timeoutMs: SLOW_MS });
        return code === null ? 'does not end' : readTestssl(await readFile(file, 'utf8'));
      });
    },
  },
];

/** The dialect's name as both sslscan and testssl.sh have it; empty for TLS from the first byte. */
function startTlsOf(scheme: SchemeName | undefined): readonly string[] | undefined {
  switch (scheme) {
    case undefined:
    case 'tls':
    case 'https':
    case 'smtps':
    case 'imaps':
    case 'pop3s':
      return [];
    case 'smtp':
    case 'imap':
    case 'pop3':
    case 'ftp':
      return [scheme];
    default:
      return undefined;
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-peer-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const FAST_MS = 40_000;
const SLOW_MS = 300_000;
