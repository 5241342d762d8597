import { hashBytes, hashStart } from '../../bytes/hash.ts';
import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import { OctetRing } from '../../bytes/tables/octet-ring.ts';
import type { SipEvent } from '../events/sip-event.ts';

/**
 * Half of the shortest retransmission interval, T1 = 500 ms (RFC 3261 §17.1.1.1), so that a retransmission is never
 * taken for a copy.
 */
const WINDOW_NANOSECONDS = 250_000_000;

/** Bounds of a MessageFold. */
export interface FoldLimits {
  /** Messages remembered to detect copies, and their bytes. */
  readonly foldedMessages: number;
  readonly foldedBytes: number;
}

interface Remembered {
  /** Its bytes in the ring. */
  readonly place: number;
  readonly length: number;
  /**
   * Hash of source, destination and ports. Equal bytes between other ends have another hash, except for one case in
   * 2³².
   */
  readonly ends: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * Tells a copy of a message from a new message. A capture on `any` shows a packet at each interface that it crosses,
 * bare and in GTP-U, and Linux shows a tunnel-mode packet again after decryption.
 */
export class MessageFold {
  readonly #remembered: BoundedMap<number, Remembered>;
  readonly #bytes: OctetRing;

  constructor({ foldedMessages, foldedBytes }: FoldLimits) {
    this.#remembered = new BoundedMap(foldedMessages);
    this.#bytes = new OctetRing(foldedBytes);
  }

  /** True if the same bytes went between the same ends less than 250 ms ago. Otherwise remembers them. */
  seen({ message, flow, origin }: SipEvent): boolean {
    const { bytes } = message;
    const ends = flow.hash(hashStart());
    const hash = hashBytes(ends, bytes, 0, bytes.length);
    const before = this.#remembered.get(hash);
    if (
      before !== undefined &&
      before.ends === ends &&
      this.#bytes.isAt(before.place, before.length, bytes)
    ) {
      const apart = (origin.seconds - before.seconds) * 1e9 + (origin.nanoseconds - before.nanoseconds);
      if (Math.abs(apart) < WINDOW_NANOSECONDS) return true;
    }
    const { seconds, nanoseconds } = origin;
    const place = this.#bytes.put(bytes);
    this.#remembered.set(hash, { place, length: bytes.length, ends, seconds, nanoseconds });
    return false;
  }
}
