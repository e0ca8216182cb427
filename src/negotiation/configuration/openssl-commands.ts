/**
 * The commands that `ssl_conf_command` and `SSLOpenSSLConfCmd` hand to OpenSSL (SSL_CONF_cmd(3)).
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { complaint, type Place } from './configuration.ts';

export type OpensslCommand = { readonly name: string; readonly value: string; readonly place: Place };

/** What the commands say; `null`: nothing. */
export type OpensslCommands = {
  readonly oldest: TlsVersion | null;
  readonly newest: TlsVersion | null;
  readonly ciphers: string | null;
  readonly cipherSuites: string | null;
  readonly groups: string | null;
  readonly signatureAlgorithms: string | null;
  readonly prioritizeChaCha: boolean;
};

/** The last command of a name counts. */
export function readOpensslCommands(commands: readonly OpensslCommand[]): Result<OpensslCommands, Failure> {
  const last = (name: string): OpensslCommand | undefined =>
    commands.findLast((command) => command.name.toLowerCase() === name);
  const bounds: (TlsVersion | null)[] = [];
  for (const command of [last('minprotocol'), last('maxprotocol')]) {
    const version = TLS_VERSIONS.find((one) => one === (command?.value === 'TLSv1' ? 'TLSv1.0' : command?.value));
    if (command !== undefined && version === undefined && command.value !== 'None') {
      return err(complaint(command.place, `OpenSSL knows no "${command.value}"`));
    }
    bounds.push(version ?? null);
  }
  const [oldest = null, newest = null] = bounds;
  return ok({
    oldest,
    newest,
    ciphers: last('cipherstring')?.value ?? null,
    cipherSuites: last('ciphersuites')?.value ?? null,
    groups: last('groups')?.value ?? last('curves')?.value ?? null,
    signatureAlgorithms: last('signaturealgorithms')?.value ?? null,
    prioritizeChaCha: last('options')?.value.split(',').includes('PrioritizeChaCha') === true,
  });
}

/** Whether the command is reckoned with; what bears on no handshake counts too. */
export function isReadCommand({ name, value }: Omit<OpensslCommand, 'place'>): boolean {
  if (name.toLowerCase() !== 'options') return READ.has(name.toLowerCase());
  return value.split(',').every((option) => option === 'PrioritizeChaCha' || option === '-SessionTicket');
}

const READ: ReadonlySet<string> = new Set([
  ...['minprotocol', 'maxprotocol', 'cipherstring', 'ciphersuites', 'groups', 'curves', 'signaturealgorithms'],
]);
