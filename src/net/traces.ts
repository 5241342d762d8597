import type { Origin } from '../model/origin.ts';
import type { IncompleteDatagram } from './ip/fragmented-datagram.ts';
import type { IcmpError } from './ip/icmp.ts';

/** Receives signs of a packet without a whole datagram of it. */
export interface NetTraces {
  /** An ICMP error, when it is seen; both are valid during the call only. */
  icmp?(error: IcmpError, origin: Origin): void;
  /** A datagram with missing fragments, when it is dropped. */
  incomplete?(datagram: IncompleteDatagram): void;
}
