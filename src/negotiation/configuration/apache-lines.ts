/**
 * The lines of an Apache configuration that count: with what it includes, its defines and its conditions.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type ConfigurationText, complaint, MAX_INCLUDE_DEPTH, missingInclude, type Outside } from './configuration.ts';
import { type Line, readLines } from './lines.ts';

/** Conditions are kept to: every module is taken to be loaded, and a define is there if a `Define` was. */
export function readApacheLines(source: ConfigurationText, outside: Outside): Result<readonly Line[], Failure> {
  return linesOf(source, outside, { defines: new Map(), root: '' }, 0);
}

/** What lines further up say of those below; `root` with a slash at its end, or empty. */
type Said = { readonly defines: Map<string, string>; root: string };

function linesOf(
  source: ConfigurationText,
  outside: Outside,
  said: Said,
  depth: number,
): Result<readonly Line[], Failure> {
  const read = readLines(source);
  if (!read.ok) return read;
  const lines: Line[] = [];
  // Of each condition that is open: whether what stands in it counts.
  const open: boolean[] = [];
  for (const line of read.value) {
    const [name = ''] = line.words;
    const keyword = name.toLowerCase();
    if (OPENS.has(keyword)) open.push(open.at(-1) !== false && holds(line, said));
    else if (CLOSES.has(keyword)) open.pop();
    else if (open.at(-1) === false) continue;
    else if (keyword === 'define') said.defines.set(line.words[1] ?? '', line.words[2] ?? '');
    else if (keyword === 'undefine') said.defines.delete(line.words[1] ?? '');
    else {
      const words = line.words.map((word) => withDefines(word, said));
      const [, value = ''] = words;
      if (keyword === 'serverroot') said.root = `${value.replace(/\/+$/, '')}/`;
      if (keyword !== 'include' && keyword !== 'includeoptional') {
        lines.push({ words, place: line.place });
        continue;
      }
      if (depth >= MAX_INCLUDE_DEPTH) return err(complaint(line.place, 'includes lie too deep in one another'));
      const pattern = value.startsWith('/') ? value : `${said.root}${value}`;
      const files = outside.include(pattern, source.file);
      if (files === null && keyword === 'include') return err(missingInclude(line.place, pattern));
      for (const file of files ?? []) {
        const included = linesOf(file, outside, said, depth + 1);
        if (!included.ok) return included;
        lines.push(...included.value);
      }
    }
  }
  return ok(lines);
}

/** `<IfDefine NAME>`, `<IfModule !NAME>`: the mark turns it round. */
function holds({ words: [tag = '', ...rest] }: Line, { defines }: Said): boolean {
  const condition = rest.join(' ').replace(/>$/, '').trim();
  const isTurned = condition.startsWith('!');
  const name = condition.replace(/^!/, '');
  return (tag.toLowerCase() === '<ifdefine' ? defines.has(name) : true) !== isTurned;
}

/** `${NAME}` of a `Define`; others are left as they stand, as Apache does. */
function withDefines(word: string, { defines }: Said): string {
  return word.replace(/\$\{([^}]*)\}/g, (whole, name: string) => defines.get(name) ?? whole);
}

const OPENS: ReadonlySet<string> = new Set(['<ifmodule', '<ifdefine']);
const CLOSES: ReadonlySet<string> = new Set(['</ifmodule>', '</ifdefine>']);
