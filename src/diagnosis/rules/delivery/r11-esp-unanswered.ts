import type { RegistrationCase } from '../../cases/case.ts';
import { synsOf, type UnansweredEsp, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { tripleDesDoubt } from '../../evidence/triple-des.ts';
import { framesOf, secondsBetween, secondsText } from '../../journal/notes.ts';
import { isExplained } from '../explained-silence.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * Also F8. https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/51,
 * https://github.com/herlesupreeth/docker_open5gs/issues/541: ESP blocked, or an SA that the P-CSCF does not have.
 */
export const espUnanswered: RegistrationRule = {
  about: 'registration',
  id: 'R11',
  title: 'The P-CSCF does not answer ESP of the UE',
  term: 'ESP sent, no response, ESP blocked by firewall, XfrmInNoStates',
  evidence:
    'A 401 on Gm, then ESP of the UE under the SPIs of its Security-Server with good ICVs (or none that could be judged), no ESP back, and no REGISTER on Mw where Mw was captured. Silent if something more definite explains it.',
  severity: 'error',
  advice:
    'At the P-CSCF: does ESP arrive (tcpdump -ni any ip proto 50)? Is the SA there (ip xfrm state) and does it count (ip -s xfrm state)? Is ESP let through by the firewall, the cloud and the container network? Does the P-CSCF listen on port-s with the address family of the UE?',
  settle:
    'A capture at the other end of Gm shows whether the packets arrive; /proc/net/xfrm_stat at the P-CSCF (XfrmInNoStates, XfrmInStateProtoError, XfrmInStateMismatch, XfrmInTmplMismatch) says why they are dropped.',
  check: subject => {
    const unanswered = unansweredEsp(subject);
    if (unanswered === null || isExplained(subject, unanswered)) return null;
    // All that the UE sends are SYNs: the matter of R10.
    if (synsOf(subject, unanswered.facts).length >= unanswered.packets) return null;
    const { facts, packets, since, last, frames, icv, waited } = unanswered;
    const mw = mwText(subject, unanswered);
    if (mw === null) return null;
    const doubts = tripleDesDoubt(subject, unanswered) !== null;
    const verdict = icv === 'good' ? 'with good ICVs' : 'whose ICVs could not be judged for want of keys';
    return {
      detail: `${packets} ESP ${packets === 1 ? 'packet' : 'packets'} of the UE under SPI ${facts.set.pcscf.spiS} in ${secondsText(secondsBetween(since, last))}, ${verdict}, and no ESP back. ${mw}`,
      frames: framesOf(frames),
      confidence: waited && icv === 'good' && !doubts ? 'likely' : 'possible',
    };
  },
};

/** What Mw shows; null if the P-CSCF passed the REGISTER on, so that it did open the ESP. */
function mwText({ attempts }: RegistrationCase, { facts }: UnansweredEsp): string | null {
  if ((facts.answer?.mw.requests.length ?? 0) > 0) return null;
  const isSeen = attempts.some(({ mw }) => mw.requests.length > 0);
  return isSeen ? 'No REGISTER follows on Mw.' : 'Mw was not captured.';
}
