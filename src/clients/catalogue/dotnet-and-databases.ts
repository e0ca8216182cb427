import type { ClientFacts } from '../../facts/client-facts.ts';
import {
  DOTNET_35,
  DOTNET_46,
  DOTNET_47,
  DOTNET_KEYS,
  DOTNET_OF_WINDOWS,
  MONO_46,
  MONO_48,
  MYSQL_57,
  MYSQL_80,
  MYSQL_FAQ,
  measured,
  POWERSHELL,
  SCHANNEL,
  SQL_SERVER,
} from '../sources.ts';
import { captured, speaks } from './row.ts';

const DOTNET = { family: 'dotnet', shareClass: 'library', platforms: ['Windows'], offers: [] } as const;
const SCHANNEL_STACK = { name: 'Schannel', version: null } as const;
const framework = (from: string, to: string | null): ClientFacts['product'] => {
  return { name: '.NET Framework', vendor: 'Microsoft', from, to };
};
const KEYS_OF = (version: string): string =>
  `HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\${version} and its twin under Wow6432Node`;
const DATABASE = { family: 'database', shareClass: 'database', offers: [] } as const;
const SQL_UPDATE = 'the build that KB3135244 names, or any later one';
const sqlServer = (id: string, name: string, from: string, to: string, how: string): ClientFacts => ({
  ...DATABASE,
  id,
  name,
  product: { name: 'Microsoft SQL Server', vendor: 'Microsoft', from, to },
  stack: SCHANNEL_STACK,
  platforms: ['Windows'],
  protocols: { states: speaks('TLSv1.0', 'TLSv1.0'), confidence: 'documented', sources: [SQL_SERVER] },
  upgrade: { to: how, sources: [SQL_SERVER] },
});

/** .NET Framework, PowerShell and Mono; SQL Server and MySQL. */
export const DOTNET_AND_DATABASES: readonly ClientFacts[] = [
  {
    ...DOTNET,
    id: 'dotnet-2.0-3.5.1',
    name: '.NET Framework 2.0 to 3.5.1',
    product: framework('2.0', '3.5.1'),
    stack: SCHANNEL_STACK,
    protocols: {
      states: speaks('SSLv3', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [DOTNET_35],
    },
    enable: [
      {
        version: 'TLSv1.2',
        how: `KB3154518 (Windows 7) or a later .NET update, then ${KEYS_OF('v2.0.50727')}: SystemDefaultTlsVersions = 1 (DWORD)`,
        sources: [DOTNET_35],
      },
    ],
    upgrade: { to: '.NET Framework 4.7 or later', sources: [DOTNET_47] },
    notes: ['Windows Vista SP2 and Server 2008 SP2 as first released know nothing newer than TLS 1.0.'],
  },
  {
    ...DOTNET,
    id: 'dotnet-4.0-4.5.2',
    name: '.NET Framework, programs built for 4.0 to 4.5.2',
    product: framework('4.0', '4.5.2'),
    stack: SCHANNEL_STACK,
    protocols: {
      states: speaks('SSLv3', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [DOTNET_KEYS],
    },
    enable: [
      {
        version: 'TLSv1.2',
        how: `${KEYS_OF('v4.0.30319')}: SchUseStrongCrypto = 1 and SystemDefaultTlsVersions = 1 (DWORD)`,
        sources: [DOTNET_KEYS],
      },
    ],
    upgrade: { to: '.NET Framework 4.7 or later as the target', sources: [DOTNET_47] },
  },
  {
    ...DOTNET,
    id: 'dotnet-4.6',
    name: '.NET Framework, programs built for 4.6 to 4.6.2',
    product: framework('4.6', '4.6.2'),
    stack: SCHANNEL_STACK,
    protocols: {
      states: { SSLv3: 'none', 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on' },
      confidence: 'documented',
      sources: [DOTNET_46],
    },
    notes: ['TLS 1.2 as far as Schannel has it; the switch DontEnableSchUseStrongCrypto turns it off again.'],
  },
  {
    ...DOTNET,
    id: 'dotnet-4.7',
    name: '.NET Framework, programs built for 4.7 and later',
    product: framework('4.7', null),
    stack: SCHANNEL_STACK,
    protocols: { states: { 'TLSv1.2': 'on' }, confidence: 'documented', sources: [DOTNET_47] },
    notes: ['The system decides; code that sets ServicePointManager.SecurityProtocol takes the choice away.'],
  },
  {
    ...DOTNET,
    id: 'windows-powershell',
    name: 'Windows PowerShell (Invoke-WebRequest, Install-Module) on .NET before 4.7',
    shareClass: 'tool',
    product: { name: 'Windows PowerShell', vendor: 'Microsoft', from: '3.0', to: '5.1.15062' },
    stack: SCHANNEL_STACK,
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.2': 'supported-off' },
      confidence: 'documented',
      sources: [POWERSHELL, DOTNET_KEYS],
    },
    enable: [
      {
        version: 'TLSv1.2',
        how: '[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12, for the session',
        sources: [POWERSHELL],
      },
      {
        version: 'TLSv1.2',
        how: `for good: ${KEYS_OF('v4.0.30319')}: SchUseStrongCrypto = 1 (DWORD)`,
        sources: [DOTNET_KEYS],
      },
    ],
  },
  {
    ...DOTNET,
    id: 'windows-powershell-windows-10-1703',
    name: 'Windows PowerShell 5.1 of Windows 10 since 1703 (with .NET 4.7)',
    shareClass: 'tool',
    platforms: ['Windows 10'],
    product: { name: 'Windows PowerShell', vendor: 'Microsoft', from: '5.1.15063', to: null },
    stack: SCHANNEL_STACK,
    protocols: {
      states: { 'TLSv1.2': 'on' },
      confidence: 'documented',
      sources: [DOTNET_47, DOTNET_OF_WINDOWS, SCHANNEL],
    },
    notes: ['The third part of its version is the build of Windows: 15063 is 1703, which came with .NET 4.7.'],
  },
  {
    ...DOTNET,
    id: 'mono-4.6',
    name: 'Mono up to 4.6',
    platforms: ['Linux', 'macOS'],
    product: { name: 'Mono', vendor: 'Mono project', from: null, to: '4.6' },
    stack: { name: 'Mono.Security', version: null },
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'documented', sources: [MONO_46] },
    upgrade: { to: 'Mono 4.8 or later, which brings TLS 1.2 by BoringSSL', sources: [MONO_48] },
  },
  {
    ...DOTNET,
    id: 'mono-4.8',
    name: 'Mono 4.8 and later',
    platforms: ['Linux', 'macOS'],
    product: { name: 'Mono', vendor: 'Mono project', from: '4.8', to: null },
    stack: { name: 'BoringSSL', version: null },
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2'),
      confidence: 'measured',
      sources: [measured('Debian mono-runtime 6.8.0.105'), MONO_48],
    },
    offers: captured('mono-6.8-sslstream'),
    notes: ['In 4.8 it may have to be chosen: MONO_TLS_PROVIDER=btls.'],
  },
  sqlServer('sql-server-2008', 'SQL Server 2008 and 2008 R2 before the TLS 1.2 updates', '10.0', '10.50', SQL_UPDATE),
  sqlServer('sql-server-2012', 'SQL Server 2012 before the TLS 1.2 updates', '11.0', '11.0', SQL_UPDATE),
  sqlServer(
    'sql-server-2014',
    'SQL Server 2014 before the TLS 1.2 updates',
    '12.0',
    '12.0.4438',
    'SP1 CU5 (12.0.4439.1), SP1 GDR (12.0.4219.0), RTM CU12 (12.0.2564.0) or later',
  ),
  {
    ...DATABASE,
    id: 'sql-server-2016',
    name: 'SQL Server 2016 and later, and 2014 with the updates',
    product: { name: 'Microsoft SQL Server', vendor: 'Microsoft', from: '13.0', to: null },
    stack: SCHANNEL_STACK,
    platforms: ['Windows'],
    protocols: { states: { 'TLSv1.2': 'on' }, confidence: 'documented', sources: [SQL_SERVER] },
  },
  {
    ...DATABASE,
    id: 'mysql-5.6-yassl',
    name: 'MySQL Community 5.6 and its clients (yaSSL, before 2019)',
    product: { name: 'MySQL', vendor: 'Oracle', from: '5.6', to: '5.6' },
    stack: { name: 'yaSSL', version: null },
    platforms: [],
    protocols: { states: speaks('TLSv1.0', 'TLSv1.0'), confidence: 'documented', sources: [MYSQL_57, MYSQL_FAQ] },
    upgrade: { to: 'a Community build of 2019 or later, which uses OpenSSL', sources: [MYSQL_FAQ] },
  },
  {
    ...DATABASE,
    id: 'mysql-5.7-yassl',
    name: 'MySQL Community 5.7.10 and its clients (yaSSL, before 2019)',
    product: { name: 'MySQL', vendor: 'Oracle', from: '5.7.10', to: '5.7' },
    stack: { name: 'yaSSL', version: null },
    platforms: [],
    protocols: { states: speaks('TLSv1.0', 'TLSv1.1'), confidence: 'documented', sources: [MYSQL_57, MYSQL_FAQ] },
    upgrade: { to: 'a Community build of 2019 or later, which uses OpenSSL', sources: [MYSQL_FAQ] },
  },
  {
    ...DATABASE,
    id: 'mysql-5.7-openssl',
    name: 'MySQL Enterprise 5.7.10 and later, MySQL 8.0 to 8.0.27',
    product: { name: 'MySQL', vendor: 'Oracle', from: '5.7.10', to: '8.0.27' },
    stack: { name: 'OpenSSL', version: null },
    platforms: [],
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on' },
      confidence: 'documented',
      sources: [MYSQL_57, MYSQL_80],
    },
    notes: ['TLS 1.3 came with 8.0.16.'],
  },
  {
    ...DATABASE,
    id: 'mysql-8.0.28',
    name: 'MySQL 8.0.28 and later',
    product: { name: 'MySQL', vendor: 'Oracle', from: '8.0.28', to: null },
    stack: { name: 'OpenSSL', version: null },
    platforms: [],
    protocols: {
      states: { 'TLSv1.0': 'none', 'TLSv1.1': 'none', 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'documented',
      sources: [MYSQL_80],
    },
  },
];
