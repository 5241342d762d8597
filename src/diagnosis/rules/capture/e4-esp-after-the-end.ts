import type { RegistrationCase } from '../../cases/case.ts';
import { framesOf, type Moment, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 24.229 §5.1.1.2.2, §5.2.2.2: SAs end 30 s after the registration; §5.1.1.6: or with the de-registration. */
export const espAfterTheEnd: RegistrationRule = {
  about: 'registration',
  id: 'E4',
  title: 'ESP continues after the registration has ended',
  term: 'ESP after de-registration or expiry, SAs not removed',
  evidence:
    'ESP of an SA set comes more than half a minute after the de-registration, or after the granted Expires has run out, without another REGISTER in between.',
  severity: 'note',
  advice:
    'Check the timers of the end that still sends: both ends must remove the SAs. See what is left at the P-CSCF with `ip xfrm state`. If the capture lacks a REGISTER, nothing may be wrong.',
  settle: 'Capture the whole time without gaps: does it show a REGISTER that is missing here?',
  check: subject => {
    const end = endOf(subject);
    if (end === null || isProlongedByNext(subject)) return null;
    const late = subject.sets
      .flatMap(({ activity }) => activity?.sas ?? [])
      .filter(({ last }) => secondsBetween(end.at, last) > end.after + GRACE);
    const [first] = late;
    if (first === undefined) return null;
    const over = late.reduce((most, { last }) => Math.max(most, secondsBetween(end.at, last) - end.after), 0);
    return {
      detail: `${end.text}. The last ESP comes ${secondsText(over)} later, on ${late.map(({ sa }) => sa.name).join(', ')}.`,
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

/** When the registration ended or will end; null without a response that shows it. */
function endOf({ attempts }: RegistrationCase): End | null {
  const last = attempts.findLast(({ attempt }) => /registered$/.test(attempt.outcome));
  const at = last?.final ?? null;
  if (last === undefined || at === null) return null;
  if (last.attempt.outcome === 'deregistered') return { at, after: 0, text: 'The UE was de-registered' };
  const { expires } = last.attempt;
  if (expires === null) return null;
  return { at, after: expires, text: `The registration expired after ${expires} s` };
}

/** A REGISTER of another Call-ID in the same SAs keeps them alive. */
function isProlongedByNext({ next, sets }: RegistrationCase): boolean {
  const own = new Set(sets.map(({ set }) => set));
  return (
    next?.attempts.some(({ attempt }) => attempt.protectedBy !== null && own.has(attempt.protectedBy)) ??
    false
  );
}
