import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../core/hex.ts';
import { capturedHellos } from '../fixtures/hellos.ts';
import { CONTENT_TYPE, encodeRecord } from '../record.ts';
import { explainBytes } from './explain-bytes.ts';
import type { Explanation } from './explanation.ts';
import { recordedFlight, recordedFlights } from './fixtures/flights.ts';

const captures = capturedHellos();

function explained(bytes: Uint8Array): Explanation {
  const result = explainBytes(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Every byte is in exactly one range, in order, and nothing that is said could harm a terminal. */
function expectCovered(explanation: Explanation, bytes: Uint8Array): void {
  let end = 0;
  for (const range of explanation.ranges) {
    if (range.offset !== end || range.bytes.length === 0) expect.fail(`${range.path} at ${range.offset}, not ${end}`);
    if (/[^ -~]/.test(range.path + range.meaning)) expect.fail(`${range.path} says ${JSON.stringify(range.meaning)}`);
    end += range.bytes.length;
  }
  expect(end).toBe(bytes.length);
  expect(toHex(concatBytes(explanation.ranges.map((range) => range.bytes)))).toBe(toHex(bytes));
}

describe('captures of real clients', () => {
  test.each(captures.map((capture) => [capture.name, capture] as const))('%s', (_name, capture) => {
    for (const flight of capture.flights) {
      const explanation = explained(flight);
      expectCovered(explanation, flight);
      expect(explanation.issue).toBeUndefined();
      expect(explanation.kind).toBe(capture.format === 'tls' ? 'client_hello' : 'ssl2_client_hello');
      expect(explanation.ranges.filter(({ reference }) => reference === undefined)).toEqual([]);
      const raw = explanation.ranges.filter(({ remark }) => remark !== undefined && !remark.startsWith('GREASE'));
      expect(raw).toEqual([]);
    }
    const [first] = capture.flights;
    const fingerprints = first && explained(first).offer?.fingerprints;
    expect(fingerprints?.ja3 ?? null).toBe(capture.ja3);
    expect(fingerprints?.ja3Text ?? null).toBe(capture.ja3Full);
    expect(fingerprints?.ja4 ?? null).toBe(capture.ja4);
  });
});

describe('recorded flights', () => {
  test.each([...recordedFlights()])('%s is taken apart to the last byte', (_name, flight) => {
    const explanation = explained(flight);
    expectCovered(explanation, flight);
    expect(explanation.issue).toBeUndefined();
    expect(explanation.ranges.filter(({ reference }) => reference === undefined)).toEqual([]);
  });

  test('a server in TLS 1.2 with ECDHE', () => {
    const { kind, choice, ranges } = explained(recordedFlight('openssl-3.0-tls1.2-ecdhe'));
    expect(kind).toBe('server_hello');
    expect(choice).toMatchObject({
      version: 'TLSv1.2',
      cipherSuite: { code: 0xc02f, name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
      group: { name: 'x25519' },
      downgradeSentinel: undefined,
    });
    const said = new Map(ranges.map((range) => [range.path, `${range.meaning}; ${range.reference}`]));
    expect(said.get('server_hello.cipher_suite')).toBe('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; RFC 5246 §7.4.1.3');
    expect(said.get('certificate.cert_data')).toBe('X.509 certificate, 785 bytes of DER; RFC 5246 §7.4.2');
    expect(said.get('server_key_exchange.named_curve')).toBe('x25519; RFC 8422 §5.4');
    expect(said.get('server_key_exchange.signature_algorithm')).toBe('rsa_pss_rsae_sha256; RFC 5246 §7.4.3');
  });

  test('a server that is asked for less than it speaks leaves its sentinel', () => {
    const { choice } = explained(recordedFlight('openssl-3.0-downgrade'));
    expect(choice).toMatchObject({ version: 'TLSv1.0', downgradeSentinel: 'TLSv1.2' });
  });

  test('DHE in TLS 1.0, whose signature names no algorithm', () => {
    const { ranges } = explained(recordedFlight('openssl-3.0-tls1.0-dhe'));
    const prime = ranges.find(({ path }) => path === 'server_key_exchange.dh_p');
    expect(prime).toMatchObject({ meaning: '2048 bits', reference: 'RFC 2246 §7.4.3' });
    expect(ranges.some(({ path }) => path === 'server_key_exchange.signature_algorithm')).toBe(false);
  });

  test('a CertificateRequest', () => {
    const { ranges } = explained(recordedFlight('openssl-3.0-tls1.2-client-certificate'));
    expect(ranges.find(({ path }) => path === 'certificate_request.certificate_types')?.meaning).toBe(
      'rsa_sign, dss_sign, ecdsa_sign',
    );
  });

  test('a HelloRetryRequest', () => {
    const { kind, choice, ranges } = explained(recordedFlight('openssl-3.0-hello-retry-request'));
    expect(kind).toBe('hello_retry_request');
    expect(choice).toMatchObject({ version: 'TLSv1.3', group: { code: 24, name: 'secp384r1' } });
    expect(ranges.find(({ path }) => path === 'hello_retry_request.random')?.reference).toBe('RFC 9846 §4.2.4');
  });

  test('the second hello after a HelloRetryRequest is read, although ChangeCipherSpec stands before it', () => {
    const { ranges } = explained(recordedFlight('openssl-3.0-whole-hello-retry-request-client'));
    expect(ranges.filter(({ path }) => path === 'client_hello.random')).toHaveLength(2);
    expect(ranges.filter(({ path }) => path === 'key_share.group').map(({ meaning }) => meaning)).toEqual([
      'x25519',
      'secp384r1',
    ]);
  });

  test('what is encrypted stays closed', () => {
    const { ranges } = explained(recordedFlight('openssl-3.0-whole-tls1.2-client'));
    expect(ranges.find(({ path }) => path === 'encrypted.handshake')?.remark).toBe('encrypted handshake message');
    expect(ranges.find(({ path }) => path === 'application_data')).toBeDefined();
  });

  test('an alert', () => {
    const { kind, alerts } = explained(recordedFlight('openssl-3.0-alert-protocol-version'));
    expect(kind).toBe('alert');
    expect(alerts).toEqual([{ level: 'fatal', description: 70, name: 'protocol_version' }]);
  });

  test('an SSLv2 ServerHello and an SSLv2 ERROR', () => {
    const { kind, choice } = explained(recordedFlight('node-0.8.28-sslv2'));
    expect(kind).toBe('ssl2_server_hello');
    expect(choice?.cipherSpecs.map(({ name }) => name)).toContain('SSL_CK_RC4_128_EXPORT40_WITH_MD5');
    const error = explained(Uint8Array.of(0x80, 3, 0, 0, 1));
    expect(error.kind).toBe('ssl2_error');
    expect(error.ranges.at(-1)?.meaning).toBe('NO-CIPHER-ERROR');
  });
});

describe('framing', () => {
  const [hello] = captures.find(({ name }) => name === 'curl-debian12')?.flights ?? [];
  if (!hello) throw new Error('no capture of curl');
  const message = hello.subarray(5);

  test('a message without a record says the same, less the record', () => {
    const [, , , ...inRecord] = explained(hello).ranges;
    const alone = explained(message).ranges;
    expect(alone.map(said)).toEqual(inRecord.map(said));
    expect(alone.map(({ offset }) => offset + 5)).toEqual(inRecord.map(({ offset }) => offset));
  });

  test('a message over many records is mapped back to where its bytes stand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), (size) => {
        const wire = inRecords(message, size);
        const explanation = explained(wire);
        expectCovered(explanation, wire);
        expect(explanation.issue).toBeUndefined();
        const fields = explanation.ranges.filter(({ path }) => !path.startsWith('record.'));
        expect(fields.filter(({ continues }) => !continues).map(said)).toEqual(explained(message).ranges.map(said));
        expect(toHex(concatBytes(fields.map(({ bytes }) => bytes)))).toBe(toHex(message));
      }),
      { numRuns: 60 },
    );
  });

  test('a field cut by a record boundary has all of its meaning at its first part', () => {
    const { ranges } = explained(inRecords(message, 41));
    const parts = ranges.filter(({ path }) => path === 'client_hello.legacy_session_id');
    expect(parts.map(({ continues }) => continues)).toEqual([false, true]);
    expect(parts[0]?.meaning).toBe('32 bytes');
  });

  test('a Heartbleed probe', () => {
    const { issue, ranges } = explained(Uint8Array.of(24, 3, 2, 0, 3, 1, 0x40, 0));
    expect(issue).toEqual({ code: 'bad-value', field: 'heartbeat_message.payload_length', offset: 6 });
    expect(ranges.at(-1)?.meaning).toBe('16384 bytes');
  });

  test.each([
    ['record.length', '160301'],
    ['record.legacy_record_version', '1603'],
    ['handshake.length', '16030102000100'],
    ['client_hello.random', '1603010200010001fc0303aabb'],
    [
      'extension.43',
      '160301003a0100003603030000000000000000000000000000000000000000000000000000000000000000000002130101000009002b00',
    ],
    [
      'supported_versions.versions',
      '160301003a01000036030300000000000000000000000000000000000000000000000000000000000000000000021301010000' +
        '09002b00050403',
    ],
  ])('an input that ends in %s says so', (field, hex) => {
    const bytes = fromHex(hex) ?? new Uint8Array();
    const explanation = explained(bytes);
    expect(explanation.issue).toMatchObject({ code: 'truncated', field });
    expectCovered(explanation, bytes);
  });

  test('garbage behind a hello does not take the hello back', () => {
    const bytes = concatBytes([hello, Uint8Array.of(0x48, 0x54, 0x54, 0x50)]);
    const { offer, issue, ranges } = explained(bytes);
    expect(offer?.fingerprints).toBeDefined();
    expect(issue).toEqual({ code: 'not-tls', field: 'record.type', offset: hello.length });
    expect(ranges.at(-1)).toMatchObject({ path: 'unknown', meaning: '4 bytes' });
  });

  test('an extension that does not parse stays raw, and the ones behind it are read', () => {
    const broken = Uint8Array.from(message);
    const { ranges } = explained(message);
    const groups = ranges.find(({ path }) => path === 'supported_groups.named_group_list.length');
    broken[groups?.offset ?? 0] = 0xff;
    const after = explained(broken);
    expect(after.issue).toBeUndefined();
    expect(after.ranges.find(({ path }) => path === 'extension.data')?.remark).toBe(
      'does not parse: truncated at supported_groups.named_group_list',
    );
    expect(after.ranges.some(({ path }) => path === 'key_share.group')).toBe(true);
  });

  test('nothing to explain is an error', () => {
    expect(explainBytes(new Uint8Array())).toMatchObject({ ok: false, error: { code: 'truncated' } });
    expect(explainBytes(new TextEncoder().encode('GET /'))).toMatchObject({ ok: false, error: { code: 'not-tls' } });
  });
});

describe('any bytes', () => {
  const hellos = ['curl-debian12', 'java-17.0.15-SSLv2Hello-TLSv1'].flatMap(
    (name) => captures.find((capture) => capture.name === name)?.flights ?? [],
  );
  const answers = ['openssl-3.0-tls1.2-client-certificate', 'openssl-3.0-whole-hello-retry-request-client'];
  const flights = [...hellos, ...answers.map(recordedFlight), recordedFlight('node-0.8.28-sslv2')];

  test('every strict prefix keeps what stands before the cut', () => {
    for (const flight of flights) {
      const whole = explained(flight);
      for (let length = 3; length < flight.length; length++) {
        const cut = explained(flight.subarray(0, length));
        expectCovered(cut, flight.subarray(0, length));
        const kept = cut.ranges.slice(0, -1);
        expect(kept.map(pathOf)).toEqual(whole.ranges.slice(0, kept.length).map(pathOf));
      }
    }
  }, 30_000);

  test('random bytes, also behind a sound beginning, never throw', () => {
    const starts = fc.constantFrom(
      ...flights,
      Uint8Array.of(22, 3, 1),
      Uint8Array.of(1, 0),
      Uint8Array.of(0x80, 40, 1),
    );
    fc.assert(
      fc.property(starts, fc.nat(200), fc.uint8Array({ maxLength: 300 }), (start, keep, tail) => {
        const bytes = concatBytes([start.subarray(0, keep), tail]);
        const result = explainBytes(bytes);
        if (result.ok) expectCovered(result.value, bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

/** That a ServerHello is a HelloRetryRequest cannot be seen before its random is whole. */
function pathOf({ path }: Explanation['ranges'][number]): string {
  return path.replace('hello_retry_request.', 'server_hello.');
}

function said({ path, meaning, reference, remark }: Explanation['ranges'][number]): unknown {
  return { path, meaning, reference, remark };
}

function inRecords(bytes: Uint8Array, size: number): Uint8Array {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const fragment = bytes.subarray(at, at + size);
    records.push(encodeRecord({ contentType: CONTENT_TYPE.handshake, version: 0x0301, fragment }));
  }
  return concatBytes(records);
}
