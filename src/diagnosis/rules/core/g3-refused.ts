import type { Finding } from '../../../model/diagnosis.ts';
import { isProtected, statusText } from '../../evidence/evidence.ts';
import { explanationsOf, lastRefusal, type Refusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { isOfPcscf } from '../../evidence/refusals/sender.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 3261 §21; Reason: RFC 3326, Warning: RFC 3261 §20.43. For a refusal that no other rule explains; it runs last. */
export const refused: RegistrationRule = {
  about: 'registration',
  id: 'G3',
  title: 'The REGISTER is refused',
  term: '4xx, 5xx, 6xx to REGISTER',
  evidence: 'A REGISTER gets a final response of 300 or more, and no other rule explains it.',
  severity: 'error',
  advice:
    'Find out which CSCF sent this response: see its Server and Warning, or the leg on which it appears first. Then read the log of that CSCF at this time.',
  settle: 'Capture Mw and Cx: they show where the response starts, and what the HSS answered.',
  certain: 'The response is in the capture.',
  check: (subject, found) => {
    const refusal = lastRefusal(subject);
    if (refusal === null || isExplained(refusal, found)) return null;
    const { attempt, final } = refusal;
    const said = explanationsOf(refusal);
    const server = final.message.header('server');
    if (server !== null) said.push(`Server: ${server}`);
    const alone = isOfPcscf(subject, refusal);
    const what = isProtected(attempt) ? 'The REGISTER in ESP' : 'The REGISTER';
    return {
      detail: `${what} (CSeq ${attempt.attempt.cseq}) got ${statusText(final)}${legText(refusal)}. ${alone ? 'The capture has Mw, but not this REGISTER: the P-CSCF refuses by itself. ' : ''}${
        said.length === 0 ? 'It gives no further details.' : `${said.join('; ')}.`
      }`,
      frames: framesOf([attempt.request, ...refusal.finals].filter(note => note !== null)),
      confidence: 'certain',
      severity: severityOf(refusal),
      title: `The REGISTER is refused with ${final.message.status}`,
      ...(alone ? { advice: OF_PCSCF, settle: null } : {}),
    };
  },
};

const OF_PCSCF =
  'Read the log of the P-CSCF at this time: the core had no part in this refusal. Check what it asks of others before it forwards a REGISTER (PCRF or PCF, its table of contacts, the SAs), and what its script checks.';

/** Is there an error that is at least likely, or any finding with a frame of the response? */
function isExplained({ finals }: Refusal, found: readonly Finding[]): boolean {
  return found.some(
    ({ severity, confidence, frames }) =>
      (severity === 'error' && confidence !== 'possible') ||
      frames.some(one => finals.some(({ file, frame }) => one.file === file && one.frame === frame)),
  );
}

/** On which legs: a response of the S-CSCF is on Mw as well, one of the P-CSCF on Gm only. */
function legText({ attempt, finals }: Refusal): string {
  const onGm = finals.some(note => attempt.gm.responses.includes(note));
  const onMw = finals.some(note => attempt.mw.responses.includes(note));
  if (onGm && onMw) return ' from behind the P-CSCF';
  if (onMw) return ' on Mw';
  return attempt.mw.requests.length > 0 ? ' on Gm only' : '';
}
