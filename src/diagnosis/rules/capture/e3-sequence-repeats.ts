import { isUplink } from '../../journal/esp-activity.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * RFC 4303 §3.3.3: a sender never uses a number twice with one key; §3.4.3: the receiver drops what comes again or is
 * older than its window. Kamailio installs SAs with a window of 32 packets.
 */
export const sequenceRepeats: RegistrationRule = {
  about: 'registration',
  id: 'E3',
  title: 'Sequence numbers are used twice with one key',
  term: 'anti-replay, replay window, XfrmInStateSeqError',
  evidence:
    'ESP packets of one SA with the same sequence number, different octets and good ICVs. Further observations of one packet do not count.',
  severity: 'warning',
  advice:
    'The sender began to count anew without a new SA: it was started again, or installed the same SA a second time. The other end drops all that is behind its replay window until the numbers have grown past it. Let the UE register anew with new SPIs.',
  settle: 'XfrmInStateSeqError in /proc/net/xfrm_stat at the receiver counts what it drops as a replay.',
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
      detail: `Packets whose number an earlier packet of the SA had, with other octets and a good ICV: ${texts.slice(0, 4).join(', ')}.`,
      frames: framesOf(repeating.flatMap(({ repeatFrames }) => repeatFrames)),
      confidence: 'certain',
    };
  },
};
