/**
 * Takes TLS records apart: their headers, and what is in the clear inside them.
 *
 * @module
 */
import { decodeAlert } from '../alert.ts';
import { decode, type FieldNote, type Reader } from '../bytes.ts';
import { CONTENT_TYPE, looksLikeRecord, MAX_FRAGMENT_LENGTH, RECORD_HEADER_LENGTH } from '../record.ts';
import { alertLevelName, alertName } from '../registry/alerts.ts';
import type { AlertFacts } from './explanation.ts';
import { explainHandshakes, type HandshakeFindings } from './handshakes.ts';
import type { BodyReader } from './message-readers.ts';
import type { Sheet } from './sheet.ts';
import { joinedSource, type Piece, type Source } from './source.ts';

export type RecordFindings = HandshakeFindings & { readonly alerts: readonly AlertFacts[] };

/** Puts all of `source` from `start` on the sheet. */
export function explainRecords(sheet: Sheet, source: Source, start: number): RecordFindings {
  const walk = new RecordWalk(sheet, source);
  let at = start;
  while (at < source.bytes.length) at = walk.record(at);
  return { ...explainHandshakes(sheet, joinedSource(walk.handshakePieces), 1), alerts: walk.alerts };
}

class RecordWalk {
  readonly handshakePieces: Piece[] = [];
  readonly alerts: AlertFacts[] = [];
  readonly #sheet: Sheet;
  readonly #source: Source;
  /** After ChangeCipherSpec only a second hello is in the clear, as in TLS 1.3 after a HelloRetryRequest. */
  #isSealed = false;
  /** Bytes to come of a hello after ChangeCipherSpec that is split over records. */
  #helloLeft = 0;

  constructor(sheet: Sheet, source: Source) {
    this.#sheet = sheet;
    this.#source = source;
  }

  /** Takes one record off; gives where the next one starts. */
  record(at: number): number {
    const { bytes } = this.#source;
    const header = bytes.subarray(at, at + RECORD_HEADER_LENGTH);
    if (!looksLikeRecord(header)) return this.#giveUp(at, 'not-tls', 'record.type', 'this begins no record');
    const [type = 0, major = 0, minor = 0, high = 0, low = 0] = header;
    this.#header(at, { field: 'record.type', offset: 0, length: 1, value: type });
    if (header.length < 3) return this.#giveUp(at + 1, 'truncated', 'record.legacy_record_version', CUT_OFF);
    this.#header(at, { field: 'record.legacy_record_version', offset: 1, length: 2, value: major * 256 + minor });
    if (header.length < RECORD_HEADER_LENGTH) return this.#giveUp(at + 3, 'truncated', 'record.length', CUT_OFF);
    const length = high * 256 + low;
    this.#header(at, { field: 'record.fragment', offset: 3, length: 2, value: length, isLength: true });
    const start = at + RECORD_HEADER_LENGTH;
    if (length > MAX_FRAGMENT_LENGTH) {
      this.#sheet.report({ code: 'too-long', field: 'record.length', offset: at + 3 });
      return this.#giveUp(start, 'too-long', 'record.fragment', `a record holds ${MAX_FRAGMENT_LENGTH} bytes at most`);
    }
    const fragment = bytes.subarray(start, start + length);
    if (fragment.length < length) {
      this.#sheet.report({ code: 'truncated', field: 'record.fragment', offset: bytes.length });
    }
    this.#fragment(type, start, fragment, length);
    return start + fragment.length;
  }

  #fragment(type: number, at: number, fragment: Uint8Array, announced: number): void {
    const place = { source: this.#source, at, announced, depth: 1, context: {} };
    const isShortAlert = type === CONTENT_TYPE.alert && announced === 2;
    if (type === CONTENT_TYPE.handshake && this.#isInClear(fragment)) {
      this.handshakePieces.push({ offset: at, bytes: fragment });
    } else if (type === CONTENT_TYPE.changeCipherSpec) {
      this.#isSealed = true;
      this.#sheet.read(place, readChangeCipherSpec);
    } else if (type === CONTENT_TYPE.alert && (isShortAlert || !this.#isSealed)) {
      this.#sheet.read(place, decodeAlert);
      const alert = decodeAlert(fragment);
      if (alert.ok) this.alerts.push(alertFacts(alert.value.level, alert.value.description));
    } else if (type === CONTENT_TYPE.heartbeat && !this.#isSealed) {
      this.#heartbeat(place, fragment);
    } else {
      const [path, remark] = SEALED.get(type) ?? ['record.fragment', 'of DTLS, not of TLS'];
      this.#sheet.raw(this.#source, { at, length: fragment.length, depth: 1, context: {} }, path, remark);
    }
  }

  #isInClear(fragment: Uint8Array): boolean {
    if (!this.#isSealed) return true;
    if (this.#helloLeft > 0) {
      this.#helloLeft -= Math.min(this.#helloLeft, fragment.length);
      return true;
    }
    const [type, high, middle = 0, low = 0, major] = fragment;
    if ((type !== 1 && type !== 2) || high !== 0 || major !== 3) return false;
    this.#helloLeft = Math.max(0, 4 + middle * 256 + low - fragment.length);
    return true;
  }

  #heartbeat(place: Parameters<Sheet['read']>[0], fragment: Uint8Array): void {
    this.#sheet.read(place, readHeartbeat);
    const [, high = 0, low = 0] = fragment;
    const claimed = high * 256 + low;
    const there = Math.max(0, place.announced - HEARTBEAT_HEADER_LENGTH);
    if (fragment.length < HEARTBEAT_HEADER_LENGTH || claimed <= there) return;
    this.#sheet.report({ code: 'bad-value', field: 'heartbeat_message.payload_length', offset: place.at + 1 });
  }

  #header(at: number, note: FieldNote): void {
    this.#sheet.note({ source: this.#source, at, depth: 0, context: {} }, note);
  }

  /** The rest of the input stays raw. */
  #giveUp(at: number, code: 'truncated' | 'not-tls' | 'too-long', field: string, remark: string): number {
    const { length } = this.#source.bytes;
    this.#sheet.report({ code, field, offset: at });
    const path = code === 'not-tls' ? 'unknown' : field;
    this.#sheet.raw(this.#source, { at, length: length - at, depth: 0, context: {} }, path, remark);
    return length;
  }
}

function alertFacts(level: number, description: number): AlertFacts {
  return { level: alertLevelName(level), description, name: alertName(description).replace(/_RESERVED$/, '') };
}

const readChangeCipherSpec: BodyReader = (bytes, onNote) =>
  decode(bytes, 'change_cipher_spec', (r) => r.uint(1, 'change_cipher_spec.type'), onNote ? { onNote } : {});

/** A payload_length over what is there is Heartbleed's (CVE-2014-0160): the payload is then all that is left. */
const readHeartbeat: BodyReader = (bytes, onNote) =>
  decode(
    bytes,
    'heartbeat_message',
    (r: Reader) => {
      r.uint(1, 'heartbeat_message.type');
      const length = r.uint(2, 'heartbeat_message.payload_length');
      r.take(Math.min(length, r.left), 'heartbeat_message.payload');
      r.rest('heartbeat_message.padding');
    },
    onNote ? { onNote } : {},
  );

/** Path and remark of what cannot be looked into. */
const SEALED: ReadonlyMap<number, readonly [string, string]> = new Map([
  [CONTENT_TYPE.alert, ['encrypted.alert', 'encrypted alert']],
  [CONTENT_TYPE.handshake, ['encrypted.handshake', 'encrypted handshake message']],
  [CONTENT_TYPE.applicationData, ['application_data', 'encrypted']],
  [CONTENT_TYPE.heartbeat, ['encrypted.heartbeat', 'encrypted heartbeat']],
]);

const HEARTBEAT_HEADER_LENGTH = 3;
const CUT_OFF = 'the input ends inside it';
