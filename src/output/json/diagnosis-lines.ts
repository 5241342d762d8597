import { timeText } from '../../bytes/time.ts';
import type { Diagnosis, Finding, RegistrationDiagnosis, TimelineStep } from '../../model/diagnosis.ts';
import { framesObject } from './frames-object.ts';
import { jsonLine, registrationObject } from './json-lines.ts';
import type { AdviceLine, FindingLine, RegistrationLine, StepObject } from './line-types.ts';

/** Lines of a diagnosis that belong together, made when they are asked for. */
export interface DiagnosisPart {
  /** Names it for a reader. */
  readonly about: string;
  readonly lines: () => string;
}

/**
 * JSON lines of a diagnosis: each registration with its verdict and steps, its findings, then the findings about the
 * capture.
 */
export function diagnosisLines(diagnosis: Diagnosis, files: readonly string[]): string {
  return diagnosisParts(diagnosis, files)
    .map(({ lines }) => lines())
    .join('');
}

/** The same, a part for each registration and one for the capture. */
export function diagnosisParts(
  { registrations, findings, advice }: Diagnosis,
  files: readonly string[],
): DiagnosisPart[] {
  const findingLines = (some: readonly Finding[]) =>
    some.map(finding => findingLine(finding, files)).join('');
  return [
    ...registrations.map(one => ({
      about: `registration ${one.registration.callId}`,
      lines: () => jsonLine(registrationWith(one, files)) + findingLines(one.findings),
    })),
    {
      about: 'the capture',
      lines: () =>
        findingLines(findings) +
        advice.map(text => jsonLine({ type: 'advice', text } satisfies AdviceLine)).join(''),
    },
  ];
}

function registrationWith(
  { registration, outcome, verdict, steps }: RegistrationDiagnosis,
  files: readonly string[],
): RegistrationLine {
  return {
    ...registrationObject(registration, outcome),
    verdict,
    steps: steps.map(step => stepObject(step, files)),
  };
}

function stepObject(step: TimelineStep, files: readonly string[]): StepObject {
  const { kind, mark, frames, text } = step;
  return { kind, mark, time: timeText(step), ...framesObject(frames, files), text };
}

/** One finding; `callId` is null for the whole capture. */
function findingLine(finding: Finding, files: readonly string[]): string {
  const { rule, severity, confidence, title, detail, advice, settle, callId } = finding;
  return jsonLine({
    type: 'finding',
    rule,
    severity,
    confidence,
    title,
    detail,
    ...framesObject(finding.frames, files),
    advice,
    settle,
    callId,
  } satisfies FindingLine);
}
