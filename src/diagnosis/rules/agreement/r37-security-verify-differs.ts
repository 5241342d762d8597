import { compareSecurityMechanisms, type SecurityDifference } from '../../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.2 (SM7), RFC 3329 §2.3.1, TS 24.229 §5.2.2.2: the P-CSCF compares Security-Verify with its Security-Server
 * and Security-Client with the one before, and answers 494 or drops (F10).
 */
export const securityVerifyDiffers: RegistrationRule = {
  about: 'registration',
  id: 'R37',
  title: 'Security-Verify differs from Security-Server',
  term: 'Security-Verify mismatch, 494 Security Agreement Required',
  evidence:
    'A REGISTER that answers a challenge carries a Security-Verify with other mechanisms or parameters than the Security-Server of that challenge. Order, case and blanks make no difference. Or it has none, or another Security-Client than the REGISTER that was challenged.',
  severity: 'error',
  advice:
    'The UE must repeat Security-Server as it is. If it does, something between UE and P-CSCF changes headers: a proof of bidding down, or an ALG.',
  settle: 'A capture at the UE: does it show the Security-Server of the 401 as the P-CSCF sent it?',
  check: subject => {
    for (const { challenged, answer } of subject.sets) {
      if (challenged === null || answer === null || answer.securityVerify.length === 0) continue;
      const differences = compareSecurityMechanisms(challenged.securityServer, answer.securityVerify);
      if (differences.length > 0) return hitOf(subject, challenged, answer, verifyTexts(differences));
    }
    return absentOrChanged(subject);
  },
};

/** Of the very REGISTER that answers the challenge: a later one may offer anew, and its Security-Client differ. */
function absentOrChanged(subject: RegistrationCase): Hit | null {
  for (const { challenged, answer } of subject.sets) {
    if (challenged === null || answer === null || answer.attempt.protectedBy === null) continue;
    if (answer.attempt.cseq !== challenged.attempt.cseq + 1 || challenged.request === null) continue;
    if (answer.securityVerify.length === 0)
      return {
        ...hitOf(
          subject,
          challenged,
          answer,
          'The REGISTER that answers the challenge has no Security-Verify',
        ),
        title: 'The protected REGISTER has no Security-Verify',
      };
    if (challenged.securityClient.length === 0) continue;
    const changes = compareSecurityMechanisms(challenged.securityClient, answer.securityClient);
    if (changes.length > 0)
      return {
        ...hitOf(subject, challenged, answer, changes.map(clientText).join('; '), [challenged.request]),
        title: 'Security-Client differs from the one that was challenged',
        advice:
          'The UE must repeat the Security-Client of the REGISTER that was challenged. If it does, something on the way changes headers.',
        settle: 'A capture at the UE: is the Security-Client the same in both REGISTERs?',
      };
  }
  return null;
}

/** A P-CSCF that does not compare (Kamailio) goes on: then it is only a fault that another P-CSCF would not forgive. */
function hitOf(
  { outcome }: RegistrationCase,
  challenged: AttemptFacts,
  answer: AttemptFacts,
  what: string,
  before: readonly SipNote[] = [],
): Hit {
  const { final } = answer;
  const status = final?.message.status ?? null;
  const consequence = final === null ? 'No final answer was seen' : `The answer is ${statusText(final)}`;
  const refused = status === 494 || status === 403 || status === 400 || status === 421;
  return {
    detail: `${what}. ${consequence}.`,
    frames: framesOf([
      ...before,
      ...[challenged.gmFinal, answer.request, final].filter(note => note !== null),
    ]),
    confidence: 'certain',
    severity: refused || outcome !== 'registered' ? 'error' : 'warning',
  };
}

function verifyTexts(differences: readonly SecurityDifference[]): string {
  return differences
    .map(
      ({ parameter, expected, found }) =>
        `${parameter || 'mechanism'}: Security-Server has ${textOf(expected)}, Security-Verify ${textOf(found)}`,
    )
    .join('; ');
}

function clientText({ parameter, expected, found }: SecurityDifference): string {
  return `${parameter || 'mechanism'}: the challenged Security-Client has ${textOf(expected)}, that of the answer ${textOf(found)}`;
}

function textOf(value: string | null): string {
  return value ?? 'none';
}
