import type { Confidence } from '../../../model/diagnosis.ts';
import type { RegistrationCase } from '../../cases/case.ts';
import { cxFailures, cxResultText, cxUnanswered } from '../../evidence/cx-results.ts';
import { statusText } from '../../evidence/evidence.ts';
import { lastRefusal, type Refusal, saysAny, severityOf } from '../../evidence/refusals.ts';
import { type CxNote, framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** What a CSCF says, or the HSS answers, with what it is and what to do. */
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
    title: 'The HSS does not join this IMPI and IMPU',
    advice:
      'Put the IMPU (To) and the IMPI (username of Authorization) into one subscription of the IMS HSS.',
  },
  {
    says: /authentication scheme unsupported/i,
    experimental: [5006],
    base: [],
    title: 'The HSS does not support the authentication scheme',
    advice:
      'Let the S-CSCF ask for Digest-AKAv1-MD5 and the HSS hold K and OPc for this IMPI; compare SIP-Authentication-Scheme of the MAR with the scheme of the subscriber.',
  },
  {
    says: /no authentication vectors/i,
    experimental: [],
    base: [],
    title: 'The HSS gives no authentication vectors',
    advice:
      'See the log of the HSS: has the IMPI K, OPc, AMF and SQN, and can its authentication centre be reached?',
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
      'See that the Diameter peers of I- and S-CSCF are open (Kamailio: kamcmd cdp.list_peers), that realm and host of the HSS agree with the configuration, and that the HSS runs.',
  },
  {
    says: /diameter cx interface failed|while packing|mar failed/i,
    experimental: [],
    base: [3001, 3007, 3010],
    title: 'The Cx interface fails',
    advice:
      'See the logs of I- and S-CSCF and whether their Diameter peers are open (Kamailio: kamcmd cdp.list_peers); compare realm, host and application of both sides.',
  },
  {
    says: /missing avp/i,
    experimental: [],
    base: [5005],
    title: 'An AVP is missing on Cx',
    advice:
      'Compare the request and the answer on Cx with TS 29.229 §6.1: which AVP does the CSCF miss, or the HSS?',
  },
  {
    says: /unable to comply/i,
    experimental: [],
    base: [5012],
    title: 'The HSS is unable to comply',
    advice: 'See the log of the HSS at this time: mostly its database, or a subscriber that is not complete.',
  },
  {
    says: /public identity not found/i,
    experimental: [],
    base: [],
    title: 'The S-CSCF finds no public identity in the REGISTER',
    advice: 'To of the REGISTER must hold the IMPU as a SIP URI.',
  },
  {
    says: /nonce not found/i,
    experimental: [],
    base: [],
    title: 'The S-CSCF finds no nonce in the REGISTER',
    advice: 'The UE must repeat the nonce of the challenge in Authorization.',
  },
  {
    says: /unknown \(experimental\) result code/i,
    experimental: [5003, 5005, 5007, 5008, 5009, 5011, 4100, 4101],
    base: [],
    title: 'The HSS refuses the user',
    advice: 'Look up the result code of the HSS in TS 29.229 §6.2, and see the log of the HSS.',
  },
];

/** Results with a rule of their own: R26. */
const USER_UNKNOWN = 5001;

/**
 * TS 29.229 §6.2 and RFC 6733 §7.1 for the codes, the fixed texts of
 * Kamailio for what only the SIP shows.
 */
export const subscription: RegistrationRule = {
  about: 'registration',
  id: 'F13',
  title: 'The HSS refuses the user or cannot be reached',
  term: '403 HSS …, 480 Diameter Cx interface failed, Cx result code',
  evidence:
    'A 403, 480 or 500 with a reason phrase of Kamailio that names the HSS or Cx, or an answer on Cx with a result from 3000 on.',
  severity: 'error',
  advice:
    'Compare what the CSCF asks on Cx with what the HSS holds for the IMPI and the IMPU; see the log of the HSS.',
  settle: 'A capture of Cx (Diameter, port 3868) at the I- and S-CSCF shows the result code of the HSS.',
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

/** The last refusal of the HSS, where the registration did not succeed all the same. */
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
  if (silent[0] !== undefined) parts.push(`No answer follows the ${silent[0].command}R to the HSS.`);
  if (answer !== null)
    parts.push(`IMPI ${answer.userName ?? 'not said'}, IMPU ${answer.publicIdentity ?? 'not said'}.`);
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
