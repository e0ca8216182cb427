/**
 * Text that came from outside, made safe for a terminal: control characters and those that reorder text are spelt out.
 */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON as `JSON.stringify` makes it; what would act on a terminal or reorder text is escaped, and parses as it was. */
export function safeJson(value: unknown, indent?: number): string {
  const hex = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const spell = (character: string): string => character.split('').map(hex).join('');
  return JSON.stringify(value, null, indent).replace(UNSAFE_IN_JSON, spell);
}

/** The same in quotes, cut to a length that fits into a message. */
export function quoted(text: string): string {
  return `"${safeText(text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text)}"`;
}

/** As {@link UNSAFE}, without the line breaks that stand between the parts. */
const UNSAFE_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** Controls, what is not seen or turns text round (Cf: UAX #9 §2), and the line breaks that only Unicode knows. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LONGEST = 60;
