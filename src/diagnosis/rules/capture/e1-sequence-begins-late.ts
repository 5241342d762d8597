import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 4303 §2.2: the first packet of an SA has the number 1. */
export const sequenceBeginsLate: RegistrationRule = {
  about: 'registration',
  id: 'E1',
  title: 'The first packets of an SA are not in the capture',
  term: 'ESP sequence number does not start at 1',
  evidence: 'The 401 that made the SA is in the capture, but the lowest sequence number of the SA is not 1.',
  severity: 'note',
  advice:
    'Packets were lost before they reached the capture, or by it. If the P-CSCF uses SPIs again, it may also be an older SA of its kernel that was never removed: look with `ip xfrm state` for SAs that no UE needs.',
  settle: 'A capture at the sender of these packets.',
  check: ({ sets }) => {
    const late = sets
      .filter(({ challenged }) => challenged !== null)
      .flatMap(
        ({ activity }) => activity?.sas.filter(({ sa }) => sa.numbered > 0 && sa.firstSequence > 1) ?? [],
      );
    if (late.length === 0) return null;
    const texts = late.map(({ sa }) => `${sa.name} (SPI ${sa.spi}) begins with ${sa.firstSequence}`);
    return {
      detail: `${texts.slice(0, 4).join('; ')}.`,
      frames: framesOf(late.flatMap(({ frames }) => frames.slice(0, 1))),
      confidence: 'certain',
    };
  },
};
