import type { LadderMessage } from './message.ts';

/** Which messages are wanted. */
export interface LadderWishes {
  /** Call-IDs; empty for all. */
  readonly callIds: readonly string[];
  /** Private identities, whole or what stands before the `@`; empty for all. */
  readonly impis: readonly string[];
  /** Messages kept at most. */
  readonly capacity: number;
}

/** Addresses at most that private identities are known by. */
const ADDRESSES = 10_000;

/**
 * Keeps the messages that ladders are to show, up to a bound. Of a private identity these are its registrations, and
 * every dialogue in which an address takes part that it has registered from. Whose a dialogue is may show late: until
 * then it is kept, and given up, the oldest first, when room is needed.
 */
export class LadderSelection {
  /** Messages that were wanted, and for which there was no room. */
  leftOut = 0;
  /** Messages given up before anything showed that they were wanted. */
  givenUp = 0;
  readonly #wishes: LadderWishes;
  /** By Call-ID, in the order of their first message. */
  readonly #wanted = new Map<string | null, LadderMessage[]>();
  readonly #others = new Map<string | null, LadderMessage[]>();
  readonly #addresses = new Set<string>();
  #size = 0;

  constructor(wishes: LadderWishes) {
    this.#wishes = wishes;
  }

  add(message: LadderMessage): void {
    const { callIds, capacity } = this.#wishes;
    if (callIds.length > 0 && !callIds.includes(message.callId ?? '')) return;
    this.#learn(message);
    const { callId } = message;
    const isWanted = this.#wanted.has(callId) || this.#isWanted(message);
    if (this.#size >= capacity && !this.#makeRoom()) {
      if (isWanted) this.leftOut++;
      else this.givenUp++;
      return;
    }
    const dialogues = isWanted ? this.#wanted : this.#others;
    const own = dialogues.get(callId) ?? this.#others.get(callId) ?? [];
    own.push(message);
    dialogues.set(callId, own);
    if (isWanted) this.#others.delete(callId);
    this.#size++;
  }

  /** What is wanted of all that was kept, in the order in which it came. */
  messages(): LadderMessage[] {
    const late = [...this.#others.values()].filter(own => own.some(message => this.#isWanted(message)));
    return [...this.#wanted.values(), ...late].flat().sort((one, other) => one.message - other.message);
  }

  /** A REGISTER that nobody has passed on comes from the UE's own address. */
  #learn({ impi, vias, source }: LadderMessage): void {
    if (vias === 1 && this.#isWished(impi) && this.#addresses.size < ADDRESSES) this.#addresses.add(source);
  }

  #isWanted({ impi, source, destination }: LadderMessage): boolean {
    if (this.#wishes.impis.length === 0) return true;
    return this.#isWished(impi) || this.#addresses.has(source) || this.#addresses.has(destination);
  }

  #isWished(impi: string | null): boolean {
    return impi !== null && isWishedImpi(impi, this.#wishes.impis);
  }

  /** Gives up the oldest dialogue that nobody wants so far; false if there is none. */
  #makeRoom(): boolean {
    for (const [callId, messages] of this.#others) {
      this.#others.delete(callId);
      this.#size -= messages.length;
      this.givenUp += messages.length;
      return true;
    }
    return false;
  }
}

/** Is a private identity among those that were wished for, each whole or as what stands before its `@`? */
export function isWishedImpi(impi: string, wishes: readonly string[]): boolean {
  return wishes.some(wish => impi === wish || impi.startsWith(`${wish}@`));
}
