import type { FrameReference } from '../../../model/capture.ts';
import type { Finding } from '../../../model/diagnosis.ts';
import type { RegistrationCase } from '../../cases/case.ts';
import { notesBetween } from '../../cases/time-window.ts';
import { lossText } from '../../evidence/policy/policy-exchanges.ts';
import type { PolicyNote } from '../../journal/access-notes.ts';
import { framesOf, isAfter, type Moment, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** TS 29.214 §4.4.6 (ASR, loss of signalling path, loss of bearer), TS 24.229 §5.2.8.3: what a P-CSCF does then. */
export const rxSessionEnded: AccessRule = {
  about: 'access',
  id: 'P12',
  title: 'The PCRF ends the Rx session of the UE before its registration dies',
  term: 'ASR, RAR INDICATION_OF_LOSS_OF_BEARER, loss of signalling bearer, P-CSCF removes registration',
  evidence:
    'The UE is registered. Then the PCRF aborts the Rx session of its signalling (ASR), or reports the loss of its bearer (RAR), and afterwards a REGISTER fails, the UE must register anew, or the P-CSCF stops answering.',
  severity: 'error',
  advice:
    'Find out why the bearer went: look at Gx and GTP-C before it (CCR-T, Delete Session, Delete Bearer), at the release of the connection on S1 or N2, and at the log of the gateway. The P-CSCF does what it should: without the bearer it ends the registration.',
  settle: 'Capture Gx and GTP-C as well: what did the gateway tell the PCRF before?',
  check: (phone, subject, found) => {
    if (subject === null) return null;
    const ok = subject.attempts.find(({ attempt }) => attempt.outcome === 'registered')?.final ?? null;
    if (ok === null) return null;
    const { connection, begin, over } = subject;
    const calls = sessionsOfCalls(notesBetween(phone.policy, connection ?? begin, over));
    const lost = notesBetween(phone.policy, ok, over).find(
      note => lossText(note) !== null && !calls.has(note.session) && isBeforeEnd(subject, note),
    );
    const text = lost === undefined ? null : lossText(lost);
    if (lost === undefined || text === null) return null;
    const death = deathAfter(subject, lost, found);
    if (death === null) return null;
    return {
      detail: `The PCRF sends ${text}${about(lost)} ${secondsText(secondsBetween(ok, lost))} after the 200 to REGISTER. ${death.text}`,
      frames: framesOf([ok, lost, ...death.frames]),
      confidence: 'likely',
      explains: death.frames,
    };
  },
};

/** Seconds after the end of its Rx session within which a registration dies because of it. */
const SOON = 120;

/** Rules about a P-CSCF or UE that does not answer any more. */
const SILENCE: ReadonlySet<string> = new Set(['G1', 'G8', 'G9', 'R10', 'R11', 'R20', 'R34', 'R35', 'R36']);

/** Rx sessions that were asked for with media only. */
function sessionsOfCalls(policy: readonly PolicyNote[]): Set<string | null> {
  const asked = policy.filter(({ command }) => command === 'AAR');
  const signalling = new Set(asked.filter(({ hasMedia }) => !hasMedia).map(({ session }) => session));
  return new Set(asked.map(({ session }) => session).filter(session => !signalling.has(session)));
}

/** Before the UE ends the registration itself. */
function isBeforeEnd({ attempts }: RegistrationCase, note: Moment): boolean {
  const end = attempts.find(({ attempt }) => attempt.expires === 0)?.request ?? null;
  return end === null || isAfter(end, note);
}

function deathAfter(
  { attempts, next, registration }: RegistrationCase,
  lost: PolicyNote,
  found: readonly Finding[],
): { text: string; frames: readonly FrameReference[] } | null {
  const isSoon = (moment: Moment) => isAfter(moment, lost) && secondsBetween(lost, moment) < SOON;
  const failed = attempts.find(
    ({ attempt, request }) => attempt.outcome === 'failed' && request !== null && isSoon(request),
  );
  if (failed?.final != null)
    return {
      text: `Then the REGISTER (CSeq ${failed.attempt.cseq}) gets ${failed.final.message.status}.`,
      frames: [failed.final],
    };
  const silent = found.find(
    ({ rule, severity, frames }) =>
      SILENCE.has(rule) &&
      severity !== 'note' &&
      frames.some(({ file, frame }) => file === lost.file && frame > lost.frame),
  );
  if (silent !== undefined)
    return {
      text: `Then: ${silent.title} (${silent.rule}).`,
      frames: silent.frames.filter(({ frame }) => frame > lost.frame),
    };
  const anew = next?.attempts[0]?.request ?? null;
  if (anew === null || !isSoon(anew) || next?.registration.callId === registration.callId) return null;
  return { text: `Then the UE registers anew (frame ${anew.frame}).`, frames: [anew] };
}

function about({ addresses, session }: PolicyNote): string {
  if (addresses.length > 0) return ` for ${addresses.join(', ')}`;
  return session === null ? '' : ` in session ${session.slice(0, 80)}`;
}
