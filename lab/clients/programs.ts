/**
 * Programs as they come, each with its row in the catalogue: what the row predicts is held against what they do.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder, type PackedProgram } from '../cache.ts';
import { FAST_START, javaClasses } from '../java.ts';
import { OLD_CHROMIUM } from '../old-chromium-programs.ts';
import { OLD_NODE } from '../old-node-programs.ts';
import { runProgram } from '../process.ts';

export type CataloguedProgram = {
  /** Of the row. */
  readonly id: string;
  /** What must be installed; the first is the one that is run. */
  readonly programs: readonly string[];
  /** One that comes from npm, and is downloaded the first time. */
  readonly packed?: PackedProgram;
  /** Longer than it takes to connect; what does not end by itself when it cannot is ended then. */
  readonly endsWithinMs?: number;
  /**
   * One connection to `https://localhost:PORT/`, whatever the certificate.
   *
   * @param program where it lies
   */
  command(port: number, program: string, scratch: Scratch): Promise<readonly [string, ...string[]]>;
};

/** What a browser wants to have for itself. */
export type Scratch = {
  /** An empty folder, at first. */
  readonly folder: string;
  /** SHA-256 of the server's certificate, as `AB:CD:...`. */
  readonly fingerprint: string;
};

const plain = (id: string, program: string, args: (port: number) => readonly string[]): CataloguedProgram => ({
  id,
  programs: [program],
  command: async (port, path) => [path, ...args(port)],
});

const oldNode = (
  id: string,
  release: keyof typeof OLD_NODE,
  options: Readonly<Record<string, string>> = {},
): CataloguedProgram => ({
  id,
  programs: [],
  packed: OLD_NODE[release],
  async command(port, path) {
    return [path, SCRIPT, JSON.stringify({ host: 'localhost', port, servername: 'localhost', ...options })];
  },
});

const chromium = (id: string, from: Pick<CataloguedProgram, 'programs' | 'packed'>): CataloguedProgram => ({
  id,
  ...from,
  async command(port, path, { folder }) {
    const options = ['--ignore-certificate-errors', '--no-proxy-server', `--user-data-dir=${join(folder, id)}`];
    return [path, ...CHROMIUM, ...options, '--dump-dom', url(port)];
  },
});

const java = (id: string, protocols: string): CataloguedProgram => ({
  id,
  programs: ['java', 'javac'],
  async command(port, path) {
    const classes = await javaClasses(new URL('./LabClient.java', import.meta.url));
    const target = ['127.0.0.1', String(port), 'localhost', protocols];
    return [path, ...FAST_START, '-cp', classes, 'LabClient', ...target];
  },
});

const nss = (id: string, range: string): CataloguedProgram =>
  plain(id, 'tstclnt', (port) => [
    '-h',
    '127.0.0.1',
    '-a',
    'localhost',
    '-p',
    String(port),
    '-V',
    range,
    '-D',
    '-o',
    '-Q',
  ]);

const openssl = (id: string, ...options: readonly string[]): CataloguedProgram =>
  plain(id, 'openssl', (port) => ['s_client', '-connect', `localhost:${port}`, ...options]);

const url = (port: number): string => `https://localhost:${port}/`;

export const CATALOGUED_PROGRAMS: readonly CataloguedProgram[] = [
  openssl('openssl-3'),
  openssl('openssl-3-held-to-tls-1.2', '-tls1_2'),
  openssl('openssl-3-held-to-tls-1.3', '-tls1_3'),
  openssl('openssl-3-held-to-tls-1.0', '-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0'),
  openssl('openssl-3-held-to-tls-1.1', '-tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0'),
  plain('curl-debian-12', 'curl', (port) => ['-sk', '--noproxy', '*', url(port)]),
  plain('curl-tls-max-1.2', 'curl', (port) => ['-sk', '--noproxy', '*', '--tls-max', '1.2', url(port)]),
  plain('wget-debian-12', 'wget', (port) => [
    '-q',
    '-t',
    '1',
    '--no-proxy',
    '--no-check-certificate',
    '-O',
    '-',
    url(port),
  ]),
  plain('gnutls-3.7', 'gnutls-cli', (port) => ['--insecure', '-p', String(port), 'localhost']),
  plain('gnutls-held-to-tls-1.0', 'gnutls-cli', (port) => {
    return ['--insecure', '--priority', 'NORMAL:-VERS-ALL:+VERS-TLS1.0', '-p', String(port), 'localhost'];
  }),
  nss('nss-up-to-tls-1.0', 'tls1.0:tls1.0'),
  nss('nss-up-to-tls-1.1', 'tls1.0:tls1.1'),
  nss('nss-up-to-tls-1.2', 'tls1.0:tls1.2'),
  nss('nss-up-to-tls-1.3', 'tls1.0:tls1.3'),
  plain('python-3.11', 'python3', (port) => ['-c', PYTHON.join('\n'), String(port)]),
  plain('python-held-to-tls-1.0', 'python3', (port) => [
    '-c',
    [...PYTHON_OLD, ...PYTHON].join('\n'),
    String(port),
    'old',
  ]),
  plain('php-8.2-debian-12', 'php', (port) => ['-r', PHP, '--', String(port)]),
  plain('perl-io-socket-ssl', 'perl', (port) => ['-MIO::Socket::SSL', '-e', PERL, String(port)]),
  plain('ruby-3.1', 'ruby', (port) => ['-rnet/http', '-e', RUBY, String(port)]),
  plain('w3m', 'w3m', (port) => ['-o', 'ssl_verify_server=false', '-dump', url(port)]),
  plain('links', 'links2', (port) => ['-ssl.certificates', '0', '-dump', url(port)]),
  plain('lynx', 'lynx', (port) => ['-dump', url(port)]),
  plain('socat', 'socat', (port) => ['-u', `OPENSSL:localhost:${port},verify=0`, '-']),
  plain('ncat', 'ncat', (port) => ['--ssl', '--recv-only', 'localhost', String(port)]),
  oldNode('node-0.8', '0.8'),
  oldNode('node-0.10', '0.10'),
  oldNode('node-0.12', '0.12'),
  oldNode('node-tlsv1-method', '0.10', { secureProtocol: 'TLSv1_method' }),
  {
    id: Number(process.versions.node.split('.')[0]) > 20 ? 'node-22' : 'node-17-20',
    programs: [],
    command: async (port) => {
      return [process.execPath, SCRIPT, JSON.stringify({ host: 'localhost', port, servername: 'localhost' })];
    },
  },
  java('java-17', 'default'),
  java('java-held-to-tls-1.0', 'TLSv1'),
  java('java-held-to-tls-1.1', 'TLSv1.1,TLSv1'),
  java('java-sslv2hello', 'SSLv2Hello,TLSv1.2'),
  chromium('chrome-49-69', { programs: [], packed: OLD_CHROMIUM['64'] }),
  chromium('chrome-84-97', { programs: [], packed: OLD_CHROMIUM['92'] }),
  chromium('chrome-98', { programs: [], packed: OLD_CHROMIUM['106'] }),
  chromium('chrome-131', { programs: ['chromium'] }),
  {
    id: 'firefox-132',
    programs: ['firefox-esr'],
    // On the page of an error it would wait for ever.
    endsWithinMs: 8000,
    async command(port, path, { folder, fingerprint }) {
      const profile = join(folder, 'firefox');
      await mkdir(profile, { recursive: true });
      const prefs = FIREFOX.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});\n`);
      await writeFile(join(profile, 'user.js'), prefs.join(''));
      const exception = [`localhost:${port}:`, 'OID.2.16.840.1.101.3.4.2.1', fingerprint, ''];
      await writeFile(join(profile, 'cert_override.txt'), `${exception.join('\t')}\n`);
      const screenshot = ['--screenshot', join(folder, 'page.png'), url(port)];
      return ['env', `HOME=${folder}`, path, '--headless', '--no-remote', '--profile', profile, ...screenshot];
    },
  },
  {
    id: 'go-1.18',
    programs: ['go'],
    async command(port, go) {
      const folder = await cachedFolder('go-client-1', async (place) => {
        const source = join(place, 'main.go');
        await writeFile(source, GO);
        const built = await runProgram(go, ['build', '-o', join(place, 'client'), source], { timeoutMs: 120_000 });
        if (built.code !== 0) throw new Error(built.output);
      });
      return [join(folder, 'client'), `localhost:${port}`];
    },
  },
  {
    id: 'mono-4.8',
    programs: ['mono', 'mcs'],
    // Now and then it has done its handshake and does not end.
    endsWithinMs: 8000,
    async command(port, mono) {
      const folder = await cachedFolder('mono-client-1', async (place) => {
        const source = join(place, 'Client.cs');
        await writeFile(source, MONO);
        const built = await runProgram('mcs', [`-out:${join(place, 'client.exe')}`, source], { timeoutMs: 60_000 });
        if (built.code !== 0) throw new Error(built.output);
      });
      return [mono, join(folder, 'client.exe'), String(port)];
    },
  },
];

/** Without a screen, and without a word to its maker. */
const CHROMIUM: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--single-process',
  '--no-zygote',
  '--disable-background-networking',
];
/** Nothing here touches TLS: the versions stay as they come. */
const FIREFOX = [
  ['network.captive-portal-service.enabled', false],
  ['network.connectivity-service.enabled', false],
  ['network.proxy.type', 0],
  ['app.normandy.enabled', false],
  ['datareporting.policy.dataSubmissionEnabled', false],
] as const;

const SCRIPT = fileURLToPath(new URL('./script-client.cjs', import.meta.url));

const PYTHON: readonly string[] = [
  'import ssl, socket, sys',
  'context = ssl._create_unverified_context()',
  'if sys.argv[-1] == "old": hold(context)',
  'plain = socket.create_connection(("localhost", int(sys.argv[1])))',
  'context.wrap_socket(plain, server_hostname="localhost").close()',
];
const PYTHON_OLD: readonly string[] = [
  'def hold(context):',
  '  import ssl',
  '  context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1',
  '  context.set_ciphers("DEFAULT:@SECLEVEL=0")',
];
const PHP =
  '$c = stream_context_create(["ssl" => ["verify_peer" => false, "verify_peer_name" => false]]);' +
  '@file_get_contents("https://localhost:" . $argv[1] . "/", false, $c);';
const PERL = 'IO::Socket::SSL->new(PeerHost => "localhost", PeerPort => $ARGV[0], SSL_verify_mode => 0);';
const RUBY = 'h = Net::HTTP.new("localhost", ARGV[0].to_i); h.use_ssl = true; h.verify_mode = 0; h.get("/")';
const GO = `package main
import ("crypto/tls"; "os")
func main() {
  connection, err := tls.Dial("tcp", os.Args[1], &tls.Config{InsecureSkipVerify: true})
  if err == nil { connection.Close() }
}
`;
const MONO = `using System.Net.Security; using System.Net.Sockets;
class Client {
  static void Main(string[] args) {
    var plain = new TcpClient("localhost", int.Parse(args[0]));
    try { new SslStream(plain.GetStream(), false, (a, b, c, d) => true).AuthenticateAsClient("localhost"); }
    catch (System.Exception) { }
  }
}
`;
