import type { PacketNote } from '../journal/notes.ts';
import { byTime } from './time-window.ts';

/** Notes to and from addresses. All registrations of one UE share one result, so the cost stays linear. */
export class NotesByAddress<Note extends PacketNote> {
  readonly #byAddress = new Map<string, Note[]>();
  readonly #found = new Map<string, readonly Note[]>();

  /** @param wanted the addresses that will be asked for. */
  constructor(notes: readonly Note[], wanted: ReadonlySet<string>) {
    for (const address of wanted) this.#byAddress.set(address, []);
    for (const note of notes) {
      this.#byAddress.get(note.source)?.push(note);
      if (note.destination !== note.source) this.#byAddress.get(note.destination)?.push(note);
    }
  }

  /** Each once, in order of time. */
  of(addresses: ReadonlySet<string>): readonly Note[] {
    const key = [...addresses].sort().join(' ');
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const lists = [...addresses].map(address => this.#byAddress.get(address) ?? []);
    const used = lists.filter(({ length }) => length > 0);
    const [only = [], ...more] = used;
    const all = more.length === 0 ? only : [...new Set(used.flat())];
    const found = all.toSorted(byTime);
    this.#found.set(key, found);
    return found;
  }
}
