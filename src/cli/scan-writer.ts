/**
 * Writes scan results in one of the formats: as they come where the format allows it, else the worst of them at the end.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import type { Floor, ServerFacts, VersionFacts } from '../facts/server-facts.ts';
import { type FailOn, isFinding } from '../readiness/severity.ts';
import { type PolicyReport, policyText } from '../report/policy-text.ts';
import { scanCsvHead, scanCsvRow } from '../report/scan-csv.ts';
import { scanHtml } from '../report/scan-html.ts';
import {
  failureJson,
  JSON_BETWEEN,
  scanJsonHead,
  scanJsonResult,
  scanJsonTail,
  scanNdjson,
} from '../report/scan-json.ts';
import { JUNIT_HEAD, JUNIT_TAIL, type JunitCase, junitBadTargets, junitSuite } from '../report/scan-junit.ts';
import { scanMarkdown } from '../report/scan-markdown.ts';
import { name, scanText } from '../report/scan-text.ts';
import { Shortlist } from '../report/shortlist.ts';
import type { Output } from './output.ts';

export const SCAN_FORMATS = ['text', 'json', 'ndjson', 'csv', 'markdown', 'html', 'junit'] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

export type ScanWriter = {
  /**
   * @param order place of the target in the list
   * @param reports one for each policy of the run
   */
  add(facts: ServerFacts, order: number, reports: readonly PolicyReport[]): Promise<void>;
  end(badTargets: readonly Failure[]): Promise<void>;
  /** In place of results, where there are none: a file that shall parse must not be empty. */
  fail(problem: Failure): Promise<void>;
};

type Steps = Pick<ScanWriter, 'add' | 'end'>;

type Run = {
  readonly floor: Floor;
  readonly tool: string;
  readonly startedAt: Date;
  readonly failOn: FailOn;
  /** With everything that a terminal report folds away. */
  readonly isLong: boolean;
  /** Names of the policies, in the order of the reports. */
  readonly policies: readonly string[];
  /** Whether it goes to a file; on standard output, failures are written by `program.ts`. */
  readonly isFile: boolean;
};

export function scanWriter(format: ScanFormat, output: Output, run: Run): ScanWriter {
  return {
    ...stepsOf(format, output, run),
    fail: async (problem) => {
      if (run.isFile && (format === 'json' || format === 'ndjson')) await output.write(failureJson(problem));
    },
  };
}

function stepsOf(format: ScanFormat, output: Output, run: Run): Steps {
  const { floor, tool } = run;
  const startedAt = run.startedAt.toISOString();
  switch (format) {
    case 'text':
      return shortWriter(MOST_IN_TEXT, async ({ results, totals, reportsOf }) => {
        if (results.length === 0) return '';
        // The catalogue takes a while to load, and no other format wants it.
        const { whoConnects } = await import('../readiness/who-connects.ts');
        const policies = results.flatMap((facts) => {
          const reports = reportsOf(facts);
          return reports.length > 0 ? [`\n${policyText(name(facts), reports, output.paint)}`] : [];
        });
        return (
          scanText(results, floor, output.paint, { totals, isLong: run.isLong, whoOf: whoConnects }) + policies.join('')
        );
      });
    case 'markdown':
      return shortWriter(MOST_IN_MARKDOWN, ({ results, totals, reportsOf }) => {
        return scanMarkdown(results, totals, floor, reportsOf);
      });
    case 'html':
      return shortWriter(MOST_IN_HTML, ({ results, totals, reportsOf }, badTargets) => {
        return scanHtml({ results, reportsOf, totals, badTargets, floor, tool, startedAt });
      });
    case 'json':
      return jsonWriter();
    case 'ndjson':
      return {
        add: (facts, _order, reports) => output.write(scanNdjson(withPolicies(facts, reports))),
        end: async () => undefined,
      };
    case 'csv':
      return csvWriter();
    case 'junit':
      return junitWriter();
  }

  function shortWriter(
    most: number,
    render: (list: Short, badTargets: readonly Failure[]) => string | Promise<string>,
  ): Steps {
    const list = new Shortlist(most);
    // Goes with what the list lets go of.
    const reportsBy = new WeakMap<ServerFacts, readonly PolicyReport[]>();
    let count = 0;
    return {
      add: async (facts, order, reports) => {
        const kept = format === 'text' && count++ >= EVIDENCE_KEPT ? slim(facts) : facts;
        reportsBy.set(kept, reports);
        list.add(kept, order);
      },
      end: async (badTargets) => {
        const reportsOf = (facts: ServerFacts): readonly PolicyReport[] => reportsBy.get(facts) ?? [];
        const text = await render({ results: list.results(), totals: list.totals, reportsOf }, badTargets);
        if (text !== '') await output.write(text);
      },
    };
  }

  function jsonWriter(): Steps {
    let count = 0;
    const head = (): string => scanJsonHead({ tool, startedAt });
    return {
      add: (facts, _order, reports) => {
        const before = count++ === 0 ? `${head()}\n    ` : JSON_BETWEEN;
        return output.write(before + scanJsonResult(withPolicies(facts, reports)));
      },
      end: (badTargets) => output.write(`${count === 0 ? head() : ''}${scanJsonTail(badTargets)}`),
    };
  }

  function csvWriter(): Steps {
    let head = scanCsvHead(run.policies);
    const write = async (rows: string): Promise<void> => {
      const text = head + rows;
      head = '';
      if (text !== '') await output.write(text);
    };
    return { add: (facts, _order, reports) => write(scanCsvRow(facts, reports)), end: () => write('') };
  }

  function junitWriter(): Steps {
    let cases: JunitCase[] = [];
    let suites = 0;
    const flush = async (): Promise<void> => {
      if (suites > 0 && cases.length === 0) return;
      suites++;
      await output.write(`${suites === 1 ? JUNIT_HEAD : ''}${junitSuite(cases, startedAt, suites)}`);
      cases = [];
    };
    return {
      add: async (facts, _order, reports) => {
        cases.push({ facts: slim(facts), isFinding: isFinding(facts, run.failOn), reports });
        if (cases.length === CASES_IN_A_SUITE) await flush();
      },
      end: async (badTargets) => {
        await flush();
        await output.write(junitBadTargets(badTargets) + JUNIT_TAIL);
      },
    };
  }
}

/** The result as JSON has it; without `--policy` it has no such member. */
function withPolicies(facts: ServerFacts, reports: readonly PolicyReport[]): ServerFacts {
  if (reports.length === 0) return facts;
  const policies = reports.map(({ policy, results }) => ({ name: policy.name, rules: results }));
  return Object.assign({}, facts, { policies });
}

type Short = {
  readonly results: readonly ServerFacts[];
  readonly totals: Shortlist['totals'];
  readonly reportsOf: (facts: ServerFacts) => readonly PolicyReport[];
};

/** Without the connections behind the answers: they are most of a result, and many results are shown without them. */
function slim(facts: ServerFacts): ServerFacts {
  if (!facts.versions) return facts;
  const entries = Object.entries(facts.versions).map(([version, { answer, reason, confirmed }]) => {
    return [version, { answer, reason, evidence: [], confirmed } satisfies VersionFacts];
  });
  return {
    ...facts,
    versions: Object.fromEntries(entries) as ServerFacts['versions'],
    downgrade: facts.downgrade && { ...facts.downgrade, evidence: [] },
    withoutSni: facts.withoutSni && { ...facts.withoutSni, evidence: [] },
  };
}

const EVIDENCE_KEPT = 16;
const MOST_IN_TEXT = 1000;
/** GitHub takes 65,536 characters in a comment. */
const MOST_IN_MARKDOWN = 250;
/** A page of some megabytes, which a phone still shows. */
const MOST_IN_HTML = 2000;
const CASES_IN_A_SUITE = 1000;
