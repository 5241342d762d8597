/**
 * How far the peer has acknowledged a stream, with a delay: taps reorder packets, so a hole before an acknowledgement
 * is certain only after a number of packets or some time. All values are offsets in the stream.
 */
export class SettledAcknowledgement {
  /** Highest acknowledgement seen. */
  latest = 0;
  #candidate = 0;
  #settled = 0;
  #sincePackets = 0;
  #sinceSeconds = 0;
  #sinceNanoseconds = 0;

  /** The waiting begins anew: with the highest acknowledgement seen, at this packet and time. */
  anchor(packets: number, seconds: number, nanoseconds: number): void {
    this.#candidate = this.latest;
    this.#sincePackets = packets;
    this.#sinceSeconds = seconds;
    this.#sinceNanoseconds = nanoseconds;
  }

  /**
   * Has an acknowledgement of everything up to `position` stood long enough?
   * @param packets Packets of the connection so far.
   */
  reached(position: number, packets: number, seconds: number, nanoseconds: number): boolean {
    if (this.#settled >= position) return true;
    if (this.#candidate < position) {
      if (this.latest >= position) this.anchor(packets, seconds, nanoseconds);
      return false;
    }
    if (!this.#stood(packets, seconds, nanoseconds)) return false;
    this.#settled = this.#candidate;
    this.anchor(packets, seconds, nanoseconds);
    return true;
  }

  #stood(packets: number, seconds: number, nanoseconds: number): boolean {
    if (packets - this.#sincePackets >= SETTLE_PACKETS) return true;
    const elapsed = (seconds - this.#sinceSeconds) * 1000 + (nanoseconds - this.#sinceNanoseconds) / 1e6;
    return elapsed >= SETTLE_MILLISECONDS;
  }
}

const SETTLE_PACKETS = 32;
const SETTLE_MILLISECONDS = 200;
