/**
 * What Microsoft 365 asks of those who connect to it, or whom it connects to.
 *
 * @module
 */
import type { Policy } from '../policy.ts';

export const MICROSOFT_365: Policy = {
  name: 'microsoft-365',
  title: 'Microsoft 365, TLS 1.2 or later',
  source: 'https://learn.microsoft.com/purview/prepare-tls-1.2-in-office-365 (deprecation from 15 October 2020)',
  notes: ['The list of cipher suites that Microsoft 365 takes could not be checked and is left out.'],
  rules: [
    {
      id: 'tls1.2',
      level: 'must',
      section: 'More information',
      text: 'TLS 1.0 and 1.1 are no longer supported: TLS 1.2 or a later version is needed to stay connected.',
      check: { kind: 'accepts-one-of', versions: ['TLSv1.2', 'TLSv1.3'] },
    },
  ],
};
