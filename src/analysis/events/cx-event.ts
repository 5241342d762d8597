import type { RegistrationExchange } from '../../diameter/registration-exchange.ts';
import type { Origin } from '../../model/origin.ts';
import type { Flow } from './flow.ts';

/** One Diameter request or answer of Cx about a registration. Its origin is valid only during the call that gives it. */
export interface CxEvent {
  readonly exchange: RegistrationExchange;
  readonly transport: 'tcp' | 'sctp';
  readonly flow: Flow;
  /** All frames that carried it, in capture order. */
  readonly frames: readonly number[];
  /** The frame that completed it, its time, and the ESP packet around it. */
  readonly origin: Origin;
}
