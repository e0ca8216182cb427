/** At the beginning of a line of syslog, or of Dovecot's own log. */
export const SYSLOG_TIME: RegExp =
  /^(?:<\d{1,3}>)?(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ][\d:.]{8,18}(?:Z|[+-]\d\d:?\d\d)?)/;
