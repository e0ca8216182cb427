/**
 * Names to addresses. The DNS may fail for a moment, never answer, or answer nonsense: each is told apart.
 *
 * @module
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Failure, failure } from '../core/errors.ts';
import { pause } from '../core/pause.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseIp } from './addresses/ip.ts';

export type Family = 0 | 4 | 6;

/** Asks the system: hosts file, DNS and whatever else it is configured to. @throws an error with a `code` */
export type Lookup = (host: string, family: Family) => Promise<readonly string[]>;

/** All addresses of a host, in the order of the answer; a literal address is its own. Stops at once with `signal`. */
export async function resolve(
  host: string,
  family: Family,
  signal: AbortSignal,
  lookup: Lookup = lookupBySystem,
): Promise<Result<readonly string[], Failure>> {
  const literal = isIP(host.split('%', 1)[0] ?? '');
  if (literal !== 0) {
    if (family === 0 || family === literal) return ok([host]);
    return err(failure('unknown-host', `${host} is no IPv${family} address`, `leave --ip ${family} out`));
  }
  try {
    const found = [...new Set(await lookupTwice(host, family, signal, lookup))];
    const real = found.filter(isServerAddress);
    if (found.length > 0 && real.length === 0) {
      return err(failure('dns-nonsense', `the DNS answered ${found.join(', ')} for ${host}, which no server has`));
    }
    if (real.length > MOST_ADDRESSES) {
      const message = `the DNS answered ${real.length} addresses for ${host}; no server has over ${MOST_ADDRESSES}`;
      return err(failure('dns-nonsense', message));
    }
    return real.length > 0 ? ok(real) : err(failure('unknown-host', `${host} has no address`));
  } catch (error) {
    return err(lookupFailure(host, error, signal));
  }
}

/** A resolver that is briefly overwhelmed says so; the second answer is mostly the true one. */
async function lookupTwice(
  host: string,
  family: Family,
  signal: AbortSignal,
  lookup: Lookup,
): Promise<readonly string[]> {
  try {
    return await untilStopped(lookup(host, family), signal);
  } catch (error) {
    if (codeOf(error) !== 'EAI_AGAIN') throw error;
    await pause(BACK_OFF_MS, signal);
    return await untilStopped(lookup(host, family), signal);
  }
}

function untilStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(STOPPED);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function lookupBySystem(host: string, family: Family): Promise<readonly string[]> {
  const found = await systemLookup(host, { all: true, family, order: 'verbatim' });
  return found.map(({ address }) => address);
}

/** "This host" (RFC 1122 §3.2.1.3) would be this very machine; multicast and broadcast are nobody's. */
function isServerAddress(address: string): boolean {
  const ip = parseIp(address);
  if (!ip || ip.value === 0n) return false;
  return ip.family === 4 ? ip.value >> 24n !== 0n && ip.value < FIRST_MULTICAST : ip.value >> 120n !== 0xffn;
}

function lookupFailure(host: string, error: unknown, signal: AbortSignal): Failure {
  if (error === STOPPED && signal.reason !== 'deadline')
    return failure('interrupted', `interrupted while looking up ${host}`);
  if (error === STOPPED) return failure('dns-failure', `the DNS did not answer for ${host} within the deadline`);
  const code = codeOf(error) ?? 'unknown error';
  return code === 'ENOTFOUND' || code === 'ENODATA'
    ? failure('unknown-host', `${host} has no address (${code})`)
    : failure('dns-failure', `looking up ${host} failed (${code})`);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

const STOPPED = new Error('stopped');
const BACK_OFF_MS = 250;
/** 224.0.0.0; what is above is multicast, reserved or broadcast. */
const FIRST_MULTICAST = 0xe0000000n;
/** The largest honest answers, of mail and time pools, hold a few dozen. */
const MOST_ADDRESSES = 64;
