import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { CoreEvent } from '../../analysis/events/core-event.ts';
import type { CxEvent } from '../../analysis/events/cx-event.ts';
import type { EspEvent } from '../../analysis/events/esp-event.ts';
import type { MobilityEvent } from '../../analysis/events/mobility-event.ts';
import type { PdnEvent } from '../../analysis/events/pdn-event.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { PolicyEvent } from '../../analysis/events/policy-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { Moment } from '../../model/capture.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Issue } from '../../model/issue.ts';
import { Subscribers } from '../facts/subscribers.ts';
import type { KeyGate } from '../keys/key-gate.ts';
import { CoreSelection, coreByRegistration } from '../ladder/core/selection.ts';
import { type LadderCx, ladderCx } from '../ladder/cx/cx.ts';
import { ladderKnowledge } from '../ladder/knowledge.ts';
import { buildLadders, type Ladder } from '../ladder/ladder.ts';
import { type LadderMessage, ladderMessage } from '../ladder/message.ts';
import { PlainSummaries } from '../ladder/plain-message.ts';
import type { HostNames } from '../names/host-names.ts';
import { shortFileLabels } from '../text/file-labels.ts';
import { summaryText } from '../text/summary-text.ts';
import { CoreList } from './core/core-list.ts';
import { EspTimes } from './esp-times.ts';
import { jsonScript } from './json-script.ts';
import { ladderFacts } from './ladder-facts.ts';
import { MessageBlocks } from './message-blocks.ts';
import { pageDocument } from './page-document.ts';
import type { ReportFacts } from './report-data.ts';
import {
  countsOf,
  findingFacts,
  issueFacts,
  outcomesOf,
  registrationFacts,
  registrationsOf,
  saFacts,
  subscriberFacts,
  worstFirst,
} from './report-facts.ts';

/** Inputs and output of a report. */
interface ReportContext {
  readonly files: readonly string[];
  readonly version: string;
  /** Print the keys of SAs. */
  readonly showKeys: boolean;
  /** Names for the heads of ladders. */
  readonly hosts?: HostNames | undefined;
  /** Hides keys in the strings of what was kept till the end; none if they are shown. */
  readonly gate?: KeyGate | null;
  /** Receives the page piece by piece; octets are UTF-8. */
  readonly write: (piece: string | Uint8Array) => void;
}

/**
 * Writes a report: one HTML page with all results. Messages are written as they come and not kept.
 *
 * @throws the errors of `write`, and errors when the files of the page cannot be read.
 */
export class ReportWriter {
  readonly #context: ReportContext;
  readonly #messages: MessageBlocks;
  readonly #times = new EspTimes(SAS_LISTED);
  readonly #issues: Issue[] = [];
  readonly #arrows: LadderMessage[] = [];
  readonly #cx: LadderCx[] = [];
  readonly #core = new CoreSelection(ARROWS);
  readonly #coreList: CoreList;
  readonly #subscribers = new Subscribers();
  readonly #summaries = new PlainSummaries();
  #arrowsLeft = 0;
  readonly #tail: string;
  #start: Moment = { seconds: 0, nanoseconds: 0 };

  constructor(context: ReportContext) {
    this.#context = context;
    this.#messages = new MessageBlocks(context);
    this.#coreList = new CoreList(CORE_LISTED, context.showKeys);
    const { head, tail } = pageDocument(`${context.files.join(', ')} – ims-esp report`, context.version);
    this.#tail = tail;
    context.write(head);
  }

  /** The time of the first frame, before anything else. */
  begin(seconds: number, nanoseconds: number): void {
    this.#start = { seconds, nanoseconds };
    this.#messages.begin(seconds, nanoseconds);
    this.#coreList.begin(this.#start);
    this.#times.begin(seconds, nanoseconds);
  }

  /** The next message; its bytes are not needed after the call. */
  sip(event: SipEvent): void {
    this.#subscribers.sip(event);
    const index = this.#messages.sip(event);
    if (index === null) return;
    if (this.#arrows.length < ARROWS) this.#arrows.push(ladderMessage(event, index));
    else this.#arrowsLeft++;
  }

  /** The same for the message of a plain packet. */
  plain(packet: PlainEvent): void {
    this.#subscribers.plain(packet);
    const index = this.#messages.plain(packet);
    if (index === null) return;
    if (this.#arrows.length < ARROWS) this.#arrows.push(this.#summaries.of(packet, index));
    else this.#arrowsLeft++;
  }

  /** The next Cx message. */
  cx(event: CxEvent): void {
    if (this.#cx.length < ARROWS) this.#cx.push(ladderCx(event));
    else this.#arrowsLeft++;
  }

  /** The next connection of a phone. */
  pdn(event: PdnEvent): void {
    this.#core.pdn(event);
    this.#subscribers.pdn(event);
  }

  /** The next refusal of the access network, or end of an attachment. */
  mobility(event: MobilityEvent): void {
    this.#core.mobility(event);
    this.#subscribers.mobility(event);
  }

  /** The next message of the access network or the core, whatever it says. */
  core(event: CoreEvent): void {
    this.#coreList.note(event);
  }

  /** The next message of Rx or Gx; those of Cx come as `cx`. */
  diameter(event: PolicyEvent): void {
    this.#core.diameter(event);
    this.#subscribers.diameter(event);
  }

  /** The next ESP packet; duplicates and malformed packets do not count. */
  esp(packet: EspEvent): void {
    if (packet.outcome !== 'duplicate' && packet.outcome !== 'malformed') this.#times.note(packet);
  }

  issue(issue: Issue): void {
    this.#issues.push(issue);
  }

  /** Completes the page. */
  end(
    result: Pick<AnalysisResult, 'sets' | 'registrations' | 'challenges' | 'summary' | 'whoIsWho'>,
    diagnosis: Diagnosis | null,
  ): void {
    const { write, showKeys, gate } = this.#context;
    gate?.hideIn([this.#arrows, this.#cx, this.#issues, this.#coreList.kept]);
    this.#messages.end();
    const registrations = registrationsOf(result, diagnosis);
    const listed = worstFirst(registrations).slice(0, REGISTRATIONS_LISTED);
    for (const some of inBlocks(listed))
      write(
        jsonScript(
          'registrations',
          some.map(one => registrationFacts(one, this.#start)),
        ),
      );
    const sas = result.sets.flatMap(set => set.sas);
    for (const some of inBlocks(sas.slice(0, SAS_LISTED)))
      write(
        jsonScript(
          'sas',
          some.map(sa => saFacts(sa, this.#times, showKeys)),
        ),
      );
    for (const some of inBlocks(this.#ladders(result, diagnosis)))
      write(
        jsonScript(
          'ladders',
          some.map(one =>
            ladderFacts(one, (at, protocol, label) => this.#coreList.placeOf(at, protocol, label)),
          ),
        ),
      );
    for (const some of inBlocks([...this.#coreList.all()])) write(jsonScript('core', some));
    const subscribers = this.#subscribers.all(result).map(one => subscriberFacts(one, showKeys));
    const subscribersListed = subscribers.slice(0, REGISTRATIONS_LISTED);
    gate?.hideIn(subscribersListed);
    for (const some of inBlocks(subscribersListed)) write(jsonScript('subscribers', some));
    const leftOut = {
      messages: this.#messages.leftOut,
      registrations: registrations.length - listed.length,
      sas: Math.max(0, sas.length - SAS_LISTED),
      arrows: this.#arrowsLeft + this.#core.leftOut,
      core: this.#coreList.leftOut,
      subscribers: this.#subscribers.leftOut + subscribers.length - subscribersListed.length,
    };
    const outcomes = outcomesOf(registrations);
    write(jsonScript('facts', this.#facts(result, diagnosis, { outcomes, leftOut })));
    write(this.#tail);
  }

  #ladders(
    result: Pick<AnalysisResult, 'sets' | 'registrations' | 'whoIsWho'>,
    diagnosis: Diagnosis | null,
  ): readonly Ladder[] {
    const core = this.#core.messages();
    this.#context.gate?.hideIn(core);
    return buildLadders(this.#arrows, {
      files: this.#context.files,
      start: this.#start,
      ...ladderKnowledge(result, diagnosis),
      names: this.#context.hosts?.all ?? new Map(),
      cx: this.#cx,
      core,
      coreOf: coreByRegistration(core, diagnosis),
    }).ladders;
  }

  #facts(
    { summary }: Pick<AnalysisResult, 'summary'>,
    diagnosis: Diagnosis | null,
    counted: Pick<ReportFacts, 'outcomes' | 'leftOut'>,
  ): ReportFacts {
    return {
      version: this.#context.version,
      files: this.#context.files,
      labels: shortFileLabels(this.#context.files),
      start: this.#start,
      duration: Number(summary.duration),
      counts: countsOf(summary),
      summary: summaryText(summary).trimEnd().split('\n'),
      findings: (diagnosis?.findings ?? []).map(findingFacts),
      advice: diagnosis?.advice ?? [],
      issues: this.#issues.map(issueFacts),
      issueCounts: summary.issueCounts,
      chartInterval: this.#times.interval,
      showsKeys: this.#context.showKeys,
      ...counted,
    };
  }
}

/** Registrations that are listed: with more the page opens slowly. */
const REGISTRATIONS_LISTED = 5000;
/** Most SIP messages in ladders, and most Cx messages; a few hundred bytes of each are kept until the end. */
const ARROWS = 50_000;
/** Messages listed that are not SIP; each takes about 1 kB until the end. */
const CORE_LISTED = 20_000;
/** Most SAs listed: four for each registration. */
const SAS_LISTED = 20_000;
const BLOCK = 500;

function* inBlocks<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let i = 0; i < all.length; i += BLOCK) yield all.slice(i, i + BLOCK);
}
