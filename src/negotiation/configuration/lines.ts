/**
 * Lines of words, with quotes, escapes and comments: the syntax that HAProxy and Apache share but for its details.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type ConfigurationText, complaint, type Place } from './configuration.ts';

export type Line = { readonly words: readonly string[]; readonly place: Place };

/** The lines that say something; a backslash at the end of a line joins the next to it. */
export function readLines({ file, text }: ConfigurationText): Result<readonly Line[], Failure> {
  const lines: Line[] = [];
  const physical = text.split(/\r?\n/);
  for (let index = 0; index < physical.length; index++) {
    const place = { file, line: index + 1 };
    let joined = physical[index] ?? '';
    while (joined.endsWith('\\') && index + 1 < physical.length) {
      index++;
      joined = `${joined.slice(0, -1)} ${physical[index] ?? ''}`;
    }
    const words = splitWords(joined);
    if (words === null) return err(complaint(place, 'a quotation mark is not closed'));
    if (words.length > 0) lines.push({ words, place });
  }
  return ok(lines);
}

/** `null`: a quotation mark is not closed. */
function splitWords(line: string): string[] | null {
  const words: string[] = [];
  for (const [token] of line.matchAll(TOKEN)) {
    const start = token.charAt(0);
    if (start === '#') break;
    if (start !== '"' && start !== "'") words.push(token.replace(/\\(.)/g, '$1'));
    else if (token.length > 1 && token.endsWith(start)) words.push(token.slice(1, -1).replace(/\\(["\\])/g, '$1'));
    else return null;
  }
  return words;
}

const TOKEN = /#.*|"(?:[^"\\]|\\.)*"?|'[^']*'?|(?:\\.|[^\s#"'\\])(?:\\.|[^\s\\])*/g;
