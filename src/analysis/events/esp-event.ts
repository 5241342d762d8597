import type { EspOutcome, EspResult } from '../../ipsec/decrypt/esp-result.ts';
import type { Datagram } from '../../net/packet/datagram.ts';

/** One ESP packet of the capture, with its result at the time of capture. */
export interface EspEvent {
  /** Canonical text of the destination address. */
  readonly destination: string;
  readonly spi: number;
  readonly outcome: EspOutcome;
  /** Is its ICV bad? Also true if the packet could be decrypted. */
  readonly icvBad: boolean;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The facts of a packet that outlive it. */
export function espEvent(packet: Datagram, { spi, outcome, protection }: EspResult): EspEvent {
  const { destination, seconds, nanoseconds } = packet;
  return {
    destination,
    spi,
    outcome,
    icvBad: outcome === 'bad-icv' || protection?.icv === 'bad',
    seconds,
    nanoseconds,
  };
}
