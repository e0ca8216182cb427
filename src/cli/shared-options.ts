/**
 * Options that several commands have, each written once.
 *
 * @module
 */
import { type Command, Option } from 'commander';
import { FLOORS } from '../facts/server-facts.ts';
import type { ProxyServer } from '../scan/proxy/proxy.ts';
import {
  DEFAULT_TIMEOUTS,
  parseProxyOption,
  parseRate,
  parseSni,
  parseTimeouts,
  type Timeouts,
} from './option-values.ts';

/** `--floor`, 1.2 if nothing is said. */
export function floorOption(description: string): Option {
  return new Option('--floor <version>', `${description}: a version, or pq for post-quantum groups`)
    .choices(FLOORS)
    .default('1.2');
}

/** What {@link withConnectionOptions} adds. */
export type ConnectionFlags = {
  /** A name to send, `false` for none, `true` or nothing for the target's own. */
  readonly sni?: string | boolean | undefined;
  readonly ip?: '4' | '6' | undefined;
  /** Connections a second. */
  readonly rate: number;
  readonly timeout: Timeouts;
  readonly proxy?: ProxyServer | undefined;
};

/** How servers are spoken to: the same wherever a command contacts one. */
export function withConnectionOptions(command: Command, rateLimit: string): Command {
  return command
    .option('--sni <name>', "send this name instead of the target's own", parseSni)
    .option('--no-sni', 'send no name')
    .addOption(new Option('--ip <family>', 'only addresses of this family').choices(['4', '6']))
    .addOption(
      new Option('--rate <n>', 'connections a second, over all addresses')
        .argParser(parseRate)
        .default(Number.POSITIVE_INFINITY, rateLimit),
    )
    .addOption(
      new Option('--timeout <time>', 'for each phase, or some of connect=5s,proxy=10s,starttls=15s,answer=5s')
        .argParser(parseTimeouts)
        .default(DEFAULT_TIMEOUTS, 'as shown'),
    )
    .option(
      '--proxy <url>',
      'connect through http://, socks5:// or socks5h://[user:password@]host:port',
      parseProxyOption,
    );
}

/** The name to send: `false` for none, `undefined` for the target's own. */
export function wantedSni({ sni }: Pick<ConnectionFlags, 'sni'>): string | false | undefined {
  return typeof sni === 'string' ? sni : sni === false ? false : undefined;
}

/** 0: both families. */
export function wantedFamily({ ip }: Pick<ConnectionFlags, 'ip'>): 0 | 4 | 6 {
  return ip === '4' ? 4 : ip === '6' ? 6 : 0;
}
