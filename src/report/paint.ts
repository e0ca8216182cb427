/** Colours for the terminal; without colour every function gives its text back. Meaning is never in colour alone. */
export type Paint = Readonly<Record<Colour, (text: string) => string>>;

export type Colour = keyof typeof CODES;

export function makePaint(isColoured: boolean): Paint {
  const entries = Object.entries(CODES).map(([name, code]) => {
    return [name, (text: string) => (isColoured && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text)] as const;
  });
  return Object.fromEntries(entries) as unknown as Paint;
}

const CODES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;
