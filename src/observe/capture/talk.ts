/**
 * One handshake as it is overheard, and the judgement how it ended.
 *
 * @module
 */
import type { UsageAlert, UsageOutcome } from '../../facts/usage-facts.ts';
import { decode } from '../../tls/bytes.ts';
import { type ClientHello, decodeClientHello } from '../../tls/client-hello.ts';
import { DTLS_VERSION_CODE, decodeDtlsClientHello } from '../../tls/dtls.ts';
import { readKeyShareEntry } from '../../tls/extension-values.ts';
import { EXTENSION, findExtension } from '../../tls/extensions.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { CONTENT_TYPE } from '../../tls/record.ts';
import { alertName } from '../../tls/registry/alerts.ts';
import { decodeServerHello, isHelloRetryRequest, type ServerHello, selectedVersion } from '../../tls/server-hello.ts';
import {
  decodeSsl2ClientHello,
  decodeSsl2ServerHello,
  type Ssl2ClientHello,
  type Ssl2ServerHello,
} from '../../tls/ssl2.ts';

export type Side = 'client' | 'server';

/** Why no more of a handshake will come. */
export type EndReason = 'closed' | 'silent' | 'cut-off';

export class Talk {
  readonly transport: 'tcp' | 'dtls' | 'quic';
  hello: ClientHello | undefined;
  ssl2Hello: Ssl2ClientHello | undefined;
  serverHello: ServerHello | undefined;
  ssl2ServerHello: Ssl2ServerHello | undefined;
  /** The three bytes that an SSLv2 client chose its cipher with. */
  ssl2Cipher: number | undefined;
  group: number | undefined;
  alert: UsageAlert | undefined;
  /** Bytes are missing, so that what was not seen may have been said. */
  isLossy = false;
  /** One side sent what is no TLS. */
  isNonsense = false;
  /** Sides of which anything was seen, if only an acknowledgement. */
  readonly isHeard = { client: false, server: false };

  readonly #isProtected = { client: false, server: false };
  readonly #isFinished = { client: false, server: false };
  readonly #ssl2Records = { client: 0, server: 0 };
  #isRetry = false;
  #protectedByClient = 0;
  /** How often the word went from one side to the other behind the ServerHello of TLS 1.3. */
  #turns = 0;
  #outcome: UsageOutcome | undefined;
  #warning: UsageAlert | undefined;

  constructor(transport: Talk['transport']) {
    this.transport = transport;
  }

  /** Whether this is a handshake at all: one side's hello was read, or an alert in place of one. */
  get isHandshake(): boolean {
    return (
      this.hello !== undefined ||
      this.ssl2Hello !== undefined ||
      this.serverHello !== undefined ||
      this.ssl2ServerHello !== undefined ||
      (this.alert?.by === 'server' && this.alert.description !== null)
    );
  }

  get isSsl2(): boolean {
    return this.ssl2ServerHello !== undefined;
  }

  get isTls13(): boolean {
    if (this.transport === 'quic') return true;
    const version = this.serverHello && selectedVersion(this.serverHello);
    if (version === undefined) return false;
    return version === DTLS_VERSION_CODE['DTLSv1.3'] || (version >= 0x0304 && version < 0xfe00);
  }

  /** How it ended, once that is certain. */
  get outcome(): UsageOutcome | undefined {
    // An alert may be read before the hello it answers, where a mirror mixed the two up.
    if (this.#outcome === 'refused' && !this.hello && !this.ssl2Hello && this.isHeard.client) return undefined;
    return this.#outcome;
  }

  /** How it ended, now that nothing more will come. */
  outcomeAtEnd(reason: EndReason): UsageOutcome {
    if (this.#outcome) return this.#outcome;
    if (this.isLossy || reason === 'cut-off' || !this.isHeard.client || !this.isHeard.server) return 'unknown';
    if (this.#warning && this.#warning.description !== 0) {
      this.alert = this.#warning;
      return 'refused';
    }
    // Behind the client's Finished only encrypted records could tell what the server thought of it.
    if (this.#turns > 0) return 'unknown';
    if (this.#warning) this.alert = this.#warning;
    return 'abandoned';
  }

  /** A whole handshake message that was not encrypted. @returns false if it does not parse */
  handshake(side: Side, type: number, body: Uint8Array): boolean {
    if (side === 'client') return type !== HANDSHAKE_TYPE.clientHello || this.#clientHello(body);
    if (type === HANDSHAKE_TYPE.serverHello) return this.#serverHello(body);
    if (type === HANDSHAKE_TYPE.serverKeyExchange && body[0] === NAMED_CURVE && body.length > 3 && !this.isTls13) {
      this.group = ((body[1] ?? 0) << 8) | (body[2] ?? 0);
    }
    return true;
  }

  /** @returns whether records of this side are encrypted from here on */
  changeCipherSpec(side: Side): boolean {
    // In TLS 1.3 it means nothing, and a second hello may follow it (RFC 9846 §D.4).
    if (this.isTls13 || this.#isRetry) return false;
    this.#isProtected[side] = true;
    return true;
  }

  /** A record that was encrypted; its length is that of the fragment. */
  protectedRecord(side: Side, contentType: number, length: number): void {
    if (this.#outcome) return;
    if (this.isTls13) {
      this.#protected13(side, length);
      return;
    }
    if (contentType === CONTENT_TYPE.alert) {
      if (!this.#isFinished[side]) this.#refuse({ description: null, name: ENCRYPTED_ALERT, by: side });
      return;
    }
    if (contentType !== CONTENT_TYPE.handshake && contentType !== CONTENT_TYPE.applicationData) return;
    // Data of a client that did not wait (False Start, RFC 7918) comes behind its Finished as well.
    if (!this.serverHello && this.isHeard.server && !this.isLossy) return;
    this.#isFinished[side] = true;
    if (this.#isFinished.client && this.#isFinished.server) this.#outcome = 'established';
  }

  plainAlert(side: Side, level: number, description: number): void {
    if (this.#outcome) return;
    const alert: UsageAlert = { description, name: alertName(description), by: side };
    const isFatal = level === 2 || (this.isTls13 && !QUIET_ALERTS.has(description));
    if (isFatal) this.#refuse(alert);
    else this.#warning = alert;
  }

  /** The other ways to end a handshake: an error of SSLv2, or QUIC's CONNECTION_CLOSE. */
  refuse(alert: UsageAlert): void {
    if (!this.#outcome) this.#refuse(alert);
  }

  /** Something that only a finished handshake allows was seen. */
  establish(): void {
    this.#outcome ??= 'established';
  }

  /** A record of SSLv2, its header included. @returns false if it should be a hello and is none */
  ssl2Record(side: Side, record: Uint8Array): boolean {
    const count = this.#ssl2Records[side]++;
    if (count === 0) return side === 'client' ? this.#ssl2ClientHello(record) : this.#ssl2ServerHello(record);
    const bodyAt = (record[0] ?? 0) >= 0x80 ? 2 : 3;
    if (side === 'client' && count === 1 && record[bodyAt] === SSL2_CLIENT_MASTER_KEY && record.length > bodyAt + 4) {
      const [high = 0, middle = 0, low = 0] = record.subarray(bodyAt + 1, bodyAt + 4);
      this.ssl2Cipher = high * 65_536 + middle * 256 + low;
    }
    // Both sent two records behind their hellos: key and Finished; Verify and Finished.
    if (this.#ssl2Records.client > 2 && this.#ssl2Records.server > 2) this.#outcome ??= 'established';
    return true;
  }

  #clientHello(body: Uint8Array): boolean {
    const decoded = this.transport === 'dtls' ? decodeDtlsClientHello(body) : decodeClientHello(body);
    // The second hello, behind a retry or a cookie, offers what the server asked for: the first is the client's own.
    if (decoded.ok) this.hello ??= decoded.value;
    return decoded.ok;
  }

  #serverHello(body: Uint8Array): boolean {
    const decoded = decodeServerHello(body);
    if (!decoded.ok) return false;
    if (isHelloRetryRequest(decoded.value)) {
      this.#isRetry = true;
      return true;
    }
    this.#isRetry = false;
    this.serverHello ??= decoded.value;
    const share = findExtension(decoded.value.extensions, EXTENSION.keyShare);
    const entry = share && decode(share, 'key_share', readKeyShareEntry);
    if (entry?.ok) this.group = entry.value.group;
    return true;
  }

  #ssl2ClientHello(record: Uint8Array): boolean {
    const decoded = decodeSsl2ClientHello(record);
    if (decoded.ok) this.ssl2Hello = decoded.value;
    return decoded.ok;
  }

  #ssl2ServerHello(record: Uint8Array): boolean {
    // An error has a type of 0 and a code of two bytes (draft-hickman-netscape-ssl-00 §2.8).
    if (record.length === 5 && record[2] === 0) {
      this.#refuse({ description: null, name: `SSLv2 error ${record[4] ?? 0}`, by: 'server' });
      return true;
    }
    const decoded = decodeSsl2ServerHello(record);
    if (decoded.ok) this.ssl2ServerHello = decoded.value;
    return decoded.ok;
  }

  /**
   * The types of records are hidden, their lengths are not: a Finished has 32 bytes and more, an alert two. Once the
   * client has sent its Finished and the server something longer than an alert behind it, both were content.
   */
  #protected13(side: Side, length: number): void {
    const isShort = ALERT_LENGTHS.has(length);
    if (side === 'client') {
      if (this.#protectedByClient++ === 0 && isShort && !this.#hasEarlyData()) {
        this.#refuse({ description: null, name: ENCRYPTED_ALERT, by: 'client' });
        return;
      }
      if (!isShort && this.#turns % 2 === 0) this.#turns++;
    } else if (!isShort && this.#turns % 2 === 1) this.#turns++;
    // Early data comes before the Finished, and looks no different: its first exchange proves nothing.
    if (this.#turns >= (this.#hasEarlyData() ? 4 : 2)) this.#outcome = 'established';
  }

  #hasEarlyData(): boolean {
    return findExtension(this.hello?.extensions, EARLY_DATA) !== undefined;
  }

  #refuse(alert: UsageAlert): void {
    this.alert = alert;
    this.#outcome = 'refused';
  }
}

/** `curve_type` of a ServerKeyExchange (RFC 8422 §5.4). */
const NAMED_CURVE = 3;
const SSL2_CLIENT_MASTER_KEY = 2;
/** RFC 9846 §4.3.10. */
const EARLY_DATA = 42;
/** Level, description, the hidden type, and a tag of 16 bytes; of 8 with the CCM_8 suites. */
const ALERT_LENGTHS: ReadonlySet<number> = new Set([19, 11]);
/** Those that end nothing: close_notify and user_canceled (RFC 9846 §6.1). */
const QUIET_ALERTS: ReadonlySet<number> = new Set([0, 90]);
/** An alert that only its record's type or length gave away. */
const ENCRYPTED_ALERT = 'encrypted_alert';
