import { missingSequences } from '../../../ipsec/sa-counts.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 4303 §2.2: the sender counts each packet of an SA, so each missing number is a missing packet. */
export const sequenceGaps: RegistrationRule = {
  about: 'registration',
  id: 'E2',
  title: 'ESP packets are missing',
  term: 'ESP sequence gaps, packet loss',
  evidence: 'Between the lowest and the highest sequence number of an SA some numbers are missing.',
  severity: 'note',
  advice:
    'Give tcpdump a larger buffer (-B) if it reports "packets dropped by kernel". Otherwise look for loss between sender and capture point. A few lost packets do no harm: SIP repeats messages over UDP, and TCP repeats segments itself.',
  settle:
    'Capture at the sender and at the receiver. Packets missing only at the receiver were lost by the network. Packets missing at the sender were lost by the capture.',
  certain: 'A sender counts every packet of an SA by one, so a missing number is a missing packet.',
  check: ({ sets }) => {
    const torn = sets.flatMap(
      ({ activity }) => activity?.sas.filter(({ sa }) => missingSequences(sa) > 0) ?? [],
    );
    if (torn.length === 0) return null;
    const missing = torn.reduce((sum, { sa }) => sum + missingSequences(sa), 0);
    const texts = torn.map(
      ({ sa }) =>
        `${missingSequences(sa)} of ${sa.lastSequence - sa.firstSequence + 1} on ${sa.name} (SPI ${sa.spi})`,
    );
    return {
      detail: `${missing} ESP ${missing === 1 ? 'packet is' : 'packets are'} missing: ${texts.slice(0, 8).join(', ')}.`,
      frames: framesOf(torn.flatMap(({ frames }) => frames.slice(0, 1))),
      confidence: 'certain',
    };
  },
};
