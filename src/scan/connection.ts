/**
 * A connection for a talk that goes back and forth: bytes of TLS both ways, with what the protocol wraps around them.
 *
 * @module
 */
import type { Socket } from 'node:net';
import type { TalkFailure } from '../facts/attack-facts.ts';
import type { BeforeTls } from '../facts/server-facts.ts';
import type { Wrapping } from './dialects/tds-packets.ts';
import type { HelloConnection } from './exchange.ts';

/** Whoever talks over the connection; called with TLS bytes only. */
export type Listener = {
  readonly onBytes: (chunk: Uint8Array) => void;
  /** Once, whoever ended it. */
  readonly onEnd: (end: TalkFailure) => void;
};

/** What went over a connection, for `--trace`. */
export type ConnectionLog = {
  readonly before: BeforeTls | null;
  /** Of TLS alone, as is all below. */
  readonly sent: readonly Uint8Array[];
  readonly bytesReceived: number;
  /** At most 16 KiB, and nothing from {@link Connection.keepNothingMore} on. */
  readonly received: Uint8Array;
  readonly end: TalkFailure | undefined;
  readonly durationMs: number;
};

/** Never throws for anything a peer does: it ends. */
export class Connection {
  readonly #opened: HelloConnection;
  readonly #socket: Socket | undefined;
  readonly #wrapping: Wrapping | undefined;
  readonly #sent: Uint8Array[] = [];
  readonly #received: Uint8Array[] = [];
  #listener: Listener | undefined;
  #end: TalkFailure | undefined;
  #kept = 0;
  #isKeeping = true;
  #bytesReceived = 0;

  /** @param opened a connection that has come to TLS, or is over; the scan's signal still ends it */
  constructor(opened: HelloConnection) {
    this.#opened = opened;
    const open = opened.release((chunk) => this.#take(chunk));
    if (!open) {
      this.finish(opened.stoppedBy ?? 'unreachable');
      return;
    }
    this.#socket = open.socket;
    this.#wrapping = open.wrapping;
    // Here one message may follow another without an answer between them, and is not to wait for its acknowledgement.
    open.socket.setNoDelay(true);
    open.socket.on('end', () => this.finish('closed'));
    open.socket.on('error', () => this.finish('reset'));
    open.socket.on('close', () => this.finish(opened.stoppedBy ?? 'closed'));
  }

  /** What came before TLS, and why TLS could not begin if it could not. */
  get opened(): HelloConnection {
    return this.#opened;
  }

  get end(): TalkFailure | undefined {
    return this.#end;
  }

  /** From now on the listener hears what comes; of a connection that is over already, that it is. */
  listen(listener: Listener): void {
    this.#listener = listener;
    if (this.#end === undefined) this.#socket?.resume();
    else listener.onEnd(this.#end);
  }

  get log(): ConnectionLog {
    return {
      before: this.#opened.before,
      sent: this.#sent,
      bytesReceived: this.#bytesReceived,
      received: Buffer.concat(this.#received),
      end: this.#end,
      durationMs: performance.now() - this.#opened.startedAt,
    };
  }

  send(bytes: Uint8Array): void {
    if (this.#end !== undefined) return;
    this.#sent.push(bytes);
    this.#socket?.write(this.#wrapping ? this.#wrapping.wrap(bytes) : bytes);
  }

  /** What comes from now on may be somebody's memory: it is counted, and not in the log. */
  keepNothingMore(): void {
    this.#isKeeping = false;
  }

  finish(end: TalkFailure): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#opened.close();
    this.#listener?.onEnd(end);
  }

  #take(chunk: Uint8Array): void {
    if (this.#end !== undefined) return;
    const bytes = this.#wrapping ? this.#wrapping.unwrap(chunk) : chunk;
    if (!bytes) {
      this.finish('malformed-answer');
      return;
    }
    this.#bytesReceived += bytes.length;
    if (this.#isKeeping && this.#kept < KEPT_BYTES) {
      const kept = bytes.slice(0, KEPT_BYTES - this.#kept);
      this.#received.push(kept);
      this.#kept += kept.length;
    }
    this.#listener?.onBytes(bytes);
  }
}

const KEPT_BYTES = 16_384;
