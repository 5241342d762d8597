import { fromBase64 } from '../../bytes/base64.ts';
import { fromHex } from '../../bytes/hex.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { HIDDEN } from './key-index.ts';

/**
 * Hides what may be a key by where it stands, also where the message is damaged: the values of `ck` and `ik` anywhere
 * (TS 24.229 §7.2A.1), quoted or not, folded or cut; and in a challenge every further run of hex digits that is not the
 * value of a parameter known to hold none.
 *
 * @param head the start line and the headers of a response.
 * @param learn receives the octets of each key that was hidden, so that it can be hidden elsewhere too.
 */
export function withoutKeysOfChallenges(head: string, learn: (key: Uint8Array) => void): string {
  const fields: string[][] = [];
  for (const line of head.split('\n')) {
    if (fields.length === 0 || FIELD.test(line) || CHALLENGE.test(line)) fields.push([line]);
    else fields.at(-1)?.push(line);
  }
  const shown = fields.map(lines => {
    const field = lines.join('\n');
    return CHALLENGE.test(field) ? withoutKeysOf(field, learn) : field;
  });
  return withoutNamedKeys(shown.join('\n'), learn);
}

/** A text without the values of `ck=` and `ik=`. */
export function withoutNamedKeys(text: string, learn: (key: Uint8Array) => void): string {
  return withoutValues(text, NAMED, learn);
}

/** Can `withoutNamedKeys` find something in it? */
export function mayNameKeys(text: string): boolean {
  return MAY_NAME.test(text);
}

function withoutKeysOf(challenge: string, learn: (key: Uint8Array) => void): string {
  const named = withoutValues(challenge, NAMED_IN_CHALLENGE, learn);
  return named.replace(HARMLESS_OR_HEX, (found, harmless: string | undefined) => {
    if (harmless !== undefined) return found;
    learnValue(found, learn);
    return HIDDEN;
  });
}

/** @param pattern finds base64 that only ends like a name, or name, what is between, and value. */
function withoutValues(text: string, pattern: RegExp, learn: (key: Uint8Array) => void): string {
  return text.replace(
    pattern,
    (found, base64: string | undefined, name: string, between: string, value: string) => {
      if (base64 !== undefined) return found;
      learnValue(value, learn);
      return `${name}${between}${HIDDEN}`;
    },
  );
}

/** Learns a value that may be CK or IK or both, or a part of one: in hex, also in groups, in base64, or as it is. */
function learnValue(value: string, learn: (key: Uint8Array) => void): void {
  // What was hidden before is no key: every text that hides one would seem to show it.
  const bare = value
    .replaceAll(HIDDEN, '')
    .replace(/^"|"$/g, '')
    .replace(/\r?\n[ \t]+/g, '');
  const digits = bare.replace(/[-:.,_ ]/g, '').slice(0, LONGEST_HEX);
  if (/^[0-9a-f]+$/i.test(digits)) {
    // Something may stand before the key, or behind it.
    learnDigits(digits.slice(0, 2 * KEY_LENGTH), learn);
    if (digits.length > 2 * KEY_LENGTH) learnDigits(digits.slice(-2 * KEY_LENGTH), learn);
    return;
  }
  const octets = [fromBase64(bare), fromLatin1(bare)].find(one => one?.length === KEY_LENGTH);
  if (octets !== undefined && octets !== null) learn(octets);
}

function learnDigits(digits: string, learn: (key: Uint8Array) => void): void {
  learn(fromHex(digits.slice(digits.length % 2)) as Uint8Array);
}

const KEY_LENGTH = 16;
/** Hex digits of a value that are looked at: CK and IK one after the other, twice over. */
const LONGEST_HEX = 8 * KEY_LENGTH;

/** A line that is folded, or that begins with no name of a field, belongs to the field before it. */
const FIELD = /^(?![ci]k[ \t]*:)[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*:/i;
/** By its name, damaged or not, or by its scheme. */
const CHALLENGE = /^[^:]*authen|^[^:]*:\s*digest\b/i;

const MAY_NAME = /[ci]k\s*=/i;
/**
 * A nonce or an AUTS in base64 may end with `/Ck=`: it is a whole number of groups of four, and its parameter ends behind
 * it. Otherwise `ck` or `ik` is a name. A quoted value that is not closed ends with its line.
 */
const NAMED =
  /((?<![a-z0-9+/])(?:[a-z0-9+/]{4}){4,}[+/][ci]k=(?="?(?:[,;]|\r?(?:$|\n(?![ \t]))|\s+[a-z-]{2,9}=)))|\b([ci]k)(\s*=\s*)("(?:[^"\r\n]|\r?\n[ \t])*"?|[^",;\s]*)/gi;
/** In a challenge the `=` may be damaged or missing before hex digits. */
const NAMED_IN_CHALLENGE =
  /((?<![a-z0-9+/])(?:[a-z0-9+/]{4}){4,}[+/][ci]k=(?="?(?:[,;]|\r?(?:$|\n(?![ \t]))|\s+[a-z-]{2,9}=)))|(?<![a-z0-9])([ci]k)(\s*[=:]\s*|[^a-z0-9\r\n]{0,8}(?=[0-9a-f]{16}))("(?:[^"\r\n]|\r?\n[ \t])*"?|[^",;\s]*)/gi;
/**
 * A parameter whose value is often in hex, if nothing is mixed into it, or hex digits that are half of a key or more,
 * at once or in groups.
 */
const HARMLESS_OR_HEX =
  /(\b(?:[cn]?nonce|nextnonce|opaque|response|rspauth|username|uri|domain|auts)\s*=\s*(?:"[^"\s,;|&=]*={0,2}"|[^"\s,;|&=]*={0,2}(?![^\s,;])))|[0-9a-f]{16,}|(?:[0-9a-f]{2,8}[-:,_ ]){3,}[0-9a-f]{2,}/gi;
