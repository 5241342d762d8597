import type { AttemptRecord, RegistrationRecord } from '../registration-table.ts';
import type { FlowEnds } from '../sip-observation.ts';
import type { RegisterLeg } from './register-leg.ts';

/** Most earlier attempts searched for the offer to a challenge: it is in the last one, unless messages overtake. */
export const ATTEMPTS_SEARCHED = 16;

/** Security-Client of the REGISTER with this answer, or of an earlier one if that has none. */
export function clientOf(registration: RegistrationRecord, attempt: AttemptRecord, answer: FlowEnds) {
  const isBack = (leg: RegisterLeg) => leg.source === answer.destination && leg.destination === answer.source;
  const own = attempt.legs.find(leg => leg.client.length > 0 && isBack(leg));
  if (own !== undefined) return own.client;
  const offers = (one: AttemptRecord) => one.legs.filter(leg => leg.client.length > 0);
  const before = registration.attempts.slice(-ATTEMPTS_SEARCHED).toReversed();
  const legs = [...offers(attempt), ...before.flatMap(offers)];
  const same = legs.find(isBack) ?? legs.find(leg => leg.source === answer.destination);
  return (same ?? legs[0])?.client ?? [];
}
