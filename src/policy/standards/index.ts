/**
 * Every built-in policy.
 *
 * @module
 */
import type { Policy } from '../policy.ts';
import { BSI } from './bsi.ts';
import { RFC_8996, RFC_9325 } from './ietf.ts';
import { MICROSOFT_365 } from './microsoft-365.ts';
import { NIST_CITIZEN, NIST_GOVERNMENT } from './nist.ts';
import { PCI_DSS } from './pci.ts';
import { TLSREF_INTERMEDIATE, TLSREF_MODERN } from './tlsref.ts';

export const STANDARDS: readonly Policy[] = [
  RFC_8996,
  RFC_9325,
  NIST_GOVERNMENT,
  NIST_CITIZEN,
  PCI_DSS,
  BSI,
  TLSREF_MODERN,
  TLSREF_INTERMEDIATE,
  MICROSOFT_365,
];
