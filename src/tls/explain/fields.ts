/**
 * What a field says: its path in RFC spelling, its meaning in words, and where it is defined.
 *
 * @module
 */
import { hexCode } from '../../core/hex.ts';
import type { FieldNote } from '../bytes.ts';
import { extensionReference } from '../registry/extensions.ts';
import { isGrease } from '../registry/grease.ts';
import type { TlsVersion } from '../version.ts';
import type { ExtensionHome } from './extension-readers.ts';
import { BYTES_MEANINGS, COUNTED, NUMBER_MEANINGS } from './meanings.ts';
import { fieldReference } from './references.ts';

/** What a field's meaning depends on beside its bytes. */
export type FieldContext = {
  /** The negotiated version, if a ServerHello settled it. */
  readonly version?: TlsVersion | undefined;
  /** The message around it, if that one carries extensions. */
  readonly home?: ExtensionHome | undefined;
};

export type FieldDescription = {
  readonly path: string;
  readonly meaning: string;
  readonly reference: string | undefined;
  readonly remark: string | undefined;
};

/** @param bytes those of the field, all of them */
export function describeField(note: FieldNote, bytes: Uint8Array, context: FieldContext): FieldDescription {
  const field = fieldName(note.field, context);
  return {
    path: note.isLength ? lengthPath(field) : field,
    meaning: meaningOf(note, bytes),
    reference: referenceOf(note, field, context),
    remark: note.isLength ? undefined : REMARKS.get(field)?.(bytes),
  };
}

/** What is said of bytes that are not looked into. */
export function rawMeaning(length: number): string {
  return length === 1 ? '1 byte' : `${length} bytes`;
}

function meaningOf(note: FieldNote, bytes: Uint8Array): string {
  const { field, value } = note;
  if (value === undefined) return BYTES_MEANINGS.get(field)?.(bytes) ?? rawMeaning(bytes.length);
  if (!note.isLength) return (NUMBER_MEANINGS.get(field) ?? String)(value);
  const [size, one, many] = COUNTED.get(field) ?? [1];
  if (!one || value % size !== 0) return rawMeaning(value);
  return `${rawMeaning(value)}, ${value / size} ${value === size ? one : many}`;
}

/** Decoders call an extension's contents by its number; the ServerHello's fields are also HelloRetryRequest's. */
function fieldName(field: string, { home }: FieldContext): string {
  if (field !== 'extension.type' && field.startsWith('extension.')) return 'extension.data';
  return home === 'hello_retry_request' ? field.replace(/^server_hello\./, 'hello_retry_request.') : field;
}

function lengthPath(field: string): string {
  return LENGTH_PATHS.get(field) ?? `${field}.length`;
}

function referenceOf(note: FieldNote, field: string, { version }: FieldContext): string | undefined {
  const type = note.field === 'extension.type' ? note.value : Number(/^extension\.(\d+)$/.exec(note.field)?.[1]);
  if (type !== undefined && !Number.isNaN(type)) {
    if (isGrease(type)) return 'RFC 8701 §2';
    const own = extensionReference(type);
    if (own && !note.isLength) return own;
  }
  return fieldReference(field, version);
}

const LENGTH_PATHS: ReadonlyMap<string, string> = new Map([
  ['record.fragment', 'record.length'],
  ['handshake.body', 'handshake.length'],
  ['extension.data', 'extension.length'],
]);

/** What is worth a word although the bytes are sound. */
const REMARKS: ReadonlyMap<string, (bytes: Uint8Array) => string | undefined> = new Map([
  [
    'padding.zeros',
    (bytes: Uint8Array) => (bytes.every((byte) => byte === 0) ? undefined : 'RFC 7685 §3: every byte must be zero'),
  ],
  [
    'client_hello.legacy_session_id',
    (bytes: Uint8Array) => (bytes.length > 32 ? `${bytes.length} bytes, and 32 are allowed` : undefined),
  ],
  [
    'change_cipher_spec.type',
    ([type]: Uint8Array) => (type === 1 ? undefined : `must be 1, not ${hexCode(type ?? 0, 2)}`),
  ],
]);
