/**
 * What servers call the things that a log line may hold, and the field that each is. Of several for one field, the one
 * that stands first here is taken; everything else in a format is passed over.
 *
 * @module
 */
import type { LogField } from './log-fields.ts';

export type VariableRow = readonly [string, LogField];

/** ngx_http_core_module, ngx_http_ssl_module, ngx_stream_ssl_module, ngx_stream_ssl_preread_module. */
export const NGINX_VARIABLES: readonly VariableRow[] = [
  ['remote_addr', 'client'],
  ['proxy_protocol_addr', 'client'],
  ['realip_remote_addr', 'client'],
  ['remote_port', 'clientPort'],
  ['time_iso8601', 'time'],
  ['time_local', 'time'],
  ['msec', 'time'],
  ['ssl_protocol', 'version'],
  ['ssl_preread_protocol', 'offered'],
  ['ssl_cipher', 'suite'],
  ['ssl_curve', 'group'],
  ['ssl_server_name', 'sni'],
  ['ssl_preread_server_name', 'sni'],
  ['server_name', 'service'],
  ['host', 'service'],
  ['http_host', 'service'],
  ['server_addr', 'server'],
  ['server_port', 'serverPort'],
  ['http_user_agent', 'userAgent'],
  ['connection_requests', 'request'],
];

/** mod_log_config and mod_ssl, in lower case but for the letter at the end. */
export const APACHE_DIRECTIVES: readonly VariableRow[] = [
  ['h', 'client'],
  ['a', 'client'],
  ['{c}a', 'client'],
  ['{c}h', 'client'],
  ['{remote}p', 'clientPort'],
  ['t', 'time'],
  ['{sec}t', 'time'],
  ['{msec}t', 'time'],
  ['{usec}t', 'time'],
  ['{ssl_protocol}x', 'version'],
  ['{ssl_cipher}x', 'suite'],
  ['{ssl_tls_sni}x', 'sni'],
  ['{ssl_protocol}e', 'version'],
  ['{ssl_cipher}e', 'suite'],
  ['v', 'service'],
  ['V', 'service'],
  ['{host}i', 'service'],
  ['A', 'server'],
  ['p', 'serverPort'],
  ['{local}p', 'serverPort'],
  ['{user-agent}i', 'userAgent'],
  ['k', 'request'],
];

/** Section 8.2.6 of HAProxy's configuration manual, and sample fetches in `%[...]`. */
export const HAPROXY_VARIABLES: readonly VariableRow[] = [
  ['ci', 'client'],
  ['[src]', 'client'],
  ['cp', 'clientPort'],
  ['[src_port]', 'clientPort'],
  ['tr', 'time'],
  ['t', 'time'],
  ['trg', 'time'],
  ['T', 'time'],
  ['Ts', 'time'],
  ['sslv', 'version'],
  ['[ssl_fc_protocol]', 'version'],
  ['[req.ssl_ver]', 'offered'],
  ['[req_ssl_ver]', 'offered'],
  ['sslc', 'suite'],
  ['[ssl_fc_cipher]', 'suite'],
  ['[ssl_fc_sni]', 'sni'],
  ['[req.ssl_sni]', 'sni'],
  ['[req_ssl_sni]', 'sni'],
  ['ft', 'service'],
  ['f', 'service'],
  ['fi', 'server'],
  ['fp', 'serverPort'],
];

/** Envoy's access log operators. */
export const ENVOY_OPERATORS: readonly VariableRow[] = [
  ['DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', 'client'],
  ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT', 'client'],
  ['DOWNSTREAM_REMOTE_ADDRESS', 'clientPlace'],
  ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS', 'clientPlace'],
  ['DOWNSTREAM_REMOTE_PORT', 'clientPort'],
  ['START_TIME', 'time'],
  ['DOWNSTREAM_TLS_VERSION', 'version'],
  ['DOWNSTREAM_TLS_CIPHER', 'suite'],
  ['REQUESTED_SERVER_NAME', 'sni'],
  ['DOWNSTREAM_TRANSPORT_FAILURE_REASON', 'failure'],
  ['DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', 'server'],
  ['DOWNSTREAM_LOCAL_ADDRESS', 'serverPlace'],
  ['DOWNSTREAM_LOCAL_PORT', 'serverPort'],
  ['FILTER_CHAIN_NAME', 'service'],
  ['REQ(:AUTHORITY)', 'service'],
  ['REQ(USER-AGENT)', 'userAgent'],
  ['TLS_JA3_FINGERPRINT', 'ja3'],
  ['TLS_JA4_FINGERPRINT', 'ja4'],
];
