import type { RegistrationCase } from '../cases/case.ts';
import { type CxNote, isAfter } from '../journal/notes.ts';

/** Names of results in Experimental-Result-Code (TS 29.229 §6.2). */
const EXPERIMENTAL: ReadonlyMap<number, string> = new Map([
  [2001, 'DIAMETER_FIRST_REGISTRATION'],
  [2002, 'DIAMETER_SUBSEQUENT_REGISTRATION'],
  [2003, 'DIAMETER_UNREGISTERED_SERVICE'],
  [4100, 'DIAMETER_USER_DATA_NOT_AVAILABLE'],
  [4101, 'DIAMETER_PRIOR_UPDATE_IN_PROGRESS'],
  [5001, 'DIAMETER_ERROR_USER_UNKNOWN'],
  [5002, 'DIAMETER_ERROR_IDENTITIES_DONT_MATCH'],
  [5003, 'DIAMETER_ERROR_IDENTITY_NOT_REGISTERED'],
  [5004, 'DIAMETER_ERROR_ROAMING_NOT_ALLOWED'],
  [5005, 'DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED'],
  [5006, 'DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED'],
  [5007, 'DIAMETER_ERROR_IN_ASSIGNMENT_TYPE'],
  [5008, 'DIAMETER_ERROR_TOO_MUCH_DATA'],
  [5009, 'DIAMETER_ERROR_NOT_SUPPORTED_USER_DATA'],
  [5011, 'DIAMETER_ERROR_FEATURE_UNSUPPORTED'],
]);

/** Names of failures in Result-Code (RFC 6733 §7.1). */
const BASE: ReadonlyMap<number, string> = new Map([
  [3001, 'DIAMETER_COMMAND_UNSUPPORTED'],
  [3002, 'DIAMETER_UNABLE_TO_DELIVER'],
  [3003, 'DIAMETER_REALM_NOT_SERVED'],
  [3004, 'DIAMETER_TOO_BUSY'],
  [3005, 'DIAMETER_LOOP_DETECTED'],
  [3007, 'DIAMETER_APPLICATION_UNSUPPORTED'],
  [3010, 'DIAMETER_UNKNOWN_PEER'],
  [5001, 'DIAMETER_AVP_UNSUPPORTED'],
  [5002, 'DIAMETER_UNKNOWN_SESSION_ID'],
  [5003, 'DIAMETER_AUTHORIZATION_REJECTED'],
  [5004, 'DIAMETER_INVALID_AVP_VALUE'],
  [5005, 'DIAMETER_MISSING_AVP'],
  [5006, 'DIAMETER_RESOURCES_EXCEEDED'],
  [5009, 'DIAMETER_AVP_OCCURS_TOO_MANY_TIMES'],
  [5012, 'DIAMETER_UNABLE_TO_COMPLY'],
  [5014, 'DIAMETER_INVALID_AVP_LENGTH'],
]);

/** `5001 DIAMETER_ERROR_USER_UNKNOWN in the UAA`. */
export function cxResultText(note: CxNote): string {
  const { command, result } = note;
  const name = cxResultName(note);
  return `${result ?? 'no result'}${name === null ? '' : ` ${name}`} in the ${command}A`;
}

/** `DIAMETER_ERROR_USER_UNKNOWN`; null for a number without a name here. */
export function cxResultName({ result, experimental }: CxNote): string | null {
  return (experimental ? EXPERIMENTAL : BASE).get(result ?? 0) ?? null;
}

/** Refusals of the HSS. Those about a call to the user do not count. */
export function cxFailures({ cx }: RegistrationCase): CxNote[] {
  return cx.filter(
    ({ command, request, result }) => command !== 'LI' && !request && result !== null && result >= FAILURE,
  );
}

/**
 * Is this answer what the HSS says? Anybody on the path can send one. It must come from where its request went, no other
 * answer to that request may say something else, and none may succeed later.
 */
export function isBelievable({ cx, isCxWhole }: RegistrationCase, answer: CxNote): boolean {
  const { command, result, experimental, source, destination } = answer;
  const own = cx.filter(one => transactionOf(one) === transactionOf(answer));
  const isAsked = own.some(one => one.request && one.source === destination && one.destination === source);
  const isContradicted = cx.some(
    one =>
      !one.request &&
      (transactionOf(one) === transactionOf(answer)
        ? one.result !== result || one.experimental !== experimental
        : one.command === command && (one.result ?? FAILURE) < FAILURE && isAfter(one, answer)),
  );
  return isCxWhole && isAsked && !isContradicted;
}

/** What to look at if it is not. */
export const WHOSE_ANSWER =
  'Capture Cx at the HSS: is this answer its own? Another one says otherwise, or nobody has asked there.';

/** Results from here on are failures (RFC 6733 §7.1). */
const FAILURE = 3000;

/** Requests to the HSS without an answer. */
export function cxUnanswered({ cx }: RegistrationCase): CxNote[] {
  const answered = new Set(cx.filter(({ request }) => !request).map(transactionOf));
  return cx.filter(note => note.command !== 'LI' && note.request && !answered.has(transactionOf(note)));
}

function transactionOf({ command, endToEnd }: CxNote): string {
  return `${command} ${endToEnd}`;
}
