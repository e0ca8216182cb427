/**
 * What every configuration format comes to: servers, and what was not understood.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { safeText } from '../../core/safe-text.ts';
import type { ServerCertificate, ServerProfile } from '../server-profile.ts';
import { type OpensslSettings, opensslProfile, type SettingsIssue } from './openssl-profile.ts';

/** Where a directive stands; lines count from 1. */
export type Place = { readonly file: string; readonly line: number };

/** One server of a configuration. */
export type ConfiguredServer = {
  /** What a person knows it by: its names, or the address it listens on. */
  readonly name: string;
  readonly place: Place;
  readonly profile: ServerProfile;
  /** What a client that names no server meets instead; `null`: the same. */
  readonly withoutName: ServerProfile | null;
  /** Directives about TLS that were passed over, as written. */
  readonly unread: readonly { readonly directive: string; readonly place: Place }[];
  /** What had to be assumed, a sentence each without a full stop. */
  readonly assumptions: readonly string[];
};

/** A text of a configuration. */
export type ConfigurationText = { readonly file: string; readonly text: string };

/** How a parser gets at what lies outside the text; it opens no files itself. */
export type Outside = {
  /** Files of an include, in the order they are read; `null`: there is none. `from` holds the directive. */
  include(pattern: string, from: string): readonly ConfigurationText[] | null;
  /** The certificate of a path as written; `null`: it cannot be read. */
  certificate(path: string): ServerCertificate | null;
  /** Bits of the Diffie-Hellman prime in a file; `null`: it cannot be read. */
  dhBits(path: string): number | null;
};

/** OpenSSL's level where the configuration says none: Debian and its kin build with 2, OpenSSL comes with 1. */
export type ConfigurationDefaults = { readonly securityLevel: number };

/** Nothing outside the text can be had. */
export const NOTHING_OUTSIDE: Outside = { include: () => null, certificate: () => null, dhBits: () => null };

/** A complaint with its place in front. */
export function complaint(place: Place, message: string, hint?: string): Failure {
  return failure('configuration-unreadable', `${safeText(place.file)}:${place.line}: ${safeText(message)}`, hint);
}

/** An include that leads nowhere: what it holds could change everything. */
export function missingInclude(place: Place, pattern: string): Failure {
  return failure('include-missing', `${safeText(place.file)}:${place.line}: no file for ${safeText(pattern)}`);
}

/** How deep includes may lie in one another: a file that includes itself ends here. */
export const MAX_INCLUDE_DEPTH = 10;

/** The profile of what reaches OpenSSL, or the complaint at the place of the server. */
export function profileAt(
  place: Place,
  settings: OpensslSettings,
): Result<{ readonly profile: ServerProfile; readonly assumptions: readonly string[] }, Failure> {
  const made = opensslProfile(settings);
  if (!made.ok) return err(complaint(place, settingsIssueText(made.error)));
  const assumptions = made.value.unknown.map((word) => `OpenSSL passes over "${safeText(word)}" in the cipher string`);
  return ok({ profile: made.value.profile, assumptions });
}

/** Certificates by path, and what is assumed of those that cannot be read. */
export function certificatesAt(
  paths: readonly string[],
  outside: Outside,
): { readonly certificates: readonly ServerCertificate[]; readonly assumptions: readonly string[] } {
  const assumptions: string[] = [];
  const certificates = paths.map((path) => {
    const certificate = outside.certificate(path);
    if (certificate === null) assumptions.push(`${safeText(path)} cannot be read: an RSA key is assumed`);
    return certificate ?? UNREAD_CERTIFICATE;
  });
  return { certificates, assumptions };
}

/** What OpenSSL would complain of, in words. */
export function settingsIssueText(issue: SettingsIssue): string {
  if (issue.code === 'unknown-name') return `OpenSSL knows no "${issue.name}"`;
  if (issue.issue.code === 'no-suites') return 'the cipher string leaves no cipher suite';
  return `the cipher string has a command that OpenSSL does not know, at character ${issue.issue.offset + 1}`;
}

const UNREAD_CERTIFICATE: ServerCertificate = { keyType: 'RSA', keyBits: null, curve: null, signedWith: null };
