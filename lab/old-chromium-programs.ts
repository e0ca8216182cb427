/**
 * Chromium 64, 92 and 106 from npm: browsers that were made for AWS Lambda, and run without a screen.
 *
 * @module
 */
import type { PackedProgram } from './cache.ts';

const BROWSER = {
  brotli: 'package/bin/chromium.br',
  file: 'chromium',
  check: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--single-process',
    '--no-zygote',
    '--dump-dom',
    'about:blank',
  ],
} as const;

export const OLD_CHROMIUM: Readonly<Record<'64' | '92' | '106', PackedProgram>> = {
  '64': {
    ...BROWSER,
    package: 'chrome-aws-lambda',
    version: '64.0.3264',
    integrity: 'sha512-3XpUhpg5Qlbq8V/Pk5gzfSqcq3wSlfT1N98yzDY8a+PrrROx9XUCntkg4W1ZmisqLsWhmRLZQrKtDjTRBttwig==',
  },
  '92': {
    ...BROWSER,
    package: 'chrome-aws-lambda',
    version: '10.1.0',
    integrity: 'sha512-NZQVf+J4kqG4sVhRm3WNmOfzY0OtTSm+S8rg77pwePa9RCYHzhnzRs8YvNI6L9tALIW6RpmefWiPURt3vURXcw==',
  },
  '106': {
    ...BROWSER,
    package: '@sparticuz/chromium',
    version: '106.0.2',
    integrity: 'sha512-YDbwmfyzLi2WqVjAONPjxlCxAfLPjx4TE7KdDNOyITDGx6KAktgpZ9qab77ZRU/6mmCwSdg+QO+OGQTXOEY/RA==',
  },
};
