import { writeFileSync } from 'node:fs';

/** Writes what came of every test to the file that `test.mjs` names; vitest's own reporters do not keep the reasons. */
// biome-ignore lint/style/noDefaultExport: vitest takes a reporter as a default export only
export default class SummaryReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === 'passed') summary.passed++;
        else if (state === 'failed') failedTests++;
        else summary.skipped.push({ name: test.fullName, file: module.relativeModuleId, reason: note ?? null });
      }
      // A file that does not load, or whose set-up fails, has failed although no test of it did.
      const isBroken = failedTests === 0 && module.state() === 'failed';
      summary.failed += failedTests + (isBroken ? 1 : 0);
    }
    writeFileSync(process.env.TLSFLOOR_TEST_SUMMARY, JSON.stringify(summary));
  }
}
