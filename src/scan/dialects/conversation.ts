/**
 * Runs one dialogue over bytes as they arrive, with a ceiling on what it may take. Pure: no socket, no clock.
 *
 * @module
 */
import { type Dialogue, type Ready, type Refused, textOf, Unexpected, type Wish } from './dialogue.ts';

/** How a dialogue ended. `leftOver` are bytes behind the peer's last word: before TLS an honest server sends none. */
export type Ended<How extends string> = {
  readonly verdict: Ready | Refused<How> | Broken;
  readonly leftOver: Uint8Array;
};

/** The dialogue came to no end: the peer went away, said nothing, too much, or something else than its protocol. */
export type Broken = { readonly kind: 'broken'; readonly why: BrokenWhy; readonly said: string };
export type BrokenWhy = 'closed' | 'reset' | 'silent' | 'too-many-bytes' | 'unexpected';

/** What to send now, and the end if this was it. */
export type Step<How extends string> = {
  readonly send: readonly Uint8Array[];
  readonly ended: Ended<How> | undefined;
};

/** One dialogue. Call {@link Conversation.start} once, then {@link Conversation.push} until it has ended. */
export class Conversation<How extends string> {
  readonly #dialogue: Dialogue<How>;
  readonly #buffer = new GrowingBytes();
  #wish: Wish | undefined;
  #seen = 0;
  #received = 0;
  #sent = 0;
  #said = '';
  #greeting: string | null = null;

  constructor(dialogue: Dialogue<How>) {
    this.#dialogue = dialogue;
  }

  /** The first unit that came, in words. */
  get greeting(): string | null {
    return this.#greeting;
  }

  get bytesSent(): number {
    return this.#sent;
  }

  get bytesReceived(): number {
    return this.#received;
  }

  start(): Step<How> {
    return this.#run(() => this.#dialogue.next());
  }

  push(chunk: Uint8Array): Step<How> {
    this.#received += chunk.length;
    this.#buffer.push(chunk.subarray(0, MAX_BYTES - this.#buffer.length + 1));
    return this.#run(undefined);
  }

  /** The connection ended, or the time was over, before the dialogue was. */
  cut(why: 'closed' | 'reset' | 'silent'): Broken {
    return { kind: 'broken', why, said: textOf(this.#buffer.view) || this.#said };
  }

  #run(first: (() => IteratorResult<Wish, Ready | Refused<How>>) | undefined): Step<How> {
    const send: Uint8Array[] = [];
    let next = first;
    for (;;) {
      const result = next ? this.#resume(next) : undefined;
      const said = result && ('verdict' in result ? result.verdict : result.wish);
      if (said && 'send' in said && said.send) {
        send.push(said.send);
        this.#sent += said.send.length;
      }
      if (result && 'verdict' in result) return { send, ended: result };
      if (result) {
        this.#wish = result.wish;
        this.#seen = 0;
      }
      const unit = this.#takeUnit();
      if (unit === 'too-many-bytes') {
        return { send, ended: this.#ended({ kind: 'broken', why: unit, said: textOf(this.#buffer.view) }) };
      }
      if (!unit) return { send, ended: undefined };
      next = () => this.#dialogue.next(unit);
    }
  }

  #resume(next: () => IteratorResult<Wish, Ready | Refused<How>>): { readonly wish: Wish } | Ended<How> {
    try {
      const result = next();
      return result.done ? this.#ended(result.value) : { wish: result.value };
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      return this.#ended({ kind: 'broken', why: 'unexpected', said: error.said });
    }
  }

  #takeUnit(): Uint8Array | 'too-many-bytes' | undefined {
    const { view } = this.#buffer;
    const length = view.length > 0 ? this.#wish?.frame(view, this.#seen) : undefined;
    this.#seen = view.length;
    if (length !== undefined && length <= view.length && length <= MAX_UNIT_BYTES) {
      const unit = this.#buffer.take(length);
      this.#said = textOf(unit);
      this.#greeting ??= this.#said;
      return unit;
    }
    const isOver = (length ?? view.length) > MAX_UNIT_BYTES || this.#received > MAX_BYTES;
    return isOver ? 'too-many-bytes' : undefined;
  }

  #ended(verdict: Ended<How>['verdict']): Ended<How> {
    return { verdict, leftOver: this.#buffer.view };
  }
}

/** Bytes that come at the end and go at the front; one byte at a time costs no more than all at once. */
class GrowingBytes {
  #bytes = new Uint8Array(512);
  #start = 0;
  #end = 0;

  get view(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  push(chunk: Uint8Array): void {
    const needed = this.#end + chunk.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end = needed;
  }

  take(length: number): Uint8Array {
    const unit = this.#bytes.subarray(this.#start, this.#start + length);
    this.#start += length;
    return unit;
  }
}

/** RFC 5321 §4.5.3.1.5 allows 512 in a reply line; banners and capability lists of real servers go beyond. */
const MAX_UNIT_BYTES = 8192;
const MAX_BYTES = 65_536;
