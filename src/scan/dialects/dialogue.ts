/**
 * What a plaintext dialogue is: a generator that asks for the next unit of the peer's bytes and may send some first.
 *
 * It touches no socket and no clock; `conversation.ts` feeds it, bounds it, and catches what it throws.
 *
 * @module
 */
import { printable } from '../../tls/extension-values.ts';

/** A dialogue with a server or a proxy. `How` is the way in which that kind of peer can say no. */
export type Dialogue<How extends string = RefusalKind> = Generator<Wish, Ready | Refused<How>, Uint8Array>;

/** A part of a dialogue, for `yield*`. */
export type Part<T> = Generator<Wish, T, Uint8Array>;

/** What a dialogue says next and what it then waits for. */
export type Wish = { readonly send?: Uint8Array; readonly frame: Frame };

/**
 * How many of the bytes make the next unit; `undefined` while they do not tell. May name more bytes than there are.
 *
 * @param from bytes before this one were seen by an earlier call, for frames that look for an end
 */
export type Frame = (bytes: Uint8Array, from: number) => number | undefined;

/** TLS, or the next dialogue, may start, behind `send` if there is something that gets no answer. */
export type Ready = { readonly kind: 'ready'; readonly said: string; readonly send?: Uint8Array };

export type Refused<How extends string> = { readonly kind: 'refused'; readonly how: How; readonly said: string };

/**
 * `temporary`: ask again later. `permanent`: the service has STARTTLS and will not do it with us. `unsupported`: it has
 * none.
 */
export type RefusalKind = 'temporary' | 'permanent' | 'unsupported';

/** What the server is told about whom we want: the host name or address of the target, safe in any protocol's syntax. */
export type Dialled = { readonly name: string };

/** Ends a dialogue from any depth; only `conversation.ts` catches it. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
  readonly said: string;
  constructor(said: string) {
    super(`unexpected: ${said}`);
    this.said = said;
  }
}

export function ready(said: string): Ready {
  return { kind: 'ready', said };
}

export function refused<How extends string>(how: How, said: string): Refused<How> {
  return { kind: 'refused', how, said };
}

/** Reads one line, after sending `command` if there is one, without its line end and safe to print. */
export function* line(command?: string): Part<string> {
  return textOf(yield wish(command, lineFrame));
}

/** Reads exactly `length` bytes, 1 or more. */
export function* bytes(length: number, send?: Uint8Array): Part<Uint8Array> {
  return yield wish(send, () => length);
}

export function wish(send: Uint8Array | string | undefined, frame: Frame): Wish {
  if (send === undefined) return { frame };
  return { frame, send: typeof send === 'string' ? ascii(send) : send };
}

/** A unit that ends with the byte `end`. */
export function endsWith(end: number): Frame {
  return (buffered, from) => {
    const at = buffered.indexOf(end, from);
    return at < 0 ? undefined : at + 1;
  };
}

/** Bytes of a peer as one printable line of at most 200 characters, for reports. */
export function textOf(unit: Uint8Array): string {
  let end = unit.length;
  while (end > 0 && WHITE_SPACE.includes(unit[end - 1] ?? 0)) end--;
  const text = printable(unit.subarray(0, Math.min(end, LONGEST_SAID)));
  return text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}...` : text;
}

/** The first {@link LONGEST_SAID} characters of what the caller has put together from printable text. */
export function shortened(text: string): string {
  return text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}...` : text;
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const LINE_FEED = 0x0a;
const lineFrame = endsWith(LINE_FEED);
const WHITE_SPACE: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];
const LONGEST_SAID = 200;
