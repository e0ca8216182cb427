/**
 * What is known of one server at one address under one name: the result of a scan, and the input of every judgement.
 *
 * Text for people is made later, from these codes. `schemas/scan.schema.json` is the same in JSON Schema.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import type { TlsVersion } from '../tls/version.ts';
import type { Answer } from './answer.ts';
import type { AttackFacts, IntoleranceFacts } from './attack-facts.ts';
import type { CertificateFacts, ChainFacts } from './certificate-facts.ts';
import type { DepthFacts } from './depth-facts.ts';

export type { Answer } from './answer.ts';

/** Why the answer is what it is; the words for each are in `report/words.ts`. */
export type AnswerReason =
  | 'server-hello'
  | 'hello-retry-request'
  | 'negotiated-down'
  | 'protocol-version-alert'
  | 'handshake-failure'
  | 'lower-version'
  | 'reset'
  | 'closed'
  | 'plaintext'
  | 'blocked-by-crypto-policy'
  | 'no-usable-cipher'
  | 'silent'
  | 'unstable'
  | 'no-control'
  | 'malformed-answer'
  | 'cut-off'
  | 'too-many-bytes'
  | 'unoffered-suite'
  | 'higher-version'
  | 'unknown-version'
  | 'unexpected-alert'
  | 'name-refused'
  | 'unreachable'
  | 'starttls-refused'
  | 'starttls-broken'
  | 'proxy-failed'
  | 'deadline'
  | 'interrupted';

/** One connection: what was asked, and what came back. */
export type Evidence = {
  /** Number of the connection within the scan of this address, from 1; 0 if it was stopped before it was opened. */
  readonly connection: number;
  readonly asked: TlsVersion;
  /** The shape of the hello: see `scan/hellos.ts`. */
  readonly hello: HelloShape;
  readonly sni: string | null;
  /** Whether the hello carried TLS_FALLBACK_SCSV (RFC 7507). */
  readonly fallbackScsv: boolean;
  readonly outcome: Outcome;
  /** What was said in the clear before TLS; `null` where TLS starts with the first byte. */
  readonly before: BeforeTls | null;
  /** Version of the ServerHello, as a name or in hex. */
  readonly version: string | null;
  readonly cipherSuite: string | null;
  readonly alert: { readonly level: number; readonly description: number; readonly name: string } | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** The first bytes of the answer, at most 64, in hex. */
  readonly firstBytes: string;
  /** From the start of the connection to the outcome. */
  readonly durationMs: number;
};

/** The dialogue that comes before TLS: with a proxy, with a service that upgrades, or with both. */
export type BeforeTls = {
  /** How far it came: `tls` when the hello could be sent. */
  readonly reached: 'proxy' | 'starttls' | 'tls';
  /** The first word of the service, as `said` below; `null` if it was none, or none was waited for. */
  readonly greeting: string | null;
  /** The last word of the peer, at most 200 printable characters; `null` if it was none. */
  readonly said: string | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Bytes that stood behind the go-ahead, before TLS could start: not 0 is an injection or a broken server. */
  readonly leftOver: number;
};

export type HelloShape = 'full' | 'compact' | 'exotic' | 'bare';

/** What one connection came to. */
export type Outcome =
  | 'server-hello'
  | 'hello-retry-request'
  | 'alert'
  | 'ssl2-error'
  | 'reset'
  | 'closed'
  | 'cut-off'
  | 'silent'
  | 'plaintext'
  | 'malformed'
  | 'too-many-bytes'
  | 'unreachable'
  | 'starttls-refused'
  | 'starttls-broken'
  | 'proxy-failed'
  | 'stopped';

export type VersionFacts = {
  readonly answer: Answer;
  readonly reason: AnswerReason;
  readonly evidence: readonly Evidence[];
  /** Whether a whole handshake went through; `null`: not asked. */
  readonly confirmed: ConfirmedFacts | null;
};

/**
 * What became of a handshake that Node.js was to complete. `no`: the server broke it off after its ServerHello.
 * `unable`: it could not be tried, or broke for another reason than the server's.
 */
export type ConfirmedFacts = {
  readonly answer: 'yes' | 'no' | 'unable';
  readonly reason: ConfirmReason;
  /** The name of the server's alert, or OpenSSL's own words for what it would not do. */
  readonly detail: string | null;
};

/** The words for each are in `report/words.ts`. */
export type ConfirmReason =
  | 'completed'
  /** How the server broke it off. */
  | 'alert'
  | 'reset'
  | 'closed'
  | 'client-certificate-required'
  | 'node-lacks-version'
  | 'node-refuses'
  /** The server took another hello than Node's in this version, and not Node's. */
  | 'hello-refused'
  | 'silent'
  | 'malformed-answer'
  | 'too-many-bytes'
  | 'no-connection'
  | 'deadline'
  | 'interrupted';

export type DowngradeFacts = {
  /** TLS_FALLBACK_SCSV (RFC 7507): it can only be asked with a version below the server's highest. */
  readonly fallbackScsv: 'honoured' | 'ignored' | 'not-applicable' | 'inconclusive';
  /** The sentinel in ServerHello.random (RFC 9846 §4.2.3); `not-applicable` when no answer could carry one. */
  readonly sentinel: 'present' | 'absent' | 'not-applicable';
  /** The version, or a later one, that a sentinel proves beside those that were accepted. */
  readonly sentinelProves: TlsVersion | null;
  readonly evidence: readonly Evidence[];
};

/** How the server answers a hello without a name, for versions below the floor. */
export type WithoutSniFacts = {
  readonly answer: 'same' | 'differs' | 'name-required' | 'inconclusive' | 'not-asked';
  readonly evidence: readonly Evidence[];
};

export type Floor = (typeof FLOORS)[number];
export type YesNoUnknown = 'yes' | 'no' | 'unknown';

export type FloorFacts = {
  readonly floor: Floor;
  /** Does it speak the floor or something newer? */
  readonly supports: YesNoUnknown;
  /** Does it refuse everything below the floor? A latent version is a no. */
  readonly enforces: YesNoUnknown;
  /** Has the server itself proved that it can do more than what would be switched off? */
  readonly safeToRaise: YesNoUnknown;
  /** The next step, in one line for a person. */
  readonly next: string;
};

/** How the service was spoken to. */
export type ServiceFacts = {
  /** As in a target: `smtp`, `https`; `tls` where nothing is known of the service. */
  readonly scheme: string;
  readonly schemeFrom: 'written' | 'port' | 'default';
  /** Whether TLS starts with the first byte or after a dialogue in the clear. */
  readonly startsWith: 'tls' | 'dialogue';
  /** For a person: `SMTP`. */
  readonly title: string;
  /** `host:port` of the proxy; `null` without one. */
  readonly proxy: string | null;
};

/** Key exchange that keeps recorded traffic closed to a quantum computer: X25519MLKEM768 and its kin in TLS 1.3. */
export type PostQuantumFacts = {
  /** A TLS 1.3 handshake with such a group is possible. */
  readonly supported: YesNoUnknown;
  /** The server picks such a group from a hello that has others too and a key share for none. */
  readonly preferred: YesNoUnknown;
  /** In TLS 1.3 nothing else is accepted; older versions are not looked at. */
  readonly required: YesNoUnknown;
};

/** The program behind the service, as far as it shows without a connection of its own. */
export type ProductFacts = {
  readonly name: string;
  /** The words of the server that told. */
  readonly how: string;
  /** `said`: it names itself, which an operator can change; `likely`: its way of speaking is that of the product. */
  readonly confidence: 'said' | 'likely';
};

export type ServerFacts = {
  /** As the user wrote it. */
  readonly target: string;
  readonly service: ServiceFacts;
  /** `null`: not recognised. */
  readonly product: ProductFacts | null;
  /** `null` when the name has no address, or when the proxy looked it up. */
  readonly address: string | null;
  readonly port: number;
  /** The name sent in `server_name`; `null` when none was. */
  readonly sni: string | null;
  readonly versions: Readonly<Record<TlsVersion, VersionFacts>> | null;
  /** By version; this and the next four are `null` where only versions were asked. */
  readonly cipherSuites: DepthFacts['cipherSuites'] | null;
  readonly groups: DepthFacts['groups'] | null;
  /** `null` where groups were not asked. */
  readonly postQuantum: PostQuantumFacts | null;
  readonly signatureSchemes: DepthFacts['signatureSchemes'] | null;
  readonly features: DepthFacts['features'];
  readonly downgrade: DowngradeFacts | null;
  readonly withoutSni: WithoutSniFacts | null;
  /** Every certificate seen, those of the first chain first, its leaf at the head; `null` when none was seen. */
  readonly certificates: readonly CertificateFacts[] | null;
  /** The chains they came in; `null` when none was seen. */
  readonly chains: readonly ChainFacts[] | null;
  /** `null`: not asked, as only versions were wanted or the server speaks none. */
  readonly attacks: AttackFacts | null;
  /** `null`: not asked, as above, or as the server speaks nothing up to TLS 1.2. */
  readonly intolerances: IntoleranceFacts | null;
  /** `null`: not asked by this scan. */
  readonly clients: null;
  readonly floor: FloorFacts;
  /** Connections opened for this result. */
  readonly connections: number;
  readonly durationMs: number;
  /** Why nothing, or not everything, could be judged. */
  readonly error: Failure | null;
};

/** What a result holds of a server that nobody asked, to begin from. */
export const NOTHING_KNOWN: Readonly<Record<Unasked, null>> = {
  product: null,
  versions: null,
  cipherSuites: null,
  groups: null,
  postQuantum: null,
  signatureSchemes: null,
  features: null,
  downgrade: null,
  withoutSni: null,
  certificates: null,
  chains: null,
  attacks: null,
  intolerances: null,
  clients: null,
};

/** The facts that are `null` where nobody asked for them. */
type Unasked = Exclude<
  { [K in keyof ServerFacts]: null extends ServerFacts[K] ? K : never }[keyof ServerFacts],
  'address' | 'sni' | 'error'
>;

/** Version of the JSON shapes of this program; a change that breaks a reader raises it. */
export const SCHEMA_VERSION = 1;

export const FLOORS = ['1.2', '1.3', 'pq'] as const;

/** The oldest version a floor lets through. */
export const FLOOR_VERSION: Readonly<Record<Floor, TlsVersion>> = {
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
  // Only TLS 1.3 has the groups (RFC 10024); the groups themselves are judged beside the versions.
  pq: 'TLSv1.3',
};

/** What a floor asks for, and what it leaves out, for a person: `supports ...`, `everything ...`. */
export const FLOOR_WORDS: Readonly<Record<Floor, { readonly least: string; readonly below: string }>> = {
  '1.2': { least: 'TLS 1.2', below: 'below TLS 1.2' },
  '1.3': { least: 'TLS 1.3', below: 'below TLS 1.3' },
  pq: { least: 'post-quantum key exchange', below: 'without post-quantum key exchange' },
};
