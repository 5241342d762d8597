import { isProtected, statusText } from '../../evidence/evidence.ts';
import { lastNamed } from '../../evidence/refusals/named-cause.ts';
import { severityOf } from '../../evidence/refusals/refusals.ts';
import { isOfPcscf } from '../../evidence/refusals/sender.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 3261 §20.43 (Warning), RFC 3326 (Reason). The texts and their sources: evidence/refusals/fixed-texts.ts. */
export const causeNamed: RegistrationRule = {
  about: 'registration',
  id: 'G12',
  title: 'The refusal names its cause',
  term: "403 Can't register to QoS for signalling, 412 Register N5 QoS authorization failed, 500 Server error on SCSCF Select, Warning 399",
  evidence:
    'The reason phrase, Warning or Reason of a refusal is a fixed text of a CSCF about Rx, N5, the choice of the S-CSCF, the domain, a missing header field or its load. R07, R26, R27 and F13 have texts of their own.',
  severity: 'error',
  advice: 'Read the log of the CSCF that sends the response, and mend what it names.',
  settle: 'Read the log of the CSCF that sends the response at this time: it names the request that failed.',
  check: subject => {
    const named = lastNamed(subject, 'G12');
    if (named === null) return null;
    const { refusal, text } = named;
    const { attempt, final, finals } = refusal;
    const what = isProtected(attempt) ? 'The REGISTER in ESP' : 'The REGISTER';
    const alone = isOfPcscf(subject, refusal)
      ? ' The capture has Mw, but not this REGISTER: the P-CSCF refuses by itself.'
      : '';
    return {
      detail: `${what} (CSeq ${attempt.attempt.cseq}) got ${statusText(final)}.${alone}`,
      frames: framesOf([attempt.request, ...finals].filter(note => note !== null)),
      confidence: 'likely',
      severity: severityOf(refusal),
      ...(text.title === null || text.advice === null ? {} : { title: text.title, advice: text.advice }),
    };
  },
};
