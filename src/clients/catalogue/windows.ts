import type { ClientFacts } from '../../facts/client-facts.ts';
import {
  CANIUSE_TLS11,
  CANIUSE_TLS12,
  CANIUSE_TLS13,
  OUTLOOK_2010,
  SCHANNEL,
  SHA2_WINDOWS,
  WINDOWS_TABLE,
  WINHTTP,
  WINHTTP_VALUES,
} from '../sources.ts';
import { dates, speaks } from './row.ts';

const schannel = (system: string): Pick<ClientFacts, 'family' | 'shareClass' | 'product' | 'stack' | 'offers'> => ({
  family: 'windows',
  shareClass: 'system',
  product: { name: `Programs on Schannel of ${system}`, vendor: 'Microsoft', from: null, to: null },
  stack: { name: 'Schannel', version: system },
  offers: [],
});
const UPGRADE = {
  to: 'a Windows whose Schannel has TLS 1.2: 8, Server 2012 or later has it on',
  sources: [SCHANNEL],
} as const;

const SCHANNEL_KEYS = {
  version: 'TLSv1.2',
  how:
    'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client: ' +
    'DisabledByDefault = 0 and Enabled = 1 (DWORD), then restart',
  sources: [SCHANNEL, WINDOWS_TABLE],
} as const;

const WINHTTP_KEY = {
  version: 'TLSv1.2',
  how:
    'update KB3140245, then HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp and its twin ' +
    'under Wow6432Node: DefaultSecureProtocols = 0x00000A00 (DWORD: TLS 1.1 and 1.2); on Windows 7 and 2008 R2 also ' +
    'TLS 1.2 in the Schannel keys',
  sources: [WINHTTP, WINHTTP_VALUES],
} as const;

const WINHTTP_DEFAULT = {
  family: 'windows',
  platforms: ['Windows 7', 'Windows Server 2008 R2', 'Windows Server 2012'],
  stack: { name: 'Schannel', version: null },
  protocols: {
    states: speaks('TLSv1.0', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
    confidence: 'documented',
    sources: [WINHTTP],
  },
  enable: [WINHTTP_KEY],
  offers: [],
} as const satisfies Partial<ClientFacts>;

/** What goes through Windows' own TLS: whatever asks Schannel for no version, and what asks WinHTTP. */
export const WINDOWS: readonly ClientFacts[] = [
  {
    ...schannel('Windows XP'),
    id: 'schannel-windows-xp',
    name: 'Schannel on Windows XP and Server 2003',
    platforms: ['Windows XP', 'Windows Server 2003'],
    protocols: { states: speaks('SSLv2', 'TLSv1.0'), confidence: 'documented', sources: [WINDOWS_TABLE] },
    upgrade: UPGRADE,
    limits: { sha2: false, sources: [SHA2_WINDOWS] },
    notes: [
      'SHA-256 certificates: Windows XP takes them from Service Pack 3 on, Server 2003 with KB938397 or KB968730.',
    ],
  },
  {
    ...schannel('Windows Vista'),
    id: 'schannel-windows-vista',
    name: 'Schannel on Windows Vista and Server 2008 before Service Pack 2',
    platforms: ['Windows Vista', 'Windows Server 2008'],
    protocols: { states: speaks('TLSv1.0', 'TLSv1.0'), confidence: 'documented', sources: [SCHANNEL] },
    upgrade: UPGRADE,
  },
  {
    ...schannel('Windows Server 2008 SP2'),
    id: 'schannel-windows-server-2008-sp2',
    name: 'Schannel on Windows Server 2008 SP2',
    platforms: ['Windows Server 2008'],
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [SCHANNEL, WINDOWS_TABLE],
    },
    enable: [
      { ...SCHANNEL_KEYS, how: `the update that adds TLS 1.1 and 1.2 to Server 2008 SP2, then ${SCHANNEL_KEYS.how}` },
    ],
    upgrade: UPGRADE,
  },
  {
    ...schannel('Windows 7'),
    id: 'schannel-windows-7',
    name: 'Schannel on Windows 7 and Server 2008 R2',
    platforms: ['Windows 7', 'Windows Server 2008 R2'],
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [SCHANNEL],
    },
    enable: [SCHANNEL_KEYS],
    upgrade: UPGRADE,
  },
  {
    ...schannel('Windows 8 to 10'),
    id: 'schannel-windows-8-10',
    name: 'Schannel on Windows 8 to 10 and Server 2012 to 2019',
    platforms: ['Windows 8', 'Windows 8.1', 'Windows 10', 'Windows Server 2012'],
    protocols: { states: speaks('TLSv1.0', 'TLSv1.2'), confidence: 'documented', sources: [SCHANNEL] },
  },
  {
    ...schannel('Windows 11'),
    id: 'schannel-windows-11',
    name: 'Schannel on Windows 11 and Server 2022',
    platforms: ['Windows 11', 'Windows Server 2022'],
    protocols: { states: { 'TLSv1.2': 'on', 'TLSv1.3': 'on' }, confidence: 'documented', sources: [SCHANNEL] },
    notes: ['TLS 1.0 and 1.1 are off by default from the preview builds of 2024 on.'],
  },
  {
    ...WINHTTP_DEFAULT,
    id: 'winhttp-windows-7',
    name: 'WinHTTP with its default protocols on Windows 7 to Server 2012',
    shareClass: 'system',
    product: { name: 'WinHTTP', vendor: 'Microsoft', from: null, to: null },
  },
  {
    ...WINHTTP_DEFAULT,
    id: 'webdav-windows-7',
    name: 'WebDAV redirector (WebClient: mapped drives, UNC paths) on Windows 7 to Server 2012',
    shareClass: 'system',
    product: { name: 'Microsoft-WebDAV-MiniRedir', vendor: 'Microsoft', from: '6.1', to: '6.2' },
  },
  {
    ...WINHTTP_DEFAULT,
    id: 'winrm-windows-7',
    name: 'WinRM client on Windows 7 to Server 2012',
    shareClass: 'system',
    product: { name: 'Microsoft WinRM Client', vendor: 'Microsoft', from: null, to: null },
  },
  {
    ...WINHTTP_DEFAULT,
    id: 'directaccess-windows-7',
    name: 'DirectAccess (IP-HTTPS) on Windows 7',
    shareClass: 'system',
    platforms: ['Windows 7'],
    product: { name: 'DirectAccess', vendor: 'Microsoft', from: null, to: null },
  },
  {
    ...WINHTTP_DEFAULT,
    id: 'office-sharepoint-windows-7',
    name: 'Office opening documents from SharePoint or a web folder on Windows 7',
    family: 'office',
    shareClass: 'office',
    platforms: ['Windows 7'],
    product: { name: 'Microsoft Office', vendor: 'Microsoft', from: null, to: null },
  },
  {
    ...WINHTTP_DEFAULT,
    id: 'outlook-2010-windows-7',
    name: 'Outlook 2010 on Windows 7',
    family: 'office',
    shareClass: 'mail',
    platforms: ['Windows 7'],
    product: { name: 'Microsoft Outlook', vendor: 'Microsoft', from: '14', to: '14' },
    protocols: { ...WINHTTP_DEFAULT.protocols, sources: [OUTLOOK_2010, WINHTTP] },
  },
  {
    id: 'edge-legacy',
    name: 'Edge 12 to 18',
    family: 'edge',
    shareClass: 'browser',
    product: { name: 'Edge', vendor: 'Microsoft', from: '12', to: '18' },
    stack: { name: 'Schannel', version: 'Windows 10' },
    platforms: ['Windows 10'],
    released: dates('2015-07-29', '2018-10-02'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2'),
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS12, CANIUSE_TLS13],
    },
    offers: [],
  },
  {
    id: 'edge-79-97',
    name: 'Edge 79 to 97',
    family: 'edge',
    shareClass: 'browser',
    product: { name: 'Edge', vendor: 'Microsoft', from: '79', to: '97' },
    stack: { name: 'BoringSSL', version: null },
    platforms: [],
    released: dates('2020-01-15', '2022-01-06'),
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS13],
    },
    offers: [],
    notes: ['From 85 on a full page warns of TLS 1.0 and 1.1.'],
  },
  {
    id: 'edge-98',
    name: 'Edge 98 and later',
    family: 'edge',
    shareClass: 'browser',
    product: { name: 'Edge', vendor: 'Microsoft', from: '98', to: null },
    stack: { name: 'BoringSSL', version: null },
    platforms: [],
    released: dates('2022-02-03', null),
    protocols: {
      states: { 'TLSv1.0': 'none', 'TLSv1.1': 'none', 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS13],
    },
    offers: [],
  },
];
