/**
 * Runs a program to its end and says what that took.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export type Cost = {
  readonly wallMs: number;
  /** User and system time of the program and of all it started and waited for; NaN where there is no /proc. */
  readonly cpuMs: number;
  /** The highest resident memory of the program itself, in bytes; NaN where there is no /proc. */
  readonly peakBytes: number;
  readonly exitCode: number | null;
  /** The newest 64 KiB of standard output and standard error. */
  readonly output: string;
};

/**
 * Nothing else that this process started may end meanwhile: it would be counted in.
 *
 * @param timeoutMs the program is killed then, and `exitCode` is `null`
 */
export async function runCommand(command: string, args: readonly string[], timeoutMs: number): Promise<Cost> {
  const cpuBefore = childrenCpuMs();
  const started = performance.now();
  const env = { ...process.env, NO_COLOR: '1', LC_ALL: 'C', NODE_OPTIONS: '' };
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const add = (chunk: Buffer): void => {
    output = (output + chunk.toString('latin1')).slice(-OUTPUT_LIMIT);
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  let peakBytes = Number.NaN;
  // The kernel keeps the peak (VmHWM), so a look now and then misses only what grows in the last moment.
  const look = setInterval(() => {
    peakBytes = peakMemory(child.pid) ?? peakBytes;
  }, LOOK_EVERY_MS);
  const kill = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('close', resolve).once('error', () => resolve(null));
  });
  const wallMs = performance.now() - started;
  clearInterval(look);
  clearTimeout(kill);
  return { wallMs, cpuMs: childrenCpuMs() - cpuBefore, peakBytes, exitCode, output };
}

/** User and system time of a running process and of its living children, in ms; NaN where there is no /proc. */
export function runningCpuMs(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + runningCpuMs(Number(child)), cpuFields(String(pid), OWN_CPU));
  } catch {
    return Number.NaN;
  }
}

function childrenCpuMs(): number {
  try {
    return cpuFields('self', CHILDREN_CPU);
  } catch {
    return Number.NaN;
  }
}

/** The sum of two neighbouring fields of /proc/PID/stat (proc(5)), of which the name in parentheses may hold spaces. */
function cpuFields(pid: string, first: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[first]) + Number(fields[first + 1]);
  return (ticks * 1000) / TICKS_A_SECOND;
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

/** Fields of /proc/PID/stat counted from the state, the third: utime is the 14th, cutime the 16th. */
const OWN_CPU = 11;
const CHILDREN_CPU = 13;
/** USER_HZ, which is 100 on every Linux that Node.js runs on. */
const TICKS_A_SECOND = 100;
const LOOK_EVERY_MS = 50;
const OUTPUT_LIMIT = 65_536;
