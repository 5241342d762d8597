import { canonicalAddress } from '../../../bytes/address.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { lastRefusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 24.229 §5.2.2: a P-CSCF may refuse a protected REGISTER if the address in Via or Contact does not match its SA. */
export const addressDiffers: RegistrationRule = {
  about: 'registration',
  id: 'F15',
  title: 'Via or Contact does not match the source address of the ESP',
  term: 'IP address mismatch, 403 to the protected REGISTER',
  evidence:
    'A REGISTER in ESP is refused with 400 or 403, and the IP address in its Via or Contact does not match the source of the ESP.',
  severity: 'error',
  advice:
    'Look for a NAT between UE and P-CSCF. Usually it is masquerading on the path to the P-CSCF: remove it and add a route. If there is none, the UE changed its address (handover, new PDN connection): it must register again, unprotected.',
  settle:
    'Capture at the UE: which source address does the ESP have there? Read the log of the P-CSCF: why does it refuse?',
  check: subject => {
    const refusal = lastRefusal(
      subject,
      ({ status, attempt }) => (status === 400 || status === 403) && otherAddresses(attempt).length > 0,
    );
    if (refusal === null || refusal.attempt.attempt.response === 'wrong') return null;
    const { attempt, final } = refusal;
    const request = protectedRequest(attempt) as SipNote;
    const confirmed = attempt.attempt.response === 'confirmed';
    return {
      detail: `The ESP comes from ${request.source}, but the REGISTER has ${otherAddresses(attempt).join(' and ')}. The response is ${statusText(final)}.${
        confirmed ? ' Its digest response is right.' : ''
      }`,
      frames: framesOf([request, final]),
      confidence: confirmed ? 'likely' : 'possible',
      severity: severityOf(refusal),
    };
  },
};

function otherAddresses(attempt: AttemptFacts): string[] {
  const request = protectedRequest(attempt);
  if (request === undefined || request.protection?.tunnel === true) return [];
  const { message, source } = request;
  const named = [
    ['Via', message.via?.host ?? null],
    ...message.contacts.map(({ address }) => ['Contact', address?.host ?? null] as const),
  ] as const;
  return named.flatMap(([header, host]) => {
    const address = canonicalAddress(host ?? '');
    return address === null || address === source ? [] : [`${address} in ${header}`];
  });
}

function protectedRequest({ gm }: AttemptFacts): SipNote | undefined {
  return gm.requests.find(({ protection }) => protection !== null);
}
