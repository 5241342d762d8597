import type { FrameReference } from '../../../model/capture.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from '../../cases/case.ts';
import { indexAt, notesDuring } from '../../cases/time-window.ts';
import { ANSWER_TIME, downlinkOf, statusText } from '../../evidence/evidence.ts';
import { exchangesOf, hasWaited, isProtectedUplink } from '../../evidence/exchanges.ts';
import { connectionsOf, type RefusedSyn, refusedSyns } from '../../evidence/silence/connections.ts';
import { refusalOfUplink } from '../../evidence/silence/esp-refusal.ts';
import { refusalText } from '../../evidence/silence/icmp-refusal.ts';
import { espRefused, type NamedCause } from '../../evidence/silence/refusal-text.ts';
import { signsOfPcscf } from '../../evidence/silence/signs-of-life.ts';
import { synsOf } from '../../evidence/silence/unanswered-esp.ts';
import { refusedForUe } from '../../evidence/terminating.ts';
import { isUplink, type Silence } from '../../journal/esp-activity.ts';
import {
  framesOf,
  inFrameOrder,
  isAfter,
  type Moment,
  type SipNote,
  secondsBetween,
  secondsText,
  type TcpNote,
} from '../../journal/notes.ts';
import { staleSa } from '../path/r36-stale-sa.ts';
import type { Hit, RegistrationRule } from '../rule.ts';
import { mixedTransport } from './r33-mixed-transport.ts';

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
    'ESP of a registered UE was answered. From some moment on its requests (or its SYNs of TCP) in ESP are not, although the granted Expires has not run out. A note if the P-CSCF refuses them for a while only.',
  severity: 'warning',
  advice:
    'Find out when the P-CSCF removes SAs (ip xfrm monitor) and why. Read its log at that moment and look for a restart. Kamailio: check pending_reg_expires of ims_registrar_pcscf and the grace time of contacts.',
  settle:
    'Run `ip xfrm state` at the P-CSCF after it has stopped answering: do the SAs still exist? If so, check `ip -s xfrm state` and the route to the UE.',
  certain:
    'An ICMP error quotes what the P-CSCF decrypted (or the ESP), or a RST answers a SYN: nothing took the packet at that moment.',
  check: subject => {
    const facts = subject.sets.findLast(({ activity }) => activity !== null);
    const registered = subject.attempts.findLast(({ attempt }) => attempt.outcome === 'registered');
    const ok = registered?.gmFinal ?? null;
    if (facts === undefined) return null;
    if (subject.attempts.at(-1)?.attempt.outcome === 'deregistered') return null;
    if (registered === undefined || ok === null) return refusedWithoutKeys(subject, facts);
    return refused(subject, facts, ok) ?? fellSilent(subject, facts, registered, ok);
  },
};

/**
 * Certain: an ICMP error quotes what the P-CSCF decrypted (or the ESP itself), or a RST in ESP answers a SYN; either
 * says that nothing took the packet at that moment, whatever else was lost.
 */
function refused(subject: RegistrationCase, facts: SetFacts, ok: SipNote): Hit | null {
  const icmp = refusalOfUplink(subject, facts, ok);
  const rsts = refusedSyns(subject.capture.tcpInSet(facts.set)).filter(
    ({ syn, rst }) => syn.source === facts.set.ue.address && isAfter(rst, ok),
  );
  const [first] = rsts;
  if (icmp === null && first === undefined) return null;
  const texts = [
    ...(icmp === null ? [] : [refusalText(icmp)]),
    ...(first === undefined
      ? []
      : [`a RST in ESP answers the SYN to port ${first.syn.destinationPort} (frame ${first.rst.frame})`]),
  ];
  const cause = icmp === null ? portClosed(first as RefusedSyn) : espRefused(icmp);
  const last = [...(icmp?.errors ?? []), ...rsts.map(({ rst }) => rst)].reduce((a, b) =>
    isAfter(b, a) ? b : a,
  );
  const answer = answerAfter(subject, last);
  const frames = inFrameOrder(
    framesOf([
      ok,
      ...lastUplink(facts),
      ...(icmp?.frames ?? []).slice(0, 6),
      ...rsts.flatMap(({ syn, rst }) => [syn, rst]).slice(0, 4),
      ...(answer === null ? [] : [answer]),
    ]),
  );
  const when = `The UE was registered in frame ${ok.frame}. Later`;
  const found = { ...cause, frames, confidence: 'certain', settle: null } as const;
  if (answer === null)
    return { ...found, detail: `${when} the P-CSCF takes nothing more: ${texts.join(', and ')}.` };
  return {
    ...found,
    title: `${cause.title}, for a while`,
    detail: `${when} ${texts.join(', and ')}. Then the P-CSCF answers again (frame ${answer.frame}).`,
    severity: 'note',
  };
}

/** SIP of the P-CSCF in ESP to the UE after a moment: then it takes ESP again, or took another transport all the time. */
function answerAfter(subject: RegistrationCase, moment: Moment): SipNote | null {
  const fromPcscf = [
    ...subject.attempts.flatMap(({ gm }) => gm.responses),
    ...notesDuring(subject, subject.others),
  ];
  return (
    fromPcscf.find(note => {
      const sa = note.protection?.sa ?? null;
      return sa !== null && !isUplink(sa) && isAfter(note, moment);
    }) ?? null
  );
}

/**
 * Without keys it is not known whether the UE registered, but ESP went both ways, and then ICMP refuses all that the UE
 * sends: that is certain without reading it.
 */
function refusedWithoutKeys(subject: RegistrationCase, facts: SetFacts): Hit | null {
  const challenge = facts.challenged?.gmFinal ?? null;
  const [answer] = downlinkOf(facts).filter(({ closed }) => closed > 0);
  if (challenge === null || answer === undefined) return null;
  const icmp = refusalOfUplink(subject, facts, answer.last);
  const [first] = icmp?.errors ?? [];
  if (icmp === null || first === undefined) return null;
  if (downlinkOf(facts).some(({ last }) => isAfter(last, first))) return null;
  return {
    ...espRefused(icmp),
    detail: `After the 401 (frame ${challenge.frame}) both ends sent ESP. Later the P-CSCF takes nothing more: ${refusalText(icmp)}.`,
    frames: inFrameOrder(framesOf([challenge, ...lastUplink(facts), ...icmp.frames.slice(0, 6)])),
    confidence: 'certain',
    settle: null,
  };
}

function portClosed({ syn }: RefusedSyn): NamedCause {
  return {
    title: `The P-CSCF decrypts the ESP, but nothing listens on TCP port ${syn.destinationPort}`,
    advice: `The SAs work. Check whether the P-CSCF process still runs and listens on its protected port (ss -ltnp), and read its log at that moment.`,
  };
}

function lastUplink({ activity }: SetFacts): readonly FrameReference[] {
  return activity?.silence?.frames.slice(0, 4) ?? [];
}

function fellSilent(
  subject: RegistrationCase,
  facts: SetFacts,
  registered: AttemptFacts,
  ok: SipNote,
): Hit | null {
  const silence = facts.activity?.silence ?? null;
  if (silence === null || downlinkOf(facts).length === 0) return null;
  if (signsOfPcscf(subject, silence.since).length > 0) return null;
  const unanswered = unansweredIn(subject, facts, silence);
  const isGivenUp = startsAnew(subject, silence) && lastsLong(silence);
  const syns = unanswered.length > 0 ? [] : unansweredSyns(subject, facts, silence);
  if (unanswered.length === 0 && syns.length === 0 && !isGivenUp) return null;
  // An ACK before the first request has no answer, so it says nothing of when the silence began.
  const since = unanswered[0] ?? silence.since;
  const granted = registered.attempt.expires ?? 0;
  const elapsed = secondsBetween(ok, since);
  if (elapsed < 0 || elapsed >= granted) return null;
  // If only UDP fails, or the UE has moved, the SAs still exist.
  if (mixedTransport.check(subject, []) !== null || staleSa.check(subject, []) !== null) return null;
  const methods = [...new Set(unanswered.map(({ message }) => message.method))].join(', ');
  const what =
    unanswered.length > 0
      ? `No answer comes to ${methods}`
      : isGivenUp
        ? 'Then the UE sends a new REGISTER, unprotected'
        : 'No SYN-ACK comes';
  const usedTcp = connectionsOf(subject, 'ue').some(({ answer }) => answer?.kind === 'syn-ack');
  const refusals = refusedForUe(subject, ok);
  const [, refusal] = refusals;
  const terminating =
    refusal === undefined ? '' : ` A request for the UE is refused with ${statusText(refusal)}.`;
  const restart = restartOf(subject, facts);
  return {
    ...(restart === null ? {} : RESTARTED),
    detail: `The UE is registered for ${granted} s. ${Math.round(elapsed)} s after the 200 the P-CSCF stops answering: the UE sends ${packetsSince(silence, unanswered, syns)} in ${secondsText(secondsBetween(since, silence.last))} and gets nothing back. ${what}.${terminating}${restart === null ? '' : restart.text}`,
    frames: inFrameOrder(
      framesOf(
        [ok, ...unanswered, ...(unanswered.length > 0 ? [] : silence.frames), ...refusals.slice(0, 2)].concat(
          restart?.notes ?? [],
        ),
        20,
      ),
    ),
    // SYNs alone may fail where TCP never worked; then the SAs may still be there for UDP.
    confidence: unanswered.length > 0 || (syns.length > 0 && usedTcp) ? 'likely' : 'possible',
  };
}

const RESTARTED = {
  title: 'The P-CSCF lost its SAs: it restarted, or they were removed',
  advice:
    'First look for a restart or crash of the P-CSCF at that moment (its log, systemctl status, docker ps): a starting Kamailio flushes all SAs of the kernel and has lost its contacts. If it ran on, find out when it removes SAs (ip xfrm monitor; pending_reg_expires of ims_registrar_pcscf, the grace time of contacts).',
};

/** The next agreement gives out the SPIs of an earlier one again: the P-CSCF counts from its start. */
function restartOf({ sets, next }: RegistrationCase, { set }: SetFacts) {
  const anew = next?.sets.find(({ challenged }) => challenged !== null) ?? null;
  if (next === null || anew === null) return null;
  const { spiC, spiS } = anew.set.pcscf;
  const earlier = sets.find(one => one.set.pcscf.spiC === spiC && one.set.pcscf.spiS === spiS);
  if (earlier === undefined || anew.set === set) return null;
  const notes = [
    ...(earlier.challenged?.gmFinal ? [earlier.challenged.gmFinal] : []),
    ...(next.attempts[0]?.request ? [next.attempts[0].request] : []),
    ...(anew.challenged?.gmFinal ? [anew.challenged.gmFinal] : []),
  ];
  return {
    text: ` The next Security-Server has SPIs ${spiC} and ${spiS} again: the P-CSCF gives them out from the start.`,
    notes,
  };
}

function packetsSince(
  { packets }: Silence,
  unanswered: readonly SipNote[],
  syns: readonly TcpNote[],
): string {
  if (syns.length > 0) return `${syns.length} SYNs in ESP`;
  return unanswered.length > 0
    ? `${unanswered.length} ${unanswered.length === 1 ? 'request' : 'requests'} in ESP`
    : `${packets} ESP packets`;
}

/** Unanswered requests of the UE since then, each time that they were sent. */
function unansweredIn(subject: RegistrationCase, { set }: SetFacts, { since }: Silence): SipNote[] {
  const registers = subject.attempts.flatMap(({ gm }) => [...gm.requests, ...gm.responses]);
  const others = notesDuring(subject, subject.others);
  const unanswered = (notes: readonly SipNote[]) =>
    exchangesOf(notes)
      .filter(one => one.responses.length === 0 && !isAfter(since, one.requests[0] as SipNote))
      .filter(one => one.requests.every(isProtectedUplink) && hasWaited(subject, one))
      .flatMap(({ requests }) => requests)
      .filter(({ protection }) => protection?.sa?.set === set);
  // Most messages come before the silence. They can only add answers, and few captures have requests that lack one.
  const inSilence = others.slice(indexAt(others, since));
  if (unanswered([...registers, ...inSilence]).length === 0) return [];
  return unanswered([...registers, ...others]);
}

/** SYNs of the UE in the silence, if it sent one again and again for seconds. */
function unansweredSyns(subject: RegistrationCase, facts: SetFacts, { since }: Silence): TcpNote[] {
  const syns = synsOf(subject, facts).filter(note => !isAfter(since, note));
  const [first, last] = [syns[0], syns.at(-1)];
  const isRepeated =
    first !== undefined && last !== undefined && syns.length >= 3 && secondsBetween(first, last) >= 2;
  return isRepeated ? syns : [];
}

/** Does the UE, left without an answer, start again with an unprotected REGISTER? */
function startsAnew({ next }: RegistrationCase, { since }: Silence): boolean {
  const request = next?.attempts[0]?.gm.requests[0] ?? null;
  return request !== null && request.protection === null && isAfter(request, since);
}

function lastsLong({ packets, since, last }: Silence): boolean {
  return packets >= 3 && secondsBetween(since, last) >= ANSWER_TIME;
}
