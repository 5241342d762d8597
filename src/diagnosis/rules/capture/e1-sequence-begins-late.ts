import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 4303 §2.2: the first packet of an SA has the number 1. */
export const sequenceBeginsLate: RegistrationRule = {
  about: 'registration',
  id: 'E1',
  title: 'The first packets of an SA are not in the capture',
  term: 'ESP sequence number does not start at 1',
  evidence: 'The capture has the 401 that created the SA, but the lowest sequence number of the SA is not 1.',
  severity: 'note',
  advice:
    'Start the capture earlier, or closer to the sender: packets were lost before the capture point or by the capture. If the P-CSCF reuses SPIs, run `ip xfrm state` there and look for stale SAs: the number may belong to an old SA that was never removed.',
  settle: 'Capture at the sender of these packets: are the first ones there?',
  check: ({ sets }) => {
    const late = sets
      .filter(({ challenged }) => challenged !== null)
      .flatMap(
        ({ activity }) => activity?.sas.filter(({ sa }) => sa.numbered > 0 && sa.firstSequence > 1) ?? [],
      );
    if (late.length === 0) return null;
    const texts = late.map(({ sa }) => `${sa.name} (SPI ${sa.spi}) starts with ${sa.firstSequence}`);
    return {
      detail: `${texts.slice(0, 4).join('; ')}.`,
      frames: framesOf(late.flatMap(({ frames }) => frames.slice(0, 1))),
      // A sender that goes on counting from an older SA would look the same.
      confidence: 'likely',
    };
  },
};
