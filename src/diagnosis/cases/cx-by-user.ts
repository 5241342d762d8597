import { type CxNote, type Moment, secondsBetween } from '../journal/notes.ts';
import { indexAt } from './time-window.ts';

/** Seconds by which the clocks of two captures of one registration may differ. */
export const CLOCK_SLACK = 1;

/** Messages of Cx looked at for one identity: a registration takes four, and as many for each re-registration. */
const MOST = 256;

/** Messages with their identities. Most answers name none: they get those of their request. */
export function withIdentities<Note extends CxNote>(cx: readonly Note[]): Note[] {
  const requests = new Map<string, Note>();
  return cx.map(note => {
    const transaction = `${note.command} ${note.endToEnd}`;
    if (note.request) requests.set(transaction, note);
    const request = requests.get(transaction) ?? null;
    const userName = note.userName ?? request?.userName ?? null;
    const publicIdentity = note.publicIdentity ?? request?.publicIdentity ?? null;
    return { ...note, userName, publicIdentity };
  });
}

/** Cx messages in order. `isCxWhole` is false if there are more. */
export interface CxDuring {
  readonly cx: readonly CxNote[];
  readonly isCxWhole: boolean;
}

/** Cx messages by private and public identity. */
export class CxByUser {
  readonly #byName = new Map<string, CxNote[]>();

  /** @param cx in order of time. */
  constructor(cx: readonly CxNote[]) {
    for (const note of withIdentities(cx)) this.#add([note.userName, note.publicIdentity], note);
  }

  /** The messages about any of these identities from one moment to another; the first `MOST` of each identity. */
  during(names: readonly (string | null)[], from: Moment, to: Moment): CxDuring {
    const found = new Set<CxNote>();
    let isWhole = true;
    const early = { seconds: from.seconds - CLOCK_SLACK, nanoseconds: from.nanoseconds };
    for (const name of names) {
      const notes = this.#byName.get(name ?? '') ?? [];
      const first = indexAt(notes, early);
      for (const note of notes.slice(first, first + MOST)) {
        if (secondsBetween(to, note) > CLOCK_SLACK) break;
        found.add(note);
      }
      const next = notes[first + MOST];
      if (next !== undefined && secondsBetween(to, next) <= CLOCK_SLACK) isWhole = false;
    }
    return { cx: [...found].sort((a, b) => secondsBetween(b, a)), isCxWhole: isWhole };
  }

  #add(names: readonly (string | null)[], note: CxNote): void {
    for (const name of names) {
      if (name === null || name === '') continue;
      const notes = this.#byName.get(name);
      if (notes === undefined) this.#byName.set(name, [note]);
      else if (notes.at(-1) !== note) notes.push(note);
    }
  }
}
