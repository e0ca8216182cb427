import { describe, expect, test } from 'vitest';
import { capturedHellos } from '../tls/fixtures/hellos.ts';
import { CATALOGUE } from './catalogue/index.ts';
import { findClient, nearestClients } from './find.ts';
import { firstHello } from './hello.ts';
import { identify } from './identify.ts';
import { claimedClients, readUserAgent } from './user-agent.ts';

const helloOf = (name: string): NonNullable<ReturnType<typeof firstHello>> => {
  const flight = capturedHellos().find((one) => one.name === name)?.flights[0];
  const first = flight && firstHello(flight);
  if (!first) throw new Error(`${name} holds no hello`);
  return first;
};
const idsOf = (userAgent: string): string[] => {
  const claim = readUserAgent(userAgent);
  return claim ? claimedClients(CATALOGUE, claim).map(({ id }) => id) : [];
};

describe('a hello', () => {
  test.each(capturedHellos())('$name is recognised as a set that holds its program', ({ name }) => {
    const { candidates } = identify(CATALOGUE, { hello: helloOf(name) });
    expect(candidates.flatMap(({ client }) => client.offers.map((offer) => offer.name))).toContain(name);
  });

  test('another name and other protocols leave JA4 but for the name', () => {
    // Firefox as it goes to a host with a name: SNI counted, one extension more.
    const { candidates } = identify(CATALOGUE, { ja4: 't13d1617h2_86a278354501_3cbfd9057e0d' });
    expect(candidates).toMatchObject([{ client: { id: 'firefox-132' }, by: ['ja4-but-name'] }]);
  });

  test('of OpenSSL under the name of a browser is a contradiction', () => {
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0';
    const hello = helloOf('openssl-3.0-default');
    expect(identify(CATALOGUE, { hello, userAgent }).agreement).toBe('contradicts');
    expect(
      identify(CATALOGUE, {
        hello: helloOf('firefox-esr-153.7.0-debian12'),
        userAgent: userAgent.replaceAll('115.0', '153.0'),
      }).agreement,
    ).toBe('agrees');
  });

  test('of TLS 1.0 under the name of a browser that has TLS 1.2 on is a contradiction', () => {
    const { agreement, reason } = identify(CATALOGUE, {
      hello: helloOf('node-0.8.28'),
      userAgent: 'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko',
    });
    expect(agreement).toBe('contradicts');
    expect(reason).toContain('offers TLS 1.0 at most');
  });

  test.each([
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/106.0.0.0 Safari/537.36',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/106.0.0.0 Safari/537.36',
  ])('of a browser of today under the name of a robot that was seen long ago accuses nobody', (userAgent) => {
    expect(identify(CATALOGUE, { hello: helloOf('chromium-106.0.5249.0-npm'), userAgent })).toMatchObject({
      agreement: 'unknown',
      reason: expect.stringContaining('may have moved on'),
    });
  });

  test('is not spoken of where there is none', () => {
    const { agreement, reason } = identify(CATALOGUE, { userAgent: 'curl/7.88.1' });
    expect({ agreement, reason }).toEqual({ agreement: 'unknown', reason: 'there is no hello to compare with' });
  });

  test('a prefix of a hello is none', () => {
    for (const { flights } of capturedHellos()) {
      const [flight = new Uint8Array()] = flights;
      for (const length of [0, 1, 5, 11, 43, flight.length - 1])
        expect(firstHello(flight.subarray(0, length))).toBeUndefined();
    }
  });
});

test.each([
  ['Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0)', ['ie-11-windows-7']],
  ['Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)', ['ie-8-windows-7']],
  ['Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)', ['ie-8-windows-xp']],
  ['Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.0; Trident/5.0)', ['ie-9-windows-vista']],
  ['Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0)', ['ie-10-windows-phone-8.0']],
  ['Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 2.0.50727.5420)', ['dotnet-2.0-3.5.1']],
  ['Mozilla/5.0 (Windows NT 6.1; rv:22.0) Gecko/20130405 Firefox/22.0', ['firefox-6-22']],
  [
    'Mozilla/5.0 (Linux; U; Android 4.3; en-us; GT-I9300) AppleWebKit/534.30 Version/4.0 Mobile Safari/534.30',
    ['android-4.2-4.3'],
  ],
  [
    'Mozilla/5.0 (Linux; Android 4.1.2; GT-I9300) AppleWebKit/537.36 Chrome/81.0.4044.138 Mobile Safari/537.36',
    ['chrome-70-83'],
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_8_4) AppleWebKit/536.30.1 Version/6.0.5 Safari/536.30.1',
    ['safari-6-os-x'],
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 Version/5.1 Mobile/9B206 Safari/7534.48.3',
    ['safari-ios-5-6'],
  ],
  ['Java/1.7.0_25', ['java-7']],
  ['Python-urllib/2.7', ['python-2.7.8', 'python-2.7.9']],
  ['Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.0; Trident/4.0)', ['ie-8-windows-vista']],
  ['Dalvik/1.4.0 (Linux; U; Android 2.3.6; GT-S5570)', ['android-apps-1-4.0']],
  ['Dalvik/2.1.0 (Linux; U; Android 13; Pixel 6)', ['android-apps-10']],
  ['Java/1.8.0_402', ['java-8u261']],
  ['Java/1.8.0_202', ['java-8']],
  ['Java/17.0.2', ['java-17']],
  ['Mozilla/5.0 (Windows NT; Windows NT 6.3; en-US) WindowsPowerShell/5.1.14409.1005', ['windows-powershell']],
  [
    'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1682',
    ['windows-powershell-windows-10-1703'],
  ],
  ['Microsoft-WebDAV-MiniRedir/6.1.7601', ['webdav-windows-7']],
  ['Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.15', ['opera-10-12']],
  ['ddclient/3.8.1', ['ddclient-3.8.1']],
  ['Wget/1.11.4', ['wget-1.10-1.11']],
  ['something else entirely', []],
])('%s', (userAgent, ids) => {
  expect(idsOf(userAgent)).toEqual(ids);
});

test('a hostile user agent costs nothing', () => {
  const started = performance.now();
  for (const part of ['Android 4', 'Opera/9', 'Mozilla/5.0 ', 'iPhone OS ', '(((('])
    readUserAgent(part.repeat(100_000));
  expect(performance.now() - started).toBeLessThan(200);
});

test('an unknown name has nearest ones', () => {
  expect(findClient(CATALOGUE, 'Java 7')?.id).toBe('java-7');
  expect(findClient(CATALOGUE, 'java seven')).toBeUndefined();
  expect(nearestClients(CATALOGUE, 'ie8 windows7', 3)).toContain('ie-8-windows-7');
  expect(nearestClients(CATALOGUE, 'fierfox-97', 3)).toContain('firefox-97');
});
