import type { Origin } from '../model/origin.ts';
import type { IncompleteDatagram } from './ip/fragmented-datagram.ts';
import type { IcmpError } from './ip/icmp.ts';

/** Receives what shows that somebody sent a packet, though no whole datagram came of it. */
export interface NetTraces {
  /** An ICMP error, when it is seen; both are valid during the call only. */
  icmp?(error: IcmpError, origin: Origin): void;
  /** A datagram whose fragments never became complete, when it is given up. */
  incomplete?(datagram: IncompleteDatagram): void;
}
