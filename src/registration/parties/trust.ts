import type { Origin } from '../../model/origin.ts';
import type { SaSet } from '../../model/security-association.ts';
import type { AttemptRecord, RegistrationRecord } from '../registration-table.ts';

/** Does a good ICV prove that the other end of the SAs sent a message? Anybody on the path can send all others. */
export function isProven({ protection }: Pick<Origin, 'protection'>): boolean {
  return protection?.icv === 'good';
}

/** Has an ICV verified under one of the SAs of a set? */
export function isProvenSet({ sas }: SaSet): boolean {
  return sas.some(({ icvGood }) => icvGood > 0);
}

/**
 * Does a request say what its REGISTER is? What a proven one says replaces what unproven ones said before, and these
 * say nothing after it.
 */
export function takesRequest(attempt: AttemptRecord, origin: Origin): boolean {
  if (!isProven(origin)) return !attempt.provenRequest;
  if (attempt.provenRequest) return true;
  attempt.provenRequest = true;
  attempt.answeredNonce = null;
  attempt.algorithm = null;
  attempt.resynchronisation = false;
  attempt.sqnMs = null;
  attempt.response = null;
  attempt.responseForm = null;
  if (attempt.outcome !== 'registered') attempt.expires = null;
  return true;
}

/** Does a final response decide what became of its REGISTER? A proven one outvotes all others. */
export function takesResponse(attempt: AttemptRecord, origin: Origin): boolean {
  if (!isProven(origin)) return !attempt.provenResponse;
  if (!attempt.provenResponse) attempt.status = null;
  attempt.provenResponse = true;
  return true;
}

/**
 * Marks the REGISTERs after a registration that is proved which were seen in the clear on Gm alone, and so may come from
 * anybody on the path: a refusal and a de-registration, which a UE with SAs gets in them (TS 24.229 §5.1.1.6), and what
 * was not finished while ESP of the SAs goes on.
 */
export function markOutvoted(registration: RegistrationRecord): void {
  const { attempts } = registration;
  const proof = attempts.findLast(one => one.provenResponse && one.outcome === 'registered');
  if (proof === undefined) return;
  for (const one of attempts.slice(attempts.indexOf(proof) + 1))
    if (isClearOnGm(one, registration.ue) && (isEnd(one) || goesOn(proof, one))) one.outvoted = true;
}

/** Was nothing of a REGISTER seen but in the clear to and from the UE? */
export function isClearOnGm({ legs }: AttemptRecord, ue: string | null): boolean {
  return legs.every(
    ({ source, destination, inEsp }) => !inEsp && ue !== null && (source === ue || destination === ue),
  );
}

function isEnd({ outcome }: AttemptRecord): boolean {
  return outcome === 'failed' || outcome === 'deregistered';
}

/** Frames of several files have no order. */
function goesOn({ protectedBy, requestFrames }: AttemptRecord, later: AttemptRecord): boolean {
  const last = later.responseFrames.at(-1) ?? later.requestFrames.at(-1);
  if (last === undefined || last.file !== requestFrames[0]?.file) return false;
  return (
    protectedBy?.sas.some(({ icvGood, lastFrame }) => icvGood > 0 && (lastFrame ?? 0) > last.frame) ?? false
  );
}
