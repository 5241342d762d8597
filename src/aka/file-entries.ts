import { fromHex } from '../bytes/hex.ts';
import { secret } from '../bytes/secret-bytes.ts';

/** Why a file of entries is refused. No value of the file is in it: these files hold secrets. */
export interface WrongEntry {
  /** Counted from 1; null when the whole file is meant. */
  readonly entry: number | null;
  /** Counted from 1; null when it cannot be told. */
  readonly line: number | null;
  readonly reason: string;
}

/** A member of an entry that means nothing there. */
export interface UnknownMember {
  /** Counted from 1. */
  readonly entry: number;
  /** Its name, or how long it is when it may be a secret that went astray. */
  readonly name: string;
}

/** What a file of entries holds, or the first thing that is wrong with it. */
export type EntryFile<Entry> =
  | { readonly entries: readonly Entry[]; readonly unknown: readonly UnknownMember[]; readonly wrong: null }
  | { readonly entries: null; readonly unknown: null; readonly wrong: WrongEntry };

/**
 * Reads a file of entries: a JSON array of objects.
 *
 * @param text the file.
 * @param read makes something of one entry; what is wrong with it stands in `members.reason` afterwards.
 */
export function parseEntries<Entry>(
  text: string,
  read: (members: EntryMembers) => Entry | null,
): EntryFile<Entry> {
  const refused = (entry: number | null, line: number | null, reason: string): EntryFile<Entry> => ({
    entries: null,
    unknown: null,
    wrong: { entry, line, reason },
  });
  const json = text.replace(/^\ufeff/, '');
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (error) {
    return refused(null, lineOf(error as Error, json), 'JSON was expected');
  }
  if (!Array.isArray(list)) return refused(null, null, 'a list of entries in [ ] was expected');
  const entries: Entry[] = [];
  const unknown: UnknownMember[] = [];
  for (const [index, value] of list.entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refused(index + 1, null, 'an object in { } was expected');
    const members = new EntryMembers(value);
    const entry = read(members);
    if (members.reason !== null) return refused(index + 1, null, members.reason);
    if (entry !== null) entries.push(entry);
    for (const name of members.unknown()) unknown.push({ entry: index + 1, name });
  }
  return { entries, unknown, wrong: null };
}

/** The members of one entry. A member that is absent or null is null; the first that is wrong gives the reason. */
export class EntryMembers {
  /** What is wrong; null while nothing is. */
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

  /** The member as it is. */
  value(name: string): unknown {
    this.#asked.add(name);
    return this.#values.get(name) ?? null;
  }

  /** A text that is not empty. */
  text(name: string): string | null {
    const value = this.value(name);
    if (value === null) return null;
    if (typeof value === 'string' && value !== '') return value;
    return this.refuse(`${name}: a text was expected`);
  }

  /** One of the words, in any case. */
  word<Word extends string>(name: string, words: readonly Word[]): Word | null {
    const value = this.value(name);
    if (value === null) return null;
    const found = words.find(word => typeof value === 'string' && word === value.toLowerCase());
    return found ?? this.refuse(`${name}: ${words.join(' or ')} was expected`);
  }

  /** One of the whole numbers. */
  number<Value extends number>(name: string, values: readonly Value[], range: string): Value | null {
    const value = this.value(name);
    if (value === null) return null;
    const found = values.find(one => one === value);
    return found ?? this.refuse(`${name}: ${range} was expected`);
  }

  /** Octets in hex, as many as one of the lengths: a secret, whatever they are. */
  octets(name: string, lengths: readonly number[]): Uint8Array | null {
    const value = this.value(name);
    return value === null ? null : this.#octetsOf(name, value, lengths);
  }

  /** As many texts of hex as there are to be, each of `length` octets. */
  octetList(name: string, count: number, length: number): Uint8Array[] | null {
    const value = this.value(name);
    if (value === null) return null;
    if (!Array.isArray(value) || value.length !== count)
      return this.refuse(`${name}: a list of ${count} was expected`);
    return value.flatMap((one, i) => this.#octetsOf(`${name}${i + 1}`, one, [length]) ?? []);
  }

  /** As many whole numbers as there are to be, from 0 to `highest`. */
  numberList(name: string, count: number, highest: number): number[] | null {
    const value = this.value(name);
    if (value === null) return null;
    const right = (one: unknown) =>
      Number.isInteger(one) && (one as number) >= 0 && (one as number) <= highest;
    if (Array.isArray(value) && value.length === count && value.every(right)) return value;
    return this.refuse(`${name}: a list of ${count} whole numbers from 0 to ${highest} was expected`);
  }

  /** Notes what is wrong, unless something was before. */
  refuse(reason: string): null {
    this.reason ??= reason;
    return null;
  }

  /** The names that nothing asked for. */
  unknown(): string[] {
    return [...this.#values.keys()].filter(name => !this.#asked.has(name)).map(shownName);
  }

  #octetsOf(name: string, value: unknown, lengths: readonly number[]): Uint8Array | null {
    const digits = lengths.map(length => 2 * length).join(' or ');
    if (typeof value !== 'string')
      return this.refuse(`${name}: ${digits} hex digits in quotes were expected`);
    const octets = fromHex(value);
    if (octets !== null && lengths.includes(octets.length)) return secret(octets);
    const other = octets === null ? ', not all of them whole octets of hex' : '';
    return this.refuse(
      `${name}: ${digits} hex digits were expected, ${value.length} characters were found${other}`,
    );
  }
}

/** No key of 16 octets fits into what is shown. */
function shownName(name: string): string {
  return /^[\w-]{1,24}$/.test(name) ? `'${name}'` : `a name of ${name.length} characters`;
}

/** Where JSON ends to be JSON, where the engine's message says so. The message itself may show a secret. */
function lineOf({ message }: Error, json: string): number | null {
  const position =
    / at position (\d+)/.exec(message)?.[1] ?? (/end of JSON/.test(message) ? json.length : null);
  return position === null ? null : json.slice(0, Number(position)).split('\n').length;
}
