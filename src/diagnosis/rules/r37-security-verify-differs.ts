import { compareSecurityMechanisms, type SecurityDifference } from '../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase } from '../case.ts';
import { framesOf } from '../notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** TS 33.203 §7.2 (SM7), RFC 3329 §2.3.1, TS 24.229 §5.2.2.2: the P-CSCF compares, and answers 494 or drops. */
export const securityVerifyDiffers: RegistrationRule = {
  about: 'registration',
  id: 'R37',
  title: 'Security-Verify differs from Security-Server',
  term: 'Security-Verify mismatch, 494 Security Agreement Required',
  evidence:
    'A REGISTER that answers a challenge carries a Security-Verify with other mechanisms or parameters than the Security-Server of that challenge. Order, case and blanks make no difference.',
  severity: 'error',
  advice:
    'The UE must repeat Security-Server as it is. If it does, something between UE and P-CSCF changes headers: a proof of bidding down, or an ALG.',
  settle: 'A capture at the UE: does it show the Security-Server of the 401 as the P-CSCF sent it?',
  check: subject => {
    for (const { challenged, answer } of subject.sets) {
      if (challenged === null || answer === null || answer.securityVerify.length === 0) continue;
      const differences = compareSecurityMechanisms(challenged.securityServer, answer.securityVerify);
      if (differences.length > 0) return hitOf(subject, challenged, answer, differences);
    }
    return null;
  },
};

/** A P-CSCF that does not compare (Kamailio) goes on: then it is only a fault that another P-CSCF would not forgive. */
function hitOf(
  { outcome }: RegistrationCase,
  challenged: AttemptFacts,
  answer: AttemptFacts,
  differences: readonly SecurityDifference[],
): Hit {
  const status = answer.final?.message.status ?? null;
  const consequence =
    status === null
      ? 'No final answer was seen'
      : `The answer is ${answer.final?.message.startLine.slice(8)}`;
  const refused = status === 494 || status === 403 || status === 400 || status === 421;
  return {
    detail: `${differences.map(differenceText).join('; ')}. ${consequence}.`,
    frames: framesOf([challenged.gmFinal, answer.request, answer.final].filter(note => note !== null)),
    confidence: 'certain',
    severity: refused || outcome !== 'registered' ? 'error' : 'warning',
  };
}

function differenceText({ parameter, expected, found }: SecurityDifference): string {
  if (parameter === '')
    return `mechanism: Security-Server has ${textOf(expected)}, Security-Verify ${textOf(found)}`;
  return `${parameter}: Security-Server has ${textOf(expected)}, Security-Verify ${textOf(found)}`;
}

function textOf(value: string | null): string {
  return value ?? 'none';
}
