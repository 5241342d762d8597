import type { Origin } from '../model/origin.ts';
import type { IncompleteDatagram } from './ip/fragmented-datagram.ts';
import type { IcmpError } from './ip/icmp.ts';
import type { Datagram } from './packet/datagram.ts';

/** Receives signs of a packet without a whole datagram of it. */
export interface NetTraces {
  /** An ICMP error, when it is seen; both are valid during the call only. */
  icmp?(error: IcmpError, origin: Origin): void;
  /** A datagram with missing fragments, when it is dropped. */
  incomplete?(datagram: IncompleteDatagram): void;
  /** An ICMP message that is no error, such as an echo; its payload begins with type and code. Valid during the call only. */
  icmpMessage?(message: Datagram): void;
  /** A datagram of IKE, valid during the call only; on port 4500 four zero octets come first. */
  ike?(datagram: Datagram): void;
}
