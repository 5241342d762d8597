import { answersIn, challengesIn, type DigestParameters } from '../../sip/digest.ts';
import type { SipObservation } from '../sip-observation.ts';
import { legOf, type RegisterLeg } from './register-leg.ts';

/** A REGISTER or a response to one, with what several parts of the tracker ask for, each parsed once. */
export interface RegisterMessage extends SipObservation {
  readonly leg: RegisterLeg;
  /** Of a REGISTER. */
  readonly answers: readonly DigestParameters[];
  /** Of a 401 or 407. */
  readonly challenges: readonly DigestParameters[];
}

/** Parses a REGISTER or a response to one. */
export function registerMessage(observation: SipObservation): RegisterMessage {
  const { message, flow, origin } = observation;
  const { status } = message;
  const challenges = status === 401 || status === 407 ? challengesIn(message) : NONE;
  const answers = status === null ? answersIn(message) : NONE;
  return { message, flow, origin, leg: legOf(observation, challenges), answers, challenges };
}

const NONE: readonly DigestParameters[] = [];
