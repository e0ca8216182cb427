import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FollowEvent, type FollowStep, followLog } from './follow-log.ts';
import type { FileMark } from './log-place.ts';
import { readFollowState, writeFollowState } from './state-file.ts';

let folder = '';
let log = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlsfloor-follow-'));
  log = join(folder, 'access.log');
});
afterEach(() => rm(folder, { recursive: true }));

function line(agent: string | number): string {
  return `192.0.2.1 - - [22/Nov/2026:11:25:47 +0000] "GET /x HTTP/1.1" 200 2 "-" "${agent}" TLSv1 ECDHE-RSA-AES256-SHA\n`;
}

class Follower {
  readonly agents: string[] = [];
  readonly events: FollowEvent[] = [];
  readonly #stop = new AbortController();
  readonly #steps: AsyncGenerator<FollowStep, void, undefined>;
  mark: FileMark | undefined;

  constructor(mark?: FileMark, isFollowing = true) {
    this.#steps = followLog(
      log,
      { file: log, now: Date.UTC(2026, 10, 23), isEveryEvent: true },
      ({ event }) => this.agents.push(event?.userAgent ?? ''),
      { mark, isFollowing, pollMs: 1, signal: this.#stop.signal },
    );
  }

  /** Takes steps until all that is there was read, and what `isDone` asks for has come. */
  async catchUp(isDone: () => boolean = () => true): Promise<void> {
    for (;;) {
      const { value, done } = await this.#steps.next();
      if (done === true || value === undefined) return;
      this.events.push(value.event);
      this.mark = value.mark() ?? this.mark;
      if (value.event === 'waiting' && isDone()) return;
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}

describe('followLog', () => {
  test('reads what is added, and a last line only when its end has come', async () => {
    await writeFile(log, line('a') + line('b').slice(0, 40));
    const follower = new Follower();
    await follower.catchUp();
    expect(follower.agents).toEqual(['a']);
    await appendFile(log, line('b').slice(40) + line('c'));
    await follower.catchUp(() => follower.agents.length === 3);
    expect(follower.agents).toEqual(['a', 'b', 'c']);
    follower.stop();
  });

  test('a file that is renamed is read to its end, and the new one from its beginning', async () => {
    await writeFile(log, line('a'));
    const follower = new Follower();
    await follower.catchUp();
    await appendFile(log, line('b'));
    await rename(log, `${log}.1`);
    await writeFile(log, '');
    await follower.catchUp(() => follower.agents.length === 2);
    // The server has not opened the new file yet.
    await appendFile(`${log}.1`, line('c'));
    await follower.catchUp(() => follower.agents.length === 3);
    await appendFile(log, line('d'));
    await follower.catchUp(() => follower.agents.length === 4);
    expect(follower.agents).toEqual(['a', 'b', 'c', 'd']);
    expect(follower.events).toContain('rotated');
    follower.stop();
  });

  test('a file that is copied and cut off is begun anew', async () => {
    await writeFile(log, line('a') + line('b'));
    const follower = new Follower();
    await follower.catchUp();
    await truncate(log, 0);
    await follower.catchUp(() => follower.events.includes('truncated'));
    await appendFile(log, line('c'));
    await follower.catchUp(() => follower.agents.length === 3);
    expect(follower.agents).toEqual(['a', 'b', 'c']);
    follower.stop();
  });

  test('zero bytes where the file was cut off, as its writer went on behind them, are passed over', async () => {
    await writeFile(log, line('a') + line('b'));
    const follower = new Follower();
    await follower.catchUp();
    await writeFile(log, Buffer.concat([Buffer.alloc(3000), Buffer.from(line('c'))]));
    await follower.catchUp(() => follower.agents.length === 3);
    expect(follower.agents).toEqual(['a', 'b', 'c']);
    follower.stop();
  });

  test.each([
    ['renamed', async () => await rename(log, `${log}.1`)],
    [
      'renamed and packed',
      async () => {
        await writeFile(`${log}.1.gz`, gzipSync(await readFile(log)));
        await rm(log);
      },
    ],
    [
      'copied and cut off',
      async () => {
        await writeFile(`${log}.1`, await readFile(log));
        await truncate(log, 0);
      },
    ],
  ])('goes on in a file that was %s while nobody was looking', async (_how, rotate) => {
    await writeFile(log, line('a'));
    const first = new Follower();
    await first.catchUp();
    first.stop();
    await appendFile(log, line('b'));
    await rotate();
    await writeFile(log, line('c'));
    const second = new Follower(first.mark, false);
    await second.catchUp();
    expect([...first.agents, ...second.agents]).toEqual(['a', 'b', 'c']);
  });

  test('says so when the file that it was in is gone', async () => {
    await writeFile(log, line('a'));
    const first = new Follower();
    await first.catchUp();
    first.stop();
    await rm(log);
    await writeFile(log, line('another').repeat(2));
    const second = new Follower(first.mark, false);
    await second.catchUp();
    expect(second.events.some((event) => event === 'lost' || event === 'truncated')).toBe(true);
    expect(second.agents).toEqual(['another', 'another']);
  });

  test('what belongs to one connection may be split by the end of a run', async () => {
    const accept = '6b02d1a7.230fa701 0x7f33 conn=1000 fd=11 ACCEPT from IP=192.0.2.42:48838 (IP=0.0.0.0:636)\n';
    const established =
      '6b02d1a7.230fa702 0x7f33 conn=1000 fd=11 TLS established tls_ssf=256 ssf=256 tls_proto=TLS1.0 tls_cipher=AES\n';
    await writeFile(log, accept);
    const first = new Follower();
    await first.catchUp();
    first.stop();
    await appendFile(log, established);
    const clients: unknown[] = [];
    const settings = { file: log, now: 0, isEveryEvent: true };
    const options = { mark: first.mark, isFollowing: false, pollMs: 1, signal: new AbortController().signal };
    const steps = followLog(log, settings, ({ event }) => clients.push(event?.client), options);
    for await (const step of steps) expect(step.mark()).toBeDefined();
    expect(clients).toEqual([{ address: '192.0.2.42', port: 48_838 }]);
  });

  test('killed in the middle, again and again, it loses no event and gives none twice', async () => {
    const wanted = Array.from({ length: 40_000 }, (_, index) => `agent-${index}`);
    await writeFile(log, wanted.map(line).join(''));
    const [output, state] = [join(folder, 'output'), join(folder, 'state')];
    const child = fileURLToPath(new URL('fixtures/follow-child.ts', import.meta.url));
    let kills = 0;
    for (let run = 0; run < 20; run++) {
      const process_ = spawn(process.execPath, ['--import', 'tsx', child, log, output, state], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(process_, 'exit');
      let steps = 0;
      const stepsToLive = 1 + (run % 3);
      process_.stdout.on('data', (dots: Buffer) => {
        steps += dots.length;
        if (steps >= stepsToLive) process_.kill('SIGKILL');
      });
      const [code] = await ended;
      if (code === 0) break;
      kills++;
    }
    const given = (await readFile(output, 'utf8')).trimEnd().split('\n');
    expect(kills).toBeGreaterThan(2);
    expect(given).toEqual(wanted);
  }, 120_000);
});

describe('the file of the state', () => {
  test('what was written is read back, and what is not ours is refused', async () => {
    const path = join(folder, 'state');
    expect(await readFollowState(path)).toEqual({ ok: true, value: undefined });
    await writeFile(log, line('a'));
    const follower = new Follower();
    await follower.catchUp();
    follower.stop();
    if (follower.mark === undefined) throw new Error('no mark');
    const state = {
      schemaVersion: 1,
      kind: 'tlsfloor-follow',
      files: { [log]: follower.mark },
      outputBytes: 7,
    } as const;
    expect(await writeFollowState(path, state)).toEqual({ ok: true, value: undefined });
    expect(await readFollowState(path)).toEqual({ ok: true, value: state });
    for (const text of ['', '{}', '[]', 'x', JSON.stringify({ ...state, files: { x: { device: 'a' } } })]) {
      await writeFile(path, text);
      expect(await readFollowState(path)).toMatchObject({ ok: false, error: { code: 'journal-foreign' } });
    }
  });
});
