/**
 * Explanations as JSON: the contract of `schemas/explain.schema.json`. Pure.
 *
 * @module
 */
import { toHex } from '../core/hex.ts';
import type {
  AlertFacts,
  ChoiceFacts,
  ExplainedRange,
  ExplainIssue,
  Explanation,
  ExplanationKind,
  NamedCode,
  OfferFacts,
} from '../tls/explain/explanation.ts';
import type { TlsVersion } from '../tls/version.ts';
import { SCHEMA_VERSION } from './scan-json.ts';

/** One flight; what does not apply to its kind is null or empty. */
export type ExplainedFlightJson = {
  readonly kind: ExplanationKind;
  /** Length of the input in bytes. */
  readonly length: number;
  readonly ja3: string | null;
  readonly ja3Text: string | null;
  readonly ja4: string | null;
  readonly ja4Raw: string | null;
  readonly offered: readonly TlsVersion[];
  readonly offeredFrom: OfferFacts['versionsFrom'] | null;
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  readonly cipherSuites: readonly NamedCode[];
  readonly groups: readonly NamedCode[];
  readonly signatureAlgorithms: readonly NamedCode[];
  /** In the order sent, by a client or, if there is a `selected`, by a server. */
  readonly extensions: readonly NamedCode[];
  readonly fallbackScsv: boolean;
  readonly grease: boolean;
  readonly selected: SelectedJson | null;
  readonly alerts: readonly AlertFacts[];
  readonly issue: ExplainIssue | null;
  readonly fields: readonly FieldJson[];
};

export type SelectedJson = {
  readonly version: TlsVersion | null;
  readonly versionCode: number;
  readonly cipherSuite: NamedCode | null;
  readonly group: NamedCode | null;
  readonly downgradeSentinel: ChoiceFacts['downgradeSentinel'] | null;
  readonly cipherSpecs: readonly NamedCode[];
};

export type FieldJson = {
  readonly offset: number;
  readonly length: number;
  readonly path: string;
  readonly hex: string;
  readonly meaning: string;
  readonly reference: string | null;
  readonly depth: number;
  readonly continues: boolean;
  readonly remark: string | null;
};

export type ExplainJson = { readonly schemaVersion: typeof SCHEMA_VERSION } & ExplainedFlightJson & {
    readonly further: readonly ExplainedFlightJson[];
  };

/** The first flight at the top level, the others of the same input under `further`. */
export function explainJson(first: Explanation, further: readonly Explanation[]): ExplainJson {
  return { schemaVersion: SCHEMA_VERSION, ...flightJson(first), further: further.map(flightJson) };
}

function flightJson(explanation: Explanation): ExplainedFlightJson {
  const { kind, length, offer, choice, alerts, issue, ranges } = explanation;
  return {
    kind,
    length,
    ja3: offer?.fingerprints?.ja3 ?? null,
    ja3Text: offer?.fingerprints?.ja3Text ?? null,
    ja4: offer?.fingerprints?.ja4 ?? null,
    ja4Raw: offer?.fingerprints?.ja4Raw ?? null,
    offered: offer?.versions ?? [],
    offeredFrom: offer?.versionsFrom ?? null,
    serverName: offer?.serverName ?? null,
    alpn: offer?.alpn ?? [],
    cipherSuites: offer?.cipherSuites ?? [],
    groups: offer?.groups ?? [],
    signatureAlgorithms: offer?.signatureAlgorithms ?? [],
    extensions: (offer ?? choice)?.extensions ?? [],
    fallbackScsv: offer?.hasFallbackScsv ?? false,
    grease: offer?.hasGrease ?? false,
    selected: choice ? selectedJson(choice) : null,
    alerts,
    issue: issue ?? null,
    fields: ranges.map(fieldJson),
  };
}

function selectedJson(choice: ChoiceFacts): SelectedJson {
  return {
    version: choice.version ?? null,
    versionCode: choice.versionCode,
    cipherSuite: choice.cipherSuite ?? null,
    group: choice.group ?? null,
    downgradeSentinel: choice.downgradeSentinel ?? null,
    cipherSpecs: choice.cipherSpecs,
  };
}

function fieldJson(range: ExplainedRange): FieldJson {
  const { offset, bytes, path, meaning, reference, depth, continues, remark } = range;
  return {
    offset,
    length: bytes.length,
    path,
    hex: toHex(bytes),
    meaning,
    reference: reference ?? null,
    depth,
    continues,
    remark: remark ?? null,
  };
}
