import { BoundedMap } from '../bytes/bounded-map.ts';
import { equalBytes } from '../bytes/equal.ts';
import { hashBytes, hashNumber, hashStart } from '../bytes/hash.ts';
import { LIMITS } from './limits.ts';
import type { SipEvent } from './sip-event.ts';

/** Half of the shortest retransmission interval, T1 = 500 ms (RFC 3261 §17.1.1.1): a retransmission is never folded. */
const WINDOW_NANOSECONDS = 250_000_000;

interface Remembered {
  readonly bytes: Uint8Array;
  readonly addresses: Uint8Array;
  readonly ports: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * Tells a second observation of one message from a new message: a capture on `any` shows a packet at each
 * interface it crosses, bare and in GTP-U, and Linux shows a tunnel-mode packet once more after decryption.
 */
export class MessageFold {
  readonly #remembered = new BoundedMap<number, Remembered>(LIMITS.foldedMessages);

  /** True when the same bytes went between the same ends less than 250 ms ago. Otherwise remembers them. */
  seen(event: SipEvent): boolean {
    const { message, flow, origin } = event;
    const bytes = message.bytes;
    const ports = flow.sourcePort * 0x10000 + flow.destinationPort;
    let hash = hashBytes(hashStart(), flow.addresses, 0, flow.addresses.length);
    hash = hashBytes(hashNumber(hash, ports | 0), bytes, 0, bytes.length);

    const before = this.#remembered.get(hash);
    if (before !== undefined && before.ports === ports && sameContent(before, bytes, flow.addresses)) {
      const apart = (origin.seconds - before.seconds) * 1e9 + (origin.nanoseconds - before.nanoseconds);
      if (Math.abs(apart) < WINDOW_NANOSECONDS) return true;
    }
    this.#remembered.set(hash, {
      bytes: bytes.slice(),
      addresses: flow.addresses,
      ports,
      seconds: origin.seconds,
      nanoseconds: origin.nanoseconds,
    });
    return false;
  }
}

function sameContent(before: Remembered, bytes: Uint8Array, addresses: Uint8Array): boolean {
  return (
    before.bytes.length === bytes.length &&
    before.addresses.length === addresses.length &&
    equalBytes(before.addresses, 0, addresses, 0, addresses.length) &&
    equalBytes(before.bytes, 0, bytes, 0, bytes.length)
  );
}
