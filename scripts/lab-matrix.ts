/**
 * `npm run lab-matrix`: scans every real server of the lab and keeps the answers in docs/lab-matrix.md.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import { REAL_RECIPES } from '../lab/real/index.ts';
import { type LabScan, matrixTable, scanLab, wrongAnswers } from '../lab/scan-lab.ts';
import { startAll } from '../lab/start-all.ts';

const HEAD = `# What scan says of real servers

Made by \`npm run lab-matrix\`: real programs in known configurations on loopback, scanned by name (\`lab.test\`). A test
holds every cell to the configuration (\`lab/matrix.test.ts\`). \`latent\`: enabled in the configuration and blocked by the
crypto policy; \`?\`: no answer that proves anything, which is right for a server that hangs up on every hello.

`;

const lab = await startAll(REAL_RECIPES);
try {
  const scans: LabScan[] = [];
  for (const server of lab.servers) scans.push(await scanLab(server));
  writeFileSync(new URL('../docs/lab-matrix.md', import.meta.url), `${HEAD}${matrixTable(scans)}\n`);
  const wrong = scans.filter((scan) => wrongAnswers(scan).length > 0).length;
  process.stdout.write(`${scans.length - wrong} of ${scans.length} servers as configured: docs/lab-matrix.md\n`);
  for (const [reason, names] of lab.missing) process.stderr.write(`left out, ${reason}: ${names.join(', ')}\n`);
  process.exitCode = wrong > 0 ? 1 : 0;
} finally {
  await lab.stop();
}
