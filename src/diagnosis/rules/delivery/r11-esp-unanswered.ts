import type { RegistrationCase } from '../../cases/case.ts';
import { synsOf, type UnansweredEsp, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { tripleDesDoubt } from '../../evidence/triple-des.ts';
import { framesOf, secondsBetween, secondsText } from '../../journal/notes.ts';
import { isExplained } from '../explained-silence.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/51,
 * https://github.com/herlesupreeth/docker_open5gs/issues/541: ESP is blocked, or the P-CSCF lacks the SA.
 */
export const espUnanswered: RegistrationRule = {
  about: 'registration',
  id: 'R11',
  title: 'The P-CSCF does not answer ESP of the UE',
  term: 'ESP sent, no response, ESP blocked by firewall, XfrmInNoStates',
  evidence:
    'After a 401 on Gm the UE sends ESP under the SPIs of its Security-Server, with good ICVs or ICVs that could not be checked. No ESP comes back, and Mw (if captured) shows no REGISTER. Not reported if a more definite cause explains it.',
  severity: 'error',
  advice:
    'Check at the P-CSCF, in this order: ESP arrives (tcpdump -ni any "ip proto 50 or ip6 proto 50"; if not, let ESP through the firewall, the cloud and the container network). The SA exists (ip xfrm state) and counts packets (ip -s xfrm state). The P-CSCF listens on port-s in the address family of the UE.',
  settle:
    'Capture at the other end of Gm: do the packets arrive? Read /proc/net/xfrm_stat at the P-CSCF: XfrmInNoStates, XfrmInStateProtoError, XfrmInStateMismatch and XfrmInTmplMismatch say why packets are dropped.',
  check: subject => {
    const unanswered = unansweredEsp(subject);
    if (unanswered === null || isExplained(subject, unanswered)) return null;
    // R10 reports a UE that sends only SYNs.
    if (synsOf(subject, unanswered.facts).length >= unanswered.packets) return null;
    const { facts, packets, since, last, frames, icv, waited } = unanswered;
    const mw = mwText(subject, unanswered);
    if (mw === null) return null;
    const doubts = tripleDesDoubt(subject, unanswered) !== null;
    const verdict = icv === 'good' ? 'Their ICVs are good' : 'Their ICVs could not be checked: no keys';
    return {
      detail: `The UE sends ${packets} ESP ${packets === 1 ? 'packet' : 'packets'} under SPI ${facts.set.pcscf.spiS} in ${secondsText(secondsBetween(since, last))}, and no ESP comes back. ${verdict}. ${mw}`,
      frames: framesOf(frames),
      confidence: waited && icv === 'good' && !doubts ? 'likely' : 'possible',
    };
  },
};

/** What Mw shows; null if the P-CSCF forwarded the REGISTER, and so must have decrypted the ESP. */
function mwText({ attempts }: RegistrationCase, { facts }: UnansweredEsp): string | null {
  if ((facts.answer?.mw.requests.length ?? 0) > 0) return null;
  const isSeen = attempts.some(({ mw }) => mw.requests.length > 0);
  return isSeen ? 'No REGISTER follows on Mw.' : 'Mw was not captured.';
}
