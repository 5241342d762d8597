import type { EspOutcome, EspResult } from '../../ipsec/decrypt/esp-result.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import type { Datagram } from '../../net/packet/datagram.ts';

/** One ESP packet of the capture, with its result at the time of capture. */
export interface EspEvent extends FrameReference, Moment {
  /** Canonical texts of the addresses. */
  readonly source: string;
  readonly destination: string;
  readonly spi: number;
  /** Sequence number, unsigned 32 bit. */
  readonly sequence: number;
  /** The SA that it belongs to, or probably belongs to; null without an agreement. */
  readonly sa: SecurityAssociation | null;
  readonly outcome: EspOutcome;
  /** Is its ICV bad? Also true if the packet could be decrypted. */
  readonly icvBad: boolean;
}

/** The facts of a packet that outlive it. */
export function espEvent(packet: Datagram, { spi, sequence, sa, outcome, protection }: EspResult): EspEvent {
  const { file, frame, source, destination, seconds, nanoseconds } = packet;
  return {
    file,
    frame,
    source,
    destination,
    spi,
    sequence,
    sa,
    outcome,
    icvBad: outcome === 'bad-icv' || protection?.icv === 'bad',
    seconds,
    nanoseconds,
  };
}
