/**
 * The first run: starts servers old and new on this machine, scans them, and shows whether the answers are right.
 *
 * @module
 */

import { isColoured } from '../src/cli/terminal.ts';
import { EXIT } from '../src/core/errors.ts';
import { makePaint } from '../src/report/paint.ts';
import { scanTable } from '../src/report/scan-text.ts';
import { HOSTILE_RECIPES } from './hostile/recipes.ts';
import { REAL_RECIPES } from './real/index.ts';
import { type LabScan, scanLab, wrongAnswers } from './scan-lab.ts';
import type { LabRecipe } from './server.ts';
import { startAll } from './start-all.ts';

/** One of each kind; what needs a program this machine lacks is left out aloud. */
const SHOWN: readonly string[] = [
  'node-1.2-1.3',
  'node-1.3',
  'node-1.0-1.3',
  'node-latent',
  'node0.8-default',
  'node0.10-default',
  'forge-1.0',
  'nginx-1.2-1.3',
  'nginx-latent',
  'apache-1.0-1.3',
  'haproxy-1.2-1.3',
  'gnutls-normal-ecdsa',
  'nss-ssl3-1.2',
  'hostile-needs-session-id',
  'hostile-warning-112-first',
  'hostile-tiny-records',
  'hostile-rst-old',
  'hostile-silent',
];

/** Impatient, as one of the servers never answers and everything is on this machine. */
const ANSWER_MS = 1000;

const everything: readonly LabRecipe[] = [...REAL_RECIPES, ...HOSTILE_RECIPES];
const recipes = SHOWN.flatMap((name) => everything.find((recipe) => recipe.name === name) ?? []);
const paint = makePaint(isColoured(process.stdout));

process.stderr.write('Starting TLS servers, old and new, on loopback ...\n');
const lab = await startAll(recipes);
try {
  const scans = await Promise.all(lab.servers.map((server) => scanLab(server, { answerMs: ANSWER_MS })));
  process.stdout.write(`${demoText(scans)}\n`);
  for (const [reason, names] of lab.missing) process.stderr.write(`left out, ${reason}: ${names.join(', ')}\n`);
  process.exitCode = scans.every((scan) => wrongAnswers(scan).length === 0) ? EXIT.fine : EXIT.findings;
} finally {
  await lab.stop();
}

function demoText(scans: readonly LabScan[]): string {
  const wrong = scans.flatMap((scan) => wrongAnswers(scan).map((text) => `  ${scan.server.name}: ${text}`));
  const right = scans.filter((scan) => wrongAnswers(scan).length === 0).length;
  const names = scans.flatMap(({ server, results }) => results.map(() => server.name));
  return [
    paint.bold(`${right} of ${scans.length} servers answered exactly as they are configured`),
    ...wrong,
    '',
    ...scanTable(
      scans.flatMap(({ results }) => results),
      paint,
      names,
    ),
    '',
    'latent: enabled in the configuration, blocked today by the crypto policy alone; ?: no answer, which is no refusal.',
    '',
    'Next, a server of your own:',
    `  ${paint.bold('npm start -- scan example.org')}        which versions, could the floor rise, what to do`,
    `  ${paint.bold('npm start -- scan --help')}             lists of hosts, JSON, other floors`,
  ].join('\n');
}
