/**
 * Every failure a user can meet, by its stable code. `docs/errors.md` and the hints on the terminal are made from it.
 *
 * @module
 */

export type ErrorEntry = {
  /** What happened, in a few words. */
  readonly title: string;
  /** Why it is likely to have happened. */
  readonly cause: string;
  /** What to do about it. */
  readonly hint: string;
  readonly exitCode: ExitCode;
};

/** 0 fine, 1 findings, 2 usage or configuration, 3 open questions, 70 a bug, 130 and 143 interrupted. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type ErrorCode =
  | 'usage'
  | 'bad-target'
  | 'no-targets'
  | 'file-unreadable'
  | 'output-unwritable'
  | 'policy-unreadable'
  | 'configuration-unreadable'
  | 'include-missing'
  | 'unknown-host'
  | 'dns-failure'
  | 'connection-refused'
  | 'unreachable'
  | 'too-many-sockets'
  | 'connect-timeout'
  | 'not-tls'
  | 'no-answer'
  | 'starttls-refused-temporary'
  | 'starttls-refused'
  | 'starttls-unsupported'
  | 'starttls-broken'
  | 'proxy-unreachable'
  | 'proxy-auth'
  | 'proxy-refused'
  | 'proxy-broken'
  | 'deadline-exceeded'
  | 'interrupted'
  | 'certificate-unreadable'
  | 'not-a-hello'
  | 'too-many-addresses'
  | 'bad-exclusion'
  | 'excluded'
  | 'dns-nonsense'
  | 'journal-foreign'
  | 'journal-version'
  | 'journal-options'
  | 'journal-damaged'
  | 'journal-in-use'
  | 'journal-unwritable'
  | 'not-a-scan'
  | 'scan-version'
  | 'unknown-client'
  | 'clients-unreadable'
  | 'bad-fingerprint'
  | 'cannot-listen'
  | 'cannot-capture'
  | 'bad-log-format'
  | 'unsupported-node'
  | 'bug';

export const EXIT = {
  fine: 0,
  findings: 1,
  usage: 2,
  nothingJudged: 3,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = {
  usage: {
    title: 'the command line does not fit',
    cause: 'An option or command is unknown, lacks its value, or has a value it does not take.',
    hint: 'run the command with --help: it lists the options with examples',
    exitCode: EXIT.usage,
  },
  'bad-target': {
    title: 'a target could not be read',
    cause: 'A target is a host name or an IP address, with a port if it is not 443 and a scheme if it is not HTTPS.',
    hint: 'write host, host:port, 192.0.2.1:port, [2001:db8::1]:port or scheme://host, as in smtp://mail.example.org',
    exitCode: EXIT.usage,
  },
  'no-targets': {
    title: 'there is nothing to scan',
    cause: 'No target was given, or the list holds only blank lines and comments.',
    hint: 'name a host, a list as @file, or - to read the list from standard input',
    exitCode: EXIT.usage,
  },
  'file-unreadable': {
    title: 'a file could not be read',
    cause: 'The file is missing, is a folder, or may not be read.',
    hint: 'check the path and its permissions',
    exitCode: EXIT.usage,
  },
  'output-unwritable': {
    title: 'the output could not be written',
    cause: 'The folder is missing, may not be written to, or the disk is full.',
    hint: 'check the path given to --output and the space left; what was found so far is lost unless printed',
    exitCode: EXIT.usage,
  },
  'policy-unreadable': {
    title: 'a policy could not be read',
    cause:
      'The name is none of the built-in ones, or the file is not JSON of the form that schemas/policy.schema.json says.',
    hint: 'see the built-in ones with --policy list, and a file to start from in docs/policies.md',
    exitCode: EXIT.usage,
  },
  'configuration-unreadable': {
    title: "a server's configuration could not be read",
    cause: 'The text breaks the rules of its format, or has a value that the program would refuse to start with.',
    hint: "mend the line that is named; the program's own check, such as nginx -t, says the same",
    exitCode: EXIT.usage,
  },
  'include-missing': {
    title: 'a configuration includes a file that is not there',
    cause: 'The path is relative to another folder, or the configuration was copied without its parts.',
    hint: 'give the whole folder: what an included file says may change the answer',
    exitCode: EXIT.usage,
  },
  'unknown-host': {
    title: 'the name has no address',
    cause: 'The name is misspelt, or is known only inside another network.',
    hint: 'check the spelling, ask the DNS of the network the server is in, or give an IP address with --sni NAME',
    exitCode: EXIT.nothingJudged,
  },
  'dns-failure': {
    title: 'the DNS gave no answer',
    cause: 'The resolver timed out or failed; that says nothing about the name.',
    hint: 'try again, or give the IP address with --sni NAME',
    exitCode: EXIT.nothingJudged,
  },
  'connection-refused': {
    title: 'nothing listens on that port',
    cause: 'The host answered that the port is closed.',
    hint: 'check the port and whether the service runs',
    exitCode: EXIT.nothingJudged,
  },
  unreachable: {
    title: 'the address cannot be reached',
    cause: 'There is no route, no permission, or the network refused the connection.',
    hint: 'check that this machine has a route to it (for IPv6, that it has IPv6 at all); --ip 4 leaves IPv6 out',
    exitCode: EXIT.nothingJudged,
  },
  'too-many-sockets': {
    title: 'this machine has no socket left',
    cause: 'The limit on open files or local ports is reached; the server was not asked.',
    hint: 'lower --concurrency, or raise the limit (ulimit -n)',
    exitCode: EXIT.nothingJudged,
  },
  'connect-timeout': {
    title: 'the connection was not answered in time',
    cause: 'A firewall drops the packets, the host is down, or the way is slow.',
    hint: 'check the address and the firewall between; raise --timeout for a slow way',
    exitCode: EXIT.nothingJudged,
  },
  'not-tls': {
    title: 'the server does not speak TLS on this port',
    cause: 'It answered every hello with something else, such as plain HTTP or a mail banner.',
    hint: 'check the port; a service that starts in the clear and upgrades needs its scheme, as in smtp://host:port',
    exitCode: EXIT.nothingJudged,
  },
  'no-answer': {
    title: 'the server accepted connections and answered none of the hellos',
    cause: 'It drops what it does not like, waits for another protocol, limits our rate, or is overloaded.',
    hint: 'try again with --rate 1 and a longer --timeout, or from another network',
    exitCode: EXIT.nothingJudged,
  },
  'starttls-refused-temporary': {
    title: 'the service put us off until later',
    cause: 'It limits connections, greets strangers slowly, is busy, or is starting or stopping. It was asked again.',
    hint: 'try again in some minutes, with --rate 1; or from an address that the service knows',
    exitCode: EXIT.nothingJudged,
  },
  'starttls-refused': {
    title: 'the service refused to start TLS',
    cause: 'It knows how to, and does not do it for us: this address is shut out, or its certificate is not set up.',
    hint: 'look at the line it sent and at its log; scan from an address that it lets in',
    exitCode: EXIT.nothingJudged,
  },
  'starttls-unsupported': {
    title: 'the service has no TLS on this port',
    cause: 'It speaks its protocol in the clear only, or something between hides that it can do more.',
    hint: 'set TLS up in the service; if it has a port for TLS from the first byte, scan that, as in smtps:// or imaps://',
    exitCode: EXIT.nothingJudged,
  },
  'starttls-broken': {
    title: 'the dialogue before TLS went wrong',
    cause: 'The port speaks another protocol, something between cuts the dialogue off, or the service is slow.',
    hint: 'check that the scheme fits the port; raise --timeout starttls=60s for a service that greets slowly',
    exitCode: EXIT.nothingJudged,
  },
  'proxy-unreachable': {
    title: 'the proxy cannot be reached',
    cause: 'Its name or port is wrong, it does not run, or a firewall stands between.',
    hint: 'check the URL given to --proxy',
    exitCode: EXIT.nothingJudged,
  },
  'proxy-auth': {
    title: 'the proxy wants other credentials',
    cause: 'It needs a user name and password, knows others, or takes another kind of login than Basic.',
    hint: 'write user:password@ into the URL of --proxy, or set TLSFLOOR_PROXY_LOGIN=user:password',
    exitCode: EXIT.nothingJudged,
  },
  'proxy-refused': {
    title: 'the proxy does not connect to this target',
    cause: 'Its rules forbid the address or the port; many let only 443 through.',
    hint: 'ask for a rule that lets this address and port through, or scan without the proxy',
    exitCode: EXIT.nothingJudged,
  },
  'proxy-broken': {
    title: 'the proxy did not answer as one',
    cause: 'The port speaks another protocol, or the proxy is overloaded.',
    hint: 'check scheme and port of --proxy: http:// and socks5:// are told apart',
    exitCode: EXIT.nothingJudged,
  },
  'deadline-exceeded': {
    title: 'the scan of a target took longer than its deadline',
    cause: 'The server answers very slowly or not at all.',
    hint: 'raise --deadline; what was learnt before is in the result, the rest is inconclusive',
    exitCode: EXIT.nothingJudged,
  },
  interrupted: {
    title: 'the run was interrupted',
    cause: 'The process got SIGINT or SIGTERM.',
    hint: 'the results finished so far were written; run it again for the rest',
    exitCode: EXIT.interrupted,
  },
  'certificate-unreadable': {
    title: 'the certificate could not be parsed',
    cause: 'The server sent bytes that are no X.509 certificate; clients will fail on it too.',
    hint: 'look at the certificate file the server is configured with; --trace shows the bytes',
    exitCode: EXIT.fine,
  },
  'not-a-hello': {
    title: 'the bytes are no TLS or SSLv2 hello',
    cause: 'They are neither a record, a handshake message nor an SSLv2 hello, or they break off inside one.',
    hint: 'give the bytes as sent, from the first byte of the record (16 03 ...), as hex, as a file, or as - for stdin',
    exitCode: EXIT.usage,
  },
  'too-many-addresses': {
    title: 'a range holds more addresses than may be meant',
    cause: 'A slip in a prefix length would contact the machines of strangers.',
    hint: 'check the range; if all of it is meant, say so with --yes',
    exitCode: EXIT.usage,
  },
  'bad-exclusion': {
    title: 'the list of --exclude could not be read',
    cause: 'A line is no host, address, CIDR block or range. Nothing was contacted: it may have been an opt-out.',
    hint: 'write host, *.example.org, 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32, one a line; ports are not taken',
    exitCode: EXIT.usage,
  },
  excluded: {
    title: 'the target is on the list of --exclude',
    cause: 'Its name or its address is on the list, so it was not contacted.',
    hint: 'nothing to do; take it off the list to scan it',
    exitCode: EXIT.nothingJudged,
  },
  'dns-nonsense': {
    title: 'the DNS answered with addresses that no server has',
    cause: 'A filter between blocks the name, and answers 0.0.0.0 or the like in place of the truth.',
    hint: 'ask another resolver, or give the IP address with --sni NAME',
    exitCode: EXIT.nothingJudged,
  },
  'journal-foreign': {
    title: 'the file of --resume is no journal',
    cause: 'It exists and was not written by --resume; it was left as it is.',
    hint: 'name a file that does not exist yet, or the journal of the run that shall go on',
    exitCode: EXIT.usage,
  },
  'journal-version': {
    title: 'the journal is from another version of tlsfloor',
    cause: 'It was written by another version, which may find other things, or in another format.',
    hint: 'finish the run with the version that started it, or start a new journal',
    exitCode: EXIT.usage,
  },
  'journal-options': {
    title: 'the journal is from a run with other options',
    cause: 'Options that change the results differ, so old and new results would not fit together.',
    hint: 'run it with the options it was started with, or start a new journal',
    exitCode: EXIT.usage,
  },
  'journal-damaged': {
    title: 'the journal is damaged',
    cause: 'A line in its middle cannot be read. A broken end is mended without a word; this is something else.',
    hint: 'restore the file, or delete the named line: its target is then scanned again',
    exitCode: EXIT.usage,
  },
  'journal-in-use': {
    title: 'another run writes to this journal',
    cause: 'Two runs at once would scan targets twice.',
    hint: 'wait for the other run, or give each run a journal and a --shard of its own',
    exitCode: EXIT.usage,
  },
  'journal-unwritable': {
    title: 'the journal could not be written',
    cause: 'The folder is missing, may not be written to, or the disk is full.',
    hint: 'mend that and run the same command again: it goes on after the last result in the journal',
    exitCode: EXIT.usage,
  },
  'not-a-scan': {
    title: 'the file holds no results of a scan',
    cause: 'It is neither the output of scan --json or --ndjson nor a journal of --resume, or it is cut off.',
    hint: 'write the file again with scan --json -o FILE',
    exitCode: EXIT.usage,
  },
  'scan-version': {
    title: 'the results are from another schema version',
    cause: 'They were written by a version of tlsfloor whose results mean something else.',
    hint: 'scan again with this version, or compare with the version that wrote both files',
    exitCode: EXIT.usage,
  },
  'unknown-client': {
    title: 'the catalogue has no such client',
    cause: 'The name is spelt otherwise there, or nobody has entered the client yet.',
    hint: 'list the names with tlsfloor clients, or find one by what it sends with tlsfloor clients identify',
    exitCode: EXIT.usage,
  },
  'clients-unreadable': {
    title: 'a file of clients could not be read',
    cause: 'It is in none of the known forms, or is cut off: see docs/clients.md.',
    hint: "give testssl.sh's client-simulation.txt, a fingerprints.json, or what clients import --json wrote",
    exitCode: EXIT.usage,
  },
  'bad-fingerprint': {
    title: 'the text is no fingerprint',
    cause: 'JA3 is 32 hex digits; JA4 is three parts such as t13d1516h2_8daaf6152771_e5627efa2ab1.',
    hint: 'copy the whole fingerprint; a hello itself says more: give it as hex or as a file',
    exitCode: EXIT.usage,
  },
  'cannot-listen': {
    title: 'the port cannot be listened on',
    cause: 'Another program has it, or ports below 1024 need more rights than this user has.',
    hint: 'choose another with --listen, such as 127.0.0.1:8443; port 0 takes a free one',
    exitCode: EXIT.usage,
  },
  'cannot-capture': {
    title: 'the interface cannot be captured from',
    cause: 'There is no such interface, this user may not capture, or neither tcpdump nor dumpcap is installed.',
    hint: 'list the interfaces with ip link, and run it as root or with the capability CAP_NET_RAW',
    exitCode: EXIT.usage,
  },
  'bad-log-format': {
    title: 'the format of a log could not be understood',
    cause: 'No format has this name, or the text of --log-format does not hold the version of TLS.',
    hint: 'see the names with --format list; docs/observe.md shows formats of your own',
    exitCode: EXIT.usage,
  },
  'unsupported-node': {
    title: 'this Node.js is too old',
    cause: 'tlsfloor needs Node.js 20 or newer.',
    hint: 'install a current Node.js from https://nodejs.org',
    exitCode: EXIT.usage,
  },
  bug: {
    title: 'tlsfloor itself failed',
    cause: 'An unexpected error reached the top of the program.',
    hint: 'run it again with --debug and report what it prints',
    exitCode: EXIT.bug,
  },
};

/** A failure on its way to the user: a code, what exactly went wrong, and what to do if the registry's hint is vague. */
export type Failure = { readonly code: ErrorCode; readonly message: string; readonly hint: string };

/** Makes a failure; the hint is the registry's unless a better one is known at the place. */
export function failure(code: ErrorCode, message: string, hint: string = ERRORS[code].hint): Failure {
  return { code, message, hint };
}
