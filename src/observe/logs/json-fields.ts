/**
 * Finds a few values in a line of JSON without making objects of the rest. It is no validator: what does not concern it
 * is passed over, and a line that it cannot follow is one that does not fit.
 *
 * @module
 */
import { FIELD_INDEX, type FieldOffsets, LOG_FIELDS, type LogField } from './log-fields.ts';

/**
 * Where each field is: keys from the outside in, with `/` between them, as a key may have dots. Of several the first
 * that is there counts. Of an array, the first element counts.
 */
export type JsonPaths = { readonly [field in LogField]?: readonly string[] };

type Node = {
  field: number;
  /** Which of the paths of its field this is. */
  rank: number;
  readonly keys: Uint8Array[];
  readonly children: Node[];
};

export class JsonFields {
  readonly #root: Node = newNode();
  readonly #ranks = new Uint8Array(LOG_FIELDS.length);
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #offsets: FieldOffsets | undefined;

  constructor(paths: JsonPaths) {
    for (const field of LOG_FIELDS) {
      paths[field]?.forEach((path, rank) => {
        let node = this.#root;
        for (const key of path.split('/')) node = childOf(node, key);
        node.field = FIELD_INDEX[field];
        node.rank = rank;
      });
    }
  }

  /** Whether the line is an object; then `offsets` has what was found. Text is without its quotes, and still escaped. */
  match(bytes: Buffer, start: number, end: number, offsets: FieldOffsets): boolean {
    this.#bytes = bytes;
    this.#end = end;
    this.#offsets = offsets;
    this.#ranks.fill(255);
    const at = this.#blanks(start);
    return bytes[at] === OPEN_BRACE && at < end && this.#object(at + 1, this.#root) >= 0;
  }

  /** The place behind the object whose first key is at `from`; -1 if it is broken. */
  #object(from: number, node: Node): number {
    const bytes = this.#bytes;
    let at = this.#blanks(from);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    while (at < this.#end && bytes[at] === QUOTE) {
      const keyEnd = this.#string(at + 1);
      if (keyEnd < 0) return -1;
      const child = findChild(node, bytes, at + 1, keyEnd - 1);
      at = this.#blanks(keyEnd);
      if (bytes[at] !== COLON) return -1;
      at = this.#blanks(this.#value(this.#blanks(at + 1), child));
      if (at < 0 || at >= this.#end) return -1;
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return -1;
      at = this.#blanks(at + 1);
    }
    return -1;
  }

  #value(at: number, node: Node | undefined): number {
    const bytes = this.#bytes;
    const byte = bytes[at];
    if (at >= this.#end) return -1;
    if (byte === QUOTE) {
      const end = this.#string(at + 1);
      if (end >= 0 && node !== undefined) this.#found(node, at + 1, end - 1);
      return end;
    }
    if (byte === OPEN_BRACE) {
      return node !== undefined && node.children.length > 0 ? this.#object(at + 1, node) : this.#skip(at);
    }
    if (byte === OPEN_BRACKET) {
      const first = this.#blanks(at + 1);
      if (node !== undefined && bytes[first] !== OPEN_BRACKET) this.#value(first, node);
      return this.#skip(at);
    }
    let end = at;
    while (end < this.#end && !isDelimiter(bytes[end] ?? 0)) end++;
    if (end === at) return -1;
    if (node !== undefined && bytes[at] !== LETTER_N) this.#found(node, at, end);
    return end;
  }

  #found(node: Node, start: number, end: number): void {
    const { field, rank } = node;
    if (field < 0 || this.#offsets === undefined || (this.#ranks[field] ?? 0) <= rank) return;
    this.#ranks[field] = rank;
    this.#offsets.starts[field] = start;
    this.#offsets.ends[field] = end;
  }

  /** The place behind the closing quote. */
  #string(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; at < this.#end; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) at++;
    }
    return -1;
  }

  /** The place behind an array or object that is of no interest, however deep it is. */
  #skip(from: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    for (let at = from; at < this.#end; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        at = this.#string(at + 1) - 1;
        if (at < 0) return -1;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
    }
    return -1;
  }

  #blanks(from: number): number {
    let at = from;
    while (at >= 0 && at < this.#end && isBlank(this.#bytes[at] ?? 0)) at++;
    return at;
  }
}

function findChild(node: Node, bytes: Buffer, start: number, end: number): Node | undefined {
  const { keys } = node;
  const length = end - start;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    if (key === undefined || key.length !== length || key[0] !== bytes[start]) continue;
    let at = 1;
    while (at < length && key[at] === bytes[start + at]) at++;
    if (at >= length) return node.children[index];
  }
  return undefined;
}

function childOf(node: Node, key: string): Node {
  const bytes = Buffer.from(key);
  const index = node.keys.findIndex((known) => Buffer.compare(known, bytes) === 0);
  const known = node.children[index];
  if (known !== undefined) return known;
  const child = newNode();
  node.keys.push(bytes);
  node.children.push(child);
  return child;
}

function newNode(): Node {
  return { field: -1, rank: 0, keys: [], children: [] };
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 10 || byte === 13;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isBlank(byte);
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
/** Of `null`. */
const LETTER_N = 110;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
