/**
 * Reads what a server sends after a hello, as it arrives, until it is an answer. Pure: bytes in, observation out.
 *
 * Warning alerts before the ServerHello are passed over, as RFC 6066 §3 asks for unrecognized_name; a hello may come
 * in any number of records and segments.
 *
 * @module
 */
import { ALERT, ALERT_LEVEL, type Alert } from '../tls/alert.ts';
import { HANDSHAKE_TYPE, type HandshakeMessage } from '../tls/handshake.ts';
import { looksLikeRecord } from '../tls/record.ts';
import { decodeServerHello, isHelloRetryRequest, type ServerHello, selectedVersion } from '../tls/server-hello.ts';
import { decodeSsl2ServerHello, type Ssl2ServerHello, ssl2HelloLength } from '../tls/ssl2.ts';
import { type StreamItem, TlsStream } from '../tls/stream.ts';
import { VERSION_CODE } from '../tls/version.ts';
import type { BrokenWhy } from './dialects/conversation.ts';
import type { RefusalKind } from './dialects/dialogue.ts';

/** What a connection came to, before anybody judges it. */
export type Observation =
  | {
      readonly kind: 'server-hello';
      readonly hello: ServerHello;
      /** What followed in the clear, as far as it was asked for and came. */
      readonly flight: readonly HandshakeMessage[];
    }
  | { readonly kind: 'hello-retry-request'; readonly hello: ServerHello }
  | { readonly kind: 'ssl2-server-hello'; readonly hello: Ssl2ServerHello }
  /** An SSLv2 ERROR message; Java says so to old hellos although it never spoke SSLv2. */
  | { readonly kind: 'ssl2-error'; readonly code: number }
  | { readonly kind: 'alert'; readonly alert: Alert }
  /** The connection ended, or nothing came, before an answer was whole. */
  | { readonly kind: 'reset' | 'closed' | 'cut-off' | 'silent' | 'too-many-bytes' }
  | { readonly kind: 'plaintext'; readonly text: string }
  | { readonly kind: 'malformed'; readonly field: string; readonly code: string }
  /** `code` is the error code of the operating system, or `ETIMEDOUT` when our own limit ended the wait. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** The service would not start TLS, so no hello was sent. */
  | { readonly kind: 'starttls-refused'; readonly how: RefusalKind; readonly said: string }
  | { readonly kind: 'starttls-broken'; readonly why: BrokenWhy; readonly said: string }
  | { readonly kind: 'proxy-failed'; readonly why: ProxyFailure; readonly said: string }
  | { readonly kind: 'stopped'; readonly by: 'deadline' | 'interrupt' };

/** `no-connection`: nothing is there, or nothing can be reached; `said` is the error code then. */
export type ProxyFailure = 'no-connection' | 'auth' | 'denied' | BrokenWhy;

export type AnswerReaderOptions = {
  /** The hello that was sent is in SSLv2 format and an SSLv2 ServerHello may come back. */
  readonly isSsl2?: boolean;
  /** Go on after a ServerHello of TLS 1.2 or older up to this message, or the end of the server's flight. */
  readonly readUpTo?: 'certificate' | 'serverKeyExchange' | 'serverHelloDone';
  /** Ceiling on the bytes read from this connection. */
  readonly maxBytes: number;
};

export class AnswerReader {
  readonly #options: AnswerReaderOptions;
  readonly #stream = new TlsStream();
  #received = 0;
  #first: Uint8Array = new Uint8Array();
  #warning: Alert | undefined;
  #hello: ServerHello | undefined;
  readonly #flight: HandshakeMessage[] = [];

  constructor(options: AnswerReaderOptions) {
    this.#options = options;
  }

  get bytesReceived(): number {
    return this.#received;
  }

  /** The first bytes of the answer, at most 16 KiB. */
  get firstBytes(): Uint8Array {
    return this.#first;
  }

  /** Feeds what arrived; an observation ends the connection. */
  push(chunk: Uint8Array): Observation | undefined {
    this.#received += chunk.length;
    if (this.#first.length < FIRST_BYTES) this.#first = joinUpTo(this.#first, chunk, FIRST_BYTES);
    if (this.#options.isSsl2 && (this.#first[0] ?? 0) >= 0x80) return this.#readSsl2();
    const result = this.#stream.push(chunk);
    const items = result.ok ? result.value : result.error.items;
    for (const item of items) {
      const observation = this.#readItem(item);
      if (observation) return observation;
    }
    if (!result.ok) return this.#broken(result.error.issue.field, result.error.issue.code);
    if (this.#received > this.#options.maxBytes) return this.#unfinished({ kind: 'too-many-bytes' });
    return undefined;
  }

  /** The peer ended the connection in order (FIN). */
  end(): Observation {
    return this.#ended('closed');
  }

  /** The peer broke the connection off (RST). */
  reset(): Observation {
    return this.#ended('reset');
  }

  /** No answer in time. Half an answer is not silence. */
  silence(): Observation {
    return this.#ended('silent');
  }

  #readSsl2(): Observation | undefined {
    const [, , type, high, low] = this.#first;
    if (type === SSL2_ERROR && low !== undefined) return { kind: 'ssl2-error', code: (high ?? 0) * 256 + low };
    if (type === SSL2_ERROR) return undefined;
    const length = ssl2HelloLength(this.#first);
    if (length === undefined) {
      return this.#first.length < 3 ? undefined : { kind: 'malformed', field: 'ssl2.record_header', code: 'bad-value' };
    }
    if (this.#first.length < Math.min(length, SSL2_HEADER)) return undefined;
    const whole = this.#first.length >= length ? decodeSsl2ServerHello(this.#first.subarray(0, length)) : undefined;
    if (whole?.ok) return { kind: 'ssl2-server-hello', hello: whole.value };
    if (whole) return { kind: 'malformed', field: whole.error.field, code: whole.error.code };
    return this.#received > this.#options.maxBytes ? { kind: 'too-many-bytes' } : undefined;
  }

  #readItem(item: StreamItem): Observation | undefined {
    switch (item.kind) {
      case 'alert':
        return this.#readAlert(item.alert);
      case 'record':
        return this.#broken('record.type', 'unexpected-record');
      case 'handshake':
        return this.#hello ? this.#readAfterHello(item.message) : this.#readHello(item.message);
    }
  }

  #readAlert(alert: Alert): Observation | undefined {
    if (alert.level !== ALERT_LEVEL.warning) return this.#unfinished({ kind: 'alert', alert });
    // RFC 9846 §6.1: what stands behind a close_notify is ignored. TigerVNC goes on in the clear there.
    if (alert.description === ALERT.closeNotify) return this.#gone('closed');
    if (!HARMLESS_WARNINGS.includes(alert.description)) this.#warning = alert;
    return undefined;
  }

  #readHello(message: HandshakeMessage): Observation | undefined {
    if (message.type !== HANDSHAKE_TYPE.serverHello) {
      return { kind: 'malformed', field: 'handshake.msg_type', code: 'unexpected-message' };
    }
    const decoded = decodeServerHello(message.body);
    if (!decoded.ok) return { kind: 'malformed', field: decoded.error.field, code: decoded.error.code };
    const hello = decoded.value;
    if (isHelloRetryRequest(hello)) return { kind: 'hello-retry-request', hello };
    const inTheClear = selectedVersion(hello) < VERSION_CODE['TLSv1.3'];
    if (!this.#options.readUpTo || !inTheClear) return this.#answered(hello);
    this.#hello = hello;
    return undefined;
  }

  #readAfterHello(message: HandshakeMessage): Observation | undefined {
    if (!this.#hello) return undefined;
    this.#flight.push(message);
    const last = HANDSHAKE_TYPE[this.#options.readUpTo ?? 'serverHelloDone'];
    const isOver = message.type === last || message.type === HANDSHAKE_TYPE.serverHelloDone;
    return isOver ? this.#answered(this.#hello) : undefined;
  }

  /** Once there is a ServerHello, whatever goes wrong behind it does not take the answer back. */
  #unfinished(observation: Observation): Observation {
    return this.#hello ? this.#answered(this.#hello) : observation;
  }

  #answered(hello: ServerHello): Observation {
    return { kind: 'server-hello', hello, flight: this.#flight };
  }

  #broken(field: string, code: string): Observation | undefined {
    if (code !== 'not-tls' || this.#warning || !this.#isText())
      return this.#unfinished({ kind: 'malformed', field, code });
    // A banner may come byte by byte: its first line, or as much of it as anybody reads, is waited for.
    const isLine = this.#first.length >= LINE_BYTES || this.#first.includes(LINE_FEED);
    return isLine ? this.#unfinished(this.#plaintext()) : undefined;
  }

  #isText(): boolean {
    return this.#first.subarray(0, LINE_BYTES).every((byte) => byte >= 0x09 && byte < 0x7f);
  }

  #plaintext(): Observation {
    return { kind: 'plaintext', text: new TextDecoder('latin1').decode(this.#first.subarray(0, LINE_BYTES)) };
  }

  #ended(kind: 'closed' | 'reset' | 'silent'): Observation {
    const isPlain = this.#first.length > 0 && !looksLikeRecord(this.#first) && this.#isText();
    if (isPlain && !this.#hello && !this.#warning) return this.#plaintext();
    const isMidway = this.#stream.isMidway || (this.#first[0] ?? 0) >= 0x80;
    return this.#gone(isMidway ? 'cut-off' : kind);
  }

  /** A server that says why in a warning and then ends has answered: old stacks warn where they should fail. */
  #gone(kind: 'closed' | 'reset' | 'silent' | 'cut-off'): Observation {
    return this.#unfinished(this.#warning ? { kind: 'alert', alert: this.#warning } : { kind });
  }
}

function joinUpTo(a: Uint8Array, b: Uint8Array, limit: number): Uint8Array {
  const joined = new Uint8Array(Math.min(limit, a.length + b.length));
  joined.set(a);
  joined.set(b.subarray(0, joined.length - a.length), a.length);
  return joined;
}

/** Says nothing of why a server ends the connection. */
const HARMLESS_WARNINGS: readonly number[] = [ALERT.unrecognizedName];
const FIRST_BYTES = 16_384;
const LINE_BYTES = 80;
const LINE_FEED = 0x0a;
const SSL2_HEADER = 13;
const SSL2_ERROR = 0;
