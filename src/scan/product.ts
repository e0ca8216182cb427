/**
 * The program behind a service, from what it says of itself before TLS. No connection is made for it. Pure.
 *
 * What the TLS answers themselves tell is the library at most: nginx, Apache and Postfix on one OpenSSL answer alike.
 *
 * @module
 */
import type { ProductFacts, ServerFacts } from '../facts/server-facts.ts';

/** `null` where TLS starts with the first byte, or where the greeting names nobody that is known. */
export function readProduct({ versions }: Pick<ServerFacts, 'versions'>): ProductFacts | null {
  const evidence = Object.values(versions ?? {}).flatMap((facts) => facts.evidence);
  const greeting = evidence.map(({ before }) => before?.greeting).find((words) => typeof words === 'string');
  if (greeting === undefined || greeting === null) return null;
  for (const { name, pattern, confidence } of PRODUCTS) {
    const [words] = pattern.exec(greeting) ?? [];
    if (words !== undefined) return { name, how: words, confidence };
  }
  return null;
}

type Row = Pick<ProductFacts, 'name' | 'confidence'> & { readonly pattern: RegExp };

/** Greetings as Debian 12 has them: docs/reading-a-scan.md. MariaDB stands before MySQL, whose protocol it speaks. */
const PRODUCTS: readonly Row[] = [
  { name: 'Postfix', confidence: 'said', pattern: /\bESMTP Postfix\b[ -~]*/ },
  { name: 'Exim', confidence: 'said', pattern: /\bESMTP Exim [\w.]+/ },
  { name: 'Dovecot', confidence: 'said', pattern: /\bDovecot (?:\([ -~]{1,20}\) )?(?:ready|Pigeonhole)/ },
  { name: 'vsftpd', confidence: 'said', pattern: /\(vsFTPd [\w.]+\)/ },
  { name: 'ProFTPD', confidence: 'said', pattern: /\bProFTPD\b(?: Server| [\w.]+)?/ },
  { name: 'MariaDB', confidence: 'said', pattern: /[\d.]+-MariaDB/ },
  { name: 'InspIRCd', confidence: 'likely', pattern: /670 \S+ :STARTTLS successful, go ahead with TLS handshake/ },
];
