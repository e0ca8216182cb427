/**
 * The pages and programs that the catalogue's facts come from.
 *
 * @module
 */
import type { ClientSource } from '../facts/client-facts.ts';

/** A program that was run here. @param program with its version */
export function measured(program: string): ClientSource {
  return { kind: 'measured', program };
}

const page = (title: string, url: string): ClientSource => ({ kind: 'page', title, url });

export const ANNOUNCEMENT: ClientSource = page(
  'Preparing for the mandatory use of TLS 1.2+ (Sysinternals, 17 September 2018)',
  'https://docs.microsoft.com/sysinternals/',
);
export const SSL_LABS: ClientSource = page(
  'SSL Labs client captures, as published with testssl.sh',
  'https://github.com/testssl/testssl.sh/blob/3.3dev/etc/client-simulation.txt',
);
export const CANIUSE_TLS11: ClientSource = page('Can I use: TLS 1.1', 'https://caniuse.com/tls1-1');
export const CANIUSE_TLS12: ClientSource = page('Can I use: TLS 1.2', 'https://caniuse.com/tls1-2');
export const CANIUSE_TLS13: ClientSource = page('Can I use: TLS 1.3', 'https://caniuse.com/tls1-3');
export const POST_QUANTUM: ClientSource = page(
  'Cloudflare: software that has X25519MLKEM768 on',
  'https://developers.cloudflare.com/ssl/post-quantum-cryptography/pqc-support/',
);
export const BROWSER_DATES: ClientSource = page(
  'MDN browser-compat-data: release dates',
  'https://github.com/mdn/browser-compat-data',
);
export const SCHANNEL: ClientSource = page(
  'Protocols in TLS/SSL (Schannel SSP)',
  'https://learn.microsoft.com/en-us/windows/win32/secauthn/protocols-in-tls-ssl--schannel-ssp-',
);
export const WINDOWS_TABLE: ClientSource = page(
  'Support for SSL/TLS protocols on Windows (Kaushal Kumar Panday, 2017)',
  'https://kaushalp.github.io/2011/10/02/support-for-ssltls-protocols-on-windows',
);
export const WINHTTP: ClientSource = page(
  'KB3140245: TLS 1.1 and TLS 1.2 as default secure protocols in WinHTTP',
  'https://support.microsoft.com/en-us/kb/3140245',
);
export const WINHTTP_VALUES: ClientSource = page(
  'Configure default secure protocols for Microsoft Windows HTTP Services (Hyland)',
  'https://support.hyland.com/r/Perceptive-Content/Perceptive-Content-Update-Guide/Foundation-24.1/Perceptive-Content-Update-Guide/Appendix-G-Configure-Default-Secure-Protocols-for-Microsoft-Windows-HTTP-Services',
);
export const OUTLOOK_2010: ClientSource = page(
  'Outlook 2010 on Windows 7 and enforced TLS 1.2 (Martin, 2018)',
  'https://martinsblog.dk/update-to-enable-tls-1-1-and-tls-1-2-as-a-default-secure-protocols-in-winhttp-in-windows/',
);
export const SQL_SERVER: ClientSource = page(
  'KB3135244: TLS 1.2 support for Microsoft SQL Server',
  'https://support.microsoft.com/en-us/kb/3135244',
);
export const DOTNET_35: ClientSource = page(
  'KB3154518: TLS system default versions in the .NET Framework 3.5.1',
  'https://support.microsoft.com/en-us/kb/3154518',
);
export const JAVA_DEFAULTS: ClientSource = page(
  'Diagnosing TLS, SSL, and HTTPS (Oracle, 2014)',
  'https://blogs.oracle.com/java/post/diagnosing-tls-ssl-and-https',
);
export const JAVA_7: ClientSource = page(
  'How to enable TLS 1.2 as the default protocol for SSL connections on Java SE 7 clients',
  'https://ops.java/security/articles/enable-tls-12-java-7',
);
export const JAVA_PROPERTY: ClientSource = page(
  'jdk.tls.client.protocols: since Java 8, 7u95 and 6u121',
  'https://system-properties.com/jdk.tls.client.protocols',
);
export const PHP_RFC: ClientSource = page(
  'PHP RFC: Improved SSL / TLS constants (merged to 7.2)',
  'https://wiki.php.net/rfc/improved-tls-constants',
);
export const MONO_46: ClientSource = page(
  'Mono 4.6.0 release notes',
  'https://docs.huihoo.com/mono/docs/about-mono/releases/4.6.0',
);
export const MONO_48: ClientSource = page(
  'TLS 1.2 to ship in Mono 4.8 (Miguel de Icaza, 2016)',
  'https://mono.github.io/mail-archives/mono-devel-list/2016-November/044060.html',
);
export const MYSQL_57: ClientSource = page(
  'SSL/TLS improvements in MySQL 5.7.10',
  'https://dev.mysql.com/blog-archive/ssltls-improvements-in-mysql-5-7-10/',
);
export const MYSQL_FAQ: ClientSource = page(
  'MySQL FAQ: Security',
  'https://dev.mysql.com/doc/mysql/en/faqs-security.html',
);
export const MYSQL_80: ClientSource = page(
  'MySQL 8.0: Encrypted connection TLS protocols and ciphers',
  'https://docs.oracle.com/cd/E17952_01/mysql-8.0-en/encrypted-connection-protocols-ciphers.html',
);
export const MOZILLA_PREF: ClientSource = page(
  'Security.tls.version.* (MozillaZine)',
  'https://kb.mozillazine.org/Security.tls.version.*',
);
export const PYTHON_34: ClientSource = page(
  'Issue 16692: The ssl module now supports TLS 1.1 and TLS 1.2 (Python 3.4)',
  'https://www.python.org/pipermail/python-checkins/2013-March/120857.html',
);
export const PYTHON_279: ClientSource = page(
  'Python before 2.7.9 needs pyOpenSSL for TLS 1.2',
  'https://github.com/lxc/pylxd/pull/196',
);
export const PIP_MACOS: ClientSource = page(
  'pip falls back to SecureTransport on macOS where OpenSSL is older than 1.0.1',
  'https://github.com/pypa/pip/commit/9c037803197b05bb722223c2f5deffcbb7f4b0c4',
);
export const GO_TLS12: ClientSource = page(
  'crypto/tls: disable client-side TLS 1.0 and TLS 1.1',
  'https://github.com/golang/go/issues/45428',
);
export const ANDROID_OPENSSL: ClientSource = page(
  'Android libcore: Tracking openssl-1.0.1',
  'https://android.googlesource.com/platform/libcore/+/3e6dd45baa0d7f9b4fa06f4ade76e088b59cc7bf',
);
export const ANDROID_SOCKETS: ClientSource = page(
  'TLS 1.2 on API levels 16 to 20: present, disabled by default (quoting OkHttp)',
  'https://medium.com/@sreekumar_av/jesse-wilson-if-you-wont-set-custom-sslsocketfactory-on-api-level-16-to-20-devices-connectionspec-9c5ba395b259',
);
export const DOTNET_KEYS: ClientSource = page(
  'TLS best practices with .NET Framework: registry keys and AppContext switches',
  'https://github.com/dotnet/docs/pull/52688/files',
);
export const DOTNET_47: ClientSource = page(
  'TLS best practices with .NET Framework: let the system decide from 4.7 on',
  'https://learn.microsoft.com/sl-SI/dotnet/framework/network-programming/tls',
);
export const POWERSHELL: ClientSource = page(
  'PowerShell Gallery TLS support (2020)',
  'https://devblogs.microsoft.com/powershell/powershell-gallery-tls-support/',
);
export const XEROX: ClientSource = page(
  'Xerox scan to email with Microsoft 365: TLS 1.2 and firmware updates',
  'https://rental-server.net/?p=7776',
);
export const COMPACT_7: ClientSource = page(
  'Update to add support for TLS 1.1 and TLS 1.2 in Windows Embedded Compact 7',
  'https://support.microsoft.com/fr-fr/topic/mise-%C3%A0-jour-pour-prendre-en-charge-tls-1-1-et-tls-1-2-dans-windows-embedded-compact-7-608b4129-2081-ddde-d078-a94665853b9b',
);
export const COMPACT_2013: ClientSource = page(
  'TLS 1.1 and 1.2 support on Windows Embedded Compact 2013',
  'https://support.microsoft.com/en-au/topic/tls-1-1-and-1-2-support-on-windows-embedded-compact-2013-1e3de10f-8a92-b6f7-6c4c-aab0cadcbe75',
);
export const SHA2_WINDOWS: ClientSource = page(
  'What Windows operating systems support SHA2 functionality? (DigiCert SO19176)',
  'https://knowledge.digicert.com/solution/SO19176',
);
export const DOTNET_46: ClientSource = page(
  'Mitigation: TLS protocols (.NET Framework 4.6)',
  'https://learn.microsoft.com/ru-ru/dotnet/framework/migration-guide/mitigation-tls-protocols',
);
export const ATS: ClientSource = page(
  'Getting ready for the new iOS 9 ATS feature (C. Enrique Ortiz, 2015)',
  'https://weblog.cenriqueortiz.com/getting-ready-for-the-new-ios-9-ats-feature/',
);
export const TLS_FINGERPRINTS: ClientSource = page(
  'TLS fingerprinting (Lee Brotherston): version of the hello',
  'https://github.com/LeeBrotherston/tls-fingerprinting/blob/master/fingerprints/fingerprints.json',
);
export const WCF_TCP: ClientSource = page(
  'TLS best practices with .NET Framework, 2018: WCF over TCP with certificates',
  'https://github.com/dotnet/docs/blob/8417924a069b189d7c4616b7ec75acfb1fdb9806/docs/framework/network-programming/tls.md',
);
export const WCF_46: ClientSource = page(
  'Mitigation: WCF services and certificate authentication (.NET Framework 4.6)',
  'https://docs.microsoft.com/en-us/dotnet/framework/migration-guide/mitigation-wcf-services-and-certificate-authentication',
);
export const IBM_I_JAVA: ClientSource = page(
  'IBM: the default TLS protocols of Java on IBM i',
  'https://www.ibm.com/support/pages/node/687653',
);
export const SLES_11: ClientSource = page(
  'Security Module in SUSE Linux Enterprise 11 (2017)',
  'https://www.suse.com/documentation/suse-best-practices/singlehtml/securitymodule/securitymodule.html',
);
export const SAMSUNG_STOCK: ClientSource = page(
  'Android 4 and TLS 1.2: built-in browser secure connection issues (Vladimir Vuksan, 2017)',
  'http://blog.vuksan.com/2017/03/09/android-4-tls-v12-built-in-browser-secure-connection-issues',
);
export const SAMSUNG_S4_MINI: ClientSource = page(
  'ssllabs-scan issue 258: a Samsung Galaxy S4 mini with Android 4.4.2',
  'https://github.com/ssllabs/ssllabs-scan/issues/258',
);
export const DESEC_LOG: ClientSource = page(
  'deSEC issue 261: user agents of TLS 1.0 connections (2019)',
  'https://github.com/desec-io/desec-stack/issues/261',
);
export const MACOS_LIBRESSL: ClientSource = page(
  'Bitrise issue 521: curl 7.64.1 of macOS 11, LibreSSL 2.8.3',
  'https://github.com/bitrise-io/osx-box-bootstrap/issues/521',
);
export const JAVA_DH: ClientSource = page(
  'SSL/TLS connections to recent MySQL servers in Java: before Java 8 no DH prime above 1024 bits (2015)',
  'http://mysqlblog.fivefarmers.com/2015/08/11/ssltls-connections-to-recent-mysql-servers-in-java/',
);
export const JAVA_8_SECURITY: ClientSource = page(
  'java.security of OpenJDK 8: jdk.tls.disabledAlgorithms',
  'https://github.com/openjdk/jdk8u-dev/commit/b1e2ea81f45d9b144e1de8d16b2b698f1788d4d7',
);
export const FIREFOX_DH: ClientSource = page(
  'Firefox blocks websites with vulnerable encryption keys: 1023 bits (CIO, 2016)',
  'http://www.cio.com/article/3126444/firefox-blocks-websites-with-vulnerable-encryption-keys.html',
);
export const CHROME_DH: ClientSource = page(
  'Chromium: Intent to deprecate DHE-based cipher suites, and the 1024 bits asked for until then (2015)',
  'https://groups.google.com/a/chromium.org/d/msg/security-dev/dYyhKHPnrI0/pNxx8vTKBAAJ',
);
export const NODE_DH: ClientSource = page(
  'Node.js: minDHSize option of tls.connect, 1024 by default (2015)',
  'https://github.com/nodejs/node/commit/f72e178a78',
);
export const DOTNET_OF_WINDOWS: ClientSource = page(
  '.NET Framework system requirements: the version that comes with each Windows 10',
  'https://github.com/dotnet/docs/pull/3758/files',
);
export const PYTHON_279_SSL: ClientSource = page(
  'Mercurial: Python 2.7.9 overhauled its ssl module, with TLS 1.1 and 1.2',
  'https://www.mercurial-scm.org/pipermail/mercurial-devel/2016-March/082008.html',
);
export const GO_BEFORE_12: ClientSource = page(
  'crypto/tls says it implements TLS 1.1, and its client has TLS 1.0 alone (2012)',
  'https://github.com/golang/go/issues/3216',
);
export const GO_12: ClientSource = page(
  'Go 1.2 release notes: TLS 1.1, TLS 1.2 and AES-GCM',
  'https://github.com/golang/go/blob/28a8e9ba2f27326efcef7a1f5085ac19120f7216/doc/go1.2.html',
);
export const GO_13: ClientSource = page(
  'docker/go-connections 68, quoting the release notes of Go 1.13: TLS 1.3 by default',
  'https://github.com/docker/go-connections/pull/68',
);
export const GO_NO_SSL3: ClientSource = page(
  'crypto/tls: deprecate SSLv3 support, which Go clients never had',
  'https://go.googlesource.com/go/+/a6a7b148f874b32a34e833893971b471cd9cdeb7%5E%21/doc',
);
export const GO_LEAST: ClientSource = page(
  'neo4j-go-driver 436: TLS 1.0 is the least of Go 1.16 and 1.17, TLS 1.2 of clients from 1.18 on',
  'https://github.com/neo4j/neo4j-go-driver/pull/436',
);
export const ANDROID_SSLSOCKET: ClientSource = page(
  'Android 5.0 reference, SSLSocket: protocols by API level',
  'https://docs.huihoo.com/android/5.0/reference/javax/net/ssl/SSLSocket.html',
);
export const ANDROID_10: ClientSource = page(
  'Android Q supports TLS 1.3, on by default (XDA, 2019)',
  'http://www.xda-developers.com/android-q-tls-1-3-support/',
);
export const THUNDERBIRD_PREF: ClientSource = page(
  'Security.tls.version.* (MozillaZine): defaults of Firefox and Thunderbird, 2014 to 2016',
  'http://kb.mozillazine.org/index.php?title=Security.tls.version.%2A&diff=46964&oldid=45951',
);
export const ANDROID_15: ClientSource = page(
  'Conscrypt: changes by version of Android; TLS 1.0 and 1.1 are disallowed for apps that target Android 15',
  'https://source.android.com/docs/core/ota/modular-system/conscrypt',
);
