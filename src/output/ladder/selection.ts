import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { type LadderMessage, ladderCallId } from './message.ts';

/** Criteria for the messages of ladders. */
export interface LadderWishes {
  /** Call-IDs; empty for all. */
  readonly callIds: readonly string[];
  /** Private identities, complete or without `@` and domain; empty for all. */
  readonly impis: readonly string[];
  /** Most messages kept. */
  readonly capacity: number;
}

/** Most addresses kept for private identities. */
const ADDRESSES = 10_000;

/**
 * Keeps the messages for ladders, up to a bound. For a private identity these are its registrations, and every dialog
 * with an address from which it registered. The owner of a dialog may become known late: until then the dialog is kept;
 * the oldest is dropped when room is needed.
 */
export class LadderSelection {
  /** Wanted messages that were dropped because the selection was full. */
  leftOut = 0;
  /** Messages dropped before it was known whether they were wanted. */
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

  /** May a message be kept? If not, it is counted already, and needs no summary. Often its event is not needed, either. */
  takes(holder: { readonly event: SipEvent }): boolean {
    const { callIds, impis, capacity } = this.#wishes;
    if (callIds.length > 0 && !callIds.includes(ladderCallId(holder.event.message) ?? '')) return false;
    if (impis.length > 0 || this.#size < capacity) return true;
    // Without a private identity to wait for, all that is kept is wanted, and makes no room.
    this.leftOut++;
    return false;
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

  /** The wanted messages, in the order in which they came. */
  messages(): LadderMessage[] {
    const late = [...this.#others.values()].filter(own => own.some(message => this.#isWanted(message)));
    return [...this.#wanted.values(), ...late].flat().sort((one, other) => one.message - other.message);
  }

  /** A REGISTER that was not forwarded comes from the UE's own address. */
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

  /** Drops the oldest dialog that is not known to be wanted; false if there is none. */
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

/** Is a private identity among the wanted ones, which may lack `@` and domain? */
export function isWishedImpi(impi: string, wishes: readonly string[]): boolean {
  return wishes.some(wish => impi === wish || impi.startsWith(`${wish}@`));
}
