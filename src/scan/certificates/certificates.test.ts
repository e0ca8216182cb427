import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labKeyPair } from '../../../lab/hostile/wire.ts';
import { encodeCertificate } from '../../tls/certificate.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import type { Observation } from '../answer-reader.ts';
import type { Asked } from '../asker.ts';
import { type CertificateReport, readCertificates } from './certificates.ts';

const labDer = Buffer.from(labKeyPair().cert.replace(/-----[^-]+-----|\s/g, ''), 'base64');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What was made of the answers, judged at a fixed time. */
function chainIn(all: readonly Asked[]): CertificateReport['certificates'] {
  return readCertificates(all, { name: 'lab.test', at: new Date('2026-06-01T00:00:00Z') }).certificates;
}

function answered(certificates: readonly Uint8Array[] | undefined): Asked {
  return asked({
    kind: 'server-hello',
    hello: {
      legacyVersion: 0x0303,
      random: new Uint8Array(32),
      sessionId: new Uint8Array(),
      cipherSuite: 0xc02f,
      compressionMethod: 0,
      extensions: undefined,
    },
    flight: certificates ? [{ type: HANDSHAKE_TYPE.certificate, body: chainOf(certificates) }] : [],
  });
}

const chainOf = (certificates: readonly Uint8Array[]): Uint8Array =>
  encodeCertificate({ entries: certificates.map((certificate) => ({ certificate })) });

function asked(observation: Observation): Asked {
  return {
    question: { version: 'TLSv1.2', shape: 'full', sni: undefined, fallbackScsv: false },
    observation,
    judgement: { kind: 'accepted', version: 'TLSv1.2', reason: 'server-hello' },
    evidence: {
      connection: 1,
      asked: 'TLSv1.2',
      hello: 'full',
      sni: null,
      fallbackScsv: false,
      outcome: 'server-hello',
      before: null,
      version: 'TLSv1.2',
      cipherSuite: null,
      alert: null,
      bytesSent: 0,
      bytesReceived: 0,
      firstBytes: '',
      durationMs: 1,
    },
  };
}

describe('readCertificates', () => {
  test('a certificate is described once, however often it is sent', () => {
    const chain = chainIn([answered(undefined), answered([labDer, labDer])]);
    expect(chain).toHaveLength(1);
    expect(chain?.[0]).toMatchObject({ subject: expect.stringContaining('lab.test'), sha256: sha256(labDer) });
    expect(chain?.[0]).toHaveProperty('validTo', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/));
  });

  test('no answer with a chain: nothing was seen', () => {
    expect(chainIn([asked({ kind: 'silent' }), answered(undefined)])).toBeNull();
    expect(chainIn([])).toBeNull();
  });

  test('bytes that are no certificate are a failure of their own, with their hash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(chainIn([answered([bytes, labDer])])).toMatchObject([
          { error: { code: 'certificate-unreadable' }, sha256: sha256(bytes) },
          { subject: expect.any(String) },
        ]);
      }),
      { numRuns: 50 },
    );
  });

  test('a certificate with a byte changed anywhere never throws', () => {
    fc.assert(
      fc.property(fc.nat(labDer.length - 1), fc.nat(255), (at, byte) => {
        const bent = Uint8Array.from(labDer);
        bent[at] = byte;
        expect(chainIn([answered([bent])])).toHaveLength(1);
      }),
    );
  });

  test('a chain without end is cut', () => {
    expect(chainIn([answered(Array.from({ length: 500 }, () => labDer))])?.length).toBeLessThanOrEqual(12);
  });
});
