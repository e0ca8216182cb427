/**
 * Walks along one side of a connection, record by record, and keeps no more than a hello's worth of it.
 *
 * @module
 */
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { CONTENT_TYPE, MAX_FRAGMENT_LENGTH, RECORD_HEADER_LENGTH } from '../../tls/record.ts';
import type { Side, Talk } from './talk.ts';

/** What the next byte belongs to. */
type Place = 'header' | 'handshake' | 'kept' | 'passed' | 'lost';

export class RecordWalker {
  readonly #side: Side;
  readonly #talk: Talk;
  #place: Place = 'header';
  readonly #header = new Uint8Array(RECORD_HEADER_LENGTH);
  #headerBytes = 0;
  #isSsl2 = false;
  #records = 0;
  #left = 0;
  #kept: Uint8Array = NOTHING;
  #keptBytes = 0;
  readonly #message = new Uint8Array(4);
  #messageBytes = 0;
  #messageLeft = 0;
  #body: Uint8Array | undefined;
  #isProtected = false;
  #searches = 0;
  /** It is no TLS, or a hole swallowed where the next record begins. */
  hasFailed = false;

  constructor(side: Side, talk: Talk) {
    this.#side = side;
    this.#talk = talk;
  }

  push(bytes: Uint8Array, from: number, end: number): void {
    let at = from;
    if (this.#place === 'lost' && !this.#isFoundAgain(bytes, at, end)) return;
    while (at < end && !this.hasFailed) {
      if (this.#place === 'header') {
        this.#header[this.#headerBytes++] = bytes[at++] ?? 0;
        if (this.#headerBytes === this.#headerLength()) this.#beginRecord();
        continue;
      }
      const taken = Math.min(this.#left, end - at);
      if (this.#place === 'kept') {
        this.#kept.set(bytes.subarray(at, at + taken), this.#keptBytes);
        this.#keptBytes += taken;
      } else if (this.#place === 'handshake') this.#messages(bytes, at, at + taken);
      at += taken;
      this.#left -= taken;
      if (this.#left === 0) this.#endRecord();
    }
  }

  /** So many bytes will never come. Inside a record that is passed over anyway, that is no loss. */
  gap(length: number): void {
    if (this.#place === 'passed' && length <= this.#left) {
      this.#left -= length;
      if (this.#left === 0) this.#endRecord();
      return;
    }
    this.#talk.isLossy = true;
    this.#place = 'lost';
    this.#messageBytes = 0;
    this.#messageLeft = 0;
    this.#body = undefined;
  }

  /** SSLv2: two bytes, or three with padding; the first tells. Everything else: five. */
  #headerLength(): number {
    const first = this.#header[0] ?? 0;
    this.#isSsl2 = this.#talk.isSsl2 || (this.#records === 0 && first >= 0x80);
    if (this.#isSsl2) return first >= 0x80 ? 2 : 3;
    return RECORD_HEADER_LENGTH;
  }

  #beginRecord(): void {
    const [first = 0, second = 0, , high = 0, low = 0] = this.#header;
    this.#headerBytes = 0;
    this.#records++;
    if (this.#isSsl2) {
      const mask = first >= 0x80 ? 0x7f : 0x3f;
      const length = ((first & mask) << 8) | second;
      const header = this.#header.subarray(0, first >= 0x80 ? 2 : 3);
      this.#kept = new Uint8Array(header.length + length);
      this.#kept.set(header);
      this.#keptBytes = header.length;
      this.#go('kept', length);
      return;
    }
    const length = high * 256 + low;
    if (!isRecordHeader(this.#header) || (this.#records === 1 && !this.#mayBegin(first))) {
      this.#fail();
      return;
    }
    this.#go(this.#placeFor(first, length), length);
  }

  /** A client begins with a handshake message; a server may refuse at once. */
  #mayBegin(contentType: number): boolean {
    if (contentType === CONTENT_TYPE.handshake) return true;
    return this.#side === 'server' ? contentType === CONTENT_TYPE.alert : this.#talk.ssl2Hello !== undefined;
  }

  #placeFor(contentType: number, length: number): Place {
    const isEncrypted = this.#isProtected || contentType === CONTENT_TYPE.applicationData;
    if (isEncrypted) {
      this.#talk.protectedRecord(this.#side, contentType, length);
      return 'passed';
    }
    if (contentType === CONTENT_TYPE.handshake) return 'handshake';
    if (contentType === CONTENT_TYPE.alert && length === ALERT_LENGTH) {
      this.#kept = new Uint8Array(ALERT_LENGTH);
      this.#keptBytes = 0;
      return 'kept';
    }
    // An alert longer than its two bytes is encrypted, though the ChangeCipherSpec before it was not seen.
    if (contentType === CONTENT_TYPE.alert) this.#talk.protectedRecord(this.#side, contentType, length);
    if (contentType === CONTENT_TYPE.changeCipherSpec) this.#isProtected = this.#talk.changeCipherSpec(this.#side);
    return 'passed';
  }

  #go(place: Place, left: number): void {
    this.#place = place;
    this.#left = left;
    if (left === 0) this.#endRecord();
  }

  #endRecord(): void {
    const isKept = this.#place === 'kept';
    this.#place = 'header';
    if (!isKept) return;
    const kept = this.#kept;
    this.#kept = NOTHING;
    if (!this.#isSsl2) this.#talk.plainAlert(this.#side, kept[0] ?? 0, kept[1] ?? 0);
    else if (!this.#talk.ssl2Record(this.#side, kept)) this.#fail();
  }

  #messages(bytes: Uint8Array, from: number, end: number): void {
    let at = from;
    while (at < end && !this.hasFailed) {
      if (this.#messageBytes < 4) {
        this.#message[this.#messageBytes++] = bytes[at++] ?? 0;
        if (this.#messageBytes === 4) this.#beginMessage();
        continue;
      }
      const taken = Math.min(this.#messageLeft, end - at);
      this.#body?.set(bytes.subarray(at, at + taken), this.#body.length - this.#messageLeft);
      at += taken;
      this.#messageLeft -= taken;
      if (this.#messageLeft === 0) this.#endMessage();
    }
  }

  #beginMessage(): void {
    const [type = 0, high = 0, middle = 0, low = 0] = this.#message;
    const length = high * 65_536 + middle * 256 + low;
    const isWanted = WANTED[this.#side].has(type);
    if (isWanted && length > MOST_MESSAGE_BYTES) {
      this.#fail();
      return;
    }
    this.#body = isWanted ? new Uint8Array(length) : undefined;
    this.#messageLeft = length;
    if (length === 0) this.#endMessage();
  }

  #endMessage(): void {
    const [type = 0] = this.#message;
    const body = this.#body;
    this.#body = undefined;
    this.#messageBytes = 0;
    if (body && !this.#talk.handshake(this.#side, type, body)) this.#fail();
  }

  /** Behind a hole: senders begin most segments with a record. */
  #isFoundAgain(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at >= RECORD_HEADER_LENGTH && isRecordHeader(bytes.subarray(at, at + RECORD_HEADER_LENGTH))) {
      this.#place = 'header';
      this.#headerBytes = 0;
      return true;
    }
    if (++this.#searches > MOST_SEARCHES) this.hasFailed = true;
    return false;
  }

  #fail(): void {
    this.hasFailed = true;
    this.#talk.isNonsense = true;
  }
}

function isRecordHeader(header: Uint8Array): boolean {
  const [type = 0, major = 0, minor = 0, high = 0, low = 0] = header;
  if (type < CONTENT_TYPE.changeCipherSpec || type > CONTENT_TYPE.heartbeat || major !== 3 || minor > 4) return false;
  return high * 256 + low <= MAX_FRAGMENT_LENGTH;
}

const WANTED: Readonly<Record<Side, ReadonlySet<number>>> = {
  client: new Set([HANDSHAKE_TYPE.clientHello]),
  server: new Set([HANDSHAKE_TYPE.serverHello, HANDSHAKE_TYPE.serverKeyExchange]),
};
const MOST_MESSAGE_BYTES = 65_535;
const ALERT_LENGTH = 2;
const MOST_SEARCHES = 64;
const NOTHING = new Uint8Array(0);
