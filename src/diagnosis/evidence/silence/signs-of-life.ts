import type { RegistrationCase } from '../../cases/case.ts';
import type { Moment } from '../../journal/notes.ts';
import type { Sign } from '../../journal/signs.ts';
import { pcscfAddressesOf } from '../evidence.ts';

/*
 * Whole messages and packets are not all that shows an end alive. Each rule that concludes something from silence asks
 * here whether the silent end did speak after all.
 */

/** What the UE sent to the P-CSCF from a moment on, of which no whole datagram or message was captured. */
export function signsOfUe(subject: RegistrationCase, from: Moment): Sign[] {
  return subject.capture.signs.between(subject.ueAddresses, pcscfAddressesOf(subject), from);
}

/** The same from the P-CSCF to the UE. */
export function signsOfPcscf(subject: RegistrationCase, from: Moment): Sign[] {
  return subject.capture.signs.between(pcscfAddressesOf(subject), subject.ueAddresses, from);
}
