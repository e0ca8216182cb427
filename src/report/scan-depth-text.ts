/**
 * Everything that a scan found beyond versions, for `--long`: suites in order, groups, schemes, features, connections.
 * Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import type { ChoiceFacts, FeatureFacts } from '../facts/depth-facts.ts';
import type { Evidence, ServerFacts } from '../facts/server-facts.ts';
import { spokenVersion, TLS_VERSIONS } from '../tls/version.ts';
import { termLines } from './layout.ts';

/** Blocks with a heading each, an empty line before every one. */
export function longLines(facts: ServerFacts): string[] {
  return [...suiteLines(facts), ...groupLines(facts), ...featureLines(facts), ...connectionLines(facts)];
}

function suiteLines({ cipherSuites }: ServerFacts): string[] {
  return TLS_VERSIONS.flatMap((version) => {
    const choice = cipherSuites?.[version];
    if (!choice || choice.items.length === 0) return [];
    const width = Math.max(...choice.items.map(({ name }) => name.length));
    const from = choice.inferredFrom === null ? '' : `, as in ${spokenVersion(choice.inferredFrom)}`;
    return [
      '',
      `  ${spokenVersion(version)} suites${orderOf(choice)}${from}`,
      ...choice.items.map(({ name, group, dhBits }) => {
        const exchange = group ?? (dhBits === null ? '' : `DH ${dhBits} bits`);
        return `    ${name.padEnd(width)}  ${exchange}`.trimEnd();
      }),
    ];
  });
}

function groupLines({ groups, signatureSchemes }: ServerFacts): string[] {
  const lines = TLS_VERSIONS.flatMap((version) => {
    const choice = groups?.[version];
    if (!choice || choice.items.length === 0) return [];
    const names = choice.items.map(({ name }) => name).join(', ');
    return termLines(`${spokenVersion(version).replace('TLS', 'groups')}`, `${names}${orderOf(choice)}`);
  });
  const schemes = signatureSchemes?.map(({ name }) => name).join(', ') ?? '';
  if (schemes !== '') lines.push(...termLines('signatures', `${schemes}; it may have others`));
  return lines.length > 0 ? ['', ...lines] : [];
}

function featureLines({ features }: ServerFacts): string[] {
  if (!features) return [];
  // Whichever extra of the same hello: they were answered together or not at all.
  const noAlpn = features.secureRenegotiation === 'inconclusive' ? 'inconclusive' : 'none';
  const rows = FEATURES.map(([field, words]) => `${words}: ${features[field] ?? noAlpn}`);
  return ['', ...termLines('features', rows.join('; '))];
}

/** The connections behind the versions, in the order they were opened. */
function connectionLines({ versions, downgrade, withoutSni }: ServerFacts): string[] {
  const all = [
    ...Object.values(versions ?? {}).flatMap(({ evidence }) => evidence),
    ...(downgrade?.evidence ?? []),
    ...(withoutSni?.evidence ?? []),
  ];
  const byNumber = new Map(all.map((evidence) => [evidence.connection, evidence]));
  const rows = [...byNumber.values()].sort((a, b) => a.connection - b.connection).map(connectionLine);
  return rows.length > 0 ? ['', '  Connections behind the versions', ...rows] : [];
}

function connectionLine(evidence: Evidence): string {
  const { connection, asked, hello, sni, fallbackScsv, outcome, version, cipherSuite, alert, durationMs } = evidence;
  const extras = `${hello === 'full' ? '' : ` ${hello}`}${fallbackScsv ? ' SCSV' : ''}${sni === null ? ' no name' : ''}`;
  const answer = alert
    ? `alert ${alert.description} ${alert.name}`
    : [outcome, version, cipherSuite].filter(Boolean).join(' ');
  const question = `${spokenVersion(asked)}${extras}`.padEnd(22);
  return `    ${String(connection).padStart(3)} ${question} ${safeText(answer)}  ${durationMs} ms`;
}

function orderOf({ isComplete, isOrdered, decidedBy }: ChoiceFacts<unknown>): string {
  const order = isOrdered ? ", in the server's order" : '';
  return `${order === '' ? DECIDED[decidedBy] : order}${isComplete ? '' : ', and maybe more'}`;
}

const DECIDED: Readonly<Record<ChoiceFacts<unknown>['decidedBy'], string>> = {
  server: ', the server decides',
  client: ', the client decides',
  unknown: '',
};

const FEATURES: readonly (readonly [keyof FeatureFacts, words: string])[] = [
  ['compression', 'compression'],
  ['secureRenegotiation', 'secure renegotiation'],
  ['extendedMasterSecret', 'extended master secret'],
  ['encryptThenMac', 'encrypt-then-MAC'],
  ['sessionTickets', 'session tickets'],
  ['sessionIds', 'session ids'],
  ['heartbeat', 'heartbeat'],
  ['ocspStapling', 'OCSP stapling'],
  ['clientCertificate', 'asks for a client certificate'],
  ['alpn', 'ALPN'],
];
