import { describe, expect, test } from 'vitest';
import { SCHEME_NAMES, SCHEMES } from './dialects.ts';
import { parseTarget } from './target.ts';

describe('what a target says of its service', () => {
  test.each([
    ['mail.example.org:25', 'smtp', 'port', 25],
    ['mail.example.org:587', 'submission', 'port', 587],
    ['smtp://mail.example.org', 'smtp', 'written', 25],
    ['smtp://mail.example.org:2525', 'smtp', 'written', 2525],
    ['tls://mail.example.org:25', 'tls', 'written', 25],
    ['IMAP://[2001:db8::1]', 'imap', 'written', 143],
    ['example.org', 'https', 'port', 443],
    ['https://example.org/path?query', 'https', 'written', 443],
    ['192.0.2.1:8443', 'tls', 'default', 8443],
    ['postgres://db:5433/name', 'postgres', 'written', 5433],
    ['dc.example.org:3269', 'ldaps', 'port', 3269],
  ])('%s', (text, scheme, schemeFrom, port) => {
    expect(parseTarget(text)).toMatchObject({ ok: true, value: { text, port, service: { scheme, schemeFrom } } });
  });

  test('every scheme can be written and has a port of its own', () => {
    for (const scheme of SCHEME_NAMES) {
      expect(parseTarget(`${scheme}://host`)).toMatchObject({
        ok: true,
        value: { host: 'host', port: SCHEMES[scheme].defaultPort, service: { scheme, schemeFrom: 'written' } },
      });
    }
  });
});
