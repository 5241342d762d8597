/** One Contact of a registration that a reg-event names. */
export interface RegInfoContact {
  readonly uri: string | null;
  /** `active` or `terminated`. */
  readonly state: string | null;
  /** `registered`, `created`, `refreshed`, `expired`, `deactivated`, …. */
  readonly event: string | null;
  /** Seconds, as written. */
  readonly expires: string | null;
}

/** One registration of a reg-event: the state of a public identity (RFC 3680 §5). */
export interface RegInfo {
  readonly aor: string;
  readonly state: string | null;
  readonly contacts: readonly RegInfoContact[];
}

/** Registrations, and Contacts of each, that are read of one body: a phone has a handful of identities. */
const MOST_READ = 32;

/** Characters of a body that are read: a registration with its Contact has some 400. */
const MOST_CHARACTERS = 65_536;

/** The registrations in a body of `application/reginfo+xml`; empty for other texts. Elements may have a prefix. */
export function parseRegInfo(body: string): RegInfo[] {
  const found: { aor: string; state: string | null; contacts: RegInfoContact[] }[] = [];
  for (const { name, attributes, content } of tagsIn(body.slice(0, MOST_CHARACTERS))) {
    const current = found.at(-1);
    if (name === 'registration' && found.length < MOST_READ)
      found.push({ aor: attributes.get('aor') ?? '', state: attributes.get('state') ?? null, contacts: [] });
    else if (name === 'contact' && current !== undefined && current.contacts.length < MOST_READ)
      current.contacts.push({
        uri: null,
        state: attributes.get('state') ?? null,
        event: attributes.get('event') ?? null,
        expires: attributes.get('expires') ?? null,
      });
    else if (name === 'uri' && current !== undefined) {
      const last = current.contacts.pop();
      if (last !== undefined) current.contacts.push({ ...last, uri: last.uri ?? unescaped(content.trim()) });
    }
  }
  return found;
}

interface Tag {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text up to the next tag. */
  readonly content: string;
}

/** The start tags of a text. */
function* tagsIn(text: string): Generator<Tag> {
  for (const piece of text.split('<').slice(1)) {
    const end = piece.indexOf('>');
    if (end < 0 || /^[!?/]/.test(piece)) continue;
    const [first = '', ...rest] = piece.slice(0, end).split(/\s+/);
    const name = first.replace(/\/$/, '').split(':').at(-1) ?? '';
    yield { name, attributes: attributesIn(rest.join(' ')), content: piece.slice(end + 1) };
  }
}

function attributesIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let from = 0;
  for (let equal = text.indexOf('='); equal >= 0; equal = text.indexOf('=', from)) {
    const name = text.slice(from, equal).trim().split(' ').at(-1) ?? '';
    const begin = text[equal + 1] === ' ' ? equal + 2 : equal + 1;
    const quote = text[begin];
    const end = quote === '"' || quote === "'" ? text.indexOf(quote, begin + 1) : -1;
    from = end < 0 ? equal + 1 : end + 1;
    if (end >= 0) found.set(name, unescaped(text.slice(begin + 1, end)));
  }
  return found;
}

/** The five entities that XML has of its own. */
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
