import { fromHex } from '../bytes/hex.ts';
import { secret } from '../bytes/secret-bytes.ts';
import type { KeyFile, KeyFileIssue } from '../model/key-file.ts';

/**
 * Reads a file of entries: a JSON array of objects. Wrong entries are left out. No issue shows a value of the file, as
 * these files hold secrets.
 *
 * @param text the file.
 * @param read converts one entry; if the entry is wrong, `members.reason` tells why afterwards.
 */
export function parseEntries<Entry>(
  text: string,
  read: (members: EntryMembers) => Entry | null,
): KeyFile<Entry> {
  const refused = (place: string, reason: string): KeyFile<Entry> => ({
    entries: [],
    issues: [{ place, kind: 'wrong', reason }],
  });
  const json = text.replace(/^\ufeff/, '');
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (error) {
    return refused(placeOf(error as Error, json), 'expected JSON');
  }
  if (!Array.isArray(list)) return refused('', 'expected a list of entries in [ ]');
  const entries: Entry[] = [];
  const issues: KeyFileIssue[] = [];
  for (const [index, value] of list.entries()) {
    const place = `entry ${index + 1}`;
    const members = membersOf(value);
    const entry = members === null ? null : read(members);
    const reason = members === null ? 'expected an object in { }' : members.reason;
    if (reason !== null) {
      issues.push({ place, kind: 'wrong', reason });
      continue;
    }
    if (entry !== null) entries.push(entry);
    for (const name of members?.unknown() ?? [])
      issues.push({ place, kind: 'ignored', reason: `${name} has no meaning here and is ignored` });
  }
  return { entries, issues };
}

function membersOf(value: unknown): EntryMembers | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new EntryMembers(value);
}

/** The members of one entry. An absent member is null; the first wrong member sets the reason. */
export class EntryMembers {
  /** The first mistake; null without one. */
  reason: string | null = null;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();

  constructor(entry: object) {
    this.#values = new Map(Object.entries(entry));
  }

  /** Is there such a member? */
  has(name: string): boolean {
    return (this.#values.get(name) ?? null) !== null;
  }

  /** The member, unchecked. */
  value(name: string): unknown {
    this.#asked.add(name);
    return this.#values.get(name) ?? null;
  }

  /** A string that is not empty. */
  text(name: string): string | null {
    const value = this.value(name);
    if (value === null) return null;
    if (typeof value === 'string' && value !== '') return value;
    return this.refuse(`${name}: expected a string that is not empty`);
  }

  /** One of the words, in any case. */
  word<Word extends string>(name: string, words: readonly Word[]): Word | null {
    const value = this.value(name);
    if (value === null) return null;
    const found = words.find(word => typeof value === 'string' && word === value.toLowerCase());
    return found ?? this.refuse(`${name}: expected ${words.join(' or ')}`);
  }

  /** One of the whole numbers. */
  number<Value extends number>(name: string, values: readonly Value[], range: string): Value | null {
    const value = this.value(name);
    if (value === null) return null;
    const found = values.find(one => one === value);
    return found ?? this.refuse(`${name}: expected ${range}`);
  }

  /** Octets in hex, of one of these lengths. Always treated as a secret. */
  octets(name: string, lengths: readonly number[]): Uint8Array | null {
    const value = this.value(name);
    return value === null ? null : this.#octetsOf(name, value, lengths);
  }

  /** `count` texts of hex, each of `length` octets. */
  octetList(name: string, count: number, length: number): Uint8Array[] | null {
    const value = this.value(name);
    if (value === null) return null;
    if (!Array.isArray(value) || value.length !== count)
      return this.refuse(`${name}: expected a list of ${count}`);
    return value.flatMap((one, i) => this.#octetsOf(`${name}${i + 1}`, one, [length]) ?? []);
  }

  /** `count` whole numbers from 0 to `highest`. */
  numberList(name: string, count: number, highest: number): number[] | null {
    const value = this.value(name);
    if (value === null) return null;
    const right = (one: unknown) =>
      Number.isInteger(one) && (one as number) >= 0 && (one as number) <= highest;
    if (Array.isArray(value) && value.length === count && value.every(right)) return value;
    return this.refuse(`${name}: expected a list of ${count} whole numbers from 0 to ${highest}`);
  }

  /** Sets the reason, unless it is set. */
  refuse(reason: string): null {
    this.reason ??= reason;
    return null;
  }

  /** The names of members that were never read. */
  unknown(): string[] {
    return [...this.#values.keys()].filter(name => !this.#asked.has(name)).map(shownName);
  }

  #octetsOf(name: string, value: unknown, lengths: readonly number[]): Uint8Array | null {
    const digits = lengths.map(length => 2 * length).join(' or ');
    if (typeof value !== 'string') return this.refuse(`${name}: expected ${digits} hex digits in quotes`);
    const octets = fromHex(value);
    if (octets !== null && lengths.includes(octets.length)) return secret(octets);
    const other = octets === null ? ' that are not whole octets of hex' : '';
    return this.refuse(`${name}: expected ${digits} hex digits, found ${value.length} characters${other}`);
  }
}

/** Shows only short names: a key of 16 octets must not appear. */
function shownName(name: string): string {
  return /^[\w-]{1,24}$/.test(name) ? `'${name}'` : `a name of ${name.length} characters`;
}

/** The line of the JSON error, if the engine's message has it. The message itself may show a secret. */
function placeOf({ message }: Error, json: string): string {
  const position =
    / at position (\d+)/.exec(message)?.[1] ?? (/end of JSON/.test(message) ? json.length : null);
  return position === null ? '' : `line ${json.slice(0, Number(position)).split('\n').length}`;
}
