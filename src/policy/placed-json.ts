/**
 * JSON whose values know where they stand, so that a complaint about one can name line and column. RFC 8259.
 *
 * `JSON.parse` reads the scalars; what it lacks is places, and a syntax error with one on every Node.js.
 *
 * @module
 */
import { err, ok, type Result } from '../core/result.ts';

export type PlacedJson = { readonly offset: number } & (
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, PlacedJson> }
  | { readonly kind: 'array'; readonly items: readonly PlacedJson[] }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
);

export type JsonProblem = { readonly message: string; readonly offset: number };

/** @returns the value, or the first problem; nesting beyond {@link MAX_DEPTH} is one */
export function parsePlacedJson(text: string): Result<PlacedJson, JsonProblem> {
  const parser = new Parser(text);
  try {
    return ok(parser.document());
  } catch (error) {
    if (error instanceof SyntaxProblem) return err(error.problem);
    throw error;
  }
}

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): PlacedJson {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('nothing may follow the value');
    return value;
  }

  #value(depth: number): PlacedJson {
    this.#space();
    if (depth > MAX_DEPTH) this.#fail('nested too deeply');
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    return this.#scalar();
  }

  #object(depth: number): PlacedJson {
    const offset = this.#at;
    const members = new Map<string, PlacedJson>();
    this.#list('}', () => {
      this.#space();
      const at = this.#at;
      const name = this.#scalar();
      if (name.kind !== 'scalar' || typeof name.value !== 'string')
        throw this.#problem('a name in quotes is missing', at);
      if (members.has(name.value)) throw this.#problem(`${JSON.stringify(name.value)} stands here twice`, at);
      this.#space();
      if (!this.#take(':')) this.#fail('a colon is missing');
      members.set(name.value, this.#value(depth + 1));
    });
    return { kind: 'object', offset, members };
  }

  #array(depth: number): PlacedJson {
    const offset = this.#at;
    const items: PlacedJson[] = [];
    this.#list(']', () => items.push(this.#value(depth + 1)));
    return { kind: 'array', offset, items };
  }

  /** From the bracket that opens to the one that closes. */
  #list(close: string, readItem: () => void): void {
    this.#at++;
    this.#space();
    if (this.#take(close)) return;
    do {
      readItem();
      this.#space();
    } while (this.#take(','));
    if (!this.#take(close)) this.#fail(`a comma or ${close} is missing`);
  }

  #scalar(): PlacedJson {
    const offset = this.#at;
    SCALAR.lastIndex = offset;
    const [raw] = SCALAR.exec(this.#text) ?? [];
    if (raw === undefined) this.#fail('no value');
    try {
      const value: string | number | boolean | null = JSON.parse(raw);
      this.#at += raw.length;
      return { kind: 'scalar', offset, value };
    } catch {
      // The token has the shape of a value and is none: 01, or a control character in a string.
      return this.#fail('no value');
    }
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#text)?.[0].length ?? 0;
  }

  #problem(message: string, offset: number): SyntaxProblem {
    return new SyntaxProblem({ message, offset });
  }

  #fail(message: string): never {
    throw this.#problem(message, this.#at);
  }
}

/** Thrown inside the parser only; {@link parsePlacedJson} is the one place that catches it. */
class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const SCALAR = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;
const MAX_DEPTH = 100;
