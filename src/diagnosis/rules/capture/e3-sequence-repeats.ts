import { isUplink } from '../../journal/esp-activity.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * RFC 4303 §3.3.3: a sender never uses a number twice with one key; §3.4.3: the receiver drops packets with a used number
 * or one older than its window. Kamailio installs SAs with a window of 32 packets.
 */
export const sequenceRepeats: RegistrationRule = {
  about: 'registration',
  id: 'E3',
  title: 'Sequence numbers are used twice with one key',
  term: 'anti-replay, replay window, XfrmInStateSeqError',
  evidence:
    'Two ESP packets of one SA have the same sequence number, different octets and good ICVs. Copies of one packet do not count.',
  severity: 'warning',
  advice:
    'Make the UE register again with new SPIs. Find out why the sender restarted its count without a new SA: it restarted, or installed the same SA twice. Until the numbers have grown past the replay window, the other end drops its packets.',
  settle:
    'Read XfrmInStateSeqError in /proc/net/xfrm_stat at the receiver: it counts packets dropped as replays.',
  certain:
    'Two packets with one sequence number differ, and both have a good ICV: both came from a holder of the key.',
  check: ({ sets }) => {
    const repeating = sets.flatMap(
      ({ activity }) => activity?.sas.filter(({ repeats }) => repeats > 0) ?? [],
    );
    const [first] = repeating;
    if (first === undefined) return null;
    const texts = repeating.map(
      ({ sa, repeats }) =>
        `${repeats} on ${sa.name} (SPI ${sa.spi}, sent by the ${isUplink(sa) ? 'UE' : 'P-CSCF'})`,
    );
    return {
      detail: `Packets with a used sequence number, other octets and a good ICV: ${texts.slice(0, 4).join(', ')}.`,
      frames: framesOf(repeating.flatMap(({ repeatFrames }) => repeatFrames)),
      confidence: 'certain',
    };
  },
};
