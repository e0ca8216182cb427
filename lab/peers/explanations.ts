/**
 * Why other scanners say something else than ours. Each row was decided by the server's configuration or by a third
 * program, never by one of the scanners.
 *
 * @module
 */
import type { Difference } from './differences.ts';

export type Explanation = {
  readonly title: string;
  /** Why, and how it was decided. */
  readonly text: string;
  covers(difference: Difference, where: Where): boolean;
};

export type Where = {
  readonly server: string;
  readonly peer: string;
  /** Versions of which our list of suites or of groups says itself that it may have gaps. */
  readonly incomplete: readonly string[];
};

export const EXPLANATIONS: readonly Explanation[] = [
  {
    title: 'Enabled, and blocked today',
    text: `The configuration enables TLS 1.0 and 1.1, and OpenSSL's security level forbids what they sign with. No
client gets through, so the others say "refused"; we say "latent", as the version is back the day the level is lowered.
Decided by the configuration: the rows \`1.0-1.3\` are the same with \`@SECLEVEL=0\`, and accept.`,
    covers: ({ cell, ours, theirs }) => cell === 'version' && ours === 'latent' && theirs === 'refused',
  },
  {
    title: 'SSL 2.0 that nobody can use',
    text: `The server answers an SSL 2.0 hello in SSL 2.0, with an empty list of ciphers: the protocol is enabled and
every cipher for it is off. sslscan takes the answer for acceptance. We say "latent". Decided by the configuration: the same program
with SSL 2.0 ciphers in its list (\`node0.8-ssl2\`) names them, and we say "accepted".`,
    covers: ({ cell, version, ours, theirs }) =>
      cell === 'version' && version === 'SSLv2' && ours === 'latent' && theirs === 'accepted',
  },
  {
    title: 'Lists that we leave open',
    text: `Old Node.js closes the connection instead of sending an alert (\`openssl s_client -cipher NULL-MD5\` says
"unexpected eof while reading"). Where the reason of a hang-up cannot be told, our list says \`isComplete: false\`. A bad
suite that was found apart from the list (NULL) leaves open who decides. The others count every closed connection as a
refusal, and go on: here they are right.`,
    covers: ({ cell, version, ours }, { incomplete, server }) =>
      (incomplete.includes(version) && cell !== 'version') ||
      (server === 'node0.10-null-suite' && cell === 'decidedBy' && ours === 'unknown'),
  },
  {
    title: 'Dovecot without DH parameters',
    text: `It hangs up when it comes to a suite with DHE, and takes ECDHE and RSA from clients that leave DHE out. sslscan
stops at the hang-up and names one suite or none. \`openssl s_client -starttls imap -cipher ECDHE-RSA-AES128-SHA\` completes,
\`DHE-RSA-AES128-SHA:ECDHE-RSA-AES128-SHA\` gets "unexpected eof while reading"; \`lab/depth-truth.test.ts\` holds our list
against it.`,
    covers: ({ cell, theirs }, { server, peer }) =>
      server.startsWith('dovecot-') && peer === 'sslscan' && cell === 'suites' && theirs.length === 0,
  },
  {
    title: 'The order of TLS 1.3',
    text: `HAProxy sets OpenSSL's PrioritizeChaCha: ChaCha20 is taken where the client names it first, and the server's
order holds for the rest. nmap tries one order that ends at ChaCha20 and says "client". \`openssl s_client -ciphersuites
TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384\` gets AES-256 and so does the other order: the server decides.`,
    covers: ({ cell, version, ours, theirs }, { server }) =>
      server.startsWith('haproxy') &&
      cell === 'decidedBy' &&
      version === 'TLSv1.3' &&
      ours === 'server' &&
      theirs === 'client',
  },
  {
    title: 'Groups behind an ECDSA certificate',
    text: `sslscan offers one group at a time. In TLS 1.2 OpenSSL holds the curve of an ECDSA certificate against the
client's groups, so that a hello with X25519 alone fails with a certificate on P-256. Clients offer both, and get X25519, as
\`openssl s_client -tls1_2 -groups X25519:P-256\` shows.`,
    covers: ({ cell, version, theirs }, { server, peer }) =>
      peer === 'sslscan' && server.includes('ecdsa') && cell === 'groups' && version === 'TLSv1.2' && theirs === '',
  },
  {
    title: 'Servers that demand an extension',
    text: `GnuTLS with \`%FORCE_ETM\` turns down a hello without encrypt_then_mac, Java without legacy master secrets one without
extended_master_secret. sslscan and nmap send neither and say "refused". Decided by the configuration, and by
\`openssl s_client\`, which sends both and completes the handshakes.`,
    covers: ({ cell, ours, theirs }, { server }) =>
      /^(gnutls-force-etm|java-ems-)/.test(server) && cell === 'version' && ours === 'accepted' && theirs === 'refused',
  },
  {
    title: 'TLS 1.2 of Dovecot',
    text: `Where Dovecot's configuration enables everything at the default security level, sslscan says that TLS 1.2 is off.
\`openssl s_client -tls1_2\` completes the handshake.`,
    covers: ({ cell, version, ours, theirs }, { server, peer }) =>
      /^dovecot-.*-latent$/.test(server) &&
      peer === 'sslscan' &&
      cell === 'version' &&
      version === 'TLSv1.2' &&
      ours === 'accepted' &&
      theirs === 'refused',
  },
];
