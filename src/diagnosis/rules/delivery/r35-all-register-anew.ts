import type { CaptureFacts, RegistrationCase } from '../../cases/case.ts';
import { framesOf, isAfter, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { CaptureRule } from '../rule.ts';

/** https://github.com/kamailio/kamailio/issues/4670: a P-CSCF flushes all SAs when it starts; the UEs notice one by one. */
export const allRegisterAnew: CaptureRule = {
  about: 'capture',
  id: 'R35',
  title: 'Many UEs register again at the same time',
  term: 'P-CSCF restart, crash, SAs flushed, avalanche of registrations',
  evidence:
    'At least three UEs, and at least half of all registered ones, start again with an unprotected REGISTER within a minute, although their registrations are valid. If the SPIs of the P-CSCF start again at the lowest value too, it has probably restarted.',
  severity: 'warning',
  advice:
    'Find out whether the P-CSCF restarted at that time (its log, systemctl status, docker ps), and why. A restart loses all SAs: a UE cannot be called until it notices and registers again.',
  settle: 'Read the log of the P-CSCF, and run `ip xfrm monitor` there: does it show a flush of all states?',
  check: capture => {
    const group = densest(startsOf(capture));
    const ues = distinct(group);
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined || ues < UES) return null;
    if (2 * ues < registeredBefore(capture, first)) return null;
    const restart = restartText(capture, group);
    const silent = group.filter(one => isSilent(one)).length;
    const silence = silent === 0 ? '' : ` ESP of ${silent} of them was no longer answered.`;
    return {
      detail: `${ues} UEs start again with an unprotected REGISTER within ${secondsText(secondsBetween(first.request, last.request))}, before their registrations expire.${silence}${restart ?? ''}`,
      frames: framesOf(group.map(({ request }) => request)),
      confidence: restart !== null || 2 * silent >= ues ? 'likely' : 'possible',
    };
  },
};

const UES = 3;
const WINDOW = 60;

/** A UE that starts again although it is registered. */
interface Start {
  readonly ue: string;
  readonly before: RegistrationCase;
  readonly after: RegistrationCase;
  readonly request: SipNote;
}

function startsOf({ cases }: CaptureFacts): Start[] {
  const starts: Start[] = [];
  for (const before of cases) {
    const after = before.next;
    const request = after?.attempts[0]?.gm.requests[0] ?? null;
    const registered = before.attempts.at(-1);
    const ok = registered?.attempt.outcome === 'registered' ? registered.final : null;
    if (after === null || request === null || request.protection !== null || ok === null) continue;
    const elapsed = secondsBetween(ok, request);
    if (elapsed >= 0 && elapsed < (registered?.attempt.expires ?? 0))
      starts.push({ ue: nameOf(before), before, after, request });
  }
  return starts.sort((a, b) => secondsBetween(b.request, a.request));
}

/** The starts in the busiest minute. */
function densest(starts: readonly Start[]): Start[] {
  let [from, best, bestFrom] = [0, 0, 0];
  for (const [to, { request }] of starts.entries()) {
    while (secondsBetween((starts[from] as Start).request, request) > WINDOW) from++;
    if (to + 1 - from > best) [best, bestFrom] = [to + 1 - from, from];
  }
  return starts.slice(bestFrom, bestFrom + best);
}

function distinct(starts: readonly Start[]): number {
  return new Set(starts.map(({ ue }) => ue)).size;
}

function registeredBefore({ cases }: CaptureFacts, { request }: Start): number {
  const ues = cases.filter(({ attempts }) =>
    attempts.some(
      ({ attempt, final }) => attempt.outcome === 'registered' && final !== null && isAfter(request, final),
    ),
  );
  return new Set(ues.map(nameOf)).size;
}

function nameOf({ registration, ueAddresses }: RegistrationCase): string {
  return registration.impi ?? registration.impu ?? [...ueAddresses][0] ?? registration.callId;
}

function isSilent({ before, request }: Start): boolean {
  return before.sets.some(
    ({ activity }) => activity?.silence != null && isAfter(request, activity.silence.since),
  );
}

/** Null unless the SPIs of the P-CSCF had grown and start again at or below the lowest one seen. */
function restartText({ cases }: CaptureFacts, group: readonly Start[]): string | null {
  const [first] = group as [Start];
  const isNew = new Set(group.map(({ after }) => after));
  const earlier = cases.filter(
    one =>
      !isNew.has(one) &&
      one.attempts.some(({ gmFinal }) => gmFinal !== null && isAfter(first.request, gmFinal)),
  );
  const before = earlier.flatMap(spisOf);
  const after = [...isNew].flatMap(spisOf);
  const lowest = minimum(before);
  const start = minimum(after);
  if (lowest === null || start === null || start > lowest || before.length < UES) return null;
  return ` The SPIs of the P-CSCF start again at ${start}.`;
}

function spisOf({ sets }: RegistrationCase): number[] {
  return sets.map(({ set }) => Math.min(set.pcscf.spiC, set.pcscf.spiS));
}

function minimum(values: readonly number[]): number | null {
  return values.reduce<number | null>(
    (least, value) => (least === null || value < least ? value : least),
    null,
  );
}
