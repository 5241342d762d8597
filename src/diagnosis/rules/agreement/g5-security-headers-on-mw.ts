import type { SipNote } from '../../journal/notes.ts';
import { framesOf } from '../../journal/notes.ts';
import type { CaptureRule } from '../rule.ts';

/** TS 24.229 §5.2.2.2: the P-CSCF removes both before it forwards the REGISTER. Measured with Kamailio 5.6.3. */
export const securityHeadersOnMw: CaptureRule = {
  about: 'capture',
  id: 'G5',
  title: 'The P-CSCF forwards Security-Client or Security-Verify to the core',
  term: 'Security-Client on Mw',
  evidence: 'A REGISTER on Mw with Security-Client or Security-Verify.',
  severity: 'note',
  advice:
    'Nothing to do in a trusted core: nothing fails because of it. To remove the headers in a Kamailio P-CSCF, call remove_hf("Security-Client") and remove_hf("Security-Verify") in its configuration.',
  settle: null,
  certain: 'The REGISTER on Mw is in the capture with the header field.',
  check: ({ cases }) => {
    const left: SipNote[] = [];
    for (const { attempts } of cases)
      for (const { gm, mw } of attempts)
        for (const note of gm.requests.length > 0 ? mw.requests : [])
          if (namesOf(note).length > 0) left.push(note);
    if (left.length === 0) return null;
    const names = [...new Set(left.flatMap(namesOf))].join(' and ');
    return {
      detail: `${left.length} ${left.length === 1 ? 'REGISTER' : 'REGISTERs'} on Mw with ${names}.`,
      frames: framesOf(left, 4),
      confidence: 'certain',
    };
  },
};

function namesOf({ message }: SipNote): string[] {
  return ['Security-Client', 'Security-Verify'].filter(name => message.headers(name).length > 0);
}
