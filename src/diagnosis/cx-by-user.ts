import { type CxNote, type Moment, secondsBetween } from './notes.ts';
import { indexAt } from './time-window.ts';

/** Seconds by which the clocks of two captures of one registration may differ. */
const CLOCK_SLACK = 1;

/**
 * Cx messages by the private and the public identity that they are about. Most answers name neither: they are about
 * what their request is about.
 */
export class CxByUser {
  readonly #byName = new Map<string, CxNote[]>();

  /** @param cx in order of time. */
  constructor(cx: readonly CxNote[]) {
    const requests = new Map<string, CxNote>();
    for (const note of cx) {
      const transaction = `${note.command} ${note.endToEnd}`;
      if (note.request) requests.set(transaction, note);
      const request = requests.get(transaction) ?? null;
      const userName = note.userName ?? request?.userName ?? null;
      const publicIdentity = note.publicIdentity ?? request?.publicIdentity ?? null;
      this.#add([userName, publicIdentity], { ...note, userName, publicIdentity });
    }
  }

  /** What is about any of these identities, from one moment to another. */
  during(names: readonly (string | null)[], from: Moment, to: Moment): CxNote[] {
    const found = new Set<CxNote>();
    const early = { seconds: from.seconds - CLOCK_SLACK, nanoseconds: from.nanoseconds };
    for (const name of names) {
      const notes = this.#byName.get(name ?? '') ?? [];
      for (let i = indexAt(notes, early); i < notes.length; i++) {
        const note = notes[i] as CxNote;
        if (secondsBetween(to, note) > CLOCK_SLACK) break;
        found.add(note);
      }
    }
    return [...found].sort((a, b) => secondsBetween(b, a));
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
