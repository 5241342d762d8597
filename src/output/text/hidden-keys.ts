/**
 * A text with the values of `ck` and `ik` left out (TS 24.229 §7.2A.1), quoted or not, also where the line is folded
 * or cut.
 */
export function withHiddenKeys(text: string): string {
  return text.replace(KEY, '$1$2(hidden)');
}

/** A quoted value that is not closed ends with its line. */
const KEY = /\b(ck|ik)(\s*=\s*)("(?:[^"\r\n]|\r?\n[ \t])*"?|[^",;\s]*)/gi;
