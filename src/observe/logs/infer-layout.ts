/**
 * Finds the version in an access log of one's own making: where nobody gives the layout, the place at which every line
 * has a version, or a `-`, behind the browser's name can be no other field.
 *
 * @module
 */
import { type LayoutPart, layoutOf } from './layout.ts';
import type { LogFormat } from './log-format.ts';
import { versionOfSpelling } from './version-spellings.ts';

export type InferredLayout = { readonly format: LogFormat; readonly why: string };

/** @param lines of a log that begins like the combined log format; `undefined`: it does not, or no place is certain */
export function inferLayout(lines: readonly Buffer[]): InferredLayout | undefined {
  const tails = lines.map((line) => COMBINED.exec(line.toString('latin1', 0, LONGEST))?.[1]);
  const known = tails.filter((tail) => tail !== undefined);
  if (known.length * 10 < lines.length * 9 || known.length === 0) return undefined;
  const rows = known.map(tokensOf);
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) return undefined;
  const columns = Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? ''));
  const places = columns.flatMap((values, column) => (isVersionColumn(values) ? [column] : []));
  const [place] = places;
  if (place === undefined || places.length > 1) return undefined;
  const hasSuite = columns[place + 1]?.every((value) => /^"?(?:-|[A-Z][A-Za-z0-9_-]{6,})"?$/.test(value)) ?? false;
  const tail = columns.map((values, column) => {
    const isQuoted = values.every((value) => value.startsWith('"'));
    const field = column === place ? 'version' : column === place + 1 && hasSuite ? 'suite' : '_';
    return isQuoted ? `"<${field}>"` : `<${field}>`;
  });
  const layout: readonly LayoutPart[] = layoutOf(`${COMBINED_LAYOUT} ${tail.join(' ')}`);
  return {
    why: `behind the browser's name, field ${place + 1} of ${width} is a TLS version in every line`,
    format: { ...INFERRED, form: { kind: 'layout', layouts: [layout] } },
  };
}

/** The fields behind the browser's name: words, and text in quotes. */
function tokensOf(tail: string): readonly string[] {
  return tail.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
}

function isVersionColumn(values: readonly string[]): boolean {
  const versions = values.map((value) => versionOfSpelling(value.replaceAll('"', ''), 'names'));
  return (
    versions.every((version) => version !== 'unread' && version !== 'unknown') &&
    versions.some((version) => version !== 'none') &&
    values.some((value) => /^"?(?:TLS|SSL|DTLS)/i.test(value))
  );
}

/** What all formats have in common that were worked out so. */
export const INFERRED: Omit<LogFormat, 'form'> = {
  name: 'access-log',
  title: 'an access log in the combined format with fields behind it',
  hint: null,
  source: 'the combined log format of Apache and nginx',
  samples: [],
};

/** The combined log format, up to the field in which the browser names itself. */
const COMBINED_LAYOUT = '<client> <_> <_> [<time>] "<_>" <_> <_> "<_>" "<userAgent>"';

const COMBINED =
  /^\S+ \S+ \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:[^\]]{1,24}\] "(?:[^"\\]|\\.)*" \d{3} \S+ "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"(?: (.*))?$/;
const LONGEST = 8192;
