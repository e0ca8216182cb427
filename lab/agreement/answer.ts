/**
 * Sends a hello as it is and reads what the server makes of it.
 *
 * @module
 */
import { connect } from 'node:net';
import { ALERT_LEVEL } from '../../src/tls/alert.ts';
import { extensionValue, printable, readProtocolNameList } from '../../src/tls/extension-values.ts';
import { EXTENSION } from '../../src/tls/extensions.ts';
import { HANDSHAKE_TYPE } from '../../src/tls/handshake.ts';
import { cipherSuite } from '../../src/tls/registry/cipher-suites.ts';
import {
  decodeServerHello,
  isHelloRetryRequest,
  type ServerHello,
  selectedVersion,
} from '../../src/tls/server-hello.ts';
import { decodeServerKeyExchange } from '../../src/tls/server-key-exchange.ts';
import { type StreamItem, TlsStream } from '../../src/tls/stream.ts';
import { type TlsVersion, versionOfCode } from '../../src/tls/version.ts';

/** What could be seen of a handshake from outside; `undefined`: this answer does not show it. */
export type Seen =
  | {
      readonly kind: 'chosen';
      readonly version: TlsVersion;
      readonly suite: number;
      readonly group: number | null | undefined;
      readonly dhBits: number | null | undefined;
      readonly scheme: number | null | undefined;
      readonly helloRetry: boolean;
      readonly alpn: string | null | undefined;
      /** TLS 1.3: the server ended it behind its ServerHello, in words that are encrypted. */
      readonly isCutShort: boolean;
    }
  | { readonly kind: 'alert'; readonly alert: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'strange'; readonly what: string };

type Chosen = Seen & { kind: 'chosen' };

/**
 * One connection; resolves with what was seen. Never rejects.
 *
 * @param waitsFor `end`: for the server to end it behind a ServerHello of TLS 1.3, where else a certificate is enough;
 *   `nothing`: no answer is expected, and the client says that it has no more to send
 */
export function askRaw(
  port: number,
  hello: Uint8Array,
  waitsFor: 'answer' | 'end' | 'nothing' = 'answer',
): Promise<Seen> {
  return new Promise((resolve) => {
    const stream = new TlsStream();
    const reader = new AnswerReader(waitsFor === 'end');
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      if (waitsFor === 'nothing') socket.end(hello);
      else socket.write(hello);
    });
    const finish = (seen: Seen): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(seen);
    };
    const timer = setTimeout(() => finish(reader.end('silent')), ANSWER_LIMIT_MS);
    socket.on('data', (chunk) => {
      const result = stream.push(chunk);
      const items = result.ok ? result.value : result.error.items;
      for (const item of items) {
        const seen = reader.take(item);
        if (seen) return finish(seen);
      }
      if (!result.ok)
        finish(isSsl2Error(chunk) ? { kind: 'closed' } : { kind: 'strange', what: result.error.issue.code });
    });
    socket.on('error', () => finish(reader.end('closed')));
    socket.on('end', () => finish(reader.end('closed')));
    socket.on('close', () => finish(reader.end('closed')));
  });
}

class AnswerReader {
  #hello: ServerHello | undefined;
  #version: TlsVersion | undefined;
  /** Of TLS 1.3, where the rest is encrypted: how much of that there was. */
  #encrypted = 0;
  readonly #hasEnd: boolean;

  constructor(hasEnd: boolean) {
    this.#hasEnd = hasEnd;
  }

  take(item: StreamItem): Seen | undefined {
    if (item.kind === 'alert') {
      // A warning, as for a name that is not known, does not end a handshake.
      if (item.alert.level === ALERT_LEVEL.warning && item.alert.description !== 0) return undefined;
      if (item.alert.level === ALERT_LEVEL.warning) return { kind: 'closed' };
      return { kind: 'alert', alert: item.alert.description };
    }
    if (item.kind === 'record') return this.#takeRecord(item.fragment);
    const { type, body } = item.message;
    if (type === HANDSHAKE_TYPE.serverHello) return this.#takeHello(body);
    if (type === HANDSHAKE_TYPE.serverKeyExchange) return this.#takeExchange(body);
    if (type === HANDSHAKE_TYPE.serverHelloDone) return this.#chosen({ group: null, dhBits: null, scheme: null });
    return undefined;
  }

  end(kind: 'silent' | 'closed'): Seen {
    if (this.#version === 'TLSv1.3' && kind === 'closed') return this.#chosen13(true);
    return this.#hello ? { kind: 'strange', what: `${kind} after a ServerHello` } : { kind };
  }

  #takeHello(body: Uint8Array): Seen | undefined {
    const decoded = decodeServerHello(body);
    if (!decoded.ok) return { kind: 'strange', what: `ServerHello: ${decoded.error.code}` };
    this.#hello = decoded.value;
    this.#version = versionOfCode(selectedVersion(decoded.value));
    if (this.#version === undefined) return { kind: 'strange', what: 'unknown version' };
    if (this.#version !== 'TLSv1.3') return undefined;
    return isHelloRetryRequest(decoded.value) ? this.#chosen13(false) : undefined;
  }

  #takeRecord(fragment: Uint8Array): Seen | undefined {
    this.#encrypted += fragment.length;
    const isFull = !this.#hasEnd && this.#encrypted > LONGER_THAN_REFUSAL;
    return this.#version === 'TLSv1.3' && isFull ? this.#chosen13(false) : undefined;
  }

  #chosen13(isCutShort: boolean): Seen {
    const group = this.#hello === undefined ? undefined : keyShareGroup(this.#hello);
    return this.#chosen({ group: group ?? null, dhBits: undefined, scheme: undefined, isCutShort });
  }

  #takeExchange(body: Uint8Array): Seen | undefined {
    const suite = cipherSuite(this.#hello?.cipherSuite ?? 0);
    const version = this.#version ?? 'TLSv1.2';
    if (suite?.keyExchange === 'RSA') return undefined;
    const kind = suite?.keyExchange === 'ECDHE' ? 'ecdhe' : 'dhe';
    const message = decodeServerKeyExchange(body, { kind, isSigned: suite?.isAnonymous !== true, version });
    if (!message.ok) return { kind: 'strange', what: `ServerKeyExchange: ${message.error.code}` };
    const { value } = message;
    return this.#chosen({
      // Whether a prime is one of RFC 7919's groups by name does not show.
      group: value.kind === 'ecdhe' ? value.group : undefined,
      dhBits: value.kind === 'dhe' ? bitsOf(value.p) : null,
      scheme: value.signature?.algorithm ?? null,
    });
  }

  #chosen(rest: Pick<Chosen, 'group' | 'dhBits' | 'scheme'> & Partial<Chosen>): Seen {
    const hello = this.#hello;
    if (hello === undefined || this.#version === undefined) return { kind: 'strange', what: 'no ServerHello' };
    const isTls13 = this.#version === 'TLSv1.3';
    const [protocol] = extensionValue(hello.extensions, EXTENSION.alpn, readProtocolNameList) ?? [];
    return {
      kind: 'chosen',
      version: this.#version,
      suite: hello.cipherSuite,
      isCutShort: false,
      ...rest,
      helloRetry: isHelloRetryRequest(hello),
      alpn: isTls13 ? undefined : protocol ? printable(protocol) : null,
    };
  }
}

/** The group that opens a server's `key_share`, in a ServerHello as in a HelloRetryRequest (RFC 9846 §4.3.8). */
function keyShareGroup(hello: ServerHello): number | undefined {
  const data = hello.extensions?.find(({ type }) => type === EXTENSION.keyShare)?.data;
  return data && data.length >= 2 ? (data[0] ?? 0) * 256 + (data[1] ?? 0) : undefined;
}

/** `MSG_ERROR` of SSL 2.0 in a record of three bytes: a refusal, and no alert of TLS. */
function isSsl2Error(chunk: Uint8Array): boolean {
  return chunk.length >= 5 && chunk[0] === 0x80 && chunk[1] === 3 && chunk[2] === 0;
}

function bitsOf(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (number.length - first) * 8 - Math.clz32(number[first] ?? 0) + 24;
}

const ANSWER_LIMIT_MS = 5_000;
/** Bytes: EncryptedExtensions and an alert stay below, a certificate of the lab is above. */
const LONGER_THAN_REFUSAL = 250;
