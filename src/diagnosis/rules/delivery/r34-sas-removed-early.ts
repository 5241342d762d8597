import type { AttemptFacts, RegistrationCase, SetFacts } from '../../cases/case.ts';
import { notesDuring } from '../../cases/time-window.ts';
import { ANSWER_TIME, downlinkOf } from '../../evidence/evidence.ts';
import { exchangesOf, hasWaited, isProtectedUplink } from '../../evidence/exchanges.ts';
import type { Silence } from '../../journal/esp-activity.ts';
import { framesOf, isAfter, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';
import { mixedTransport } from './r33-mixed-transport.ts';
import { staleSa } from './r36-stale-sa.ts';

/**
 * TS 24.229 §5.2.2.2: the SAs outlive the registration by 30 s.
 * https://github.com/herlesupreeth/docker_open5gs/issues/322, https://github.com/kamailio/kamailio/issues/4501
 */
export const sasRemovedEarly: RegistrationRule = {
  about: 'registration',
  id: 'R34',
  title: 'The P-CSCF stops answering before the registration expires',
  term: 'VoLTE dies after minutes, SAs removed before expiry, pending_reg_expires',
  evidence:
    'ESP of a registered UE was answered. From some moment on its requests in ESP are not, although the granted Expires has not run out.',
  severity: 'warning',
  advice:
    'Find out when the P-CSCF removes SAs (ip xfrm monitor) and why. Read its log at that moment and look for a restart. Kamailio: check pending_reg_expires of ims_registrar_pcscf and the grace time of contacts.',
  settle:
    'Run `ip xfrm state` at the P-CSCF after it has stopped answering: do the SAs still exist? If so, check `ip -s xfrm state` and the route to the UE.',
  check: subject => {
    const facts = subject.sets.findLast(({ activity }) => activity !== null);
    const silence = facts?.activity?.silence ?? null;
    const registered = subject.attempts.findLast(({ attempt }) => attempt.outcome === 'registered');
    const ok = registered?.gmFinal ?? null;
    if (facts === undefined || silence === null || registered === undefined || ok === null) return null;
    const granted = registered.attempt.expires ?? 0;
    const elapsed = secondsBetween(ok, silence.since);
    if (downlinkOf(facts).length === 0 || elapsed < 0 || elapsed >= granted) return null;
    if (subject.attempts.at(-1)?.attempt.outcome === 'deregistered') return null;
    const unanswered = unansweredIn(subject, facts, silence);
    const isGivenUp = startsAnew(subject, silence) && lastsLong(silence);
    if (unanswered.length === 0 && !isGivenUp) return null;
    // If only UDP fails, or the UE has moved, the SAs still exist.
    if (mixedTransport.check(subject, []) !== null || staleSa.check(subject, []) !== null) return null;
    const methods = [...new Set(unanswered.map(({ message }) => message.method))].join(', ');
    const what =
      unanswered.length > 0
        ? `No answer comes to ${methods}`
        : 'Then the UE sends a new REGISTER, unprotected';
    return {
      detail: `The UE is registered for ${granted} s. ${Math.round(elapsed)} s after the 200 the P-CSCF stops answering: the UE sends ${silence.packets} ESP packets in ${secondsText(secondsBetween(silence.since, silence.last))} and gets nothing back. ${what}.`,
      frames: framesOf([...okFrames(registered), ...silence.frames, ...unanswered]),
      confidence: unanswered.length > 0 ? 'likely' : 'possible',
    };
  },
};

/** Unanswered requests of the UE since then, each time that they were sent. */
function unansweredIn(subject: RegistrationCase, { set }: SetFacts, { since }: Silence): SipNote[] {
  const registers = subject.attempts.flatMap(({ gm }) => [...gm.requests, ...gm.responses]);
  return exchangesOf([...registers, ...notesDuring(subject, subject.others)])
    .filter(one => one.responses.length === 0 && !isAfter(since, one.requests[0] as SipNote))
    .filter(one => one.requests.every(isProtectedUplink) && hasWaited(subject, one))
    .flatMap(({ requests }) => requests)
    .filter(({ protection }) => protection?.sa?.set === set);
}

/** Does the UE, left without an answer, start again with an unprotected REGISTER? */
function startsAnew({ next }: RegistrationCase, { since }: Silence): boolean {
  const request = next?.attempts[0]?.gm.requests[0] ?? null;
  return request !== null && request.protection === null && isAfter(request, since);
}

function lastsLong({ packets, since, last }: Silence): boolean {
  return packets >= 3 && secondsBetween(since, last) >= ANSWER_TIME;
}

function okFrames({ gmFinal }: AttemptFacts): SipNote[] {
  return gmFinal === null ? [] : [gmFinal];
}
