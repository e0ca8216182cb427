/**
 * Truths that many hostile rows share.
 *
 * @module
 */
import type { TlsVersion } from '../../src/tls/version.ts';
import type { Truth } from '../server.ts';
import type { WrongAnswers } from './hostile-server.ts';

/** The same answer for every version. */
export function everyVersion(answer: Truth): Record<TlsVersion, Truth> {
  return {
    SSLv2: answer,
    SSLv3: answer,
    'TLSv1.0': answer,
    'TLSv1.1': answer,
    'TLSv1.2': answer,
    'TLSv1.3': answer,
  };
}

/** The backend behind every fronting row: TLS 1.0 to 1.3, and alerts for SSL. */
export const BACKEND_TRUTH: Readonly<Record<TlsVersion, Truth>> = {
  ...everyVersion('accepted'),
  SSLv2: 'refused',
  SSLv3: 'refused',
};

/** The backend from TLS 1.2 on; below, `answer` (with SSL, whose hellos the rows treat as old too). */
export function oldVersions(answer: Truth): Record<TlsVersion, Truth> {
  return { ...everyVersion(answer), 'TLSv1.2': 'accepted', 'TLSv1.3': 'accepted' };
}

/** Nothing was ever said against any TLS version, so nobody may say it was. */
export const REFUSING_IS_WRONG: WrongAnswers = {
  'TLSv1.0': ['refused', 'latent'],
  'TLSv1.1': ['refused', 'latent'],
  'TLSv1.2': ['refused', 'latent'],
  'TLSv1.3': ['refused', 'latent'],
};

/** No client could ever finish a handshake, so no version may be called accepted. */
export const ACCEPTING_IS_WRONG: WrongAnswers = {
  SSLv2: ['accepted'],
  SSLv3: ['accepted'],
  'TLSv1.0': ['accepted'],
  'TLSv1.1': ['accepted'],
  'TLSv1.2': ['accepted'],
  'TLSv1.3': ['accepted'],
};

/** As {@link ACCEPTING_IS_WRONG}, of the versions below TLS 1.2 alone. */
export const ACCEPTING_OLD_IS_WRONG: WrongAnswers = {
  SSLv2: ['accepted', 'latent'],
  SSLv3: ['accepted', 'latent'],
  'TLSv1.0': ['accepted', 'latent'],
  'TLSv1.1': ['accepted', 'latent'],
};

/** TLS 1.0 and 1.1 hellos are answered above what they offer: no yes, and no refusal in words either. */
export const NOT_BELOW_TLS12: Readonly<Partial<Record<TlsVersion, Truth>>> = {
  SSLv2: 'refused',
  'TLSv1.0': 'inconclusive',
  'TLSv1.1': 'inconclusive',
  'TLSv1.2': 'accepted',
  'TLSv1.3': 'accepted',
};
