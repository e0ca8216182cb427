/**
 * The words for facts: what a person reads where the data has a code. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import type {
  AnswerReason,
  ConfirmedFacts,
  ConfirmReason,
  DowngradeFacts,
  VersionFacts,
  WithoutSniFacts,
} from '../facts/server-facts.ts';

/** Why a version has the answer it has, in one phrase, with the alert or suite of the connection that decided. */
export function reasonPhrase(facts: VersionFacts): string {
  const { reason, evidence } = facts;
  const suite = evidence.findLast(({ cipherSuite }) => cipherSuite !== null)?.cipherSuite;
  if (facts.answer === 'accepted') {
    const named = suite ?? 'SSL 2.0 ServerHello';
    const how = reason === 'negotiated-down' ? `${named}, in answer to a newer hello` : named;
    return facts.confirmed ? `${how}; ${confirmedPhrase(facts.confirmed)}` : how;
  }
  const alert = evidence.findLast((one) => one.alert !== null)?.alert;
  const because = alert ? ` (alert ${alert.description} ${alert.name})` : '';
  const lower = evidence.find(({ version }) => version !== null)?.version;
  switch (reason) {
    case 'lower-version':
      return `answered in ${lower ?? 'an older version'}`;
    case 'higher-version':
      return `answered in ${lower ?? 'a newer version'}, which was not offered`;
    case 'protocol-version-alert':
    case 'handshake-failure':
    case 'unexpected-alert':
    case 'blocked-by-crypto-policy':
      return `${REASONS[reason]}${because}`;
    default:
      return REASONS[reason];
  }
}

/** What became of a handshake that was to be completed, in one phrase. */
function confirmedPhrase({ reason, detail }: ConfirmedFacts): string {
  return `${CONFIRM_REASONS[reason]}${detail === null ? '' : ` (${safeText(detail)})`}`;
}

export const CONFIRM_REASONS: Readonly<Record<ConfirmReason, string>> = {
  completed: 'handshake completed',
  alert: 'then it broke the handshake off with an alert',
  reset: 'then it broke the handshake off with a reset',
  closed: 'then it broke the handshake off by closing',
  'client-certificate-required': 'handshake not completed: it wants a client certificate',
  'node-lacks-version': 'handshake not tried: Node.js lacks the version',
  'node-refuses': 'handshake not completed: Node.js itself refuses',
  'hello-refused': "handshake not completed: it takes nothing of Node.js's offer",
  silent: 'handshake not completed: the server fell silent',
  'malformed-answer': 'handshake not completed: the answer breaks the protocol',
  'too-many-bytes': 'handshake not completed: the answer has no end',
  'no-connection': 'handshake not tried: the connection failed',
  deadline: 'handshake not completed: the deadline came first',
  interrupted: 'handshake not completed: interrupted',
};

export const REASONS: Readonly<Record<AnswerReason, string>> = {
  'server-hello': 'ServerHello',
  'hello-retry-request': 'HelloRetryRequest',
  'negotiated-down': 'negotiated down to it',
  'protocol-version-alert': 'refused the version',
  'handshake-failure': 'refused every offer',
  'lower-version': 'answered in an older version',
  reset: 'reset the connection, though control hellos were answered',
  closed: 'closed the connection, though control hellos were answered',
  plaintext: 'answered in plain text, though control hellos got TLS',
  'blocked-by-crypto-policy': 'enabled, and blocked today by the crypto policy',
  'no-usable-cipher': 'enabled, and no cipher suite gets through today',
  silent: 'no answer, though control hellos were answered: something drops it',
  unstable: 'the server did not answer control hellos either: rate limit or outage',
  'no-control': 'no hello at all was answered',
  'malformed-answer': 'the answer breaks the protocol',
  'cut-off': 'the answer broke off',
  'too-many-bytes': 'the answer has no end',
  'unoffered-suite': 'the server chose a cipher suite that was not offered',
  'higher-version': 'answered in a newer version than offered',
  'unknown-version': 'answered in a version nobody knows',
  'unexpected-alert': 'failed for a reason that is not the version',
  'name-refused': 'the server refuses this name',
  unreachable: 'the connection failed',
  'starttls-refused': 'the service would not start TLS',
  'starttls-broken': 'the dialogue before TLS went wrong',
  'proxy-failed': 'the proxy did not let the connection through',
  deadline: 'the deadline came first',
  interrupted: 'interrupted',
};

export const FALLBACK_SCSV: Readonly<Record<DowngradeFacts['fallbackScsv'], string>> = {
  honoured: 'TLS_FALLBACK_SCSV is honoured',
  ignored: 'TLS_FALLBACK_SCSV is ignored',
  'not-applicable': 'TLS_FALLBACK_SCSV cannot be asked: there is only one version',
  inconclusive: 'TLS_FALLBACK_SCSV got no clear answer',
};

export const WITHOUT_SNI: Readonly<Record<WithoutSniFacts['answer'], string>> = {
  same: 'answers old versions the same',
  differs: 'answers old versions otherwise: see its own result',
  'name-required': 'refused: this server wants a name',
  inconclusive: 'no clear answer',
  'not-asked': 'no name was sent',
};
