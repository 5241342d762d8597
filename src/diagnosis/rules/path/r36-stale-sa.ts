import type { RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, isTunnelled, sourcesOf, uplinkOf } from '../../evidence/evidence.ts';
import { isSameUe, translationOf, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { isUplink } from '../../journal/esp-activity.ts';
import { framesOf, isAfter, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.5: when its address changes, the UE drops all SAs and registers again.
 * https://github.com/open5gs/open5gs/issues/3484: after a handover from VoWiFi to VoLTE the UE kept an old flow.
 */
export const staleSa: RegistrationRule = {
  about: 'registration',
  id: 'R36',
  title: 'The UE uses SAs of its old address',
  term: 'handover VoWiFi to VoLTE, stale SA, old SPI',
  evidence:
    'A registration from a new address has replaced the old one, but the UE still sends ESP under the old SPIs. Or: ESP comes from an address that does not match the agreement of its SPI.',
  severity: 'error',
  advice:
    'Switch flight mode on and off: the next registration should work. Report the fault to the maker of the UE: after a handover it must close its old connections, as the P-CSCF cannot answer on them.',
  settle:
    'Read a log of the UE at the time of the handover, and `ip xfrm state` at the P-CSCF: to which address do its SAs belong?',
  check: subject => replaced(subject) ?? moved(subject),
};

function replaced(subject: RegistrationCase): Hit | null {
  const { next } = subject;
  const ok = next?.attempts.find(({ attempt }) => attempt.outcome === 'registered')?.gmFinal ?? null;
  if (next === null || ok === null) return null;
  if ([...next.ueAddresses].some(address => subject.ueAddresses.has(address))) return null;
  const late = subject.sets
    .flatMap(uplinkOf)
    .find(({ last }) => isAfter(last, ok) && secondsBetween(ok, last) >= ANSWER_TIME);
  if (late === undefined) return null;
  return {
    detail: `The UE registered again from ${[...next.ueAddresses].join(', ')}. ${secondsText(secondsBetween(ok, late.last))} later ESP still comes from ${sourcesOf(late).join(', ')}, under SPI ${late.sa.spi} of the previous registration.`,
    frames: framesOf([...late.frames.slice(0, 2), ok]),
    confidence: 'likely',
    severity: 'warning',
  };
}

function moved(subject: RegistrationCase): Hit | null {
  const unanswered = unansweredEsp(subject);
  if (unanswered !== null && translationOf(unanswered) !== null) return null;
  for (const { challenged, activity } of subject.sets) {
    const request: SipNote | null = challenged?.gm.requests[0] ?? null;
    if (request === null || isTunnelled(challenged?.securityServer ?? [])) continue;
    for (const { sa, paths } of activity?.sas ?? []) {
      const other = isUplink(sa) ? paths.find(({ source }) => source !== sa.source) : undefined;
      if (other === undefined) continue;
      const { source } = other;
      const isUnanswered = unanswered !== null || (activity?.silence?.packets ?? 0) > 1;
      const anew = subject.next?.attempts[0]?.gm.requests.find(note => note.source === source);
      return {
        ...(isSameUe(sa.source, source) ? OTHER_ADDRESS : {}),
        detail: `SPI ${sa.spi} was agreed with ${sa.source}, but ESP under it comes from ${source}${
          isUnanswered ? ', and nothing comes back' : ''
        }.${anew === undefined ? '' : ' Then the UE registers again from there.'}`,
        frames: framesOf([request, ...other.frames, ...(anew === undefined ? [] : [anew])]),
        confidence: isUnanswered ? 'likely' : 'possible',
        severity: unanswered !== null ? 'error' : isUnanswered ? 'warning' : 'note',
      };
    }
  }
  return null;
}

const OTHER_ADDRESS = {
  title: 'The UE sends ESP from another of its own addresses',
  advice:
    'SAs belong to one address (TS 33.203 §7.1). The UE must send from the address that it registered with: temporary IPv6 addresses (RFC 8981) and a second /64 or IP version of the same bearer must not be used for IMS. Switch flight mode on and off as a first help, and report it to the maker of the UE.',
};
