import type { RegistrationCase } from '../case.ts';
import { framesOf, type SipNote } from '../notes.ts';
import { isProtected, isRestoration, lastRefusal, severityOf, statusText } from '../refusals.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.2A.1.6 and TS 23.380: a 504 with an alternative service of type restoration is the order to register
 * anew. A 500 to a REGISTER with integrity-protected=yes comes from an S-CSCF that does not know the user.
 */
export const stateLost: RegistrationRule = {
  about: 'registration',
  id: 'F12',
  title: 'The S-CSCF has lost the registration',
  term: '504 with alternative-service restoration, S-CSCF restarted',
  evidence:
    'A 504 with a body application/3gpp-ims+xml to any request of the UE, or a 500 to a REGISTER in ESP.',
  severity: 'error',
  advice:
    'See whether the S-CSCF was restarted or replaced, and let it keep or fetch its registrations (its database, restoration data of the HSS). The UE must begin anew with a REGISTER in the clear.',
  settle: 'The log of the S-CSCF at this time: does it know the user?',
  check: subject => {
    const restored = lastRefusal(subject, ({ finals }) => finals.some(isRestoration));
    const order = restored?.final ?? subject.others.find(note => isRestoration(note) && isOwn(subject, note));
    if (order !== undefined) return ordered(subject, order);
    const refusal = lastRefusal(subject, one => one.status === 500 && isProtected(one.attempt));
    if (refusal === null) return null;
    return {
      detail: `The REGISTER in ESP got ${statusText(refusal.final)}.`,
      frames: framesOf([refusal.attempt.request, refusal.final].filter(note => note !== null)),
      confidence: 'possible',
      severity: severityOf(subject, refusal),
    };
  },
};

/** The order is no fault of the UE's; it is one if the UE does not follow it. */
function ordered({ next }: RegistrationCase, order: SipNote): Hit {
  const anew = next?.attempts[0]?.request ?? null;
  const method = order.message.cseq?.method ?? 'request';
  return {
    detail: `A ${method} of the UE got ${statusText(order)} with an alternative service of IMS. ${
      anew === null ? 'No new registration of the UE follows.' : 'The UE registers anew.'
    }`,
    frames: framesOf([order, ...(anew === null ? [] : [anew])]),
    confidence: 'certain',
    severity: anew === null ? 'error' : 'warning',
    settle: null,
  };
}

/** Is it for this UE, and from before it registers anew? */
function isOwn({ ueAddresses, next, attempts }: RegistrationCase, note: SipNote): boolean {
  const begin = attempts[0]?.request ?? null;
  const end = next?.attempts[0]?.request ?? null;
  const after = begin === null || begin.seconds <= note.seconds;
  return ueAddresses.has(note.destination) && after && (end === null || note.seconds <= end.seconds);
}
