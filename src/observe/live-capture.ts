/**
 * Captures live, with the program that the machine has for it: raw sockets need native code, and a pcap stream does not.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Failure, failure } from '../core/errors.ts';
import { pause } from '../core/pause.ts';
import { err, ok, type Result } from '../core/result.ts';
import { safeText } from '../core/safe-text.ts';
import { type Source, sourceOfStream } from './input/source.ts';

export type LiveCapture = {
  readonly source: Source;
  /** Ends the program and waits for it. @returns what it complained of, if it ended with an error by itself */
  stop(): Promise<Failure | undefined>;
};

/**
 * Starts tcpdump, or else dumpcap, on an interface. Fails with `cannot-capture` where there is neither.
 *
 * @param device as `ip link` names it; never with a leading dash, which would be an option
 */
export async function startLiveCapture(device: string, signal: AbortSignal): Promise<Result<LiveCapture, Failure>> {
  if (!/^[\w.:@][\w.:@-]*$/.test(device)) {
    return err(failure('cannot-capture', `${safeText(device)} is no name of an interface`));
  }
  for (const [program, args] of programs(device)) {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const isThere = await Promise.race([
      once(child, 'spawn').then(() => true),
      once(child, 'error').then(() => false),
    ]).catch(() => false);
    if (isThere) return ok(watched(device, program, child, signal));
  }
  return err(failure('cannot-capture', 'neither tcpdump nor dumpcap is installed'));
}

function watched(device: string, program: string, child: ChildProcess, signal: AbortSignal): LiveCapture {
  let complaint = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString('latin1')).slice(-LONGEST_COMPLAINT);
  });
  const ended = once(child, 'exit');
  // SIGINT lets it write out what it still holds, so the stream ends by itself and is not torn away.
  const stop = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  if (child.stdout === null) throw new Error('the output of the child is a pipe');
  return {
    source: sourceOfStream(`${program} on ${device}`, child.stdout),
    stop: async () => {
      // One that has just failed is given the time to say so.
      if (!signal.aborted) await Promise.race([ended, pause(GRACE_MS, signal)]);
      stop();
      const [code] = await ended;
      signal.removeEventListener('abort', stop);
      if (code === 0 || code === null || signal.aborted) return undefined;
      const lines = complaint.trim().split('\n');
      return failure('cannot-capture', `${program}: ${safeText(lines.at(-1) ?? `exit code ${code}`)}`);
    },
  };
}

function programs(device: string): readonly (readonly [string, readonly string[]])[] {
  return [
    ['tcpdump', ['-i', device, '-n', '-U', '-w', '-', FILTER]],
    ['dumpcap', ['-i', device, '-q', '-P', '-f', FILTER, '-w', '-']],
  ];
}

/**
 * Leaves out only what cannot hold a handshake on any link. A filter for the bytes of a hello would lose those in
 * tunnels, behind VLAN tags and extension headers, and in the middle of a segment.
 */
const FILTER = 'not arp and not icmp and not icmp6';
const GRACE_MS = 1000;
const LONGEST_COMPLAINT = 2000;
