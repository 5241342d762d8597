import type { EspOutcome, EspResult } from '../../ipsec/decrypt/esp-result.ts';
import type { Datagram } from '../../net/packet/datagram.ts';

/** One ESP packet of the capture, as it was judged when it came. */
export interface EspEvent {
  /** Canonical text of the address that it is for. */
  readonly destination: string;
  readonly spi: number;
  readonly outcome: EspOutcome;
  /** Was its ICV found to be bad? Also where the packet could be opened all the same. */
  readonly icvBad: boolean;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** What is worth knowing of a packet; it outlives the packet. */
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
