import type { Origin } from '../../model/origin.ts';
import { answersIn, challengesIn, type DigestParameters } from '../../sip/digest.ts';
import type { SipMessage } from '../../sip/message.ts';
import type { FlowEnds, SipObservation } from '../sip-observation.ts';
import { legOf, type RegisterLeg } from './register-leg.ts';

/** A REGISTER or a response to one, with what several parts of the tracker ask for, each parsed once. */
export class RegisterMessage implements SipObservation {
  readonly message: SipMessage;
  readonly origin: Origin;
  readonly flow: FlowEnds;
  /** Of a REGISTER. */
  readonly answers: readonly DigestParameters[];
  /** Of a 401 or 407. */
  readonly challenges: readonly DigestParameters[];
  #leg: RegisterLeg | null = null;

  constructor({ message, flow, origin }: SipObservation) {
    const { status } = message;
    this.message = message;
    this.origin = origin;
    this.flow = flow;
    this.answers = status === null ? answersIn(message) : NONE;
    this.challenges = status === 401 || status === 407 ? challengesIn(message) : NONE;
  }

  /** Its leg, as it shows it. Most messages are on a leg that is known, and are not asked. */
  get leg(): RegisterLeg {
    this.#leg ??= legOf(this);
    return this.#leg;
  }
}

const NONE: readonly DigestParameters[] = [];
