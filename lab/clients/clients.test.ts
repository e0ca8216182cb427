import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeClientHello } from '../../src/tls/client-hello.ts';
import { serverNameOf, supportedVersionsOf } from '../../src/tls/extension-values.ts';
import { HANDSHAKE_TYPE } from '../../src/tls/handshake.ts';
import { TlsStream } from '../../src/tls/stream.ts';
import { TLS_VERSIONS, type TlsVersion, versionOfCode } from '../../src/tls/version.ts';
import { REAL_RECIPES } from '../real/index.ts';
import { LAB_NAME } from '../scan-lab.ts';
import { type StartedLab, startAll } from '../start-all.ts';
import { startCapture } from './capture.ts';
import { LAB_CLIENTS } from './index.ts';

/** In our own CI every client must be there; on anybody else's machine what is missing is skipped aloud. */
const peersRequired = process.env.TLSFLOOR_REQUIRE_PEERS === '1';
/** The first run downloads old Node. */
const startTimeoutMs = 180_000;
const missing = new Map<string, string>();
let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => SERVERS.includes(name)));
  for (const client of LAB_CLIENTS) {
    const reason = await client.missing();
    if (reason !== undefined) missing.set(client.name, reason);
  }
  for (const reason of new Set(missing.values())) {
    const names = [...missing].filter(([, why]) => why === reason).map(([name]) => name);
    console.warn(`skipped, ${reason}: ${names.join(', ')}`);
  }
}, startTimeoutMs);

afterAll(async () => {
  await lab.stop();
});

test('every client has a name of its own', () => {
  expect(new Set(LAB_CLIENTS.map(({ name }) => name)).size).toBe(LAB_CLIENTS.length);
});

describe('a real client', () => {
  test.for(LAB_CLIENTS)(
    '$name offers its versions, and completes with servers that share one',
    async (client, context) => {
      const reason = missing.get(client.name);
      if (peersRequired) expect(reason).toBeUndefined();
      context.skip(reason !== undefined, reason);

      const capture = await startCapture();
      const turnedAway = await client.connect({ ...capture, name: LAB_NAME });
      await capture.stop();
      expect(turnedAway).toMatchObject({ completed: false, version: undefined });
      const offer = offerOf(capture.hellos[0]);
      const newest = client.versions.at(-1);
      // SSL 3.0 has no extensions, and with them no names.
      expect(offer).toMatchObject({ newest, name: newest === 'SSLv3' ? undefined : LAB_NAME });
      // Java lists its versions even where TLS 1.3 is not among them.
      if (offer.listed || newest === 'TLSv1.3') expect(offer.listed).toEqual(client.versions);

      expect(lab.servers).toHaveLength(SERVERS.length);
      for (const server of lab.servers) {
        const shared = client.versions.filter((version) => server.truth[version] === 'accepted');
        const { completed, version, output } = await client.connect({ ...server, name: LAB_NAME });
        expect(completed, `${server.name}: ${output}`).toBe(shared.length > 0);
        if (version !== undefined) expect(version).toBe(shared.at(-1));
      }
    },
  );

  test.for(LAB_CLIENTS.filter(({ versions }) => versions.length > 1))(
    '$name can be held to its oldest version',
    async (client, context) => {
      context.skip(missing.has(client.name), missing.get(client.name));
      const capture = await startCapture();
      const [version = 'TLSv1.0'] = client.versions;
      await client.connect({ ...capture, name: LAB_NAME, version });
      await capture.stop();
      expect(offerOf(capture.hellos[0])).toMatchObject({ newest: version });
    },
  );
});

type Offer = {
  readonly newest: TlsVersion | undefined;
  /** `undefined`: no supported_versions, so the oldest version does not show. */
  readonly listed: readonly TlsVersion[] | undefined;
  readonly name: string | undefined;
};

/** What our own decoder reads from a client's first flight. @throws Error if it cannot */
function offerOf(flight: Buffer | undefined): Offer {
  if (!flight) throw new Error('the client sent no hello');
  const items = new TlsStream().push(flight);
  const [item] = items.ok ? items.value : [];
  if (item?.kind !== 'handshake' || item.message.type !== HANDSHAKE_TYPE.clientHello) {
    throw new Error(`no hello: ${flight.toString('hex')}`);
  }
  const hello = decodeClientHello(item.message.body);
  if (!hello.ok) throw new Error(`${hello.error.code} at ${hello.error.field}: ${flight.toString('hex')}`);
  const codes = supportedVersionsOf(hello.value);
  const listed = codes && TLS_VERSIONS.filter((version) => codes.map(versionOfCode).includes(version));
  return {
    newest: listed ? listed.at(-1) : versionOfCode(hello.value.legacyVersion),
    listed,
    name: serverNameOf(hello.value),
  };
}

const SERVERS: readonly string[] = ['node-1.0', 'node-1.2-1.3', 'node-1.3'];
