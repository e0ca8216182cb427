/**
 * An explanation for a terminal: the answer, the facts, then every byte with what it says. Pure.
 *
 * @module
 */
import type { ExplainedRange, Explanation } from '../tls/explain/explanation.ts';
import { explainFacts, explainHeadline } from './explain-words.ts';
import { makePaint, type Paint } from './paint.ts';

export type ExplainTextOptions = {
  /** Without colour the text is plain ASCII. */
  readonly colour: boolean;
  /** Columns of the terminal; under 60 is laid out as 60. */
  readonly width: number;
};

/** Ends in a newline. Nothing from the peer gets through but printable ASCII. */
export function explainText(explanation: Explanation, options: ExplainTextOptions): string {
  const paint = makePaint(options.colour);
  const layout = layoutFor(explanation, options);
  const lines = headlines(explainHeadline(explanation), layout.width).map(paint.bold);
  const facts = explainFacts(explanation);
  if (facts.length > 0) lines.push('');
  for (const [label, text] of facts) lines.push(...factLines(label, text, layout, paint));
  lines.push('');
  let previous: ExplainedRange | undefined;
  let shown: string | undefined;
  for (const range of explanation.ranges) {
    const reference = layout.reference(range, shown);
    const [first = '', ...others] = rangeLines(range, previous, reference, layout, paint);
    lines.push(first, ...others);
    previous = range;
    // A reference that found no room is still to be shown, beside a field of the same section.
    if (reference !== '') shown = first.includes(reference) ? range.reference : undefined;
  }
  return `${lines.join('\n')}\n`;
}

/** A headline that is too long breaks before its parenthesis. */
function headlines(text: string, width: number): string[] {
  const parts = text.length > width ? text.split(/ (?=\()/) : [text];
  return parts.flatMap((part) => wrap(part, width));
}

type Layout = {
  readonly width: number;
  readonly digits: number;
  /** Bytes a line. */
  readonly columns: number;
  /** Levels of nesting that are not shown. */
  readonly flat: number;
  /** What stands at the right of a range; empty for what stands above already. */
  readonly reference: (range: ExplainedRange, shown: string | undefined) => string;
};

function layoutFor({ ranges, length }: Explanation, { colour, width }: ExplainTextOptions): Layout {
  const columns = width >= WIDE ? 16 : 8;
  return {
    width: Math.max(width, NARROWEST),
    digits: Math.max(4, length.toString(16).length),
    columns,
    // Inside records, a message stands beside the record's header, or names of suites would not fit 80 columns.
    flat: ranges[0]?.path === 'record.type' ? 1 : 0,
    reference: (range, shown) => {
      if (range.reference === undefined || range.path === 'extension.length' || range.reference === shown) return '';
      return colour ? range.reference : range.reference.replace('§', 'sec. ');
    },
  };
}

function factLines(label: string, text: string, { width }: Layout, paint: Paint): string[] {
  const colour = label === 'problem' ? paint.yellow : (line: string) => line;
  return wrap(text, width - LABEL).map((line, i) => {
    return `  ${paint.dim((i === 0 ? label : '').padEnd(LABEL - 2))}${colour(line)}`;
  });
}

function rangeLines(
  range: ExplainedRange,
  previous: ExplainedRange | undefined,
  reference: string,
  layout: Layout,
  paint: Paint,
): string[] {
  const { digits, columns, width } = layout;
  const hex = hexLines(range.bytes, columns);
  const left = digits + 2 + columns * 3 - 1 + 2;
  const indent = ' '.repeat(2 * Math.max(0, range.depth - layout.flat));
  const name = nameOf(range, previous);
  const text = wrap(`${name}${range.meaning}`, width - left - indent.length);
  const remark = range.remark === undefined ? [] : wrap(`(${range.remark})`, width - left - indent.length);
  return Array.from({ length: Math.max(hex.length, text.length + remark.length) }, (_, i) => {
    const offset = i < hex.length ? (range.offset + i * columns).toString(16).padStart(digits, '0') : '';
    const bytes = hex[i] ?? '';
    const isFold = bytes.startsWith('...');
    const label = isFold ? ' '.repeat(digits) : paint.dim(offset.padEnd(digits));
    const start = `${label}  ${(isFold ? paint.dim(bytes) : bytes) + ' '.repeat(columns * 3 - 1 - bytes.length)}  `;
    const plain = text[i] ?? '';
    const words = i < text.length ? painted(plain, i === 0 ? name : '', range, paint) : '';
    const odd = remark[i - text.length] ?? '';
    const used = left + indent.length + plain.length + odd.length;
    const room = width - used - reference.length;
    const right = i === 0 && reference !== '' && room >= 2 ? ' '.repeat(room) + paint.dim(reference) : '';
    return `${start}${indent}${words}${paint.yellow(odd)}${right}`.trimEnd();
  });
}

/** A field is named where it starts; items of a list and what fills a vector need no name again. */
function nameOf(range: ExplainedRange, previous: ExplainedRange | undefined): string {
  const { path } = range;
  if (path === 'extension.type' || path === 'extension.data' || range.continues) return '';
  if (!path.endsWith('.length')) {
    if (previous?.path === path || previous?.path === `${path}.length`) return '';
  }
  const field = path.replace(/\.length$/, '').includes('.') ? path.replace(/\.length$/, '') : path;
  const isNew =
    previous?.path !== 'extension.length' && (!previous || structureOf(previous.path) !== structureOf(path));
  return `${isNew ? field : field.slice(field.lastIndexOf('.') + 1)}: `;
}

/** `client_hello` of `client_hello.random` and of `client_hello.cipher_suites.length`. */
function structureOf(path: string): string {
  const field = path.replace(/\.length$/, '');
  return field.includes('.') ? field.slice(0, field.lastIndexOf('.')) : field;
}

function painted(text: string, name: string, range: ExplainedRange, paint: Paint): string {
  if (range.path === 'extension.type') return paint.bold(text);
  const named = text.startsWith(name.trimEnd()) ? name.trimEnd() : '';
  return paint.cyan(named) + text.slice(named.length);
}

/** Hex, so many bytes a line; the rest of what is long is only counted. */
function hexLines(bytes: Uint8Array, columns: number): string[] {
  const lines: string[] = [];
  const isLong = bytes.length > columns * MOST_LINES;
  const shown = isLong ? bytes.subarray(0, columns * FOLDED_LINES) : bytes;
  for (let at = 0; at < shown.length; at += columns) {
    lines.push(Array.from(shown.subarray(at, at + columns), (byte) => byte.toString(16).padStart(2, '0')).join(' '));
  }
  if (isLong) lines.push(`... ${bytes.length - shown.length} more bytes`);
  return lines;
}

/** Lines of at most `width` columns, broken at spaces where there are any. */
function wrap(text: string, width: number): string[] {
  const limit = Math.max(width, 16);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const space = rest.lastIndexOf(' ', limit);
    const end = space > 0 ? space : limit;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

const NARROWEST = 60;
/** From here on sixteen bytes fit a line, with the reference beside them. */
const WIDE = 112;
const LABEL = 12;
const MOST_LINES = 4;
const FOLDED_LINES = 2;
