/** Text without the blanks and line ends around it; other white space, such as U+00A0, counts as text. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end - start === text.length ? text : text.slice(start, end);
}

/**
 * The elements of a comma-joined header value (RFC 3261 §7.3.1), trimmed, empty ones left out. Commas in quoted
 * strings and between `<` and `>` do not split.
 */
export function splitHeaderList(value: string): string[] {
  return split(value, ',', true);
}

/** The elements of a comma list without a special meaning of `<` and `>`, such as digest parameters. */
export function splitCommas(value: string): string[] {
  return split(value, ',', false);
}

/** The parameters of `;name=value;flag` as written, trimmed, empty ones left out. */
export function splitSemicolons(text: string): string[] {
  return split(text, ';', false);
}

/**
 * The parameters of `;name=value;flag`, in order: names in lower case, values unquoted, null for a name without
 * `=`. Blanks may stand anywhere around `;` and `=` (RFC 3261 §25.1 SEMI, EQUAL).
 */
export function splitParameters(text: string): [name: string, value: string | null][] {
  return splitSemicolons(text).map(parameterOf);
}

/** One parameter, as `splitParameters` reads it. */
export function parameterOf(parameter: string): [name: string, value: string | null] {
  const equal = parameter.indexOf('=');
  if (equal < 0) return [parameter.toLowerCase(), null];
  return [
    trimBlanks(parameter.slice(0, equal)).toLowerCase(),
    unquote(trimBlanks(parameter.slice(equal + 1))),
  ];
}

/** Value of the first parameter of that lower-case name: null without `=`, undefined if there is none. */
export function parameterValue(
  parameters: readonly [name: string, value: string | null][],
  name: string,
): string | null | undefined {
  for (const parameter of parameters) if (parameter[0] === name) return parameter[1];
  return undefined;
}

/** The same as `parameterValue(splitParameters(text), name)`, without a list of all parameters. */
export function parameterIn(text: string, name: string): string | null | undefined {
  if (text.includes('"')) return parameterValue(splitParameters(text), name);
  let equal = -1;
  for (let from = 0; from < text.length; ) {
    const semicolon = text.indexOf(';', from);
    const end = semicolon < 0 ? text.length : semicolon;
    // Searched once for each `=`, not for each parameter.
    if (equal < from) equal = text.indexOf('=', from);
    if (equal < 0) equal = text.length;
    const nameEnd = Math.min(equal, end);
    if (nameEnd - from >= name.length && trimBlanks(text.slice(from, nameEnd)).toLowerCase() === name)
      return equal < end ? trimBlanks(text.slice(equal + 1, end)) : null;
    from = end + 1;
  }
  return undefined;
}

/**
 * Content of a quoted string with `\x` resolved (RFC 3261 §25.1); text that does not begin with a quote stays as it
 * is. What follows the closing quote is dropped; without one the string goes to the end.
 */
export function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  return quotedText(text, closingQuote(text));
}

/** The same for text with its first quote at 0, if the closing quote is known; −1 without one. */
export function quotedText(text: string, closing: number): string {
  const inner = text.slice(1, closing < 0 ? text.length : closing);
  return inner.includes('\\') ? inner.replace(/\\([\s\S])/g, '$1') : inner;
}

/** Index of the quote that ends the quoted string at the beginning of `text`, or -1. */
export function closingQuote(text: string): number {
  if (!text.includes('\\')) return text.indexOf('"', 1);
  for (let i = 1; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === BACKSLASH) i++;
    else if (character === QUOTE) return i;
  }
  return -1;
}

/** Index of `wanted` outside quoted strings, or -1. */
export function indexOutsideQuotes(text: string, wanted: string): number {
  if (!text.includes('"')) return text.indexOf(wanted);
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (quoted && character === BACKSLASH) i++;
    else if (character === QUOTE) quoted = !quoted;
    else if (!quoted && text[i] === wanted) return i;
  }
  return -1;
}

const QUOTE = 34;
const BACKSLASH = 92;

function split(text: string, separator: ',' | ';', angleBrackets: boolean): string[] {
  if (!text.includes(separator)) {
    const only = trimBlanks(text);
    return only === '' ? [] : [only];
  }
  const elements: string[] = [];
  if (!text.includes('"') && !(angleBrackets && text.includes('<'))) {
    let from = 0;
    for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      pushElement(elements, text.slice(from, at));
      from = at + 1;
    }
    pushElement(elements, text.slice(from));
    return elements;
  }
  const wanted = separator.charCodeAt(0);
  let quoted = false;
  let angled = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (quoted) {
      if (character === BACKSLASH) i++;
      else if (character === QUOTE) quoted = false;
    } else if (angled) {
      angled = character !== 62;
    } else if (character === QUOTE) {
      quoted = true;
    } else if (character === wanted) {
      pushElement(elements, text.slice(start, i));
      start = i + 1;
    } else if (character === 60) {
      angled = angleBrackets;
    }
  }
  pushElement(elements, text.slice(start));
  return elements;
}

function pushElement(elements: string[], text: string): void {
  const element = trimBlanks(text);
  if (element !== '') elements.push(element);
}

function isBlank(character: number): boolean {
  return character === 32 || character === 9 || character === 13 || character === 10;
}
