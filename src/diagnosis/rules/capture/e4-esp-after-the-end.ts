import type { RegistrationCase } from '../../cases/case.ts';
import { framesOf, type Moment, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 24.229 §5.1.1.2.2, §5.2.2.2: the SAs end 30 s after the registration; §5.1.1.6: with the de-registration. */
export const espAfterTheEnd: RegistrationRule = {
  about: 'registration',
  id: 'E4',
  title: 'SAs are used after their registration has ended',
  term: 'ESP after de-registration or expiry, SAs not removed',
  evidence:
    'ESP in an SA set more than half a minute after the de-registration, or after the Expires that was granted, with no further REGISTER in between.',
  severity: 'note',
  advice:
    'Both ends are to remove the SAs. See the timers of the end that still sends; `ip xfrm state` at the P-CSCF shows what is left. A REGISTER that is not in the capture explains it too.',
  settle: 'A capture without gaps over the whole time: is there a REGISTER that this one lacks?',
  check: subject => {
    const end = endOf(subject);
    if (end === null || isProlongedByNext(subject)) return null;
    const late = subject.sets
      .flatMap(({ activity }) => activity?.sas ?? [])
      .filter(({ last }) => secondsBetween(end.at, last) > end.after + GRACE);
    const [first] = late;
    if (first === undefined) return null;
    const over = Math.max(...late.map(({ last }) => secondsBetween(end.at, last) - end.after));
    return {
      detail: `${end.text}; the last ESP comes ${secondsText(over)} after that, on ${late.map(({ sa }) => sa.name).join(', ')}.`,
      frames: framesOf([end.at, ...first.frames.slice(-1)]),
      confidence: subject.capture.gapFrames.length > 0 ? 'possible' : 'likely',
    };
  },
};

const GRACE = 32;

interface End {
  readonly at: SipNote & Moment;
  /** Seconds from there to the end of the registration. */
  readonly after: number;
  readonly text: string;
}

/** When the registration ended or is to end; null without an answer that says so. */
function endOf({ attempts }: RegistrationCase): End | null {
  const last = attempts.findLast(({ attempt }) => /registered$/.test(attempt.outcome));
  const at = last?.final ?? null;
  if (last === undefined || at === null) return null;
  if (last.attempt.outcome === 'deregistered') return { at, after: 0, text: 'The UE was de-registered' };
  const { expires } = last.attempt;
  if (expires === null) return null;
  return { at, after: expires, text: `The registration was granted for ${expires} s` };
}

/** A REGISTER of another Call-ID in the same SAs keeps them alive. */
function isProlongedByNext({ next, sets }: RegistrationCase): boolean {
  const own = new Set(sets.map(({ set }) => set));
  return (
    next?.attempts.some(({ attempt }) => attempt.protectedBy !== null && own.has(attempt.protectedBy)) ??
    false
  );
}
