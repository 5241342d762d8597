import { keptText } from '../../registration/kept-text.ts';
import { chargingIds } from '../../sip/ims/charging-vector.ts';
import type { SipNote } from '../journal/notes.ts';

/** The charging identities (ICID) that the messages of each Call-ID have; read when somebody first asks. */
export class ChargingIndex {
  readonly #notes: () => Iterable<SipNote>;
  #byCall: Map<string, Set<string>> | null = null;

  constructor(notes: () => Iterable<SipNote>) {
    this.#notes = notes;
  }

  /** Empty if none was seen. */
  of(callId: string | null): ReadonlySet<string> {
    this.#byCall ??= this.#read();
    return (callId === null ? undefined : this.#byCall.get(callId)) ?? NONE;
  }

  #read(): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    for (const { message } of this.#notes())
      for (const text of chargingIds(message)) {
        const [id, { callId }] = [keptText(text), message];
        if (id === null || callId === null) continue;
        const ids = found.get(callId) ?? new Set();
        found.set(callId, ids.add(id));
      }
    return found;
  }
}

const NONE: ReadonlySet<string> = new Set();
