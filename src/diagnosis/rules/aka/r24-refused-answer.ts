import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { productText, severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { serverNotRepeated } from '../../evidence/mechanisms.ts';
import { framesOf } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.4.1.2.3A: a wrong `response` gets a 403, or a new challenge. Kamailio's scripts also send a 403 if the
 * S-CSCF cannot reach the HSS: https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/54,
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/16.
 */
export const refusedAnswer: RegistrationRule = {
  about: 'registration',
  id: 'R24',
  title: 'The answer to the challenge is refused',
  term: '403 after 401, wrong RES, Authentication Failed',
  evidence:
    'A REGISTER answers a challenge, in ESP or on Mw, and gets a 403 or another challenge. If RES is known, `response` is checked against it.',
  severity: 'error',
  advice:
    'Read the log of the S-CSCF at this time: does it compare `response`, and does the SAR to the HSS succeed?',
  settle:
    'Give K and OPc with --usim, or capture Cx (XRES in the MAA): either shows whether `response` is right.',
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
 * A re-REGISTER that repeats an old answer is normally challenged again: a 401 is a refusal only if `response` is
 * wrong.
 */
function isRefused({ attempt, final }: AttemptFacts): boolean {
  const status = final?.message.status ?? null;
  return status === 403 || (status === 401 && attempt.response === 'wrong');
}

/** If Security-Verify does not match Security-Server, the P-CSCF refuses it: then `response` is not the reason. */
function isMismatch(challenged: AttemptFacts | null, answer: AttemptFacts): boolean {
  return challenged !== null && serverNotRepeated(challenged, answer) !== null;
}

function judged(subject: RegistrationCase, refused: AttemptFacts): Hit {
  const { attempt, request, final, authorization } = refused;
  const notes = [request, final].filter(note => note !== null);
  const isVerified = request?.protection?.icv === 'good';
  const where = isVerified ? ' with a good ICV' : '';
  const answer = final === null ? 'none' : statusText(final);
  const begin = `REGISTER ${attempt.cseq}${where} gets ${answer}.`;
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
      detail: `${begin} Its response does not match RES (algorithm ${authorization?.algorithm ?? 'none'}, qop ${qop}).`,
      confidence: 'certain',
      advice: `${isVerified ? 'CK and IK match, as the ICV is good, but RES does not. Check' : 'Check'} the UE for these faults: AKAv1 instead of AKAv2 or the reverse; RES used as hex text instead of octets; a realm or uri that does not match the headers; with qop=auth-int, a body that was changed. If you gave the USIM keys by hand, check c and r.`,
      settle: null,
    };
  if (attempt.response === 'confirmed')
    return {
      ...hit,
      title: 'The REGISTER is refused although its `response` is right',
      detail: `${begin} Its response matches RES, so the UE is not at fault.${productText(final)}`,
      confidence: 'certain',
      advice: adviceFor(final?.message.reason ?? ''),
      settle: 'Read the log of the S-CSCF, and capture Cx: MAR, SAR and their answers.',
    };
  const reason = final?.message.reason ?? '';
  const unknown = `${begin} Without RES its response cannot be checked.`;
  const product = productText(final);
  if (/authentication failed/i.test(reason))
    return {
      ...hit,
      detail: `${unknown} The reason phrase says that it is wrong.${product}`,
      advice: EITHER,
      confidence: 'likely',
    };
  if (SUBSCRIPTION.test(reason))
    return { ...hit, detail: `${unknown}${product}`, advice: adviceFor(reason), confidence: 'likely' };
  return { ...hit, detail: `${unknown}${product}`, advice: EITHER };
}

const EITHER =
  'Read the log of the S-CSCF: it tells two causes apart. Either RES of the UE does not match XRES of the HSS (K, OPc, AKA version, realm). Or the S-CSCF could not finish, most often because the SAR to the HSS failed.';

/** Kamailio's texts for a subscription that is missing or does not match. */
const SUBSCRIPTION = /HSS|User Unknown|identit/i;

/** Reason phrases of Kamailio's ims_auth and of the scripts around it. */
function adviceFor(reason: string): string {
  if (SUBSCRIPTION.test(reason))
    return 'The reason phrase names the subscription. Check that IMPI and IMPU of this user are in the HSS and belong together.';
  return 'Look past the authentication. Check the SAR to the HSS (Cx peer up, user data complete) and the registrar of the S-CSCF. Check that its script compares `response` with the right vector.';
}
