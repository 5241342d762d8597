import {
  compareSecurityMechanisms,
  ipsecMechanisms,
  repeatedMechanisms,
  type SecurityDifference,
} from '../../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { answersItsChallenge, roundsOf } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { serverNotRepeated, suitesText } from '../../evidence/mechanisms.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.2 (SM7), RFC 3329 §2.3.1, TS 24.229 §5.2.2.2: the P-CSCF compares Security-Verify with its Security-Server
 * and Security-Client with the previous one. If they differ, it answers 494 or drops the REGISTER.
 */
export const securityVerifyDiffers: RegistrationRule = {
  about: 'registration',
  id: 'R37',
  title: 'Security-Verify differs from Security-Server',
  term: 'Security-Verify mismatch, 494 Security Agreement Required',
  evidence:
    'A REGISTER answers a challenge, but its mechanisms or parameters in Security-Verify do not match Security-Server of that challenge (order, case and blanks do not count, and mechanisms of the media plane may be left out). Or it has no Security-Verify, or its Security-Client does not match the challenged REGISTER.',
  severity: 'error',
  advice:
    'Compare Security-Server and Security-Verify in a capture at the UE. If they differ there, fix the UE: it must repeat Security-Server unchanged. If they match there, something between UE and P-CSCF changes headers: an ALG, or a bidding-down attack.',
  settle:
    'Read the log of the P-CSCF at this REGISTER. Capture at the UE: does the 401 have the Security-Server that the P-CSCF sent?',
  certain:
    'Both header fields are in the capture and differ, and the response names the security agreement as the reason (or accepts it all the same).',
  check: subject => differsIn(subject) ?? absentOrChanged(subject),
};

/** Whatever the mechanisms: also where they make no SAs. */
function differsIn(subject: RegistrationCase): Hit | null {
  for (const [challenged, answer] of answeredIn(subject)) {
    const expected = serverNotRepeated(challenged, answer);
    if (expected === null) continue;
    const repeated = repeatedMechanisms(expected, answer.securityVerify);
    if (repeated.length > 0)
      return {
        ...hitOf(subject, challenged, answer, `Security-Verify has ${suitesText(repeated)} more than once`),
        title: 'Security-Verify repeats what Security-Server has once',
      };
    const differences = compareSecurityMechanisms(expected, answer.securityVerify);
    return hitOf(subject, challenged, answer, verifyTexts(differences));
  }
  return null;
}

/** Challenges with the REGISTERs that answer them, by the SA set that they made or by their nonce. */
function answeredIn(subject: RegistrationCase): (readonly [AttemptFacts, AttemptFacts])[] {
  const bySet = subject.sets.map(({ challenged, answer }) => [challenged, answer] as const);
  const byNonce = roundsOf(subject)
    .filter(answersItsChallenge)
    .map(({ challenged, answer }) => [challenged, answer] as const);
  return [...bySet, ...byNonce].flatMap(([challenged, answer]) =>
    challenged === null || answer === null ? [] : [[challenged, answer] as const],
  );
}

/** Only for the REGISTER that answers the challenge: a later one may make a new offer in Security-Client. */
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
    const changes = compareSecurityMechanisms(
      ipsecMechanisms(challenged.securityClient),
      ipsecMechanisms(answer.securityClient),
    );
    if (changes.length > 0)
      return {
        ...hitOf(subject, challenged, answer, changes.map(clientText).join('; '), [challenged.request]),
        title: 'Security-Client differs from that of the challenged REGISTER',
        advice:
          'Compare Security-Client in both REGISTERs in a capture at the UE. If it differs there, fix the UE: it must repeat the Security-Client of the challenged REGISTER. If it matches there, something on the path changes headers.',
        settle: 'Capture at the UE: is Security-Client the same in both REGISTERs?',
      };
  }
  return null;
}

/**
 * A P-CSCF that does not compare (Kamailio) accepts it: then it is a warning, as other P-CSCFs would refuse it.
 *
 * The difference itself stands in two messages. That it is why the REGISTER failed is certain only with 494 and 421,
 * which say nothing else (RFC 3329 §2.3.1). Another 4xx may have other reasons, and so may silence.
 */
function hitOf(
  { outcome }: RegistrationCase,
  challenged: AttemptFacts,
  answer: AttemptFacts,
  what: string,
  before: readonly SipNote[] = [],
): Hit {
  const { final } = answer;
  const status = final?.message.status ?? null;
  const consequence =
    final === null ? 'The capture shows no final response' : `The response is ${statusText(final)}`;
  const isForgiven =
    (status !== null && status < 300) ||
    (status === null && (outcome === 'registered' || outcome === 'deregistered'));
  const isRefused = status === 494 || status === 421;
  const isLikely = status === null || status === 400 || status === 403;
  return {
    detail: `${what}. ${consequence}.`,
    frames: framesOf([
      ...before,
      ...[challenged.gmFinal, answer.request, final].filter(note => note !== null),
    ]),
    confidence: isForgiven || isRefused ? 'certain' : isLikely ? 'likely' : 'possible',
    severity: isForgiven ? 'warning' : 'error',
  };
}

function verifyTexts(differences: readonly SecurityDifference[]): string {
  return differences
    .map(
      ({ parameter, expected, found }) =>
        `${parameter || 'mechanism'}: Security-Server has ${textOf(expected)}, Security-Verify has ${textOf(found)}`,
    )
    .join('; ');
}

function clientText({ parameter, expected, found }: SecurityDifference): string {
  return `${parameter || 'mechanism'}: the challenged REGISTER has ${textOf(expected)}, its answer has ${textOf(found)}`;
}

function textOf(value: string | null): string {
  return value ?? 'none';
}
