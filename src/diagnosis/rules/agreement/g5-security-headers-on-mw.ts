import type { SipNote } from '../../journal/notes.ts';
import { framesOf } from '../../journal/notes.ts';
import type { CaptureRule } from '../rule.ts';

/** TS 24.229 §5.2.2.2: the P-CSCF removes both before it passes the REGISTER on. Measured with Kamailio 5.6.3. */
export const securityHeadersOnMw: CaptureRule = {
  about: 'capture',
  id: 'G5',
  title: 'The P-CSCF leaves Security-Client or Security-Verify in what it passes on',
  term: 'Security-Client on Mw',
  evidence: 'A REGISTER on Mw with Security-Client or Security-Verify.',
  severity: 'note',
  advice:
    'Nothing fails by it in a trusted core. A P-CSCF of Kamailio does so unless its configuration removes them: remove_hf("Security-Client"), remove_hf("Security-Verify").',
  settle: null,
  check: ({ cases }) => {
    const left: SipNote[] = [];
    for (const { attempts } of cases)
      for (const { gm, mw } of attempts)
        for (const note of gm.requests.length > 0 ? mw.requests : [])
          if (namesOf(note).length > 0) left.push(note);
    if (left.length === 0) return null;
    const names = [...new Set(left.flatMap(namesOf))].join(' and ');
    return {
      detail: `${names} in ${left.length} ${left.length === 1 ? 'REGISTER' : 'REGISTERs'} on Mw.`,
      frames: framesOf(left, 4),
      confidence: 'certain',
    };
  },
};

function namesOf({ message }: SipNote): string[] {
  return ['Security-Client', 'Security-Verify'].filter(name => message.headers(name).length > 0);
}
