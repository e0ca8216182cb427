import type { ClientFacts } from '../../facts/client-facts.ts';
import { measured, PHP_RFC, PIP_MACOS, PYTHON_34, PYTHON_279, PYTHON_279_SSL } from '../sources.ts';
import { captured, speaks, speaksOnly } from './row.ts';

const LIBRARY = { shareClass: 'library', platforms: [] } as const;
const TOOL = { family: 'tool', shareClass: 'tool', platforms: ['Linux'] } as const;
const product = (name: string, vendor: string, from: string | null, to: string | null): ClientFacts['product'] => {
  return { name, vendor, from, to };
};
const OPENSSL_3 = { name: 'OpenSSL', version: '3.0' } as const;
const GNUTLS_37 = { name: 'GnuTLS', version: '3.7' } as const;
/** On Debian 12: old versions are offered, and the security level does not let them through. */
const OFFERED_NOT_ABLE = speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']);
const NEW_ONLY: ClientFacts['protocols']['states'] = { 'TLSv1.2': 'on', 'TLSv1.3': 'on' };
const OFFERED_NOTE = [
  'Its hello still offers TLS 1.0 and 1.1, and its security level does not let them through.',
] as const;

/** What people write scripts with: curl and its kin, and the languages. */
export const TOOLS_AND_LANGUAGES: readonly ClientFacts[] = [
  {
    ...TOOL,
    id: 'curl-debian-12',
    name: 'curl on Debian 12',
    family: 'curl',
    product: product('curl', 'curl project', '7.88', '7.88.1'),
    stack: OPENSSL_3,
    protocols: {
      states: OFFERED_NOT_ABLE,
      confidence: 'measured',
      sources: [measured('Debian curl 7.88.1-10+deb12u14')],
    },
    enable: [
      {
        version: 'TLSv1.1',
        how: "old versions: --tlsv1.0 --ciphers 'DEFAULT:@SECLEVEL=0'",
        sources: [measured('Debian curl 7.88.1-10+deb12u14')],
      },
    ],
    limits: { leastDhBits: 2048, sources: [measured('Debian curl 7.88.1-10+deb12u14')] },
    offers: captured('curl-debian12', 'curl-debian12-http1.1', 'curl-debian12-ip'),
    notes: OFFERED_NOTE,
  },
  {
    ...TOOL,
    id: 'curl-tls-max-1.2',
    name: 'curl with --tls-max 1.2',
    family: 'curl',
    product: product('curl', 'curl project', '7.54', null),
    configuration: '--tls-max 1.2',
    stack: OPENSSL_3,
    protocols: {
      states: { 'TLSv1.0': 'supported-off', 'TLSv1.1': 'supported-off', 'TLSv1.2': 'on', 'TLSv1.3': 'supported-off' },
      confidence: 'measured',
      sources: [measured('Debian curl 7.88.1-10+deb12u14')],
    },
    enable: [{ version: 'TLSv1.3', how: 'take --tls-max out', sources: [measured('Debian curl 7.88.1-10+deb12u14')] }],
    limits: { leastDhBits: 2048, sources: [measured('Debian curl 7.88.1-10+deb12u14')] },
    offers: captured('curl-tlsv1.2max'),
  },
  {
    ...TOOL,
    id: 'wget-debian-12',
    name: 'Wget on Debian 12',
    product: product('Wget', 'GNU', '1.21', '1.21.3'),
    stack: GNUTLS_37,
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.3'),
      confidence: 'measured',
      sources: [measured('Debian wget 1.21.3-1+deb12u1')],
    },
    limits: { leastDhBits: 1008, sources: [measured('Debian wget 1.21.3-1+deb12u1')] },
    offers: captured('wget-debian12'),
  },
  {
    ...LIBRARY,
    id: 'gnutls-3.7',
    name: 'GnuTLS 3.7',
    family: 'gnutls',
    product: product('GnuTLS', 'GnuTLS', '3.7', '3.7.9'),
    stack: GNUTLS_37,
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.3'),
      confidence: 'measured',
      sources: [measured('Debian gnutls-bin 3.7.9-2+deb12u7')],
    },
    limits: { leastDhBits: 1008, sources: [measured('Debian gnutls-bin 3.7.9-2+deb12u7')] },
    offers: captured('gnutls-3.7-default'),
  },
  {
    ...LIBRARY,
    id: 'gnutls-held-to-tls-1.0',
    name: 'GnuTLS held to TLS 1.0',
    family: 'gnutls',
    product: product('GnuTLS', 'GnuTLS', '3.7', '3.7.9'),
    configuration: '--priority NORMAL:-VERS-ALL:+VERS-TLS1.0',
    stack: GNUTLS_37,
    protocols: {
      states: speaksOnly('TLSv1.0'),
      confidence: 'measured',
      sources: [measured('Debian gnutls-bin 3.7.9-2+deb12u7')],
    },
    upgrade: { to: 'the default priority', sources: [measured('Debian gnutls-bin 3.7.9-2+deb12u7')] },
    offers: captured('gnutls-3.7-tls1.0'),
  },
  ...(
    [
      ['tls-1.0', '-V tls1.0:tls1.0', speaksOnly('TLSv1.0'), ['nss-3.87-tstclnt-tls1.0-tls1.0']],
      ['ssl-3.0-tls-1.0', '-V ssl3:tls1.0', speaks('SSLv3', 'TLSv1.0'), ['nss-3.87-tstclnt-ssl3-tls1.0']],
      ['tls-1.1', '-V tls1.0:tls1.1', speaks('TLSv1.0', 'TLSv1.1'), ['nss-3.87-tstclnt-tls1.0-tls1.1']],
      ['tls-1.2', '-V tls1.0:tls1.2', speaks('TLSv1.0', 'TLSv1.2'), ['nss-3.87-tstclnt-tls1.0-tls1.2']],
      ['tls-1.3', '-V tls1.0:tls1.3', speaks('TLSv1.0', 'TLSv1.3'), ['nss-3.87-tstclnt-tls1.0-tls1.3']],
    ] as const
  ).map(
    ([id, configuration, states, captures]): ClientFacts => ({
      ...LIBRARY,
      id: `nss-up-to-${id}`,
      name: `NSS set to ${configuration.slice('-V '.length).replace(':', ' to ')}`,
      family: 'nss',
      product: product('NSS', 'Mozilla', '3.87', '3.87.1'),
      configuration: `tstclnt ${configuration}`,
      stack: { name: 'NSS', version: '3.87' },
      protocols: { states, confidence: 'measured', sources: [measured('Debian libnss3-tools 3.87.1')] },
      ...(id === 'tls-1.2' || id === 'tls-1.3'
        ? {}
        : { upgrade: { to: 'a range that ends at tls1.3', sources: [measured('Debian libnss3-tools 3.87.1')] } }),
      limits: { leastDhBits: 1023, sources: [measured('Debian libnss3-tools 3.87.1')] },
      offers: captured(...captures),
    }),
  ),
  {
    ...LIBRARY,
    id: 'python-2.7.8',
    name: 'Python before 2.7.9',
    family: 'python',
    product: product('Python', 'PSF', null, '2.7.8'),
    stack: { name: 'OpenSSL', version: null },
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.2': 'supported-off' },
      confidence: 'documented',
      sources: [PYTHON_279],
    },
    enable: [{ version: 'TLSv1.2', how: 'pyOpenSSL in place of the ssl module', sources: [PYTHON_279] }],
    upgrade: { to: 'Python 2.7.9, 3.4 or later', sources: [PYTHON_279, PYTHON_34] },
    offers: [],
  },
  {
    ...LIBRARY,
    id: 'python-2.7.9',
    name: 'Python 2.7.9 and later with OpenSSL 1.0.1 or later',
    family: 'python',
    product: product('Python', 'PSF', '2.7.9', '2.7'),
    stack: { name: 'OpenSSL', version: '1.0.1' },
    protocols: { states: { 'TLSv1.2': 'on' }, confidence: 'documented', sources: [PYTHON_279_SSL, PYTHON_279] },
    offers: [],
  },
  {
    ...LIBRARY,
    id: 'python-3.3',
    name: 'Python 3.0 to 3.3',
    family: 'python',
    product: product('Python', 'PSF', '3.0', '3.3'),
    stack: { name: 'OpenSSL', version: null },
    protocols: { states: speaks('TLSv1.0', 'TLSv1.0'), confidence: 'documented', sources: [PYTHON_34] },
    upgrade: { to: 'Python 3.4 or later', sources: [PYTHON_34] },
    offers: [],
    notes: ['Its ssl module knows no name for TLS 1.1 and 1.2.'],
  },
  {
    ...LIBRARY,
    id: 'python-macos-openssl-0.9.8',
    name: "Python on macOS with the system's OpenSSL 0.9.8",
    family: 'python',
    platforms: ['macOS'],
    product: product('Python', 'PSF', null, null),
    configuration: 'ssl.OPENSSL_VERSION names 0.9.8',
    stack: { name: 'OpenSSL', version: '0.9.8' },
    protocols: { states: speaks('TLSv1.0', 'TLSv1.0'), confidence: 'documented', sources: [PIP_MACOS, PYTHON_34] },
    upgrade: { to: 'a Python that is built with OpenSSL 1.0.1 or later', sources: [PYTHON_34] },
    offers: [],
  },
  {
    ...LIBRARY,
    id: 'python-3.4',
    name: 'Python 3.4 to 3.9 with OpenSSL 1.0.1 or later',
    family: 'python',
    product: product('Python', 'PSF', '3.4', '3.9'),
    stack: { name: 'OpenSSL', version: '1.0.1' },
    protocols: { states: { 'TLSv1.2': 'on' }, confidence: 'documented', sources: [PYTHON_34] },
    offers: [],
  },
  {
    ...LIBRARY,
    id: 'python-3.11',
    name: 'Python 3.11 on Debian 12',
    family: 'python',
    product: product('Python', 'PSF', '3.10', null),
    stack: OPENSSL_3,
    protocols: {
      states: OFFERED_NOT_ABLE,
      confidence: 'measured',
      sources: [measured('Debian python3.11-minimal 3.11.2-6+deb12u6')],
    },
    enable: [
      {
        version: 'TLSv1.1',
        how: "old versions: context.minimum_version = TLSv1 and set_ciphers('DEFAULT:@SECLEVEL=0')",
        sources: [measured('Debian python3.11-minimal 3.11.2-6+deb12u6')],
      },
    ],
    limits: { leastDhBits: 2048, sources: [measured('Debian python3.11-minimal 3.11.2-6+deb12u6')] },
    offers: captured('python3.11-ssl', 'python3.11-urllib'),
  },
  {
    ...LIBRARY,
    id: 'python-held-to-tls-1.0',
    name: 'Python held to TLS 1.0',
    family: 'python',
    product: product('Python', 'PSF', '3.10', null),
    configuration: "context.maximum_version = TLSv1, set_ciphers('DEFAULT:@SECLEVEL=0')",
    stack: OPENSSL_3,
    protocols: {
      states: speaksOnly('TLSv1.0'),
      confidence: 'measured',
      sources: [measured('Debian python3.11-minimal 3.11.2-6+deb12u6')],
    },
    upgrade: {
      to: 'the default context: take maximum_version out',
      sources: [measured('Debian python3.11-minimal 3.11.2-6+deb12u6')],
    },
    offers: captured('python3.11-tls1.0-seclevel0'),
  },
  {
    ...LIBRARY,
    id: 'php-5.6-7.1-tls',
    name: 'PHP 5.6 to 7.1 streams with tls:// or STREAM_CRYPTO_METHOD_TLS_CLIENT',
    family: 'php',
    product: product('PHP', 'PHP Group', '5.6', '7.1'),
    configuration: 'tls://, or STREAM_CRYPTO_METHOD_TLS_CLIENT',
    stack: { name: 'OpenSSL', version: null },
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.1': 'supported-off', 'TLSv1.2': 'supported-off' },
      confidence: 'documented',
      sources: [PHP_RFC],
    },
    enable: [{ version: 'TLSv1.2', how: 'STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT', sources: [PHP_RFC] }],
    upgrade: { to: 'PHP 7.2 or later, where the same constant means TLS 1.0 to 1.2', sources: [PHP_RFC] },
    offers: [],
  },
  {
    ...LIBRARY,
    id: 'php-7.2',
    name: 'PHP 7.2 to 8.1',
    family: 'php',
    product: product('PHP', 'PHP Group', '7.2', '8.1'),
    stack: { name: 'OpenSSL', version: null },
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on' },
      confidence: 'documented',
      sources: [PHP_RFC],
    },
    offers: [],
  },
  {
    ...LIBRARY,
    id: 'php-8.2-debian-12',
    name: 'PHP 8.2 on Debian 12',
    family: 'php',
    product: product('PHP', 'PHP Group', '8.2', '8.2'),
    stack: OPENSSL_3,
    protocols: { states: OFFERED_NOT_ABLE, confidence: 'measured', sources: [measured('Debian php8.2-cli 8.2.36')] },
    limits: { leastDhBits: 2048, sources: [measured('Debian php8.2-cli 8.2.36')] },
    offers: captured('php-8.2-file_get_contents'),
    notes: OFFERED_NOTE,
  },
  {
    ...LIBRARY,
    id: 'perl-io-socket-ssl',
    name: 'Perl IO::Socket::SSL on Debian 12',
    family: 'perl-ruby',
    product: product('Perl', 'Perl', '5.36', null),
    stack: OPENSSL_3,
    protocols: {
      states: OFFERED_NOT_ABLE,
      confidence: 'measured',
      sources: [measured('Debian libio-socket-ssl-perl 2.081-2')],
    },
    limits: { leastDhBits: 2048, sources: [measured('Debian libio-socket-ssl-perl 2.081-2')] },
    offers: captured('perl-IOSocketSSL'),
    notes: OFFERED_NOTE,
  },
  {
    ...LIBRARY,
    id: 'ruby-3.1',
    name: 'Ruby 3.1 on Debian 12',
    family: 'perl-ruby',
    product: product('Ruby', 'Ruby', '3.1', null),
    stack: OPENSSL_3,
    protocols: {
      states: OFFERED_NOT_ABLE,
      confidence: 'measured',
      sources: [measured('Debian ruby3.1 3.1.7-1~deb12u2')],
    },
    limits: { leastDhBits: 2048, sources: [measured('Debian ruby3.1 3.1.7-1~deb12u2')] },
    offers: captured('ruby-3.1-nethttp'),
    notes: OFFERED_NOTE,
  },
  ...(
    [
      ['aria2', 'aria2 1.36', '1.36.0', GNUTLS_37, NEW_ONLY, 'Debian aria2 1.36.0-1', 'aria2-1.36', 1008],
      ['dillo', 'Dillo 3.0.5', '3.0.5', OPENSSL_3, OFFERED_NOT_ABLE, 'Debian dillo 3.0.5-7', 'dillo-3.0.5', null],
      ['links', 'Links 2.28', '2.28', OPENSSL_3, speaks('TLSv1.0', 'TLSv1.3'), 'Debian links2 2.28-1', 'links2', 1024],
      [
        'lynx',
        'Lynx 2.9',
        '2.9',
        GNUTLS_37,
        speaks('TLSv1.0', 'TLSv1.3'),
        'Debian lynx 2.9.0dev.12-1',
        'lynx-2.9',
        null,
      ],
      ['ncat', 'Ncat 7.93', '7.93', OPENSSL_3, OFFERED_NOT_ABLE, 'Debian ncat 7.93', 'ncat-7.93', 2048],
      ['socat', 'socat 1.7.4', '1.7.4', OPENSSL_3, OFFERED_NOT_ABLE, 'Debian socat 1.7.4.4-2', 'socat-1.7.4', 2048],
      ['w3m', 'w3m 0.5.3', '0.5.3', OPENSSL_3, NEW_ONLY, 'Debian w3m 0.5.3+git20230121-2', 'w3m', 2048],
    ] as const
  ).map(
    ([id, name, version, stack, states, program, capture, leastDhBits]): ClientFacts => ({
      ...TOOL,
      id,
      name: `${name} on Debian 12`,
      product: product(name.split(' ')[0] ?? name, 'Debian', version, version),
      stack,
      protocols: { states, confidence: 'measured', sources: [measured(program)] },
      ...(leastDhBits === null ? {} : { limits: { leastDhBits, sources: [measured(program)] } }),
      offers: captured(capture),
    }),
  ),
];
