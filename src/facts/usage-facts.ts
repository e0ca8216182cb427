/**
 * What was seen of one handshake, whoever saw it: a packet capture, or the log of a server. A source that does not tell
 * leaves `null`; offered and negotiated are never mixed up, as the one is the client's and the other needs both.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';

/** DTLS 1.0 is TLS 1.1 in datagrams (RFC 4347); there is no DTLS 1.1. QUIC has TLS 1.3 alone (RFC 9001). */
export type UsageVersion = TlsVersion | DtlsVersion;

export type DtlsVersion = 'DTLSv1.0' | 'DTLSv1.2' | 'DTLSv1.3';

/**
 * `established`: both sides went on to application data, or a log has a request; `refused`: one side ended it by an alert
 * or, in a log, with an error; `abandoned`: it stopped half-way without a word; `unknown`: the source does not tell.
 */
export type UsageOutcome = 'established' | 'refused' | 'abandoned' | 'unknown';

export type UsageEvent = {
  /** Milliseconds since 1970, whole or not; `null`: the source has no time. */
  readonly time: number | null;
  readonly client: Place | null;
  readonly server: Place | null;
  readonly transport: 'tcp' | 'dtls' | 'quic' | null;
  /** The host name in the hello, or what the log says of it. Hostile text: never to a terminal as it is. */
  readonly sni: string | null;
  /** Oldest first. From a log that tells the newest only, `null`, and `offeredMax` set. */
  readonly offered: readonly UsageVersion[] | null;
  readonly offeredMax: UsageVersion | null;
  /** What a ServerHello chose, also when the handshake failed behind it. */
  readonly negotiated: UsageVersion | null;
  /** IANA name, or `0x1234` where it has none. */
  readonly cipherSuite: string | null;
  readonly group: string | null;
  readonly outcome: UsageOutcome;
  readonly alert: UsageAlert | null;
  /** TLS_FALLBACK_SCSV in the hello (RFC 7507). */
  readonly fallbackScsv: boolean | null;
  /** The server's random says that it was talked down (RFC 9846 §4.2.3). */
  readonly downgradeSentinel: boolean | null;
  readonly ja3: string | null;
  readonly ja4: string | null;
  /** Hostile text, as `sni`. */
  readonly userAgent: string | null;
  /** What the source calls the service: a virtual host, a frontend, a load balancer. */
  readonly service: string | null;
  /** Handshakes that this line stands for: 1, or more from a source that counts by itself. */
  readonly count: number;
  readonly source: UsageSource;
};

export type Place = {
  /** As text; IPv4 mapped into IPv6 is IPv4 here. */
  readonly address: string;
  readonly port: number | null;
};

export type UsageAlert = {
  /** `null` where a log gives the name alone. */
  readonly description: number | null;
  /** The name in the registry of IANA, or what the log says. */
  readonly name: string;
  readonly by: 'client' | 'server' | null;
};

export type UsageSource = {
  readonly file: string;
  /** `pcap`, `pcapng`, or the name of the log's format. */
  readonly format: string;
  /** Of the packet with the hello, or of the line, from 1. */
  readonly number: number;
};

/** How much of a source could be read, and what was passed over. */
export type SourceCoverage = {
  readonly file: string;
  readonly format: string;
  readonly bytes: number;
  /** Packets or lines. */
  readonly records: number;
  readonly events: number;
  /** Milliseconds since 1970 of the first and the last record. */
  readonly from: number | null;
  readonly to: number | null;
  /** By a stable code: `cut-packet`, `unparsed-line`, `dropped-flow` ... */
  readonly skipped: Readonly<Record<string, number>>;
  /** The first few that were passed over, made safe for a terminal. */
  readonly samples: readonly string[];
  /** What would make the source tell more: the line of configuration to add. */
  readonly hint: string | null;
};
