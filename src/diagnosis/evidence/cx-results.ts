import { isFailure, resultName } from '../../diameter/names.ts';
import type { RegistrationCase } from '../cases/case.ts';
import { type CxNote, isAfter } from '../journal/notes.ts';

/** `5001 DIAMETER_ERROR_USER_UNKNOWN in the UAA`. */
export function cxResultText(note: CxNote): string {
  const { command, result } = note;
  const name = cxResultName(note);
  return `${result ?? 'no result'}${name === null ? '' : ` ${name}`} in the ${command}A`;
}

/** `DIAMETER_ERROR_USER_UNKNOWN`; null for a number without a name here. */
export function cxResultName({ result, experimental }: CxNote): string | null {
  // Of Result-Code only failures need words.
  if (result === null || (!experimental && !isFailure(result))) return null;
  return resultName('Cx', result, experimental);
}

/** Refusals of the HSS. Those about a call to the user do not count. */
export function cxFailures({ cx }: RegistrationCase): CxNote[] {
  return cx.filter(({ command, request, result }) => command !== 'LI' && !request && isFailure(result));
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
        : one.command === command && one.result !== null && !isFailure(one.result) && isAfter(one, answer)),
  );
  return isCxWhole && isAsked && !isContradicted;
}

/** What to look at if it is not. */
export const WHOSE_ANSWER =
  'Capture Cx at the HSS: is this answer its own? Another one says otherwise, or nobody has asked there.';

/** Requests to the HSS without an answer; none if there are too many messages to say. */
export function cxUnanswered({ cx, isCxWhole }: RegistrationCase): CxNote[] {
  if (!isCxWhole) return [];
  const answered = new Set(cx.filter(({ request }) => !request).map(transactionOf));
  return cx.filter(note => note.command !== 'LI' && note.request && !answered.has(transactionOf(note)));
}

function transactionOf({ command, endToEnd }: CxNote): string {
  return `${command} ${endToEnd}`;
}
