import { readU32 } from '../../bytes/read.ts';

const NONE = new Uint32Array(0);
const SMALLEST = 16;
/**
 * Packets of one SPI that are remembered to find copies: more than come between a packet and its copy at another tap.
 */
const LARGEST = 256;

const EMPTY = 0;
const UNKNOWN_ICV = 1;

/**
 * The last packets of one SPI, by sequence number and a fingerprint of the ICV: the same pair again is a copy of the
 * packet (a capture on all interfaces, GTP-U next to the bare packet), not a replay.
 * One slot for each sequence number modulo the size, so duplicates are noticed as long as the numbers between
 * them are fewer than 256. Begins with 16 slots at the first packet and doubles as long as packets push each other out.
 */
export class SequenceWindow {
  /** Pairs of sequence number and fingerprint; empty before the first packet: most SPIs never have one. */
  #slots = NONE;

  /** Number of slots. */
  get size(): number {
    return this.#slots.length / 2;
  }

  /**
   * Notes a packet; true if it is a copy. `fingerprint` is from icvFingerprint(); a packet cut by the snap length has
   * no ICV and counts as a copy of any packet with its sequence number.
   */
  observe(sequence: number, fingerprint: number): boolean {
    if (this.#slots === NONE) this.#slots = new Uint32Array(2 * SMALLEST);
    let slot = this.#slotOf(sequence);
    while (this.#isTaken(slot, sequence) && this.size < LARGEST) {
      this.#grow();
      slot = this.#slotOf(sequence);
    }
    const known = this.#slots[slot] === sequence ? (this.#slots[slot + 1] as number) : EMPTY;
    if (known !== EMPTY && (fingerprint === UNKNOWN_ICV || fingerprint === known)) return true;
    this.#slots[slot] = sequence;
    this.#slots[slot + 1] = fingerprint;
    return false;
  }

  /** Was this sequence number seen with another fingerprint? Cut packets have none to compare. */
  holdsOther(sequence: number, fingerprint: number): boolean {
    if (this.#slots === NONE || fingerprint === UNKNOWN_ICV) return false;
    const slot = this.#slotOf(sequence);
    const known = this.#slots[slot + 1] as number;
    return this.#slots[slot] === sequence && known > UNKNOWN_ICV && known !== fingerprint;
  }

  #slotOf(sequence: number): number {
    return 2 * (sequence & (this.size - 1));
  }

  #isTaken(slot: number, sequence: number): boolean {
    return this.#slots[slot + 1] !== EMPTY && this.#slots[slot] !== sequence;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    for (let i = 0; i < old.length; i += 2) {
      const slot = this.#slotOf(old[i] as number);
      this.#slots[slot] = old[i] as number;
      this.#slots[slot + 1] = old[i + 1] as number;
    }
  }
}

/**
 * Fingerprint of the ICV of an ESP packet that ends at `end`: its last 12 octets belong to the ICV with every
 * algorithm. `truncated`: the ICV is missing.
 */
export function icvFingerprint(bytes: Uint8Array, end: number, truncated: boolean): number {
  if (truncated) return UNKNOWN_ICV;
  const mixed = readU32(bytes, end - 12) ^ readU32(bytes, end - 8) ^ readU32(bytes, end - 4);
  const fingerprint = mixed >>> 0;
  return fingerprint > UNKNOWN_ICV ? fingerprint : fingerprint + 2;
}
