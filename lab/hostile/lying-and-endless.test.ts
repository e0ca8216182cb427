import { describe, expect, test, vi } from 'vitest';
import { ENDLESS_ROWS } from './endless-rows.ts';
import { type HostileRow, type HostileServer, startHostile } from './hostile-server.ts';
import { LYING_ROWS } from './lying-rows.ts';
import { ask, connectAndSend, firstWord, isFirstRecordWhole } from './raw-client.ts';
import { SSL3, TLS10, TLS12, TLS13 } from './test-hellos.ts';

async function withServer(name: string, use: (server: HostileServer) => Promise<void>): Promise<void> {
  const row = [...LYING_ROWS, ...ENDLESS_ROWS].find((each) => each.name === `hostile-${name}`);
  if (!row) throw new Error(`no row hostile-${name}`);
  const server = await startHostile(row);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

describe('rows that lie', () => {
  test.each<readonly [name: string, hello: Buffer, answer: string]>([
    ['unoffered-suite', TLS10, 'ServerHello 0301'],
    ['unoffered-suite', TLS12, 'ServerHello 0303'],
    ['lower-version', SSL3, 'ServerHello 0301'],
    ['lower-version', TLS12, 'ServerHello 0301'],
    ['lower-version', TLS13, 'ServerHello 0301'],
    ['legacy-version-0304', TLS12, 'ServerHello 0304'],
    ['alert-internal', TLS10, 'alert 2/80'],
    ['alert-internal', TLS13, 'alert 2/80'],
    ['certificate-garbage', TLS12, 'ServerHello 0303'],
    ['certificate-garbage', TLS10, 'alert 2/70'],
    ['certificate-garbage', TLS13, 'alert 2/70'],
    ['certificate-not-der', TLS12, 'ServerHello 0303'],
  ])('%s', (name, hello, answer) =>
    withServer(name, async ({ port }) => {
      const { bytes } = await ask(port, hello, isFirstRecordWhole);
      expect(firstWord(bytes)).toBe(answer);
    }),
  );

  test('unoffered-suite names 0x1337, lower-version a suite of the hello', async () => {
    const suiteAt = 9 + 2 + 32 + 1;
    for (const [name, suite] of [['unoffered-suite', 0x1337] as const, ['lower-version', 0x002f] as const]) {
      await withServer(name, async ({ port }) => {
        const { bytes } = await ask(port, TLS12, isFirstRecordWhole);
        expect(bytes.readUInt16BE(suiteAt)).toBe(suite);
      });
    }
  });

  test('wrong-lengths lies in another place each time, inside a record and message of true length', () =>
    withServer('wrong-lengths', async ({ port }) => {
      const seen = new Set<string>();
      for (let i = 0; i < 4; i++) {
        const { bytes } = await ask(port, TLS12, isFirstRecordWhole);
        expect(bytes.length).toBe(5 + bytes.readUInt16BE(3));
        expect(bytes.readUIntBE(6, 3)).toBe(bytes.length - 9);
        seen.add(bytes.toString('hex'));
      }
      expect(seen.size).toBe(4);
    }));

  test('record-too-long announces 65535 bytes', () =>
    withServer('record-too-long', async ({ port }) => {
      const { bytes, ending } = await ask(port, TLS12, (got) => got.length > 500);
      expect([bytes.readUInt16BE(3), ending]).toEqual([0xffff, 'enough']);
    }));

  test.each([
    ['close-mid-record', 'fin'],
    ['rst-mid-record', 'reset'],
  ] as const)('%s', (name, ending) =>
    withServer(name, async ({ port }) => {
      const answer = await ask(port, TLS12);
      expect(answer.ending).toBe(ending);
      expect(answer.bytes.toString('hex')).toMatch(/^160303....02/);
      expect(firstWord(answer.bytes)).toBe('partial');
    }),
  );
});

describe('rows that speak no TLS', () => {
  test('silent-all says nothing to anybody', () =>
    withServer('silent-all', async (server) => {
      const sockets = await Promise.all([TLS10, TLS13].map((hello) => connectAndSend(server.port, hello)));
      await vi.waitFor(() => expect(server.stats()).toMatchObject({ connections: 2, bytesSent: 0 }), { interval: 1 });
      for (const socket of sockets) socket.destroy();
      await vi.waitFor(() => expect(server.stats().openConnections).toBe(0), { interval: 1 });
    }));

  test('not-tls speaks first', () =>
    withServer('not-tls', async ({ port }) => {
      const { bytes } = await ask(port, Buffer.alloc(0), (got) => got.includes('\n'));
      expect(bytes.toString('latin1')).toBe('SSH-2.0-OpenSSH_9.2\r\n');
    }));

  test('http-server answers 400 to new hellos too, and to HTTP', () =>
    withServer('http-server', async ({ port }) => {
      for (const hello of [TLS13, Buffer.from('GET / HTTP/1.1\r\n\r\n')]) {
        const { bytes, ending } = await ask(port, hello);
        expect([bytes.toString('latin1'), ending]).toEqual(['HTTP/1.1 400 Bad Request\r\n\r\n', 'fin']);
      }
    }));

  test('echo sends the hello back', () =>
    withServer('echo', async ({ port }) => {
      const { bytes } = await ask(port, TLS12, (got) => got.length >= TLS12.length);
      expect(bytes).toEqual(TLS12);
    }));
});

describe('rows without end', () => {
  const MANY = 1 << 20;

  test.each<readonly [name: string, start: RegExp]>([
    ['endless-records', /^160303000a0bfffffffffffcfffff91603034000(00){64}/],
    ['flood', /^66e94bd4/],
    ['empty-records', /^(1603030000){64}/],
    ['alert-storm', /^(15030300020170){64}/],
  ])('%s goes on until the client leaves', (name, start) =>
    withServer(name, async (server) => {
      const { bytes, ending } = await ask(server.port, TLS12, (got) => got.length >= MANY);
      expect(ending).toBe('enough');
      expect(bytes.toString('hex', 0, 1024)).toMatch(start);
      await vi.waitFor(() => expect(server.stats().openConnections).toBe(0), { interval: 1 });
      expect(server.stats().bytesSent).toBeGreaterThanOrEqual(MANY);
    }),
  );

  const endless: readonly HostileRow['name'][] = [
    'hostile-endless-records',
    'hostile-flood',
    'hostile-empty-records',
    'hostile-alert-storm',
  ];
  test.each(endless)('%s stops when nobody reads', (name) =>
    withServer(name.replace('hostile-', ''), async (server) => {
      const reader = await connectAndSend(server.port, TLS12);
      let last = -1;
      // Two looks in a row that see the same: the kernel's buffers are full, and nothing is piled up behind them.
      await vi.waitFor(
        () => {
          const { bytesSent } = server.stats();
          const isSteady = bytesSent > 0 && bytesSent === last;
          last = bytesSent;
          expect(isSteady).toBe(true);
        },
        { interval: 30, timeout: 5000 },
      );
      expect(last).toBeLessThan(32 * MANY);
      reader.destroy();
      await vi.waitFor(() => expect(server.stats().openConnections).toBe(0), { interval: 1 });
    }),
  );
});
