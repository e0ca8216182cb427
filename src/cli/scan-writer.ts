/**
 * Writes scan results in one of the formats, as they come.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import type { Floor, ServerFacts, VersionFacts } from '../facts/server-facts.ts';
import { type PolicyReport, policyText } from '../report/policy-text.ts';
import { JSON_BETWEEN, scanJsonHead, scanJsonResult, scanJsonTail, scanNdjson } from '../report/scan-json.ts';
import { scanText } from '../report/scan-text.ts';
import type { Output } from './output.ts';

export type ScanFormat = 'text' | 'json' | 'ndjson';

export type ScanWriter = {
  add(facts: ServerFacts, reports: readonly PolicyReport[]): Promise<void>;
  end(badTargets: readonly Failure[]): Promise<void>;
};

type Run = {
  readonly floor: Floor;
  readonly tool: string;
  readonly startedAt: Date;
  /** The place of each target in the order given; only filled where {@link needsOrder}. */
  readonly order: ReadonlyMap<string, number>;
};

/** Whether a format shows results in the order of the targets, not in the order they are ready. */
export function needsOrder(format: ScanFormat): boolean {
  return format === 'text';
}

export function scanWriter(format: ScanFormat, output: Output, run: Run): ScanWriter {
  switch (format) {
    case 'text':
      return textWriter(output, run);
    case 'json':
      return jsonWriter(output, run);
    case 'ndjson':
      return {
        add: (facts, reports) => output.write(scanNdjson(withPolicies(facts, reports))),
        end: async () => undefined,
      };
  }
}

/** The answer stands first, so the text waits for all results. */
function textWriter(output: Output, { floor, order }: Run): ScanWriter {
  const results: ServerFacts[] = [];
  const policies = new Map<string, string>();
  return {
    add: async (facts, reports) => {
      if (reports.length > 0) {
        const more = policyText(facts.target, reports, output.paint);
        policies.set(facts.target, `${policies.get(facts.target) ?? ''}\n${more}`);
      }
      results.push(results.length < EVIDENCE_KEPT ? facts : withoutEvidence(facts));
    },
    end: async () => {
      const place = ({ target }: ServerFacts): number => order.get(target) ?? order.size;
      const sorted = results.toSorted((a, b) => place(a) - place(b));
      if (sorted.length > 0) await output.write(scanText(sorted, floor, output.paint));
      for (const target of new Set(sorted.map((facts) => facts.target))) {
        const text = policies.get(target);
        if (text !== undefined) await output.write(text);
      }
    },
  };
}

function jsonWriter(output: Output, { tool, startedAt }: Run): ScanWriter {
  let count = 0;
  const head = (): string => scanJsonHead({ tool, startedAt: startedAt.toISOString() });
  return {
    add: (facts, reports) =>
      output.write(
        `${count++ === 0 ? `${head()}\n    ` : JSON_BETWEEN}${scanJsonResult(withPolicies(facts, reports))}`,
      ),
    end: (badTargets) => output.write(`${count === 0 ? head() : ''}${scanJsonTail(badTargets)}`),
  };
}

/** The result as JSON has it; without `--policy` it has no such member. */
function withPolicies(facts: ServerFacts, reports: readonly PolicyReport[]): ServerFacts {
  if (reports.length === 0) return facts;
  const policies = reports.map(({ policy, results }) => ({ name: policy.name, rules: results }));
  return Object.assign({}, facts, { policies });
}

/** A table of many servers needs none of the connections behind it. */
function withoutEvidence(facts: ServerFacts): ServerFacts {
  if (!facts.versions) return facts;
  const entries = Object.entries(facts.versions).map(([version, { answer, reason }]) => {
    return [version, { answer, reason, evidence: [] } satisfies VersionFacts];
  });
  return {
    ...facts,
    versions: Object.fromEntries(entries) as ServerFacts['versions'],
    downgrade: null,
    withoutSni: facts.withoutSni && { ...facts.withoutSni, evidence: [] },
  };
}

const EVIDENCE_KEPT = 16;
