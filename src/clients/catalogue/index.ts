/**
 * The catalogue: every client program known, each fact with its source.
 *
 * @module
 */
import type { ClientFacts } from '../../facts/client-facts.ts';
import { ANDROID } from './android.ts';
import { BOTS_AND_DEVICES } from './bots-and-devices.ts';
import { CHROME } from './chrome.ts';
import { DOCUMENTED_PROGRAMS } from './documented-programs.ts';
import { DOTNET_AND_DATABASES } from './dotnet-and-databases.ts';
import { FIREFOX } from './firefox.ts';
import { GO } from './go.ts';
import { INTERNET_EXPLORER } from './internet-explorer.ts';
import { JAVA } from './java.ts';
import { NODE } from './node.ts';
import { OPENSSL } from './openssl.ts';
import { OPERA } from './opera.ts';
import { SAFARI } from './safari.ts';
import { SEEN_BY_VERSION } from './seen-by-version.ts';
import { TOOLS_AND_LANGUAGES } from './tools-and-languages.ts';
import { WINDOWS } from './windows.ts';

export const CATALOGUE: readonly ClientFacts[] = [
  ...INTERNET_EXPLORER,
  ...CHROME,
  ...FIREFOX,
  ...SAFARI,
  ...OPERA,
  ...ANDROID,
  ...WINDOWS,
  ...DOTNET_AND_DATABASES,
  ...JAVA,
  ...OPENSSL,
  ...NODE,
  ...TOOLS_AND_LANGUAGES,
  ...GO,
  ...BOTS_AND_DEVICES,
  ...SEEN_BY_VERSION,
  ...DOCUMENTED_PROGRAMS,
];
