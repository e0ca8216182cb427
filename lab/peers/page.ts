/**
 * The page docs/differences.md.
 *
 * @module
 */
import type { Compared } from './compare.ts';
import type { Difference } from './differences.ts';
import { EXPLANATIONS } from './explanations.ts';

/** Markdown: what was compared, then each explanation with the differences it covers, then what has none. */
export function differencesPage(compared: readonly Compared[]): string {
  const sections = EXPLANATIONS.flatMap((explanation) => {
    const rows = compared.flatMap((one) =>
      one.explained.flatMap(({ difference, by }) => (by === explanation ? [rowOf(one, difference)] : [])),
    );
    return rows.length === 0 ? [] : [`## ${explanation.title}\n\n${explanation.text}\n\n${table(rows)}`];
  });
  const open = compared.flatMap((one) => one.unexplained.map((difference) => rowOf(one, difference)));
  return [HEAD, summary(compared), ...sections, ...(open.length > 0 ? [`## Not explained\n\n${table(open)}`] : [])]
    .join('\n\n')
    .concat('\n');
}

function summary(compared: readonly Compared[]): string {
  const names = [...new Set(compared.map(({ peer }) => peer))];
  const rows = [...new Set(compared.map(({ server }) => server))].map((server) => {
    const cells = names.map((name) => {
      const one = compared.find((other) => other.server === server && other.peer === name);
      if (!one) return '';
      return typeof one.facts === 'string' ? one.facts : String(one.explained.length + one.unexplained.length);
    });
    return [server.name, server.product, ...cells];
  });
  return lines([['server', 'product', ...names], ...rows]);
}

function table(rows: readonly string[][]): string {
  return lines([['server', 'scanner', 'what', 'ours', 'theirs'], ...rows]);
}

function rowOf({ server, peer }: Compared, { cell, version, ours, theirs }: Difference): string[] {
  return [server.name, peer, `${CELLS[cell]} ${version}`, shown(ours), shown(theirs)];
}

function lines([heading = [], ...rows]: readonly string[][]): string {
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Long lists are cut: what matters is of which kind they are. */
function shown(text: string): string {
  const words = text.split(' ');
  return words.length > MOST_WORDS
    ? `${words.slice(0, MOST_WORDS).join(' ')} and ${words.length - MOST_WORDS} more`
    : text;
}

const CELLS = {
  version: 'version',
  suites: 'suites of',
  decidedBy: 'who decides in',
  groups: 'groups of',
} as const satisfies Record<Difference['cell'], string>;

const MOST_WORDS = 3;

const HEAD = `# Where other scanners say something else

Made by \`node scripts/run-ts.mjs scripts/compare-peers.ts --write\`: sslscan, nmap's ssl-enum-ciphers and testssl.sh on
the lab's real servers, cell by cell against ours: versions, the suites of each version, who decides on them, and
groups. The first table counts the differences. An empty cell was not run, as testssl.sh takes a minute for each server; "not
asked" is a service whose way to TLS the scanner was not told; "does not end" is a run that was stopped after 40 s (at
NSS, sslscan ends at once with \`--no-groups\`). Then comes each difference with its reason, and how it was decided: by
the server's configuration, or by a program that is no scanner. A test repeats it on three servers
(\`lab/peers/peers.test.ts\`).

Not compared: what only one side has (nmap and testssl.sh do not say which suites are enabled and blocked; sslscan and
testssl.sh do not say who decides for each version; sslscan lists no suites of SSL 3.0), and the names and grades that
each gives.`;
