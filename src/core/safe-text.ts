/**
 * Text that came from outside, made safe for a terminal: control characters and those that reorder text are spelt out.
 */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON as `JSON.stringify` makes it; what would act on a terminal or reorder text is escaped, and parses as it was. */
export function safeJson(value: unknown, indent?: number): string {
  const hex = (character: string): string => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replace(UNSAFE_IN_JSON, hex);
}

/** The same in quotes, cut to a length that fits into a message. */
export function quoted(text: string): string {
  return `"${safeText(text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text)}"`;
}

/** As {@link UNSAFE}, without the line breaks that stand between the parts. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
/** C0 and C1 controls, and the bidirectional formatting characters of Unicode (UAX #9 §2). */
const UNSAFE = /[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
const LONGEST = 60;
