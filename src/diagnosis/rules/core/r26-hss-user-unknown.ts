import type { RegistrationCase } from '../../cases/case.ts';
import { cxFailures, cxResultText, isBelievable, WHOSE_ANSWER } from '../../evidence/cx-results.ts';
import { statusText } from '../../evidence/evidence.ts';
import { lastNamed } from '../../evidence/refusals/named-cause.ts';
import { severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

const USER_UNKNOWN = 5001;

/**
 * TS 29.229 §6.2.2.1: Experimental-Result 5001. `Forbidden - HSS User Unknown` is a fixed text of Kamailio's
 * modules for I- and S-CSCF. https://github.com/open5gs/open5gs/issues/1796.
 */
export const hssUserUnknown: RegistrationRule = {
  about: 'registration',
  id: 'R26',
  title: 'The HSS does not know the user',
  term: '403 HSS User Unknown, DIAMETER_ERROR_USER_UNKNOWN (5001)',
  evidence:
    'A 403 has `HSS User Unknown` in its reason phrase, or an answer on Cx has Experimental-Result 5001.',
  severity: 'error',
  advice:
    'Add IMPI and IMPU to the IMS HSS exactly as the UE sends them, with the same domain (ims.mncNNN.mccNNN.3gppnetwork.org, MNC of three digits). A subscriber in the EPC or 5GC HSS is not enough.',
  settle: 'Capture Cx: does the UAA or MAA have 5001, and which identities does its request name?',
  certain: 'The HSS answers DIAMETER_ERROR_USER_UNKNOWN (5001) on Cx, and no other answer contradicts it.',
  check: subject => {
    const refusal = lastNamed(subject, 'R26')?.refusal ?? null;
    const answer = cxFailures(subject).find(
      ({ result, experimental }) => experimental && result === USER_UNKNOWN,
    );
    if (refusal === null && (answer === undefined || isAdmitted(subject))) return null;
    const said = [
      ...(refusal === null ? [] : [`The REGISTER got ${statusText(refusal.final)}.`]),
      ...(answer === undefined ? [] : [`The HSS answers ${cxResultText(answer)}.`]),
    ].join(' ');
    const { impi, impu } = subject.registration;
    const who = `IMPI ${answer?.userName ?? impi ?? 'not given'}, IMPU ${answer?.publicIdentity ?? impu ?? 'not given'}`;
    const isProven = answer !== undefined && isBelievable(subject, answer);
    const refused = refusal === null ? null : severityOf(refusal);
    return {
      detail: `${said} ${who}.`,
      frames: framesOf([answer, refusal?.final].filter(note => note !== undefined)),
      confidence: isProven ? 'certain' : 'likely',
      severity: refused ?? 'error',
      settle: isProven ? null : answer === undefined ? hssUserUnknown.settle : WHOSE_ANSWER,
    };
  },
};

function isAdmitted({ outcome }: RegistrationCase): boolean {
  return outcome === 'registered' || outcome === 'deregistered';
}
