import { missingSequences } from '../../../ipsec/sa-counts.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 4303 §2.2: the sender counts each packet of an SA, so a number that is not there is a packet that is not there. */
export const sequenceGaps: RegistrationRule = {
  about: 'registration',
  id: 'E2',
  title: 'ESP packets are missing',
  term: 'ESP sequence gaps, packet loss',
  evidence: 'Sequence numbers between the lowest and the highest of an SA that were not seen.',
  severity: 'note',
  advice:
    'They were lost on the way to the capture point, or by the capture (tcpdump says “packets dropped by kernel”; give it a larger buffer with -B). SIP repeats what is lost over UDP, TCP does so itself.',
  settle:
    'A capture at the other end: what is missing there too was lost by the network. Numbers missing at the sender itself were lost by the capture.',
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
      detail: `${missing} ESP ${missing === 1 ? 'packet was' : 'packets were'} sent and not seen: ${texts.slice(0, 8).join(', ')}.`,
      frames: framesOf(torn.flatMap(({ frames }) => frames.slice(0, 1))),
      confidence: 'certain',
    };
  },
};
