/**
 * What a log collector puts before the line that the program wrote.
 *
 * @module
 */

/** Where the program's own line begins; `start` if nothing stands before it. */
export function afterPrefix(bytes: Buffer, start: number, end: number): number {
  const head = bytes.toString('latin1', start, Math.min(end, start + LONGEST));
  for (const prefix of PREFIXES) {
    const found = prefix.exec(head);
    if (found) return start + found[0].length;
  }
  return start;
}

const LONGEST = 256;

const PREFIXES: readonly RegExp[] = [
  // Syslog over the network (RFC 3164 §4.1): priority, date, perhaps the host, and the program.
  /^<\d{1,3}>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(?:[\w.:-]{1,64} )?[\w./-]{1,64}(?:\[\d{1,10}\])?: /,
  // Syslog in a file: with the date of RFC 3164 or of RFC 3339.
  /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)) [\w.:-]{1,64} [\w./-]{1,64}(?:\[\d{1,10}\])?: /,
  // Syslog of RFC 5424 §6, without structured data.
  /^<\d{1,3}>1 \S{1,40} \S{1,64} \S{1,48} \S{1,48} \S{1,32} - (?:\ufeff|\u00ef\u00bb\u00bf)?/,
  // Containers: what the kubelet writes.
  /^\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] /,
];
