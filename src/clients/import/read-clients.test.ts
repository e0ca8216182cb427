import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../core/hex.ts';
import type { ClientFacts } from '../../facts/client-facts.ts';
import { clientsJson } from '../../report/clients-json.ts';
import { ja3Text } from '../../tls/fingerprint/ja3.ts';
import { capturedHellos } from '../../tls/fixtures/hellos.ts';
import { CATALOGUE } from '../catalogue/index.ts';
import { firstHello, offeredHello } from '../hello.ts';
import { reachOf } from '../reach.ts';
import { readClients } from './read-clients.ts';

const captures = capturedHellos().filter(({ format }) => format === 'tls');
const flightOf = (name: string): string => {
  return toHex(capturedHellos().find((one) => one.name === name)?.flights[0] ?? new Uint8Array());
};

/** Our own captures, written as testssl.sh writes its list. */
const SIMULATION = ['node-0.8.28', 'java-17.0.15-SSLv2Hello-TLSv1', 'openssl-3.0-default']
  .map((name) =>
    [
      `     names+=("${name}")`,
      `     ch_sni+=("$SNI")`,
      `     handshakebytes+=("${flightOf(name)}")`,
      `     lowest_protocol+=("0x0301")`,
      `     highest_protocol+=("${name.startsWith('openssl') ? '0x0304' : '0x0301'}")`,
      '     minDhBits+=(-1)',
      '     maxDhBits+=(1024)',
      '     current+=(false)',
      '',
    ].join('\n'),
  )
  .join('\n');

describe('a list in the form of testssl.sh', () => {
  test('is read with its range of versions and its limits', () => {
    const read = readClients(`# a comment\n${SIMULATION}`);
    if (!read.ok) throw new Error(read.error.message);
    expect(read.value.clients).toMatchObject([
      {
        name: 'node-0.8.28',
        protocols: { states: { SSLv3: 'none', 'TLSv1.0': 'on', 'TLSv1.2': 'none' } },
        limits: { mostDhBits: 1024 },
      },
      { name: 'java-17.0.15-SSLv2Hello-TLSv1' },
      { name: 'openssl-3.0-default', protocols: { states: { 'TLSv1.3': 'on' } } },
    ]);
    expect(read.value.clients.map((client) => reachOf(client, '1.2'))).toEqual(['cannot', 'cannot', 'reaches']);
  });

  test('is only read, never run', () => {
    const read = readClients('     names+=("$(touch /tmp/x)")\n     handshakebytes+=("`id`")\n');
    expect(read).toMatchObject({ ok: false, error: { code: 'clients-unreadable' } });
  });
});

test.each(captures.filter(({ name }) => !name.startsWith('chromium')))(
  '$name comes back from the lists that fingerprint databases keep with the same JA3',
  ({ ja3Full, name }) => {
    const first = firstHello(capturedHellos().find((one) => one.name === name)?.flights[0] ?? new Uint8Array());
    if (first?.format !== 'tls') throw new Error('no hello');
    const { hello } = first;
    const hex = (code: number): string => code.toString(16).padStart(4, '0');
    const [, , , groups = '', formats = ''] = ja3Text(hello).split(',');
    const spaced = (codes: string): string =>
      codes
        .split('-')
        .filter(Boolean)
        .map((code) => `0x${hex(Number(code))}`)
        .join(' ');
    const brotherston = {
      desc: name,
      tls_version: `0x${hex(hello.legacyVersion)}`,
      ciphersuite: hello.cipherSuites.map((code) => `0x${hex(code)}`).join(' '),
      compression: '0x00',
      extensions: (hello.extensions ?? []).map(({ type }) => `0x${hex(type)}`).join(' '),
      e_curves: spaced(groups),
      ec_point_fmt: spaced(formats),
    };
    const block = (hello.extensions ?? []).map(({ type, data }) => {
      return [10, 11].includes(type) ? `(${hex(type)}${hex(data.length)}${toHex(data)})` : `(${hex(type)})`;
    });
    const mercury = {
      str_repr: `(${hex(hello.legacyVersion)})(${hello.cipherSuites.map(hex).join('')})(${block.join('')})`,
      process_info: [{ process: name }],
    };
    for (const row of [brotherston, mercury]) {
      const read = readClients(JSON.stringify(row));
      const [client] = read.ok ? read.value.clients : [];
      const offered = client?.offers[0] && offeredHello(client.offers[0]);
      expect(client?.name).toBe(name);
      expect(offered?.format === 'tls' && ja3Text(offered.hello)).toBe(ja3Full);
    }
  },
);

describe('what clients --json wrote', () => {
  const rows = CATALOGUE.map((client) => ({ client, reach: reachOf(client, '1.2') }));
  const text = clientsJson(rows, '1.2');

  test('is read again with ids, versions, limits, hellos and what mends it', () => {
    const read = readClients(text);
    expect(read).toMatchObject({ ok: true, value: { skipped: 0 } });
    const clients = read.ok ? read.value.clients : [];
    const compared = ({ id, name, product, platforms, protocols, enable, upgrade, limits, offers }: ClientFacts) => {
      return { id, name, product, platforms, protocols, enable, upgrade, limits, offers };
    };
    expect(clients.map(compared)).toEqual(CATALOGUE.map(compared));
    expect(clients.map((client) => reachOf(client, '1.3'))).toEqual(CATALOGUE.map((one) => reachOf(one, '1.3')));
  });

  test('loses the rows that somebody has spoilt, and control characters', () => {
    const [first, ...others] = CATALOGUE;
    const spoilt = others.slice(0, 5).map((row, index) => {
      const [key, value] = SPOILT[index] ?? ['id', 0];
      return { ...row, [key]: value };
    });
    const clients = [{ ...first, name: 'evil\u001b[2J' }, ...spoilt];
    const read = readClients(JSON.stringify({ schemaVersion: 1, floor: null, clients }));
    expect(read).toMatchObject({ ok: true, value: { skipped: 5, clients: [{ id: first?.id }] } });
    expect(read.ok && read.value.clients[0]?.name).not.toContain('\u001b');
  });
});

const SPOILT: readonly (readonly [key: string, value: unknown])[] = [
  ['id', '../etc'],
  ['name', 7],
  ['family', 'nobody'],
  ['protocols', { states: {}, confidence: 'measured', sources: [] }],
  ['offers', [{ name: 'x', hello: '1603', sources: [{ kind: 'measured', program: 'x' }] }]],
];

test('anything else is refused with a code, and never throws', () => {
  for (const text of ['', '{}', '[]', 'names+=(', '{"str_repr": 7}', '{"ciphersuite": null}', '{"schemaVersion": 1}']) {
    expect(readClients(text)).toMatchObject({ ok: false, error: { code: 'clients-unreadable' } });
  }
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('{"str_repr":', '{"ciphersuite":', '   names+=("a")\n', ''),
      (text, head) => {
        readClients(head + text);
      },
    ),
  );
});
