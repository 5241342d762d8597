import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { Summary } from '../../analysis/summary.ts';
import { endpointText } from '../../bytes/address.ts';
import { spiText, toHex } from '../../bytes/hex.ts';
import { espKeysOfSa } from '../../ipsec/esp-keys.ts';
import { missingSequences } from '../../ipsec/sa-counts.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Diagnosis, Finding, RegistrationDiagnosis, TimelineStep } from '../../model/diagnosis.ts';
import type { Issue } from '../../model/issue.ts';
import type { Attempt, RegistrationOutcome } from '../../model/registration.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import { outcomeOf } from '../../registration/registration-table.ts';
import type { Subscriber } from '../facts/subscriber.ts';
import { subscriberRows, subscriberTitle } from '../facts/subscriber-rows.ts';
import { keySourceOf, suiteOfSa } from '../text/sa-facts.ts';
import type { EspTimes } from './esp-times.ts';
import { packetText } from './packet-text.ts';
import type {
  AttemptFacts,
  FindingFacts,
  FramePair,
  IssueFacts,
  RegistrationFacts,
  ReportFacts,
  SaFacts,
  StepFacts,
  SubscriberFacts,
} from './report-data.ts';

/** The registrations as diagnosed; without a diagnosis, their attempts and outcomes. */
export function registrationsOf(
  result: Pick<AnalysisResult, 'registrations'>,
  diagnosis: Diagnosis | null,
): readonly RegistrationDiagnosis[] {
  return (
    diagnosis?.registrations ??
    result.registrations.map(registration => ({
      registration,
      outcome: outcomeOf(registration),
      verdict: '',
      steps: [],
      findings: [],
    }))
  );
}

/** Registrations with problems first, otherwise in their order. */
export function worstFirst(
  registrations: readonly RegistrationDiagnosis[],
): readonly RegistrationDiagnosis[] {
  const rank = ({ outcome }: RegistrationDiagnosis) => OUTCOMES.indexOf(outcome);
  return registrations.toSorted((one, other) => rank(one) - rank(other));
}

const OUTCOMES: readonly RegistrationOutcome[] = ['failed', 'incomplete', 'registered', 'deregistered'];

/** One registration for the page. */
export function registrationFacts(diagnosed: RegistrationDiagnosis, start: Moment): RegistrationFacts {
  const { callId, impi, impu, ue, pcscf, attempts, sets } = diagnosed.registration;
  return {
    callId: packetText(callId),
    impi: impi === null ? null : packetText(impi),
    impu: impu === null ? null : packetText(impu),
    ue,
    pcscf,
    outcome: diagnosed.outcome,
    verdict: diagnosed.verdict === '' ? null : diagnosed.verdict,
    attempts: attempts.map(attemptFacts),
    steps: diagnosed.steps.map(step => stepFacts(step, start)),
    findings: diagnosed.findings.map(findingFacts),
    sets: sets.map(set => set.id),
  };
}

/** Number of registrations by outcome. */
export function outcomesOf(registrations: readonly RegistrationDiagnosis[]): ReportFacts['outcomes'] {
  const outcomes = { registered: 0, failed: 0, incomplete: 0, deregistered: 0 };
  for (const { outcome } of registrations) outcomes[outcome]++;
  return outcomes;
}

/** A finding for the page. */
export function findingFacts(finding: Finding): FindingFacts {
  const { rule, severity, confidence, title, detail, frames, advice, settle } = finding;
  return { rule, severity, confidence, title, detail, frames: frames.map(pair), advice, settle };
}

/** One subscriber for the page. */
export function subscriberFacts(subscriber: Subscriber, showKeys: boolean): SubscriberFacts {
  return {
    title: packetText(subscriberTitle(subscriber)),
    rows: subscriberRows(subscriber, showKeys).map(([label, text, frames]) => [
      label,
      text,
      frames.map(pair),
    ]),
  };
}

/** One SA for the page; its keys only if they are shown. */
export function saFacts(sa: SecurityAssociation, times: EspTimes, showKeys: boolean): SaFacts {
  const { set } = sa;
  const suite = suiteOfSa(sa);
  const keys = showKeys ? espKeysOfSa(sa) : null;
  const series = times.of(sa.destination, sa.spi);
  return {
    set: set.id,
    generation: set.generation,
    name: sa.name,
    source: endpointText(sa.source, sa.sourcePort),
    destination: endpointText(sa.destination, sa.destinationPort),
    spi: spiText(sa.spi),
    alg: suite?.alg ?? null,
    ealg: suite?.ealg ?? null,
    state: set.state,
    recovered: sa.recovered,
    keySource: keySourceOf(sa),
    packets: sa.packets,
    good: sa.icvGood,
    bad: sa.icvBad,
    unchecked: sa.unchecked,
    duplicates: sa.duplicates,
    gaps: missingSequences(sa),
    frames: sa.firstFrame === null ? null : [sa.firstFrame, sa.lastFrame ?? sa.firstFrame],
    ...(keys === null
      ? {}
      : { encryptionKey: hexOf(keys.encryption), authenticationKey: hexOf(keys.authentication) }),
    chart: series === null ? null : { packets: [...series.packets], bad: [...series.bad] },
  };
}

/** An issue for the page. */
export function issueFacts({ code, layer, damage, file, frame, message }: Issue): IssueFacts {
  return { code, layer, damage, file, frame, message };
}

/** The figures at the top. */
export function countsOf({ frames, esp, sip, issues }: Summary): ReportFacts['counts'] {
  const closed = esp.noKey + esp.unknownSpi;
  return [
    ['frames', frames, 'plain'],
    ['SIP messages', sip.messages, 'plain'],
    ['SIP in ESP', sip.protected, 'plain'],
    ['ESP packets', esp.packets, 'plain'],
    ['ICV good', esp.icvGood, esp.icvGood > 0 ? 'good' : 'plain'],
    ['ICV bad', esp.icvBad, esp.icvBad > 0 ? 'bad' : 'plain'],
    ['ESP without key', closed, closed > 0 ? 'bad' : 'plain'],
    ['issues', issues, 'plain'],
  ];
}

function attemptFacts(attempt: Attempt): AttemptFacts {
  const { cseq, outcome, status, protectedBy, requestFrames, responseFrames } = attempt;
  const frames = [...requestFrames, ...responseFrames].map(pair);
  return { cseq, outcome, status, set: protectedBy?.id ?? null, frames };
}

function stepFacts(
  { kind, mark, seconds, nanoseconds, frames, text }: TimelineStep,
  start: Moment,
): StepFacts {
  const time = (seconds - start.seconds) * 1e9 + nanoseconds - start.nanoseconds;
  return { kind, mark, time, frames: frames.map(pair), text };
}

function pair({ file, frame }: FrameReference): FramePair {
  return [file, frame];
}

function hexOf(key: Uint8Array | null): string {
  return key === null ? '' : toHex(key);
}
