import type { RegistrationCase } from '../../cases/case.ts';
import { uplinkOf } from '../../evidence/evidence.ts';
import { type EspRefusal, refusalOfUplink } from '../../evidence/silence/esp-refusal.ts';
import { refusalText } from '../../evidence/silence/icmp-refusal.ts';
import { espRefused } from '../../evidence/silence/refusal-text.ts';
import { synsOf, type UnansweredEsp, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { unansweredInTcp } from '../../evidence/silence/unanswered-in-tcp.ts';
import { tripleDesDoubt } from '../../evidence/triple-des.ts';
import { framesOf, inFrameOrder, secondsBetween, secondsText } from '../../journal/notes.ts';
import { isExplained } from '../explained-silence.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

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
    'After a 401 on Gm the UE sends ESP under the SPIs of its Security-Server, with good ICVs or ICVs that could not be checked. No ESP comes back, and Mw (if captured) shows no REGISTER. Not reported if a more definite cause explains it. An ICMP error that quotes this ESP proves the cause. Or the P-CSCF lets the UE connect over TCP in ESP, and the REGISTER on that connection gets no response.',
  severity: 'error',
  advice:
    'Check at the P-CSCF, in this order: ESP arrives (tcpdump -ni any "ip proto 50 or ip6 proto 50"; if not, let ESP through the firewall, the cloud and the container network). The SA exists (ip xfrm state) and counts packets (ip -s xfrm state). The P-CSCF listens on port-s in the address family of the UE.',
  settle:
    'Capture at the other end of Gm: do the packets arrive? Read /proc/net/xfrm_stat at the P-CSCF: XfrmInNoStates, XfrmInStateProtoError, XfrmInStateMismatch and XfrmInTmplMismatch say why packets are dropped.',
  certain:
    'An ICMP error quotes the very ESP packets and says that they were not delivered, and no answer comes.',
  check: subject => {
    const unanswered = unansweredEsp(subject);
    if (unanswered === null) return inTcp(subject);
    const refusal = refusalOfUplink(subject, unanswered.facts, unanswered.since);
    if (refusal !== null) return refused(unanswered, refusal);
    if (isExplained(subject, unanswered)) return null;
    // R10 reports a UE that sends only SYNs.
    if (synsOf(subject, unanswered.facts).length >= unanswered.packets) return null;
    const { facts, packets, since, last, frames, icv, waited } = unanswered;
    const mw = mwText(subject, unanswered);
    if (mw === null) return null;
    const size = sizeOf(unanswered);
    const doubts = tripleDesDoubt(subject, unanswered) !== null;
    const verdict = icv === 'good' ? 'Their ICVs are good' : 'Their ICVs could not be checked: no keys';
    return {
      detail: `The UE sends ${packets} ESP ${packets === 1 ? 'packet' : 'packets'} under SPI ${facts.set.pcscf.spiS} in ${secondsText(secondsBetween(since, last))}, and no ESP comes back. ${verdict}. ${mw}${size?.text ?? ''}`,
      frames: framesOf(frames),
      ...(size === null ? {} : { advice: size.advice }),
      confidence: waited && icv === 'good' && !doubts ? 'likely' : 'possible',
    };
  },
};

/**
 * Certain: the ICMP error quotes the very packets, says that they were not delivered, and nothing comes back. It names
 * no other cause than this one; a packet that reaches the P-CSCF by another way would be answered.
 */
function refused({ packets, frames }: UnansweredEsp, refusal: EspRefusal): Hit {
  return {
    ...espRefused(refusal),
    detail: `The UE sends ${packets} ESP ${packets === 1 ? 'packet' : 'packets'}, and no ESP comes back. ${refusalText(refusal)}.`,
    frames: inFrameOrder(framesOf([...frames.slice(0, 6), ...refusal.frames.slice(0, 6)])),
    confidence: 'certain',
    settle: null,
  };
}

/** The SAs work both ways: SYN and SYN-ACK went through them. So the cause is not what this rule suspects otherwise. */
function inTcp(subject: RegistrationCase): Hit | null {
  const unanswered = unansweredInTcp(subject);
  if (unanswered === null) return null;
  const { request, synAck, isTaken, frames } = unanswered;
  const size = request.message.bytes.length;
  const opened = `The P-CSCF lets the UE connect over TCP in ESP (frame ${synAck.frame}), but the REGISTER of ${size} octets in frame ${request.frame} gets no response`;
  if (isTaken)
    return {
      title: 'The P-CSCF takes the REGISTER in ESP over TCP and does not answer',
      detail: `${opened}. ESP of the P-CSCF follows, so its TCP took the REGISTER.`,
      advice:
        'The SAs work, so look at the process of the P-CSCF: does it hang (kamctl ps, its log at this time), does it wait for the next hop or for Rx or N5, does it drop the REGISTER in its configuration?',
      settle: 'Capture Mw at the same time: does the P-CSCF forward the REGISTER?',
      frames: [...frames],
      confidence: 'likely',
    };
  return {
    title: 'The TCP segments with the REGISTER do not reach the P-CSCF',
    detail: `${opened}, and no more ESP comes back: not even TCP acknowledges it.`,
    advice:
      'The SAs work for small packets, so first suspect the size: lower the MTU that the UE gets (or clamp the MSS of TCP), and let ICMP "packet too big" and "fragmentation needed" reach both ends. Then check that the P-CSCF still has the SA (ip -s xfrm state).',
    settle: 'Capture at the other end of Gm: do the large packets arrive?',
    frames: [...frames],
    confidence: 'likely',
  };
}

/**
 * Packets in fragments, or with a REGISTER over UDP of more than 1300 octets (RFC 3261 §18.1.1): as likely a cause as
 * the P-CSCF itself. Null for small ones.
 */
function sizeOf({ facts }: UnansweredEsp): { readonly text: string; readonly advice: string } | null {
  const fragmented = uplinkOf(facts).reduce((sum, one) => sum + one.fragmented, 0);
  const largest = uplinkOf(facts).reduce((most, one) => Math.max(most, one.largest), 0);
  const request = facts.answer?.gm.requests[0] ?? null;
  const isLarge = request?.transport === 'udp' && request.message.bytes.length > UDP_SIZE;
  if (fragmented === 0 && !isLarge) return null;
  const register =
    request === null
      ? ''
      : `, its REGISTER ${request.message.bytes.length} over ${request.transport.toUpperCase()}`;
  const pieces = fragmented === 0 ? '' : ' They come in fragments, which firewalls and NATs often drop:';
  return {
    text: `${pieces} The largest ESP packet has ${largest} octets${register}.`.replace(': The', ': the'),
    advice: `First suspect the size: ${ADVICE_ON_SIZE} Then ${espUnanswered.advice.charAt(0).toLowerCase()}${espUnanswered.advice.slice(1)}`,
  };
}

const UDP_SIZE = 1300;

const ADVICE_ON_SIZE =
  'over 1300 octets a request belongs on TCP (RFC 3261 §18.1.1). Let the UE use TCP or a shorter REGISTER, and let fragments of ESP pass.';

/** What Mw shows; null if the P-CSCF forwarded the REGISTER, and so must have decrypted the ESP. */
function mwText({ attempts }: RegistrationCase, { facts }: UnansweredEsp): string | null {
  if ((facts.answer?.mw.requests.length ?? 0) > 0) return null;
  const isSeen = attempts.some(({ mw }) => mw.requests.length > 0);
  return isSeen ? 'No REGISTER follows on Mw.' : 'Mw was not captured.';
}
