/** Lines of a block: a term in a column of its own, the text beside it, and long texts broken under their beginning. */
export function termLines(term: string, text: string, paint: (text: string) => string = (same) => same): string[] {
  const broken = breakText(text, WIDTH - INDENT - TERM);
  return broken.map((line, index) => {
    return `${' '.repeat(INDENT)}${(index === 0 ? term : '').padEnd(TERM)}${paint(line)}`;
  });
}

/** Breaks at spaces; a word that is longer than `width` stays whole. */
export function breakText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const INDENT = 2;
const TERM = 14;
/** Fits a terminal of 90 columns; suite names and what is to be copied are never broken. */
const WIDTH = 90;
