/**
 * The syntax of nginx configurations: words, blocks, comments, includes.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import {
  type ConfigurationText,
  complaint,
  MAX_INCLUDE_DEPTH,
  missingInclude,
  type Outside,
  type Place,
} from './configuration.ts';

export type NginxDirective = {
  readonly name: string;
  readonly args: readonly string[];
  /** `null`: it ends with a semicolon. */
  readonly block: readonly NginxDirective[] | null;
  readonly place: Place;
};

/** The directives of a text, with what it includes in place of the `include`. */
export function readNginx(
  source: ConfigurationText,
  outside: Outside,
  depth = 0,
): Result<readonly NginxDirective[], Failure> {
  const words = splitWords(source);
  if (!words.ok) return words;
  const open: { readonly head: Head | null; readonly directives: NginxDirective[] }[] = [
    { head: null, directives: [] },
  ];
  let head: Word[] = [];
  for (const word of words.value) {
    if (word.mark === null) {
      head.push(word);
      continue;
    }
    const [first, ...rest] = head;
    const args = rest.map(({ text }) => text);
    head = [];
    const inner = open.at(-1);
    if (inner === undefined) return err(complaint(word.place, 'a block is closed that was not opened'));
    if (word.mark === '}') {
      if (first !== undefined) return err(complaint(first.place, `"${first.text}" does not end with a semicolon`));
      open.pop();
      const outer = open.at(-1);
      if (inner.head === null || outer === undefined) {
        return err(complaint(word.place, 'a block is closed that was not opened'));
      }
      outer.directives.push({ ...inner.head, block: inner.directives });
      continue;
    }
    if (first === undefined) return err(complaint(word.place, `"${word.mark}" stands where a directive should`));
    const directive: Head = { name: first.text, args, place: first.place };
    if (word.mark === '{' && open.length > MAX_BLOCK_DEPTH) {
      return err(complaint(word.place, 'blocks lie too deep in one another'));
    }
    if (word.mark === '{') open.push({ head: directive, directives: [] });
    else if (directive.name !== 'include') inner.directives.push({ ...directive, block: null });
    else {
      const included = includeAll(directive, outside, depth);
      if (!included.ok) return included;
      inner.directives.push(...included.value);
    }
  }
  const unfinished = open.length > 1 ? open.at(-1)?.head : head[0] && { place: head[0].place };
  if (unfinished) return err(complaint(unfinished.place, 'the file ends before this does'));
  return ok(open[0]?.directives ?? []);
}

type Head = Omit<NginxDirective, 'block'>;

function includeAll(
  { args, place }: Head,
  outside: Outside,
  depth: number,
): Result<readonly NginxDirective[], Failure> {
  const [pattern = ''] = args;
  if (depth >= MAX_INCLUDE_DEPTH) return err(complaint(place, 'includes lie too deep in one another'));
  const files = outside.include(pattern, place.file);
  if (files === null) return err(missingInclude(place, pattern));
  const directives: NginxDirective[] = [];
  for (const file of files) {
    const read = readNginx(file, outside, depth + 1);
    if (!read.ok) return read;
    directives.push(...read.value);
  }
  return ok(directives);
}

type Word = { readonly text: string; readonly mark: ';' | '{' | '}' | null; readonly place: Place };

function splitWords({ file, text }: ConfigurationText): Result<readonly Word[], Failure> {
  const words: Word[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const [token = text.charAt(at)] = TOKEN.exec(text) ?? [];
    const place = { file, line };
    const start = token.charAt(0);
    if ((start === '"' || start === "'") && (token.length < 2 || !token.endsWith(start))) {
      return err(complaint(place, 'a quotation mark is not closed'));
    }
    if (token === ';' || token === '{' || token === '}') words.push({ text: token, mark: token, place });
    else if (start === '"' || start === "'")
      words.push({ text: withoutEscapes(token.slice(1, -1)), mark: null, place });
    else if (start !== '#' && token.trim() !== '') words.push({ text: withoutEscapes(token), mark: null, place });
    line += token.split('\n').length - 1;
    at += token.length;
  }
  return ok(words);
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(["'\\ ;{}])/g, '$1');
}

/** Blanks, a comment, a mark, a quoted word, or a word; `${name}` does not open a block. */
const TOKEN = /\s+|#[^\n]*|[;{}]|"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|(?:\$\{|\\[\s\S]|[^\s;{}\\])+/y;

/** nginx itself has five: http, server, location, if and limit_except. */
const MAX_BLOCK_DEPTH = 100;
