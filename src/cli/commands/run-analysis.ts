import { statSync } from 'node:fs';
import {
  type AnalysisOptions,
  type AnalysisResult,
  type AnalysisSink,
  analyse,
  type DiagnosedResult,
} from '../../analysis/analyse.ts';
import type { MobilityEvent } from '../../analysis/events/mobility-event.ts';
import type { PdnEvent } from '../../analysis/events/pdn-event.ts';
import type { PolicyEvent } from '../../analysis/events/policy-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { type CaptureInput, isRereadable } from '../../analysis/input/capture-bytes.ts';
import type { LaneThreads } from '../../analysis/threads/lane-threads.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Issue } from '../../model/issue.ts';
import type { KeyGate } from '../../output/keys/key-gate.ts';
import type { HostNames } from '../../output/names/host-names.ts';
import { issueText } from '../../output/text/issue-text.ts';
import { summaryText } from '../../output/text/summary-text.ts';
import type { TimeFormat } from '../../output/time/time-column.ts';
import type { TimeSpan } from '../../output/time/time-span.ts';
import type { WithinSpan } from '../../output/time/within-span.ts';
import type { KeyFileArgument } from '../inputs/key-inputs.ts';
import { memoryOf, unpackedOf } from '../inputs/memory-option.ts';
import type { FoundKeys } from '../inputs/read-keys.ts';
import { endAtInterrupt, type InputArguments, inputsOf, isLive } from '../live/live-inputs.ts';
import { onInterrupt } from '../terminal/on-interrupt.ts';
import type { OneByOne } from '../terminal/one-by-one.ts';
import type { Colours } from '../terminal/paint.ts';
import { Progress } from '../terminal/progress.ts';
import { CommandError, EXIT, note, type Terminal } from '../terminal/terminal.ts';

/** Options of every command. */
export interface CommonArguments extends InputArguments {
  readonly crypto: 'auto' | 'node' | 'noble';
  /** Files of keys, with their options. */
  readonly keyFiles?: readonly KeyFileArgument[];
  readonly ck: string | undefined;
  readonly ik: string | undefined;
  /** The condition for exit code 3. */
  readonly failOn?: 'icv-bad' | 'failed' | 'warning' | undefined;
  readonly showKeys: boolean;
  /** Hides keys in all that is printed; null if they are shown. */
  readonly gate: KeyGate | null;
  readonly quiet: boolean;
  /** The time of `--from` and `--to`; null for all. */
  readonly span?: TimeSpan | null;
  /** Names of `--names`, and what is wrong with their files. */
  readonly hosts?: HostNames;
  readonly nameIssues?: readonly Issue[];
  /** The choice of `-t`. */
  readonly time?: TimeFormat | undefined;
  /** The choice of `--color`. */
  readonly colours?: Colours | undefined;
  readonly maximumFrames?: number | undefined;
  /** The text of `--max-memory`. */
  readonly maximumMemory?: string | undefined;
  /** The text of `--max-unpacked`. */
  readonly maximumUnpacked?: string | undefined;
  /** Threads already started. */
  readonly threads: LaneThreads | null;
  /** False: no packets are decrypted in batches. */
  readonly lane?: boolean;
}

/** What a command hears of the analysis: all of it without keys, unless they are shown. */
export interface CommandSink extends Omit<AnalysisSink, 'sip' | 'learnt'> {
  /** @param exact the message as it was sent, perhaps with keys. */
  sip?(event: SipEvent, exact?: SipEvent): void;
}

/** What a command asks of the analysis besides options of the library. */
interface Asked {
  readonly outcomes?: boolean;
  /** The messages of the sink are also those outside of `--from` and `--to`. */
  readonly hearsAll?: boolean;
}

/**
 * Runs the analysis of the command line, with progress and issues on standard error.
 *
 * `outcomes` asks for the outcomes of `diagnose`. For most registrations the REGISTERs alone show them. If they leave a
 * registration open, the capture is read again with a diagnosis; a pipe is read with a diagnosis at once.
 */
export function runAnalysis(
  args: CommonArguments,
  terminal: Terminal,
  sink: CommandSink,
  more: { readonly diagnose: true },
): Promise<DiagnosedResult>;
export function runAnalysis(
  args: CommonArguments,
  terminal: Terminal,
  sink: CommandSink,
  more?: Pick<AnalysisOptions, 'checkGrammar'> & Asked,
): Promise<AnalysisResult>;
export async function runAnalysis(
  args: CommonArguments,
  terminal: Terminal,
  given: CommandSink,
  {
    outcomes = false,
    hearsAll = false,
    ...more
  }: Pick<AnalysisOptions, 'checkGrammar' | 'diagnose'> & Asked = {},
): Promise<AnalysisResult> {
  const within = await withinSpan(args);
  const limited = within === null ? given : within.sink(given);
  const sink: CommandSink = hearsAll ? { ...limited, ...given } : limited;
  const maximumMemory = memoryOf(args.maximumMemory);
  const maximumUnpacked = unpackedOf(args.maximumUnpacked);
  const { issues, ...keys } = await givenKeys(args);
  const { gate } = args;
  gate?.give(keys.keys, keys.givenSas);
  if (args.ck !== undefined && !args.quiet)
    note(terminal, 'other users of this machine can see keys on the command line');
  const inputs = inputsOf(args, terminal);
  const end = isLive(args) ? endAtInterrupt(terminal, args.quiet) : null;
  const showProgress = terminal.stderr.isTTY === true && !args.quiet;
  const progress = new Progress(terminal.stderr, showProgress ? totalSize(inputs) : 0, () =>
    performance.now(),
  );
  const options = {
    crypto: args.crypto,
    ...keys,
    threads: args.threads,
    lane: args.lane ?? true,
    onInterrupt,
    ...more,
    // Only a diagnosis knows when a registration was.
    ...(within !== null || (outcomes && !inputs.every(isRereadable)) ? { diagnose: true } : {}),
    maximumUnpacked,
    follow: args.follow ?? false,
    ...(end !== null && { end: end.signal }),
    ...(maximumMemory === null ? {} : { maximumMemory }),
    ...(args.maximumFrames === undefined ? {} : { maximumFrames: args.maximumFrames }),
  };
  const report = (found: Issue) => {
    const issue = gate === null ? found : { ...found, message: gate.text(found.message) };
    progress.clear();
    note(terminal, issueText(issue, args.file));
    sink.issue?.(issue);
  };
  const ofFiles = [...issues, ...(args.nameIssues ?? [])];
  for (const issue of ofFiles) report(issue);
  const isUnused = ofFiles.some(({ damage }) => damage);
  try {
    const analysed = await analyse(inputs, {
      ...options,
      on: {
        ...sink,
        // A gate learns from every message, also if nothing prints it.
        sip: event => {
          const shown = gate === null ? event : gate.sip(event);
          sink.sip?.(shown, event);
        },
        plain: row => {
          if (gate?.mayHide(row)) {
            const shown = gate.sip(row.event);
            sink.sip?.(shown, row.event);
          } else if (sink.plain === undefined) sink.sip?.(row.event, row.event);
          else sink.plain(row);
        },
        ...(sink.diameter !== undefined && {
          diameter: (event: PolicyEvent) => {
            gate?.hideIn(event.facts);
            sink.diameter?.(event);
          },
        }),
        ...(sink.mobility !== undefined && {
          mobility: (event: MobilityEvent) => {
            gate?.hideIn(event);
            sink.mobility?.(event);
          },
        }),
        ...(sink.pdn !== undefined && {
          pdn: (event: PdnEvent) => {
            gate?.hideIn(event);
            sink.pdn?.(event);
          },
        }),
        ...(sink.live !== undefined && {
          live: (soFar: () => Diagnosis) =>
            sink.live?.(() => (gate === null ? soFar() : namedWithoutKeys(soFar(), gate))),
        }),
        learnt: keys => gate?.learn(keys),
        progress: bytes => progress.advance(bytes),
        issue: report,
        // It is already an issue, and causes exit code 2.
        unreadable: () => {},
        unprintable: error => {
          if (error instanceof CommandError) throw error;
        },
      },
    });
    const chosen = within === null ? analysed : within.result(analysed);
    const result = { ...chosen, inputDamaged: analysed.inputDamaged || isUnused };
    const shown = gate === null ? result : hiddenWhenRead(result, gate);
    if (!outcomes || result.diagnosis !== null || result.summary.registrations.incomplete === 0) return shown;
    const again = { ...options, threads: null, diagnose: true, on: { unreadable: () => {} } } as const;
    const { diagnosis, summary } = await analyse(inputs, again);
    gate?.hideIn(diagnosis);
    return {
      ...shown,
      diagnosis,
      summary: { ...result.summary, registrations: summary.registrations },
    };
  } finally {
    end?.stop();
    progress.clear();
  }
}

/** Loads the code that leaves things out only when it is used. */
async function withinSpan({ span }: CommonArguments): Promise<WithinSpan | null> {
  if (span === undefined || span === null) return null;
  const { WithinSpan: Within } = await import('../../output/time/within-span.ts');
  return new Within(span);
}

/** A diagnosis before the end, without keys in what names registrations and says what became of them. */
function namedWithoutKeys(diagnosis: Diagnosis, gate: KeyGate): Diagnosis {
  const hidden = (text: string | null) => text && gate.text(text);
  const registrations = diagnosis.registrations.map(one => {
    gate.hideIn([one.steps, one.findings]);
    const { callId, impi, impu, ue, pcscf } = one.registration;
    const named = { impi: hidden(impi), impu: hidden(impu), ue: hidden(ue), pcscf: hidden(pcscf) };
    const registration = { ...one.registration, ...named, callId: gate.text(callId) };
    return { ...one, registration, verdict: gate.text(one.verdict) };
  });
  return { ...diagnosis, registrations };
}

/** The result without keys in what names registrations and sets: many, and most commands never look at them. */
function hiddenWhenRead(result: AnalysisResult, gate: KeyGate): AnalysisResult {
  const { registrations, sets, diagnosis } = result;
  let isHidden = false;
  const hide = <Part>(part: Part): Part => {
    if (!isHidden) gate.hideIn([registrations, sets, diagnosis]);
    isHidden = true;
    return part;
  };
  return {
    ...result,
    get registrations() {
      return hide(registrations);
    },
    get sets() {
      return hide(sets);
    },
    diagnosis: diagnosis === null ? null : hide(diagnosis),
  };
}

/** What else decides how a command ends. */
interface Conclusion {
  /** Messages that matched the display filter; null without one. */
  readonly displayed?: number | null;
  /** The parts of the output. */
  readonly each?: OneByOne;
}

/** Prints the summary on standard error and returns the exit code of a completed command. */
export function conclude(
  result: AnalysisResult,
  args: CommonArguments,
  terminal: Terminal,
  { displayed = null, each }: Conclusion = {},
): number {
  if (!args.quiet)
    for (const line of summaryText(result.summary, displayed, result.diagnosis !== null)
      .trimEnd()
      .split('\n'))
      note(terminal, line);
  if (result.inputDamaged || each?.isIncomplete === true) return EXIT.UNREADABLE;
  return args.failOn === 'icv-bad' && result.summary.esp.icvBad > 0 ? EXIT.CONDITION : EXIT.OK;
}

/** Loads the code that reads keys only when it is used. */
async function givenKeys({ keyFiles = [], ck, ik }: CommonArguments): Promise<FoundKeys> {
  if (keyFiles.length === 0 && ck === undefined && ik === undefined)
    return { usims: [], keys: [], givenSas: [], issues: [] };
  const { keysOf, readKeyFiles } = await import('../inputs/read-keys.ts');
  const own = keysOf(ck, ik);
  const found = await readKeyFiles(keyFiles);
  return { ...found, keys: [...found.keys, ...own] };
}

/** Bytes to read: several files are read twice. */
function totalSize(inputs: readonly CaptureInput[]): number {
  let total = 0;
  for (const input of inputs) if (input.stream === undefined) total += sizeOf(input.name);
  return inputs.length > 1 ? 2 * total : total;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // A file that cannot be opened is reported when it is read.
  }
}

/** Was nothing read at all? Then no output may replace an existing file. */
export function isUnread({ inputDamaged, summary }: AnalysisResult): boolean {
  return inputDamaged && summary.frames === 0;
}
