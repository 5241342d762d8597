import { isSameBinding } from '../../../registration/granted.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { isWhole } from '../../evidence/refusals/refusals.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * RFC 3261 §10.3 step 8: the 200 lists all bindings of the address of record, each with its time.
 *
 * Certain without any Contact: REGISTER and 200 are whole, and the 200 shows no binding at all. With other Contacts it is
 * likely: a CSCF may have rewritten the Contact of this UE.
 */
export const grantedUnknown: RegistrationRule = {
  about: 'registration',
  id: 'G13',
  title: 'The 200 does not list the Contact that was registered',
  term: '200 OK without Contact, expires unknown, registered for how long',
  evidence:
    'The 200 to a REGISTER with a Contact has no Contact, or only Contacts with another instance, host and port.',
  severity: 'warning',
  advice:
    'Make the S-CSCF list the bindings in the 200, each with expires, and make the P-CSCF pass Contact on. Until then the UE does not know how long it is registered, and may register again at once, or too late.',
  settle: 'Capture Mw: does the 200 of the S-CSCF have the Contact of this UE?',
  certain: 'The 200 is whole in the capture, and the Contact of the UE is not in it.',
  check: subject => {
    const found = lastAccepted(subject);
    if (found === null) return null;
    const { request, ok } = found;
    const asked = request.message.contacts;
    const bound = ok.message.contacts;
    if (asked.length === 0 || bound.some(one => asked.some(other => isSameBinding(one, other)))) return null;
    const frames = framesOf([request, ok]);
    if (bound.length === 0)
      return {
        title: 'What was granted is not known: the 200 has no Contact',
        detail: `The REGISTER (CSeq ${found.cseq}) has Contact ${asked[0]?.uri}, but the 200 lists no binding: what was granted, and for how long, is not known.`,
        frames,
        confidence: 'certain',
      };
    return {
      title: 'The 200 lists only Contacts of others',
      detail: `The REGISTER (CSeq ${found.cseq}) has Contact ${asked[0]?.uri}, but the 200 lists ${bound[0]?.uri}${bound.length > 1 ? ` and ${bound.length - 1} more` : ''}: what was granted to this UE is not known.`,
      frames,
      confidence: 'likely',
    };
  },
};

/** The last REGISTER that was accepted on Gm, with all that the UE saw of it; on Mw if only that was captured. */
function lastAccepted({ attempts }: RegistrationCase) {
  const one = attempts.findLast(({ attempt }) => attempt.outcome === 'registered');
  if (one === undefined) return null;
  const request = one.gm.requests[0] ?? one.mw.requests[0] ?? null;
  const ok = okOf(one);
  if (request === null || ok === null || !isWhole(request) || !isWhole(ok)) return null;
  return { cseq: one.attempt.cseq, request, ok };
}

function okOf({ gm, mw }: AttemptFacts): SipNote | null {
  const responses = gm.requests.length > 0 || gm.responses.length > 0 ? gm.responses : mw.responses;
  return responses.find(({ message }) => (message.status ?? 0) >= 200 && (message.status ?? 0) < 300) ?? null;
}
