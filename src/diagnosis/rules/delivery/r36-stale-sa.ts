import type { RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, isTunnelled, uplinkOf } from '../../evidence/evidence.ts';
import { translationOf, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
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
  severity: 'warning',
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
    detail: `The UE registered again from ${[...next.ueAddresses].join(', ')}. ${secondsText(secondsBetween(ok, late.last))} later ESP still comes from ${late.sources.join(', ')}, under SPI ${late.sa.spi} of the previous registration.`,
    frames: framesOf([...late.frames.slice(0, 2), ok]),
    confidence: 'likely',
  };
}

function moved(subject: RegistrationCase): Hit | null {
  const unanswered = unansweredEsp(subject);
  if (unanswered !== null && translationOf(unanswered) !== null) return null;
  for (const { challenged, activity } of subject.sets) {
    const request: SipNote | null = challenged?.gm.requests[0] ?? null;
    if (request === null || isTunnelled(challenged?.securityServer ?? [])) continue;
    const late = activity?.sas.find(
      one =>
        one.sa.name !== 'ps->uc' && one.sa.name !== 'pc->us' && others(one.sources, one.sa.source).length > 0,
    );
    if (late === undefined || activity === null) continue;
    const isUnanswered = activity.silence !== null && activity.silence.packets > 1;
    return {
      detail: `SPI ${late.sa.spi} was agreed with ${late.sa.source}, but ESP under it comes from ${others(late.sources, late.sa.source).join(', ')}.`,
      frames: framesOf([request, ...late.frames]),
      confidence: 'possible',
      severity: isUnanswered || unanswered !== null ? 'warning' : 'note',
    };
  }
  return null;
}

function others(sources: readonly string[], agreed: string): string[] {
  return sources.filter(source => source !== agreed);
}
