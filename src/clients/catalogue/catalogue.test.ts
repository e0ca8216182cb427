import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../core/hex.ts';
import { clientsJson } from '../../report/clients-json.ts';
import { EXTENSION, findExtension } from '../../tls/extensions.ts';
import { capturedHellos } from '../../tls/fixtures/hellos.ts';
import { VERSION_CODE } from '../../tls/version.ts';
import { fingerprintsOf, offeredHello } from '../hello.ts';
import { CAPTURES } from '../offers/captures.gen.ts';
import { OBSERVED_BROWSERS } from '../offers/observed-browsers.ts';
import { OBSERVED_PROGRAMS } from '../offers/observed-programs.ts';
import { reachOf, versionsOn } from '../reach.ts';
import { CATALOGUE } from './index.ts';

const validate: ValidateFunction = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
  JSON.parse(readFileSync(new URL('../../../schemas/clients.schema.json', import.meta.url), 'utf8')),
);
const asJson = (): { clients: Record<string, unknown>[] } => {
  return JSON.parse(
    clientsJson(
      CATALOGUE.map((client) => ({ client, reach: reachOf(client, '1.2') })),
      '1.2',
    ),
  );
};

describe('the catalogue', () => {
  test('fits its schema', () => {
    validate(asJson());
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each(['protocols', 'released', 'upgrade', 'limits'])('is refused when a row has no source for %s', (fact) => {
    const whole = asJson();
    const row = whole.clients.find((client) => fact in client);
    expect(row).toBeDefined();
    for (const sources of [[], undefined]) {
      Object.assign(row?.[fact] ?? {}, { sources });
      expect(validate(JSON.parse(JSON.stringify(whole)))).toBe(false);
    }
  });

  test('has over 120 rows, each with an id and hellos of its own', () => {
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(120);
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
    const offers = CATALOGUE.flatMap((client) => client.offers.map(({ name }) => name));
    expect(new Set(offers).size).toBe(offers.length);
  });

  test('leaves no capture and no observed hello out', () => {
    const used = CATALOGUE.flatMap((client) => client.offers.map(({ name }) => name));
    const seen = [...OBSERVED_BROWSERS, ...OBSERVED_PROGRAMS].map(({ name }) => `SSL Labs: ${name}`);
    expect([...Object.keys(CAPTURES), ...seen].filter((name) => !used.includes(name))).toEqual([]);
  });

  test.each(CATALOGUE)('$id offers what it has on', (client) => {
    const on = versionsOn(client);
    for (const offer of client.offers) {
      const { format, hello } = offeredHello(offer);
      const newest = format === 'tls' ? hello.legacyVersion : hello.version;
      const best = on.at(-1);
      expect(best).toBeDefined();
      if (best) expect(newest).toBe(Math.min(VERSION_CODE[best], VERSION_CODE['TLSv1.2']));
    }
  });

  test('says of server names what the hellos that were observed say', () => {
    for (const { id, limits, offers } of CATALOGUE) {
      for (const offer of offers.filter(({ name }) => name.startsWith('SSL Labs'))) {
        const first = offeredHello(offer);
        const isSent =
          first.format === 'tls' && findExtension(first.hello.extensions, EXTENSION.serverName) !== undefined;
        expect(limits?.sni ?? isSent, id).toBe(isSent);
      }
    }
  });

  test('says how to turn on whatever it calls able but off, or where to move', () => {
    const helpless = CATALOGUE.filter((client) => {
      return ['after-change', 'cannot'].includes(reachOf(client, '1.2')) && !client.enable && !client.upgrade;
    });
    expect(helpless.filter(({ family }) => family !== 'bot').map(({ id }) => id)).toEqual([]);
  });
});

describe('the captures that are shipped', () => {
  test('are those of the fixtures, with the fingerprints that tshark found', () => {
    const captures = capturedHellos();
    expect(captures.map(({ name }) => name)).toEqual(Object.keys(CAPTURES));
    for (const { name, flights, ja3, ja4 } of captures) {
      const offer = CATALOGUE.flatMap(({ offers }) => offers).find((one) => one.name === name);
      expect(offer?.hello).toBe(toHex(flights[0] ?? new Uint8Array()));
      const prints = offer && fingerprintsOf(offeredHello(offer));
      expect(prints ?? { ja3: null, ja4: null }).toEqual({ ja3, ja4 });
    }
  });
});
