import { compareSecurityMechanisms } from '../../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { productText, severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.4.1.2.3A: a wrong `response` is answered 403, or with a new challenge (F6). Kamailio's scripts also give
 * 403 where the S-CSCF cannot reach the HSS: https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/54,
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/16.
 */
export const refusedAnswer: RegistrationRule = {
  about: 'registration',
  id: 'R24',
  title: 'The answer to the challenge is refused',
  term: '403 after 401, wrong RES, Authentication Failed',
  evidence:
    'A REGISTER that answers a challenge, in ESP or on Mw, and a 403 or another challenge; `response` is compared with the one that RES gives, where that is known.',
  severity: 'error',
  advice:
    'See the log of the S-CSCF at this time: does it compare `response`, and does the SAR to the HSS succeed?',
  settle: 'K and OPc with --usim, or a capture of Cx (XRES in the MAA), show whether `response` is right.',
  check: subject => {
    const sets = new Map(subject.sets.map(set => [set.answer, set]));
    const hit = subject.attempts.find(
      one => isAnswer(one) && isRefused(one) && !isMismatch(sets.get(one)?.challenged ?? null, one),
    );
    return hit === undefined ? null : judged(subject, hit);
  },
};

function isAnswer({ attempt, authorization }: AttemptFacts): boolean {
  const response = authorization?.response ?? '';
  return attempt.answeredNonce !== null && response !== '' && !attempt.resynchronisation;
}

/**
 * A challenge to a re-REGISTER that repeats an old answer is the normal course: only a `response` that is wrong makes
 * it a refusal.
 */
function isRefused({ attempt, final }: AttemptFacts): boolean {
  const status = final?.message.status ?? null;
  return status === 403 || (status === 401 && attempt.response === 'wrong');
}

/** The P-CSCF refuses what differs from Security-Server: then `response` is not the reason. */
function isMismatch(challenged: AttemptFacts | null, { securityVerify }: AttemptFacts): boolean {
  if (challenged === null || securityVerify.length === 0) return false;
  return compareSecurityMechanisms(challenged.securityServer, securityVerify).length > 0;
}

function judged(subject: RegistrationCase, refused: AttemptFacts): Hit {
  const { attempt, request, final, authorization } = refused;
  const notes = [request, final].filter(note => note !== null);
  const isVerified = request?.protection?.icv === 'good';
  const where = isVerified ? ' with a good ICV' : '';
  const answer = final === null ? 'none' : statusText(final);
  const begin = `REGISTER ${attempt.cseq}${where} is answered ${answer}.`;
  const hit: Hit = {
    detail: begin,
    frames: framesOf(notes),
    confidence: 'possible',
    severity: severityBy(subject),
  };
  const qop = authorization?.qop ?? 'none';
  if (attempt.response === 'wrong')
    return {
      ...hit,
      title: 'The `response` of the UE is wrong',
      detail: `${begin} Its response is not the one that RES gives (algorithm ${authorization?.algorithm ?? 'none'}, qop ${qop}).`,
      confidence: 'certain',
      advice: `${isVerified ? 'The ICV is good, so CK and IK agree, and RES does not' : 'RES of the UE is another'}: AKAv1 against AKAv2, RES taken as hex text instead of octets, another realm or uri than in the headers, or with qop=auth-int a body that was changed. If the USIM was given by hand, see that its c and r are right.`,
      settle: null,
    };
  if (attempt.response === 'confirmed')
    return {
      ...hit,
      title: 'The REGISTER is refused although its `response` is right',
      detail: `${begin} Its response is the one that RES gives: the UE is not at fault.${productText(final)}`,
      confidence: 'certain',
      advice: adviceFor(final?.message.reason ?? ''),
      settle: 'The log of the S-CSCF and a capture of Cx: MAR and SAR, and their answers.',
    };
  const reason = final?.message.reason ?? '';
  const unknown = `${begin} Whether its response is right cannot be told without RES.`;
  const product = productText(final);
  if (/authentication failed/i.test(reason))
    return {
      ...hit,
      detail: `${unknown} The reason phrase says that it is not.${product}`,
      advice: EITHER,
      confidence: 'likely',
    };
  if (SUBSCRIPTION.test(reason))
    return { ...hit, detail: `${unknown}${product}`, advice: adviceFor(reason), confidence: 'likely' };
  return { ...hit, detail: `${unknown}${product}`, advice: EITHER };
}

const EITHER =
  'Two causes: RES of the UE is not XRES of the HSS (K, OPc, AKA version, realm); or the S-CSCF could not finish, most often because the SAR to the HSS failed. The log of the S-CSCF tells.';

/** Kamailio's texts for a subscription that is not there or does not fit. */
const SUBSCRIPTION = /HSS|User Unknown|identit/i;

/** Reason phrases of Kamailio's ims_auth and of the scripts around it. */
function adviceFor(reason: string): string {
  if (SUBSCRIPTION.test(reason))
    return 'The reason phrase names the subscription: see that IMPI and IMPU of this user are in the HSS and belong together.';
  return 'Look behind the authentication: the SAR to the HSS (Cx peer up, user data complete), the registrar of the S-CSCF, and whether its script compares `response` with the right vector.';
}
