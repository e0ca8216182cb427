/**
 * Post-quantum key exchange, read from the groups that were found. Pure.
 *
 * @module
 */
import type { PostQuantumFacts, ServerFacts } from '../facts/server-facts.ts';
import { isPostQuantum } from '../tls/registry/groups.ts';

type Known = Pick<ServerFacts, 'versions' | 'groups'>;

/** `null`: groups were not asked, and TLS 1.3 is not plainly refused. */
export function readPostQuantum({ versions, groups }: Known): PostQuantumFacts | null {
  // Only TLS 1.3 has these groups: a server without it needs no question about them.
  if (versions?.['TLSv1.3'].answer === 'refused') return { supported: 'no', preferred: 'no', required: 'no' };
  if (!groups) return null;
  const choice = groups['TLSv1.3'];
  if (!choice) return { supported: 'unknown', preferred: 'unknown', required: 'unknown' };
  const { items, isComplete, isOrdered, decidedBy } = choice;
  const safe = items.filter(({ code }) => isPostQuantum(code));
  const rest = isComplete ? 'no' : 'unknown';
  if (safe.length === 0) return { supported: rest, preferred: rest, required: items.length > 0 ? 'no' : rest };
  if (safe.length === items.length) {
    const whole = isComplete ? 'yes' : 'unknown';
    return { supported: 'yes', preferred: whole, required: whole };
  }
  const isFirst = items[0] === safe[0];
  const preferred = isOrdered ? (isFirst ? 'yes' : 'no') : decidedBy === 'client' ? 'no' : 'unknown';
  return { supported: 'yes', preferred, required: 'no' };
}
