import type { GivenKey } from '../aka/key-file.ts';
import type { Usim } from '../aka/usim.ts';
import { type CaptureLosses, noLosses } from '../capture/damage.ts';
import { type EngineChoice, loadEngine } from '../ipsec/crypto/load-engine.ts';
import type { EspResult } from '../ipsec/sa-database.ts';
import type { FrameReference } from '../model/capture.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { Issue, Report } from '../model/issue.ts';
import type { Challenge, Registration, RegistrationOutcome } from '../model/registration.ts';
import type { GivenSa, KeyMaterial, SaSet } from '../model/security-association.ts';
import type { Datagram } from '../net/packet/datagram.ts';
import type { RewrittenFrame } from '../net/rewrite/frame-rewriter.ts';
import { ChallengeStore } from '../registration/challenge-store.ts';
import type { WhoIsWho } from '../registration/parties/who-is-who.ts';
import { outcomeOf } from '../registration/registration-table.ts';
import { Analyser } from './analyser.ts';
import { CaptureClock } from './capture-clock.ts';
import type { CoreEvent } from './events/core-event.ts';
import type { CxEvent } from './events/cx-event.ts';
import { type EspEvent, espEvent } from './events/esp-event.ts';
import type { MobilityEvent } from './events/mobility-event.ts';
import type { OutputFrame } from './events/output-frame.ts';
import type { PdnEvent } from './events/pdn-event.ts';
import type { PlainEvent } from './events/plain-event.ts';
import type { PolicyEvent } from './events/policy-event.ts';
import type { SipEvent } from './events/sip-event.ts';
import { FrameQueue } from './frames/frame-queue.ts';
import { type CaptureInput, isRereadable } from './input/capture-bytes.ts';
import { mergedBatches, type NumberedInput, numbered } from './input/merged-batches.ts';
import type { ReadingLog } from './input/read-capture.ts';
import { isUnreadable, UnreadableInputError } from './input/unreadable-input.ts';
import { IssueLog } from './issue-log.ts';
import { LIMITS, type Limits, limitsFor } from './limits.ts';
import type { AnalysisListener } from './listeners.ts';
import type { Summary } from './summary.ts';
import { Survey } from './survey.ts';
import { throughLane } from './threads/ahead.ts';
import { LaneThreads } from './threads/lane-threads.ts';
import { isOtherTraffic } from './traffic.ts';

/** Options of an analysis. */
export interface AnalysisOptions {
  /** Crypto engine; `auto` takes the faster one that is available. */
  readonly crypto?: EngineChoice;
  /** Keys to try besides those in the captures, for everything or as they are selected; see `parseGivenKeys`. */
  readonly keys?: readonly GivenKey[];
  /** USIMs that compute the keys; see `parseUsims`. */
  readonly usims?: readonly Usim[];
  /** Report messages that break the grammar of SIP (RFC 3261 §25.1); default: true. */
  readonly checkGrammar?: boolean;
  /** SAs with their own keys; see `parseEspSa` and `parseXfrmStates`. */
  readonly givenSas?: readonly GivenSa[];
  /** Say why registrations failed; default: false. It keeps the messages in memory, up to a bound. */
  readonly diagnose?: boolean;
  /** Most bytes that all tables of the analysis may take; default: `DEFAULT_MEMORY`. */
  readonly maximumMemory?: number;
  /** Bytes that each compressed input may unpack to; default: 64 MiB without a frame, 1,000 times its size in all. */
  readonly maximumUnpacked?: number | null;
  /** Stop after this many frames. */
  readonly maximumFrames?: number;
  /** Threads from `startThreads`. They end with the analysis. The result is the same without them. */
  readonly threads?: LaneThreads | null;
  /** False: no packets are decrypted in batches. The result is the same, later. */
  readonly lane?: boolean;
  /**
   * Receives what is to be done before a signal ends the process: keys and packets in shared memory are overwritten.
   * Returns what takes that back. With this member, signals can arrive while captures are read.
   */
  readonly onInterrupt?: (cleanUp: () => void) => () => void;
  /** Aborted when streams, pipes and followed files shall end as if their bytes were over; what is cut there is no issue. */
  readonly end?: AbortSignal;
  /**
   * Read a file on as it grows, until `end`; for one input. Whoever reads `frame` meanwhile gets a frame without its key
   * after three seconds.
   */
  readonly follow?: boolean;
  /** Receives messages, packets and issues while the captures are read. */
  readonly on?: AnalysisSink;
}

/** Receives messages, packets and issues while the captures are read; each member is optional. */
export interface AnalysisSink {
  /** The time of the first frame, before anything else. */
  begin?(seconds: number, nanoseconds: number): void;
  /** Each SIP message once; its bytes are valid only during the call. */
  sip?(event: SipEvent): void;
  /** A plain packet with its message, instead of `sip`. Without this member `sip` gets its message as well. */
  plain?(packet: PlainEvent): void;
  /** Each Diameter message of Cx about a registration, without its keys. */
  cx?(event: CxEvent): void;
  /** Each Diameter message of Cx, Rx and Gx. */
  diameter?(event: PolicyEvent): void;
  /**
   * Each PDN connection, PDU session and lookup of a P-CSCF when nothing more of it is awaited, mostly at the end. They
   * are looked for only with this member.
   */
  pdn?(event: PdnEvent): void;
  /** Each attach or registration that is accepted or refused, and each detach, at the end. Only with `pdn`. */
  mobility?(event: MobilityEvent): void;
  /** Each message of S1AP, NGAP, GTP-C, DNS, DHCP, IKE and Diameter. They are read one by one only with this member. */
  core?(event: CoreEvent): void;
  /** Keys that were given, or that a challenge, an HSS or a USIM gave; the same ones each time they are seen. */
  learnt?(keys: readonly KeyMaterial[]): void;
  /**
   * Each ESP packet in order of capture, also duplicates and packets still without a key; valid only during the call.
   */
  esp?(packet: EspEvent): void;
  /**
   * Each captured frame once, in order, with its ESP decrypted; valid only during the call. It may come later than the
   * messages in it: a frame waits until its ESP, and the ESP of earlier frames, has its key.
   */
  frame?(frame: OutputFrame): void;
  /** The frame of a plain packet, instead of `frame`. Without this member `frame` gets it as well. */
  plainFrame?(packet: PlainEvent, frame: RewrittenFrame): void;
  issue?(issue: Issue): void;
  /** An input that cannot be read. With this member, `analyse` reads the others and does not reject. */
  unreadable?(input: UnreadableInputError): void;
  /**
   * Gets what `sip` or `cx` has thrown. With this member that becomes the issue `unprintable` of the frame, and the
   * analysis goes on, unless this member throws, too.
   */
  unprintable?(error: unknown): void;
  /** Bytes read from the inputs, once per chunk, over all passes. */
  progress?(bytes: number): void;
  /**
   * Awaited between batches of frames, for back-pressure. True ends the analysis early.
   *
   * @param isLive an input is a stream: its next bytes may come late, so what is known should be passed on.
   */
  settle?(isLive: boolean): Promise<boolean> | boolean;
  /**
   * Called between batches of frames of a live input. With this member they are kept for it as with `diagnose`.
   *
   * @param soFar what is found so far, at any time before the end. It takes as long as the diagnosis at the end, and
   *   what it gives belongs to the analysis: it must not be changed.
   */
  live?(soFar: () => Diagnosis): void;
}

/** The result of an analysis. */
export interface AnalysisResult {
  readonly sets: readonly SaSet[];
  readonly registrations: readonly Registration[];
  /** Which addresses belong to a UE, and which to a CSCF. */
  readonly whoIsWho: WhoIsWho;
  /** The AKA challenges of all inputs, with their keys. */
  readonly challenges: readonly Challenge[];
  readonly summary: Summary;
  /** Null without the option `diagnose`. */
  readonly diagnosis: Diagnosis | null;
  /** True when an input could not be read to its end. */
  readonly inputDamaged: boolean;
}

/** The result of an analysis with `diagnose: true`. */
export interface DiagnosedResult extends AnalysisResult {
  readonly diagnosis: Diagnosis;
}

/**
 * Analyses captures, merged by time, and passes SIP messages to `on.sip` as they are completed.
 *
 * One input is read once: ESP that comes before its key is held. Several inputs are read twice if possible, because
 * their clocks may differ: the first pass learns the keys.
 *
 * @example
 * const { summary } = await analyse([{ name: 'trace.pcap' }], {
 *   on: { sip: event => console.log(event.origin.frame, event.message.startLine) },
 * });
 * console.log(summary.esp.icvGood);
 *
 * @throws UnreadableInputError for the first input that cannot be read, unless `on.unreadable` is given. A damaged or
 *   cut capture is read as far as possible: see `inputDamaged` of the result.
 */
export function analyse(
  inputs: readonly CaptureInput[],
  options: AnalysisOptions & { readonly diagnose: true },
): Promise<DiagnosedResult>;
export function analyse(inputs: readonly CaptureInput[], options?: AnalysisOptions): Promise<AnalysisResult>;
export async function analyse(
  inputs: readonly CaptureInput[],
  options: AnalysisOptions = {},
): Promise<AnalysisResult> {
  const sink = options.on ?? {};
  const limits = options.maximumMemory === undefined ? LIMITS : limitsFor(options.maximumMemory);
  const log = new IssueLog(issue => sink.issue?.(issue), limits.issuesPerCode);
  const challenges = new ChallengeStore(limits.challenges);
  const files = await numbered(inputs);
  const progress = (bytes: number): void => sink.progress?.(bytes);
  const { maximumUnpacked = null, end, follow = false } = options;
  if (inputs.length > 1) await survey(files, challenges, limits, progress, maximumUnpacked);

  const isLive = follow || !inputs.every(isRereadable);
  const frames: FrameQueue | null =
    sink.frame === undefined
      ? null
      : new FrameQueue({
          limits,
          clock: follow ? () => performance.now() : null,
          reopen: packet => analyser.database.reopen(packet),
          deliver: frame =>
            attempt(sink, log, frame.record, 'a frame that can be written', () => sink.frame?.(frame)),
          deliverPlain:
            sink.plainFrame &&
            ((packet, frame) =>
              attempt(sink, log, packet, 'a frame that can be written', () =>
                sink.plainFrame?.(packet, frame),
              )),
        });
  const asksSoFar = isLive && sink.live !== undefined;
  const diagnosis = options.diagnose === true || asksSoFar ? await import('./diagnosis.ts') : null;
  const journal = diagnosis?.newJournal(limits.journal);
  const engine = await loadEngine(options.crypto ?? 'auto');
  const analyser = new Analyser({
    engine,
    challenges,
    given: { usims: options.usims ?? [], keys: options.keys ?? [] },
    givenSas: options.givenSas ?? [],
    limits,
    checkGrammar: options.checkGrammar ?? true,
    listeners: [listenerFor(sink, log), frames, journal].filter(one => one !== null && one !== undefined),
  });
  const clock = new CaptureClock();
  let remaining = options.maximumFrames ?? Number.POSITIVE_INFINITY;
  let losses: Readonly<CaptureLosses> = noLosses();
  const notes = { issues: [] as Issue[], losses: noLosses() };
  const readingLog = { report: (issue: Issue) => notes.issues.push(issue), losses: notes.losses, progress };
  const threads = options.threads ?? new LaneThreads(0);
  const takesLane = engine.name === 'node' && options.lane !== false;
  const lane = takesLane ? threads.lane(analyser.database, engine, limits.laneKeys) : null;
  const batches = mergedBatches(files, threads.slots, readingLog, { maximumUnpacked, end, follow });
  const judge = (report?: Report) =>
    diagnosis === null || journal === undefined
      ? null
      : diagnosis.diagnosisOf(analyser, challenges, journal, report);
  const stopListening = options.onInterrupt?.(() => {
    threads.stop();
    lane?.close();
  });
  try {
    reading: for await (const batch of throughLane(batches, lane, () => threads.depth, notes)) {
      for (const issue of batch.issues) {
        log.report(issue);
        if (isUnreadable(issue)) handleUnreadable(issue, inputs, sink);
      }
      losses = batch.losses;
      const { frames } = batch;
      for (let i = 0; frames !== null && i < frames.length; i++) {
        if (remaining-- <= 0) break reading;
        if (clock.frames === 0) sink.begin?.(frames.seconds(i), frames.nanoseconds(i));
        clock.note(frames.seconds(i), frames.nanoseconds(i));
        const packet = lane?.packet(i) ?? null;
        if (packet !== null && analyser.pushPlain(frames, i, packet)) continue;
        analyser.push(frames.record(i), lane?.prepared(i) ?? null);
      }
      if (await sink.settle?.(isLive)) break;
      if (asksSoFar) sink.live?.(() => judge() as Diagnosis);
      if (stopListening !== undefined) await nextTurn();
    }
  } finally {
    await threads.close();
    lane?.close();
    stopListening?.();
  }
  analyser.end();
  const found = options.diagnose === true ? judge(issue => log.report(issue)) : null;
  return {
    sets: analyser.database.sets,
    registrations: analyser.registrations,
    whoIsWho: analyser.whoIsWho,
    challenges: [...challenges.all()],
    summary: {
      ...summarise(analyser, challenges, frames?.released ?? 0, clock, log),
      registrations: outcomeCounts(
        found?.registrations.map(({ outcome }) => outcome) ?? analyser.registrations.map(outcomeOf),
      ),
      input: { files: inputs.length, ...losses },
    },
    diagnosis: found,
    inputDamaged: log.inputDamaged,
  };
}

/** Signals arrive between two turns of the event loop; reading a file takes none. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** Passes an input that cannot be read to `on.unreadable`; without it, ends the analysis. */
function handleUnreadable(issue: Issue, inputs: readonly CaptureInput[], sink: AnalysisSink): void {
  const error = new UnreadableInputError(inputs[issue.file ?? 0]?.name ?? '', issue.message);
  if (sink.unreadable === undefined) throw error;
  sink.unreadable(error);
}

/** Gives something to a sink with `unprintable`; if that throws, an issue says so, and the rest goes on. */
function attempt(
  sink: AnalysisSink,
  log: IssueLog,
  { file, frame }: FrameReference,
  expected: string,
  action: () => void,
): void {
  try {
    action();
  } catch (error) {
    if (sink.unprintable === undefined) throw error;
    sink.unprintable(error);
    const message = `expected ${expected}, found ${(error as Error).message}`;
    log.report({ code: 'unprintable', layer: 'sip', damage: true, file, frame, offset: null, message });
  }
}

/** Gives to a sink what is found while frames are analysed. */
function listenerFor(sink: AnalysisSink, log: IssueLog): AnalysisListener {
  const print = (origin: FrameReference, action: () => void): void =>
    attempt(sink, log, origin, 'a message that can be printed', action);
  return {
    sip: event => print(event.origin, () => sink.sip?.(event)),
    ...(sink.plain !== undefined && {
      plain: (row: PlainEvent) => {
        if (sink.esp !== undefined) sink.esp(row.esp);
        print(row, () => sink.plain?.(row));
      },
    }),
    cxExchange: event => print(event.origin, () => sink.cx?.(event)),
    ...(sink.diameter !== undefined && {
      diameter: (event: PolicyEvent) => print(event.origin, () => sink.diameter?.(event)),
    }),
    ...(sink.pdn !== undefined && {
      pdn: (event: PdnEvent) => print(event.frames[0] ?? { file: 0, frame: 1 }, () => sink.pdn?.(event)),
    }),
    mobility: event => print(event, () => sink.mobility?.(event)),
    ...(sink.core !== undefined && {
      core: (event: CoreEvent) => print(event.origin, () => sink.core?.(event)),
    }),
    learnt: keys => sink.learnt?.(keys),
    ...(sink.esp !== undefined && {
      espPacket: (packet: Datagram, result: EspResult, again: boolean) => {
        if (!again) sink.esp?.(espEvent(packet, result));
      },
    }),
    issue: issue => log.report(issue),
  };
}

async function survey(
  files: readonly NumberedInput[],
  challenges: ChallengeStore,
  limits: Limits,
  progress: ReadingLog['progress'],
  maximumUnpacked: number | null,
): Promise<void> {
  const pass = new Survey(challenges, limits);
  const again = files.filter(({ input }) => isRereadable(input));
  const log = { report: () => {}, losses: noLosses(), progress };
  for await (const batch of mergedBatches(again, 1, log, { maximumUnpacked }))
    for (let i = 0; i < batch.length; i++) pass.push(batch.record(i));
  pass.end();
}

function summarise(
  analyser: Analyser,
  challenges: ChallengeStore,
  framesReleased: number,
  clock: CaptureClock,
  log: IssueLog,
): Omit<Summary, 'input' | 'registrations'> {
  const esp = analyser.database.statistics;
  const found = esp.packets + analyser.sipStatistics.messages + analyser.sipStatistics.duplicates;
  return {
    frames: clock.frames,
    esp: { ...esp, heldEvicted: analyser.held.evicted },
    sip: { ...analyser.sipStatistics },
    network: analyser.net.statistics,
    tcp: analyser.messages.tcp.statistics,
    sctp: analyser.messages.sctp.statistics,
    hep: analyser.messages.hep.statistics,
    ...(analyser.access !== null && { access: analyser.access.statistics }),
    traffic: isOtherTraffic(clock.frames, found) ? { ports: analyser.traffic.topPorts() } : null,
    evicted: {
      registrations: analyser.registrationsEvicted,
      attempts: analyser.attemptsEvicted,
      challenges: challenges.evicted,
      keys: challenges.droppedKeys + analyser.keysDropped,
      frames: framesReleased,
    },
    issues: log.total,
    issueCounts: Object.fromEntries(log.counts),
    duration: clock.duration,
  };
}

function outcomeCounts(outcomes: readonly RegistrationOutcome[]): Summary['registrations'] {
  const counts = { registered: 0, failed: 0, incomplete: 0, deregistered: 0 };
  for (const outcome of outcomes) counts[outcome]++;
  return counts;
}
