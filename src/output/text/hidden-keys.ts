/** A text without the values of `ck` and `ik` (TS 24.229 §7.2A.1), quoted or not, also in a folded or cut line. */
export function withHiddenKeys(text: string): string {
  return text.replace(KEY, '$1$2(hidden)');
}

/** A quoted value without closing quote ends with its line. */
const KEY = /\b(ck|ik)(\s*=\s*)("(?:[^"\r\n]|\r?\n[ \t])*"?|[^",;\s]*)/gi;
