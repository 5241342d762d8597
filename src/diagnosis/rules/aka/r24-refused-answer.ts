import { isAkaChallenge } from '../../../aka/challenge.ts';
import type { Finding } from '../../../model/diagnosis.ts';
import { takenChallenge } from '../../../sip/digest.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { productText, severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { serverNotRepeated } from '../../evidence/mechanisms.ts';
import { type ChallengeLoop, challengeLoopOf, isAnswer } from '../../evidence/refusals/challenge-loop.ts';
import { causeNamedBy, namesAnother } from '../../evidence/refusals/named-cause.ts';
import { explanationsIn, refusalsOf } from '../../evidence/refusals/refusals.ts';
import { isOfPcscf } from '../../evidence/refusals/sender.ts';
import { framesOf } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.4.1.2.3A: a wrong `response` gets a 403, or a new challenge. Kamailio's scripts also send a 403 if the
 * S-CSCF cannot reach the HSS: https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/54,
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/16.
 *
 * Certain only where RES is known, from the USIM or the HSS: then `response` was computed in every form, and is right or
 * wrong as a fact. It is not said of a refusal that names another cause, that the P-CSCF gives by itself, or that a wrong
 * qop (R25) explains: there the server never came to compare it, or compared another form.
 */
export const refusedAnswer: RegistrationRule = {
  about: 'registration',
  id: 'R24',
  title: 'The answer to the challenge is refused',
  term: '403 after 401, wrong RES, wrong password, Authentication Failed, 401 again and again',
  evidence:
    'A REGISTER answers a challenge, in ESP or on Mw, and gets a 403, or again and again another challenge. If RES is known, `response` is checked against it.',
  severity: 'error',
  advice:
    'Read the log of the S-CSCF at this time: does it compare `response`, and does the SAR to the HSS succeed?',
  settle:
    'Give K and OPc with --usim, or capture Cx (XRES in the MAA): either shows whether `response` is right.',
  certain:
    'RES from the given USIM, or XRES from the MAA, gives another response than the UE sent (or the very same).',
  check: (subject, found) => {
    const sets = new Map(subject.sets.map(set => [set.answer, set]));
    const hit = subject.attempts.find(
      one =>
        isAnswer(one) &&
        isRefused(one) &&
        !isMismatch(sets.get(one)?.challenged ?? null, one) &&
        !hasOtherCause(subject, one, found),
    );
    if (hit !== undefined) return judged(subject, hit);
    const loop = challengeLoopOf(subject);
    return loop === null || loop.own.some(one => isOfQop(one, found)) ? null : looped(subject, loop);
  },
};

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

function hasOtherCause(subject: RegistrationCase, one: AttemptFacts, found: readonly Finding[]): boolean {
  const refusal = refusalsOf(subject).find(({ attempt }) => attempt === one);
  if (refusal !== undefined && (namesAnother(refusal, 'R24') || isOfPcscf(subject, refusal))) return true;
  return isOfQop(one, found);
}

/** Does R25 explain why this answer was not accepted? */
function isOfQop({ attempt }: AttemptFacts, found: readonly Finding[]): boolean {
  return found.some(
    ({ rule, severity, frames }) =>
      rule === 'R25' &&
      severity !== 'note' &&
      !(attempt.response === 'wrong' && attempt.responseForm === null) &&
      frames.some(one =>
        attempt.requestFrames.some(({ file, frame }) => one.file === file && one.frame === frame),
      ),
  );
}

function judged(subject: RegistrationCase, refused: AttemptFacts): Hit {
  const { attempt, request, final } = refused;
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
  const refusal = refusalsOf(subject).find(one => one.attempt === refused);
  const isNamed = refusal !== undefined && causeNamedBy(refusal)?.rule === 'R24';
  const named = isNamed ? ' The server says that it is wrong.' : '';
  const confidence = isNamed ? 'likely' : 'possible';
  if (!isAka(subject, refused))
    return {
      ...hit,
      ...passwordAdvice(refused),
      detail: `${begin}${passwordText(refused)}${named}${productText(final)}`,
      confidence,
    };
  if (attempt.response === 'wrong') return { ...hit, ...wrong(refused, begin, isVerified) };
  if (attempt.response === 'confirmed')
    return {
      ...hit,
      title: 'The REGISTER is refused although its `response` is right',
      detail: `${begin} Its response matches RES, so the UE is not at fault.${productText(final)}`,
      confidence: 'certain',
      advice: AFTER_AUTHENTICATION,
      settle: 'Read the log of the S-CSCF, and capture Cx: MAR, SAR and their answers.',
    };
  return {
    ...hit,
    detail: `${begin} Without RES its response cannot be checked.${named}${productText(final)}`,
    advice: EITHER,
    confidence,
  };
}

function wrong({ attempt, authorization }: AttemptFacts, begin: string, isVerified: boolean): Partial<Hit> {
  const qop = authorization?.qop ?? 'none';
  const form = attempt.responseForm;
  const other = form === null ? '' : ` It has the form of qop ${form}, which is not what the header says.`;
  return {
    title: 'The `response` of the UE is wrong',
    detail: `${begin} Its response does not match RES (algorithm ${authorization?.algorithm ?? 'none'}, qop ${qop}).${other}`,
    confidence: 'certain',
    advice: `${isVerified ? 'CK and IK match, as the ICV is good, but RES does not. Check' : 'Check'} the UE for these faults: AKAv1 instead of AKAv2 or the reverse; RES used as hex text instead of octets; a realm or uri that does not match the headers; with qop=auth-int, a body that was changed. If you gave the USIM keys by hand, check c and r.`,
    settle: null,
  };
}

/** Is the scheme AKA: does a USIM make the response? Otherwise a password does. */
function isAka({ attempts }: RegistrationCase, { authorization }: AttemptFacts): boolean {
  if (authorization === null) return true;
  const challenges = attempts.flatMap(one => [...one.gmChallenges, ...one.mwChallenges]);
  const algorithm = authorization.algorithm ?? takenChallenge(challenges, authorization)?.algorithm ?? null;
  return isAkaChallenge({ algorithm, nonce: authorization.nonce });
}

function passwordText({ authorization }: AttemptFacts): string {
  return ` The algorithm is ${authorization?.algorithm ?? 'MD5 (none is named)'}, not AKA: a password makes the response, and the capture does not show it.`;
}

/** Digest with a password (RFC 7616 §3.4.2). */
function passwordAdvice({ authorization }: AttemptFacts): Partial<Hit> {
  const { username, realm } = authorization ?? { username: null, realm: null };
  return {
    advice: `Compare the password, the username "${username ?? ''}" and the realm "${realm ?? ''}" of the UE with those of the server. If the server keeps HA1 (the hash of username:realm:password) instead of the password, it must be made with this username and realm, and with the hash of this algorithm.`,
    settle:
      'Read the log of the server at this time, and compute HA1 from username, realm and password: is it the one that the server keeps?',
  };
}

/** Challenges without end: the answers are not accepted. */
function looped(subject: RegistrationCase, { answers, own, challenges, isStale }: ChallengeLoop): Hit {
  const [first] = own as [AttemptFacts];
  const said = explanationsIn(challenges);
  const stale = isStale
    ? ' Every new challenge says stale=true: the server takes the nonce for too old.'
    : '';
  const begin = `${answers.length} REGISTERs answer a challenge with a response, and each gets a 401 with a new nonce: ${answers.length + 1} challenges, no 200.${stale}${said.length === 0 ? '' : ` They say: ${said.join('; ')}.`}`;
  const hit: Hit = {
    title: 'The answers to the challenges are not accepted',
    detail: begin,
    frames: framesOf(own.flatMap(({ request, final }) => [request, final]).filter(note => note !== null)),
    confidence: 'likely',
    severity: 'error',
  };
  if (isStale)
    return {
      ...hit,
      advice:
        'Find out why the server does not know its own nonces: does each REGISTER reach the same S-CSCF, and does it keep a vector long enough (Kamailio ims_auth: auth_vector_timeout)?',
      settle: 'Read the log of the S-CSCF, and capture Mw: to which S-CSCF does each REGISTER go?',
    };
  if (!isAka(subject, first))
    return { ...hit, ...passwordAdvice(first), detail: `${begin}${passwordText(first)}` };
  if (own.every(({ attempt }) => attempt.response === 'confirmed'))
    return {
      ...hit,
      title: 'The answers are not accepted although their `response` is right',
      detail: `${begin} Each response matches RES, so the UE is not at fault.`,
      advice:
        'Find out what the S-CSCF compares: does each REGISTER reach the S-CSCF that sent the challenge, does it still have the vector, and does it follow the qop that it offers?',
      settle: 'Read the log of the S-CSCF, and capture Mw and Cx.',
    };
  return { ...hit, detail: `${begin} Without RES the responses cannot be checked.`, advice: EITHER_LOOP };
}

const EITHER =
  'Read the log of the S-CSCF: it tells two causes apart. Either RES of the UE does not match XRES of the HSS (K, OPc, AKA version, realm). Or the S-CSCF could not finish, most often because the SAR to the HSS failed.';

const EITHER_LOOP =
  'Read the log of the S-CSCF: it tells two causes apart. Either RES of the UE does not match XRES of the HSS (K, OPc, AKA version, realm). Or the REGISTER does not reach the S-CSCF that has the vector, or reaches it too late.';

const AFTER_AUTHENTICATION =
  'Look past the authentication. Check the SAR to the HSS (Cx peer up, user data complete) and the registrar of the S-CSCF. Check that its script compares `response` with the right vector.';
