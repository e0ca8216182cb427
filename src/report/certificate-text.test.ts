import { describe, expect, test } from 'vitest';
import type { CertificateFacts, ChainFacts } from '../facts/certificate-facts.ts';
import { certificateLines } from './certificate-text.ts';

const leaf: CertificateFacts = {
  ...{ subject: 'CN=server.example', issuer: 'CN=ca', subjectAltName: null, names: [], serial: '01' },
  ...{ validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' },
  ...{ keyType: 'rsa', keyBits: 2048, curve: null, signature: null },
  ...{ isCa: false, isSelfSigned: false, mustStaple: false, sha256: 'rsa', spkiSha256: null },
};
const ecdsa: CertificateFacts = { ...leaf, keyType: 'ec', keyBits: null, curve: 'prime256v1', sha256: 'ecdsa' };
const sound: ChainFacts = {
  ...{ certificates: ['rsa'], seenIn: [], nameMatch: 'match', validity: 'valid', trust: 'trusted' },
  ...({ isForServers: 'yes', weakSignatures: [], smallKeys: [], needs: [] } as const),
};

function linesOf(...chains: readonly Partial<ChainFacts>[]): string[] {
  const facts = { certificates: [leaf, ecdsa], chains: chains.map((chain) => ({ ...sound, ...chain })) };
  return certificateLines(facts);
}

const SOUND = '  certificate   CN=server.example, rsa 2048, until 2027-01-01';

test('a sound chain has no fault, and each chain a line', () => {
  expect(linesOf({}, { certificates: ['ecdsa'] })).toEqual([SOUND, SOUND.replace('rsa 2048', 'ec prime256v1')]);
  expect(certificateLines({ certificates: null, chains: null })).toEqual([]);
});

describe('faults stand behind the date', () => {
  test.each<[Partial<ChainFacts>, string]>([
    [{ validity: 'expired' }, 'expired'],
    [{ validity: 'not-yet-valid' }, 'not yet valid'],
    [{ nameMatch: 'mismatch' }, 'for another name'],
    [{ nameMatch: 'common-name-only' }, 'its name fits old clients only, which look at the common name'],
    [{ trust: 'trusted-wrong-order' }, 'sent in the wrong order'],
    [{ trust: 'self-signed' }, 'self-signed'],
    [{ trust: 'unknown-root' }, 'from a root that is not publicly trusted'],
    [{ trust: 'incomplete' }, 'its issuer was not sent, and is no public root'],
    [{ weakSignatures: [0] }, 'weak signature'],
    [{ smallKeys: [1] }, 'small key'],
    [{ isForServers: 'no' }, 'not for servers, by its extended key usage'],
    [{ validity: 'expired', trust: 'self-signed', smallKeys: [0] }, 'expired, self-signed, small key'],
  ])('%j', (faults, words) => {
    expect(
      linesOf(faults)
        .map((line) => line.trim())
        .join(' '),
    ).toBe(`${SOUND.trim()}, ${words}`);
  });

  test.each<Partial<ChainFacts>>([{ validity: 'unknown' }, { nameMatch: 'not-asked' }, { trust: 'unknown' }])(
    '%j is not known to be one',
    (open) => expect(linesOf(open)).toEqual([SOUND]),
  );
});
