/**
 * Telnet: the START_TLS option (draft-altman-telnet-starttls-02) in the negotiation of RFC 854 and RFC 855.
 *
 * @module
 */
import { type Dialogue, type Frame, ready, refused, wish } from './dialogue.ts';

export function* telnet(): Dialogue {
  let answer = yield wish(command(WILL, START_TLS), commandFrame);
  for (;;) {
    const [iac, verb, option, value] = answer;
    let send: Uint8Array | undefined;
    if (iac === IAC && option === START_TLS) {
      if (verb === DONT) return refused('unsupported', 'IAC DONT START_TLS');
      if (verb === DO) send = FOLLOWS;
      if (verb === SB && value === FOLLOWS_VALUE) return ready('IAC SB START_TLS FOLLOWS');
    } else if (iac === IAC && option !== undefined) {
      // Every other option is declined, so that the server comes to ours (RFC 855).
      if (verb === DO) send = command(WONT, option);
      if (verb === WILL) send = command(DONT, option);
    }
    answer = yield wish(send, commandFrame);
  }
}

/** Text up to the next command, or one command: IAC verb, IAC verb option, or IAC SB ... IAC SE. */
const commandFrame: Frame = (bytes, from) => {
  const [first, verb] = bytes;
  if (first !== IAC) {
    const next = bytes.indexOf(IAC, from);
    return next < 0 ? bytes.length : next;
  }
  if (verb === undefined) return undefined;
  if (verb === SB) {
    for (let at = Math.max(2, from - 1); at + 1 < bytes.length; at++) {
      if (bytes[at] === IAC && bytes[at + 1] === SE) return at + 2;
    }
    return undefined;
  }
  return verb >= WILL && verb <= DONT ? 3 : 2;
};

function command(verb: number, option: number): Uint8Array {
  return Uint8Array.of(IAC, verb, option);
}

const SE = 240;
const SB = 250;
const WILL = 251;
const WONT = 252;
const DO = 253;
const DONT = 254;
const IAC = 255;
const START_TLS = 46;
const FOLLOWS_VALUE = 1;
const FOLLOWS: Uint8Array = Uint8Array.of(IAC, SB, START_TLS, FOLLOWS_VALUE, IAC, SE);
