/** A Markdown table. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The middle one; of an even number, the lower of the two. NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** `0.24 s`, `18 s`; a dash where it was not measured. */
export function seconds(ms: number): string {
  if (Number.isNaN(ms)) return '–';
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}
