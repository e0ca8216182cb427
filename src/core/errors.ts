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
  | 'unknown-host'
  | 'dns-failure'
  | 'connection-refused'
  | 'unreachable'
  | 'too-many-sockets'
  | 'connect-timeout'
  | 'not-tls'
  | 'no-answer'
  | 'deadline-exceeded'
  | 'interrupted'
  | 'certificate-unreadable'
  | 'not-a-hello'
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
    cause: 'A target is a host name or an IP address, with a port if it is not 443.',
    hint: 'write host, host:port, 192.0.2.1:port or [2001:db8::1]:port',
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
    hint: 'check the port; a service that starts in the clear and upgrades (STARTTLS) needs its TLS port',
    exitCode: EXIT.nothingJudged,
  },
  'no-answer': {
    title: 'the server accepted connections and answered none of the hellos',
    cause: 'It drops what it does not like, waits for another protocol, limits our rate, or is overloaded.',
    hint: 'try again with --rate 1 and a longer --timeout, or from another network',
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
