import type { Confidence } from '../../../model/diagnosis.ts';
import type { RegistrationCase } from '../../cases/case.ts';
import { cxFailures, cxResultText, cxUnanswered } from '../../evidence/cx-results.ts';
import { statusText } from '../../evidence/evidence.ts';
import { lastRefusal, type Refusal, saysAny, severityOf } from '../../evidence/refusals.ts';
import { type CxNote, framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** A text of a CSCF or a result of the HSS, with the title and the advice for it. */
interface Reason {
  readonly says: RegExp;
  /** Experimental-Result-Codes (TS 29.229 §6.2) and Result-Codes (RFC 6733 §7.1). */
  readonly experimental: readonly number[];
  readonly base: readonly number[];
  readonly title: string;
  readonly advice: string;
}

/** The texts are those of Kamailio's ims_auth and ims_icscf. */
const REASONS: readonly Reason[] = [
  {
    says: /identities don'?t match/i,
    experimental: [5002],
    base: [],
    title: 'IMPI and IMPU do not belong together in the HSS',
    advice:
      'Put the IMPU (To) and the IMPI (username of Authorization) into one subscription of the IMS HSS.',
  },
  {
    says: /authentication scheme unsupported/i,
    experimental: [5006],
    base: [],
    title: 'The HSS does not support the authentication scheme',
    advice:
      'Compare SIP-Authentication-Scheme of the MAR with the scheme of the subscriber. Make the S-CSCF ask for Digest-AKAv1-MD5, and give the HSS K and OPc of this IMPI.',
  },
  {
    says: /no authentication vectors/i,
    experimental: [],
    base: [],
    title: 'The HSS gives no authentication vectors',
    advice:
      'Read the log of the HSS: does the IMPI have K, OPc, AMF and SQN, and can the HSS reach its authentication centre?',
  },
  {
    says: /roaming not allowed/i,
    experimental: [5004],
    base: [],
    title: 'The HSS does not allow roaming here',
    advice: 'Allow the visited network (P-Visited-Network-ID) in the subscription of the IMS HSS.',
  },
  {
    says: /time-?out in (?:[mus]a[ra]|lir)/i,
    experimental: [],
    base: [3002, 3003, 3004],
    title: 'The HSS does not answer on Cx',
    advice:
      'Check that the HSS runs, that the Diameter peers of I-CSCF and S-CSCF are open (Kamailio: kamcmd cdp.list_peers), and that realm and host of the HSS match the configuration.',
  },
  {
    says: /diameter cx interface failed|while packing|mar failed/i,
    experimental: [],
    base: [3001, 3007, 3010],
    title: 'The Cx interface fails',
    advice:
      'Check that the Diameter peers of I-CSCF and S-CSCF are open (Kamailio: kamcmd cdp.list_peers), and read their logs. Compare realm, host and application of both sides.',
  },
  {
    says: /missing avp/i,
    experimental: [],
    base: [5005],
    title: 'An AVP is missing on Cx',
    advice: 'Compare the request and the answer on Cx with TS 29.229 §6.1: which AVP is missing?',
  },
  {
    says: /unable to comply/i,
    experimental: [],
    base: [5012],
    title: 'The HSS is unable to comply',
    advice:
      'Read the log of the HSS at this time. The usual causes are its database, or an incomplete subscriber.',
  },
  {
    says: /public identity not found/i,
    experimental: [],
    base: [],
    title: 'The S-CSCF finds no public identity in the REGISTER',
    advice: 'Make the UE send its IMPU as a SIP URI in To of the REGISTER.',
  },
  {
    says: /nonce not found/i,
    experimental: [],
    base: [],
    title: 'The S-CSCF finds no nonce in the REGISTER',
    advice: 'Make the UE repeat the nonce of the challenge in Authorization.',
  },
  {
    says: /unknown \(experimental\) result code/i,
    experimental: [5003, 5005, 5007, 5008, 5009, 5011, 4100, 4101],
    base: [],
    title: 'The HSS refuses the user',
    advice: 'Look up the result code of the HSS in TS 29.229 §6.2, and read the log of the HSS.',
  },
];

/** Results with a rule of their own: R26. */
const USER_UNKNOWN = 5001;

/**
 * The codes are those of TS 29.229 §6.2 and RFC 6733 §7.1. Without Cx the fixed texts of Kamailio in SIP show the cause.
 */
export const subscription: RegistrationRule = {
  about: 'registration',
  id: 'F13',
  title: 'The HSS refuses the user or cannot be reached',
  term: '403 HSS …, 480 Diameter Cx interface failed, Cx result code',
  evidence:
    'A 403, 480 or 500 has a reason phrase of Kamailio about the HSS or Cx, or an answer on Cx has a result of 3000 or more.',
  severity: 'error',
  advice:
    'Read the log of the HSS. Compare the requests of the CSCF on Cx with the data of the HSS for this IMPI and IMPU.',
  settle: 'Capture Cx (Diameter, port 3868) at I-CSCF and S-CSCF: it shows the result code of the HSS.',
  check: subject => {
    const answer = failureOf(subject);
    const byCx = answer === null ? undefined : REASONS.find(one => isOf(one, answer));
    const byText = REASONS.find(({ says }) => lastRefusal(subject, one => saysAny(one, says)) !== null);
    const reason = byCx ?? byText ?? null;
    if (answer === null && reason === null) return null;
    const told = byText === undefined ? null : lastRefusal(subject, one => saysAny(one, byText.says));
    return hitOf(subject, reason, told ?? lastRefusal(subject), answer);
  },
};

/** The last refusal of the HSS, unless the registration succeeded anyway. */
function failureOf(subject: RegistrationCase): CxNote | null {
  if (subject.outcome === 'registered' || subject.outcome === 'deregistered') return null;
  const failure = cxFailures(subject).at(-1) ?? null;
  return failure?.experimental === true && failure.result === USER_UNKNOWN ? null : failure;
}

function isOf({ experimental, base }: Reason, note: CxNote): boolean {
  return (note.experimental ? experimental : base).includes(note.result ?? 0);
}

function hitOf(
  subject: RegistrationCase,
  reason: Reason | null,
  refusal: Refusal | null,
  answer: CxNote | null,
) {
  const silent = answer === null ? cxUnanswered(subject) : [];
  const parts: string[] = [];
  if (refusal !== null) parts.push(`The REGISTER got ${statusText(refusal.final)}.`);
  if (answer !== null) parts.push(`The HSS answers ${cxResultText(answer)}.`);
  if (silent[0] !== undefined) parts.push(`The HSS does not answer the ${silent[0].command}R.`);
  if (answer !== null)
    parts.push(`IMPI ${answer.userName ?? 'not given'}, IMPU ${answer.publicIdentity ?? 'not given'}.`);
  const confidence: Confidence = answer !== null || silent.length > 0 ? 'certain' : 'likely';
  return {
    detail: parts.join(' '),
    frames: framesOf([...silent.slice(0, 2), answer, refusal?.final ?? null].filter(note => note !== null)),
    confidence,
    severity: refusal === null ? ('error' as const) : severityOf(refusal),
    ...(reason === null ? {} : { title: reason.title, advice: reason.advice }),
    settle: confidence === 'certain' ? null : subscription.settle,
  };
}
