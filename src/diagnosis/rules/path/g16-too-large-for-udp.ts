import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { causeNamedBy } from '../../evidence/refusals/named-cause.ts';
import { refusalsOf } from '../../evidence/refusals/refusals.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 3261 §18.1.1: with an unknown path MTU, a request of more than 1300 octets goes over TCP. */
const MOST_OVER_UDP = 1300;

/** Never certain: the later REGISTER may have had another reason to succeed than its transport. */
export const tooLargeForUdp: RegistrationRule = {
  about: 'registration',
  id: 'G16',
  title: 'A message of more than 1300 octets goes over UDP and fails; over TCP it succeeds',
  term: 'REGISTER larger than 1300 octets, UDP fragments, switch to TCP, 513 Message Too Large',
  evidence:
    'A REGISTER or 401 of more than 1300 octets goes over UDP and is unanswered or refused without a cause, and a later REGISTER of the UE over TCP gets further.',
  severity: 'error',
  advice:
    'Make the UE send a REGISTER of more than 1300 octets over TCP at once (RFC 3261 §18.1.1). Otherwise let fragments of UDP through on the whole path, and make the MTU of the UE fit it.',
  settle:
    'Capture at UE and P-CSCF at the same time: which fragments of the large message get lost, and between which nodes?',
  check: subject => {
    for (const [i, one] of subject.attempts.entries()) {
      const large = largeOf(subject, one);
      const later = large === null ? null : succeedingAfter(subject, i);
      if (large === null || later === null) continue;
      const request = later.gm.requests[0] as SipNote;
      return {
        detail: `${large.text} The REGISTER ${later.attempt.cseq} in frame ${request.frame} goes over TCP (${request.message.bytes.length} octets) and gets ${later.final === null ? 'a response' : statusText(later.final)}.`,
        frames: framesOf([large.note, request, ...(later.final === null ? [] : [later.final])]),
        confidence: large.isLost ? 'likely' : 'possible',
        severity: severityBy(subject),
      };
    }
    return null;
  },
};

/** The large message of an attempt that came to nothing over UDP; null without. */
function largeOf(subject: RegistrationCase, one: AttemptFacts) {
  const { attempt, gm, gmFinal, gmChallenge } = one;
  const [request] = gm.requests;
  if (request !== undefined && isLarge(request)) {
    const size = `REGISTER ${attempt.cseq} has ${request.message.bytes.length} octets and goes over UDP.`;
    if (gm.responses.length === 0)
      return { note: request, text: `${size} It gets no response.`, isLost: true };
    const refusal = refusalsOf(subject).find(({ attempt: refused }) => refused === one);
    if (refusal !== undefined && causeNamedBy(refusal) === null)
      return {
        note: request,
        text: `${size} It gets ${statusText(refusal.final)}.`,
        isLost: refusal.status === TOO_LARGE,
      };
  }
  if (gmChallenge === null || gmFinal === null || !isLarge(gmFinal)) return null;
  const isAnswered = subject.attempts.some(other => other.attempt.answeredNonce === gmChallenge.nonce);
  return isAnswered
    ? null
    : {
        note: gmFinal,
        text: `The ${statusText(gmFinal)} has ${gmFinal.message.bytes.length} octets and goes over UDP. The UE does not answer it.`,
        isLost: true,
      };
}

/** 513 Message Too Large (RFC 3261 §21.5.7). */
const TOO_LARGE = 513;

function isLarge({ message, transport }: SipNote): boolean {
  return transport === 'udp' && message.bytes.length > MOST_OVER_UDP;
}

/** A later REGISTER of the UE over TCP that was challenged or accepted. */
function succeedingAfter({ attempts, next }: RegistrationCase, i: number): AttemptFacts | null {
  const later = [...attempts.slice(i + 1), ...(next?.attempts ?? [])];
  return (
    later.find(
      ({ attempt, gm }) =>
        gm.requests[0]?.transport === 'tcp' &&
        (attempt.outcome === 'challenged' || attempt.outcome === 'registered'),
    ) ?? null
  );
}
