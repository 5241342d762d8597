/** Something that must not be: said of the program, never of the input. */
export class Failure extends Error {}

/** @throws Failure with the text, which is made only then. */
export function holds(condition: boolean, text: () => string): void {
  if (!condition) throw new Failure(text());
}

/** Control characters that a terminal would obey, but for line feed and tab. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Text has no control characters; `lines` allows line feeds and tabs. */
export function assertText(what: string, text: string, lines = true): void {
  const at = text.search(lines ? UNSAFE : /[\u0000-\u001f\u007f-\u009f]/);
  holds(
    at < 0,
    () => `${what} has a control character: ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 20))}`,
  );
}

/** JSON parses, and has no control character. */
export function assertJson(what: string, text: string): void {
  holds(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text), () => `${what} has a control character`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Failure(`${what}: ${(error as Error).message}: ${text.slice(0, 300)}`);
  }
}
