/**
 * Scans lab servers and holds the answers against the truth.
 *
 * @module
 */
import { Pacer } from '../src/core/pause.ts';
import type { ServerFacts } from '../src/facts/server-facts.ts';
import type { ScanOptions } from '../src/scan/scan-address.ts';
import { scanTargets } from '../src/scan/scan-targets.ts';
import type { Service } from '../src/scan/service.ts';
import { TLS_VERSIONS, type TlsVersion } from '../src/tls/version.ts';
import type { LabServer } from './server.ts';

/** The name in the lab's certificates. */
export const LAB_NAME = 'lab.test';

export const LAB_OPTIONS: ScanOptions = {
  floor: '1.2',
  versionsOnly: false,
  connectMs: 5000,
  proxyMs: 5000,
  startTlsMs: 5000,
  answerMs: 5000,
  parallel: 8,
  pacer: new Pacer(Number.POSITIVE_INFINITY),
};

export type LabScan = {
  readonly server: LabServer;
  /** One result, or two when the server answers otherwise without a name. */
  readonly results: readonly ServerFacts[];
};

/** Scans one server under the lab's name, as the command would. */
export async function scanLab(
  server: LabServer,
  options: Partial<ScanOptions> & { readonly deadlineMs?: number; readonly port?: number } = {},
): Promise<LabScan> {
  const port = options.port ?? server.port;
  const service: Service = { scheme: server.scheme ?? 'tls', schemeFrom: 'written' };
  const target = { text: server.name, host: server.address, port, service };
  const all = { ...LAB_OPTIONS, deadlineMs: 60_000, concurrency: 1, sni: LAB_NAME, family: 0 as const, ...options };
  const results: ServerFacts[] = [];
  for await (const facts of scanTargets([target], all, new AbortController().signal)) results.push(facts);
  return { server, results };
}

/** Versions for which no result says what is true, with what the first one says instead. */
export function wrongAnswers({ server, results }: LabScan): string[] {
  return TLS_VERSIONS.flatMap((version) => {
    const truth = server.truth[version];
    const answers = results.map(({ versions }) => versions?.[version]);
    if (truth === undefined || answers.some((facts) => facts?.answer === truth)) return [];
    return [`${version} is ${truth}, the scan says ${answers[0]?.answer} (${answers[0]?.reason})`];
  });
}

/** Accepted versions without a completed handshake, with what the scan says of them. */
export function unconfirmed({ versions }: ServerFacts): string[] {
  return TLS_VERSIONS.flatMap((version) => {
    const { answer, confirmed } = versions?.[version] ?? {};
    return answer !== 'accepted' || confirmed?.answer === 'yes' ? [] : [`${version}: ${JSON.stringify(confirmed)}`];
  });
}

/** A Markdown table: one row a server, the answer for each version, and the connections it took. */
export function matrixTable(scans: readonly LabScan[]): string {
  const heading = ['server', 'product', ...TLS_VERSIONS, 'connections', 'as configured'];
  const rows = scans.map((scan) => {
    const [facts] = scan.results;
    const answer = (version: TlsVersion): string => WORDS[facts?.versions?.[version].answer ?? 'inconclusive'];
    const wrong = wrongAnswers(scan);
    return [
      scan.server.name,
      scan.server.product,
      ...TLS_VERSIONS.map(answer),
      String(facts?.connections ?? 0),
      wrong.length === 0 ? 'yes' : wrong.join('; '),
    ];
  });
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const WORDS = { accepted: 'yes', refused: 'no', latent: 'latent', inconclusive: '?' } as const;
