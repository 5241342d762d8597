import { printable } from '../../bytes/printable.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type {
  Diagnosis,
  Finding,
  RegistrationDiagnosis,
  Severity,
  StepMark,
  TimelineStep,
} from '../../model/diagnosis.ts';
import type { RegistrationOutcome } from '../../model/registration.ts';
import type { HostNames } from '../names/host-names.ts';
import { TimeColumn, type TimeFormat } from '../time/time-column.ts';
import { shortFileLabels } from './file-labels.ts';
import type { Paint, Tone } from './tone.ts';
import { wrapped } from './wrapped-text.ts';

/** Options of `diagnose -T text`. */
export interface DiagnosisTextOptions {
  /** Names of the inputs; shown beside frame numbers if there are several. */
  readonly files: readonly string[];
  /** Time of the first frame. */
  readonly start: Moment;
  readonly time: TimeFormat;
  readonly hosts?: HostNames | undefined;
  /** Registrations outside of a chosen time, which are left out. */
  readonly leftOut?: number | undefined;
  /** Show every timeline, not only those of failed registrations. */
  readonly verbose: boolean;
  /** Characters of a line. */
  readonly width: number;
  readonly paint: Paint;
}

/** One part of the text, which is made when it is asked for. */
export interface DiagnosisSection {
  /** Names it for a reader. */
  readonly about: string;
  readonly text: () => string;
}

/** Each registration with its verdict, marked timeline and findings; then the findings about the whole capture. */
export function diagnosisText(diagnosis: Diagnosis, given: DiagnosisTextOptions): string {
  return diagnosisSections(diagnosis, given)
    .map(({ text }) => text())
    .join('\n');
}

/**
 * The same in sections, which belong together with an empty line between them.
 *
 * @param shown the registrations that are shown, if not all.
 */
export function diagnosisSections(
  { registrations, findings, advice }: Diagnosis,
  given: DiagnosisTextOptions,
  shown = registrations,
): DiagnosisSection[] {
  const options = { ...given, labels: shortFileLabels(given.files) };
  const alone = registrations.length === 1;
  const section = (about: string, lines: () => readonly string[]) => ({
    about,
    text: () => `${lines().join('\n')}\n`,
  });
  return [
    ...(registrations.length > 0
      ? []
      : [
          section('advice', () => [
            options.leftOut
              ? `No registration in this time, but ${options.leftOut} outside of it.`
              : 'No registration in this capture.',
            ...advice.flatMap(text => wrapped(text, options.width, '  ')),
          ]),
        ]),
    ...shown.map(one =>
      section(`registration ${one.registration.callId}`, () =>
        registrationLines(one, alone || options.verbose, options),
      ),
    ),
    ...(findings.length === 0
      ? []
      : [
          section('the capture', () => [
            options.paint('heading', 'The capture'),
            ...findingLines(findings, options),
          ]),
        ]),
  ];
}

/** The options of every part. */
interface TextContext extends Omit<DiagnosisTextOptions, 'files'> {
  /** The label before frame numbers, by file; empty for one file. */
  readonly labels: readonly string[];
}

const OUTCOMES: Readonly<Record<RegistrationOutcome, readonly [label: string, tone: Tone]>> = {
  registered: ['REGISTERED', 'good'],
  deregistered: ['DE-REGISTERED', 'good'],
  failed: ['FAILED', 'bad'],
  incomplete: ['INCOMPLETE', 'unchecked'],
};

function registrationLines(one: RegistrationDiagnosis, whole: boolean, options: TextContext): string[] {
  const { registration, outcome, verdict, findings } = one;
  const { paint, width } = options;
  const [label, tone] = OUTCOMES[outcome];
  const names = [
    registration.impi ?? registration.impu ?? 'unknown user',
    named(`UE ${registration.ue ?? '?'}`, options),
    named(`P-CSCF ${registration.pcscf ?? '?'}`, options),
    `Call-ID ${registration.callId}`,
  ];
  const wrong = (outcome !== 'registered' && outcome !== 'deregistered') || findings.some(isGrave);
  const times = new TimeColumn(options.time, options.start);
  const steps = wrong || whole ? ['', ...one.steps.flatMap(step => stepLines(step, times, options))] : [];
  const [first = '', ...rest] = wrapped(named(`${label}  ${verdict}`, options), width, '');
  return [
    paint('heading', printable(names.join('  '))),
    `${paint(tone, first.slice(0, label.length))}${first.slice(label.length)}`,
    ...rest,
    ...steps,
    ...findingLines(findings, options),
  ];
}

/** A text with the names of its addresses, safe for a terminal. */
function named(text: string, { hosts }: TextContext): string {
  return printable(hosts?.inText(text) ?? text);
}

function isGrave({ severity }: Finding): boolean {
  return severity !== 'note';
}

const MARKS: Readonly<Record<StepMark, readonly [mark: string, tone: Tone]>> = {
  good: ['✓', 'good'],
  bad: ['✗', 'bad'],
  odd: ['!', 'unchecked'],
  plain: ['·', 'clear'],
};

const TIME_WIDTH = 12;
const FRAME_WIDTH = 7;

/** Time, the first frame of the step, its mark and text. */
function stepLines(step: TimelineStep, times: TimeColumn, options: TextContext): string[] {
  const [mark, tone] = MARKS[step.mark];
  const [frame] = step.frames;
  const time = times.next(step).padStart(Math.max(TIME_WIDTH, times.width));
  const place = (frame === undefined ? '' : frameName(frame, options)).padStart(FRAME_WIDTH);
  const indent = ' '.repeat(time.length + place.length + 4);
  const [first = '', ...rest] = wrapped(named(step.text, options), options.width, indent);
  return [`${time} ${place} ${options.paint(tone, mark)} ${first.slice(indent.length)}`, ...rest];
}

const TONES: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'unchecked', note: 'clear' };

function findingLines(findings: readonly Finding[], options: TextContext): string[] {
  return findings.flatMap(finding => {
    const { severity, rule, title, confidence, detail, advice, settle } = finding;
    const part = (lead: string, text: string) => {
      const [first = '', ...rest] = wrapped(named(text, options), options.width, LEAD);
      return [`    ${lead.padEnd(LEAD.length - 4)}${first.slice(LEAD.length)}`, ...rest];
    };
    return [
      '',
      `  ${options.paint(TONES[severity], severity.toUpperCase())} ${rule} ${options.paint('heading', printable(title))} (${confidence})`,
      ...part('evidence', detail),
      ...part('frames', finding.frames.map(frame => frameName(frame, options)).join(' ')),
      ...part('fix', advice),
      ...(settle === null ? [] : part('to confirm', settle)),
    ];
  });
}

const LEAD = ' '.repeat('    to confirm  '.length);

function frameName({ file, frame }: FrameReference, { labels }: TextContext): string {
  return `${labels[file] ?? ''}${frame}`;
}
