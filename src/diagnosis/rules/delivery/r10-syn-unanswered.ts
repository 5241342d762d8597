import type { RegistrationCase } from '../../cases/case.ts';
import { connectionsOf } from '../../evidence/silence/connections.ts';
import { synsOf, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { tripleDesDoubt } from '../../evidence/triple-des.ts';
import { framesOf, secondsBetween, secondsText } from '../../journal/notes.ts';
import { isExplained } from '../explained-silence.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * https://github.com/open5gs/open5gs/issues/1437, https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/35: the
 * kernel drops packets in XFRM silently, so the UE repeats its SYN until it gives up.
 */
export const synUnanswered: RegistrationRule = {
  about: 'registration',
  id: 'R10',
  title: 'TCP SYNs of the UE in ESP are not answered',
  term: 'TCP SYN in ESP unanswered, XfrmInStateProtoError, XfrmInTmplMismatch',
  evidence:
    'The UE sends nothing in ESP but SYNs, and no SYN-ACK comes; or a RST answers. Not reported if a NAT, bad ICVs or a known fault of the P-CSCF explains it.',
  severity: 'error',
  advice:
    'Watch `ip -s xfrm state` at the P-CSCF while the UE tries: the SA with the SPI that the UE sends to must count packets. Compare its keys and algorithms with `ims-esp sas --show-keys`. Check that the P-CSCF listens on port-s over TCP (ss -ltn) and that no firewall drops ESP (protocol 50).',
  settle:
    'Read /proc/net/xfrm_stat at the P-CSCF. XfrmInNoStates grows: no such SPI. XfrmInStateProtoError grows: wrong key or algorithm. XfrmInStateMismatch or XfrmInTmplMismatch grows: the ports do not match. If none grows, the packets do not arrive, or TCP does not answer.',
  certain:
    'A RST in ESP with a good ICV comes from the P-CSCF itself: the SAs work, and it refuses this port.',
  check: subject => refused(subject) ?? unanswered(subject),
};

function unanswered(subject: RegistrationCase): Hit | null {
  const esp = unansweredEsp(subject);
  if (esp === null || isExplained(subject, esp)) return null;
  const syns = synsOf(subject, esp.facts);
  const [first] = syns;
  if (first === undefined || syns.length < esp.packets) return null;
  const isSame = syns.every(syn => syn.sequence === first.sequence);
  const verdict = esp.icv === 'good' ? 'Their ICVs are good' : 'Their ICVs could not be checked';
  const isSure = esp.waited && esp.icv === 'good' && tripleDesDoubt(subject, esp) === null;
  const numbers = isSame ? `, all with TCP sequence number ${first.sequence}` : '';
  return {
    detail: `${syns.length} SYNs from port ${first.sourcePort} to ${first.destinationPort} in ${secondsText(secondsBetween(esp.since, esp.last))}${numbers}, get no SYN-ACK. ${verdict}.`,
    frames: framesOf(syns),
    confidence: isSure ? 'likely' : 'possible',
  };
}

/** A RST is an answer: the SAs work, but nothing listens. */
function refused(subject: RegistrationCase): Hit | null {
  if (subject.outcome === 'registered' || subject.outcome === 'deregistered') return null;
  for (const { syns, answer } of connectionsOf(subject, 'ue')) {
    const [syn] = syns;
    if (syn === undefined || answer?.kind !== 'rst') continue;
    return {
      title: 'The P-CSCF refuses TCP in ESP',
      detail: `A RST in ESP answers the UE's SYN from port ${syn.sourcePort} to ${syn.destinationPort}: the SAs work, but nothing listens there.`,
      frames: framesOf([syn, answer]),
      confidence: 'certain',
      advice: `Make the P-CSCF listen on TCP port ${syn.destinationPort} at its Gm address (check with ss -ltn; Kamailio: listen=tcp:ADDRESS:${syn.destinationPort}).`,
      settle: null,
    };
  }
  return null;
}
