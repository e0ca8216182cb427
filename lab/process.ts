/**
 * Child processes of the lab: started with bounded output, waited for by their ports, stopped by their process id.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A started program. */
export type Child = {
  readonly pid: number;
  /** The newest 16 KiB it wrote to stdout and stderr. */
  output(): string;
  /** Whether it ended, by itself or by {@link Child.stop}. */
  ended(): boolean;
  /** SIGTERM, SIGKILL after a second, and resolves once it is gone; safe to call twice. */
  stop(): Promise<void>;
};

/** How to start a program; the environment is ours, less what bends TLS. */
type ChildOptions = { readonly cwd?: string };

/** Starts a program that is to run until stopped. @throws Error if it cannot be started */
async function startChild(command: string, args: readonly string[], options: ChildOptions = {}): Promise<Child> {
  const child = spawn(command, args, { ...options, env: childEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  stopWithParent(child, ended);

  let over = false;
  void ended.then(() => {
    over = true;
  });
  return {
    pid: child.pid ?? 0,
    output,
    ended: () => over,
    async stop() {
      if (over) return;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

/**
 * Starts a server and resolves once all its ports accept connections; it is stopped again when they do not.
 *
 * @throws Error with its output if it ends first or takes longer than 15 s
 */
export async function startServer(
  command: string,
  args: readonly string[],
  ports: readonly number[],
  options: ChildOptions = {},
): Promise<Child> {
  const child = await startChild(command, args, options);
  try {
    await waitForPorts(child, ports);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** What a program that ends by itself said. `code` is `null` when it was killed or could not be started. */
type Finished = { readonly code: number | null; readonly output: string };

/** Runs a program to its end with empty input; stdout and stderr together, the newest 16 KiB. Never throws. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ChildOptions & { readonly timeoutMs?: number } = {},
): Promise<Finished> {
  const { timeoutMs = RUN_TIMEOUT_MS, ...rest } = options;
  const child = spawn(command, args, { ...rest, env: childEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const kill = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  clearTimeout(kill);
  return { code, output: output() };
}

/** Full path of a program, also from the folders for administrators that a user's PATH leaves out. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/**
 * Ports of 127.0.0.1 that were free a moment ago; somebody may still be faster, so callers try again.
 *
 * They lie below those that the kernel hands out by itself (RFC 6335 §6), and none is given twice in a process: between
 * our look and the server's bind no connection and no other server of the lab takes it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/** The environment of every program of the lab: ours, less what would bend what it is configured to do. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _ours, ...inherited } = process.env;
  // A distribution's crypto policy would make the truth depend on the machine.
  return { ...inherited, LC_ALL: 'C', OPENSSL_CONF: '/dev/null', GNUTLS_SYSTEM_PRIORITY_FILE: '/dev/null' };
}

async function waitForPorts(child: Child, ports: readonly number[]): Promise<void> {
  const deadline = performance.now() + LISTEN_TIMEOUT_MS;
  const check = (): void => {
    if (child.ended()) throw new Error(`ended before it listened: ${child.output()}`);
    // nginx waits for the port to be freed, while we would take the other program's listener for nginx.
    if (PORT_TAKEN.test(child.output())) throw new Error(child.output());
    if (performance.now() > deadline) throw new Error(`not listening in time: ${child.output()}`);
  };
  for (const port of ports) {
    while (!(await accepts(port))) {
      check();
      await delay(POLL_MS);
    }
  }
  // Some bind first and find the mistake in their configuration later.
  await delay(POLL_MS);
  check();
}

function collect(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer): void => {
    text = (text + chunk.toString('latin1')).slice(-OUTPUT_LIMIT);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

/** Makes sure that no server outlives us, whether we end by ourselves or are told to. */
function stopWithParent(child: ChildProcess, ended: Promise<void>): void {
  if (!hooked) {
    hooked = true;
    process.once('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, dieOf);
  }
  running.add(child);
  void ended.then(() => running.delete(child));
}

function dieOf(signal: NodeJS.Signals): void {
  // Somebody else listens too and will end the process when it is ready; `exit` is our turn then.
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.removeListener(signal, dieOf);
  process.kill(process.pid, signal);
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const OUTPUT_LIMIT = 16_384;
/** What servers say when somebody else has their port; NSS says a number (PR_ADDRESS_IN_USE_ERROR). */
const PORT_TAKEN: RegExp = /EADDRINUSE|error -5982|address[ _](?:already[ _])?in[ _]use/i;

/** Linux hands out 32768 and up. */
const HIGHEST_PORT = 32_768;
const LOWEST_PORT = 10_000;
const given = new Set<number>();

const LISTEN_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 1_000;
const RUN_TIMEOUT_MS = 20_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const POLL_MS = 20;
const running = new Set<ChildProcess>();
let hooked = false;
