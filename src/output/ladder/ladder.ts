import { endpointText } from '../../bytes/address.ts';
import { addTo } from '../../bytes/tables/add-to.ts';
import { elapsedText } from '../../bytes/time.ts';
import { isFailure } from '../../diameter/names.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Finding } from '../../model/diagnosis.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { Registration, RegistrationOutcome } from '../../model/registration.ts';
import { outcomeOf } from '../../registration/registration-table.ts';
import { shortFileLabels } from '../text/file-labels.ts';
import { TimeColumn, type TimeFormat } from '../time/time-column.ts';
import { inColumns } from './columns.ts';
import { isCore, type LadderCore } from './core/core.ts';
import { hostsWithCore } from './core/hosts.ts';
import { cxFingerprint, cxLabel, isCx, type LadderCx } from './cx/cx.ts';
import { hostsWithHss } from './cx/hosts.ts';
import { cxByRegistration, withOthers } from './cx/place.ts';
import { type EntryHosts, isSip, type LadderEntry } from './entry.ts';
import { findingsOf, type PlacedFindings } from './findings.ts';
import { type HostKnowledge, type LadderHost, ladderHosts } from './hosts.ts';
import type { LadderMessage } from './message.ts';

export type { HostRole } from './roles.ts';
export type { HostKnowledge, LadderHost };

/** A request, or the meaning of a response; 401 and 407 are challenges, not failures. */
type ArrowKind = 'request' | 'provisional' | 'success' | 'challenge' | 'failure';

/**
 * One message of a ladder: SIP, Cx, or of the access network or the policy core. Texts are as in the packet: the printer
 * must escape them.
 */
export interface LadderArrow {
  /** `LadderMessage.message` of the message; null for others. */
  readonly message: number | null;
  /** Indices of hosts; the same for a host that talks to itself. */
  readonly from: number;
  readonly to: number;
  /** `12`, or `gm:12` if there are several files. */
  readonly frame: string;
  /** The same by number. */
  readonly at: FrameReference;
  /** In the format of the context: by default seconds since the first frame of the capture. */
  readonly time: string;
  /** Seconds since the previous arrow, with a sign; null for the first one. */
  readonly delta: string | null;
  /** `REGISTER`, `INVITE (SDP)`, `401 Unauthorized`, `200 OK (BYE)`, `MAA 2001`. */
  readonly label: string;
  readonly kind: ArrowKind;
  readonly transport: LadderMessage['transport'];
  /** What it is if not SIP: `Diameter (Cx)`, `Diameter (Rx)`, `GTP-C`, `S1AP (NAS)`. */
  readonly protocol: string | null;
  /** `address:port` of both ends. */
  readonly source: string;
  readonly destination: string;
  /** The SA, by its name or SPI, and the ICV result; null if unprotected. */
  readonly protection: { readonly sa: string; readonly icv: IcvVerdict } | null;
  /** The snap length cut the message. */
  readonly cut: boolean;
  /**
   * Frame, as `frame`, of the first arrow with the same bytes between the same ends. This one is a retransmission, or
   * in another file perhaps the same packet at another place. Null for a new message.
   */
  readonly repeats: string | null;
  /** The findings that have it as evidence, for marking it. */
  readonly shows: readonly Finding[];
  /** The findings shown in full below it: it is the last message in their evidence. */
  readonly findings: readonly Finding[];
}

/** The messages of one dialog, or all selected messages, in order of time. */
export interface Ladder {
  /** The kind of dialog: `Registration (registered) of sip:…`, `INVITE sip:a → sip:b`. */
  readonly title: string;
  /** Null for a ladder of several dialogs. */
  readonly callId: string | null;
  /** From left to right. */
  readonly hosts: readonly LadderHost[];
  readonly arrows: readonly LadderArrow[];
  /** Its findings without a message. */
  readonly findings: readonly Finding[];
}

/** Facts for drawing ladders. */
export interface LadderContext extends HostKnowledge {
  /** Names of the input files. */
  readonly files: readonly string[];
  /** Time of the first frame. */
  readonly start: Moment;
  readonly time?: TimeFormat | undefined;
  readonly findings: readonly Finding[];
  /** Cx messages, in order of time. */
  readonly cx?: readonly LadderCx[];
  /** Messages of the access network and the policy core, in order of time, and by Call-ID those of a registration. */
  readonly core?: readonly LadderCore[];
  readonly coreOf?: ReadonlyMap<string, readonly LadderCore[]>;
  /** Outcomes of registrations by Call-ID, if a diagnosis knows more than the last answer shows. */
  readonly outcomes?: ReadonlyMap<string, RegistrationOutcome>;
}

/** Ladders, and findings that belong to none. */
export interface Ladders {
  readonly ladders: readonly Ladder[];
  /** Findings whose frames and Call-ID are in no ladder. */
  readonly findings: readonly Finding[];
}

/** One ladder per Call-ID, in the order of their first messages; registrations include their Cx messages. */
export function buildLadders(messages: readonly LadderMessage[], context: LadderContext): Ladders {
  const dialogues = new Map<string | null, LadderMessage[]>();
  for (const message of messages) addTo(dialogues, message.callId, message);
  const registrations = registrationsByCallId(context.registrations);
  const cx = cxByRegistration(messages, context.cx ?? [], context.registrations);
  const drawn = [...dialogues].map(([callId, own]) => ({
    title: titleOf(own, registrations.get(callId ?? '') ?? null, context.outcomes),
    callId,
    entries: withOthers(own, cx.get(callId ?? '') ?? [], context.coreOf?.get(callId ?? '') ?? []),
  }));
  return drawLadders(drawn, hostsOf(messages, context), context);
}

/** All SIP messages, of any Call-ID, and all Cx messages in one ladder. */
export function buildOneLadder(messages: readonly LadderMessage[], context: LadderContext): Ladders {
  const dialogues = new Set(messages.map(({ callId }) => callId)).size;
  const { cx = [], core = [] } = context;
  const entries = withOthers(messages, cx, core);
  const withThose = [
    cx.length === 0 ? '' : `, and ${cx.length} of Cx`,
    core.length === 0 ? '' : `, and ${core.length} of the access network and the policy core`,
  ].join('');
  const title = `${messages.length} messages of ${dialogues} ${dialogues === 1 ? 'dialog' : 'dialogs'}${withThose}`;
  const drawn = entries.length === 0 ? [] : [{ title, callId: null, entries }];
  return drawLadders(drawn, hostsOf(messages, context), context);
}

function hostsOf(messages: readonly LadderMessage[], context: LadderContext): EntryHosts {
  const sip = ladderHosts(messages, context);
  const hosts = hostsWithHss(sip, context.cx ?? [], context.names);
  if (context.core === undefined || context.core.length === 0) return hosts;
  const all = new Set(messages.flatMap(one => [sip.from(one), sip.to(one)]));
  return hostsWithCore(
    hosts,
    [...all].filter(({ role }) => role === 'P-CSCF'),
    context.core,
    context.names,
  );
}

/** The content of one ladder. */
interface Drawn {
  readonly title: string;
  readonly callId: string | null;
  readonly entries: readonly LadderEntry[];
}

function drawLadders(drawn: readonly Drawn[], hosts: EntryHosts, context: LadderContext): Ladders {
  const placed = findingsOf(drawn, context.findings);
  const labels = shortFileLabels(context.files);
  const ladders = drawn.map((one, index) =>
    ladderOf(one, hosts, placed, index, labels, new TimeColumn(context.time ?? 'r', context.start)),
  );
  return { ladders, findings: placed.elsewhere };
}

function ladderOf(
  { title, callId, entries }: Drawn,
  hosts: EntryHosts,
  placed: PlacedFindings,
  index: number,
  labels: readonly string[],
  times: TimeColumn,
): Ladder {
  const columns = inColumns(entries, hosts);
  const methods = new Set(entries.flatMap(one => (isSip(one) ? [one.cseqMethod] : [])));
  const seen = new Map<string, LadderEntry>();
  let before: LadderEntry | null = null;
  const arrows = entries.map(entry => {
    const { protection, transport } = entry;
    const fingerprint = isCx(entry) ? cxFingerprint(entry) : entry.fingerprint;
    const repeated = seen.get(fingerprint) ?? null;
    if (repeated === null) seen.set(fingerprint, entry);
    const arrow: LadderArrow = {
      message: isSip(entry) ? entry.message : null,
      from: columns.indexOf(hosts.from(entry)),
      to: columns.indexOf(hosts.to(entry)),
      frame: frameText(entry, labels),
      at: { file: entry.file, frame: entry.frame },
      time: times.next(entry),
      delta: before === null ? null : deltaText(entry, before),
      ...labelAndKind(entry, methods.size > 1),
      transport,
      protocol: protocolOf(entry),
      source: isCore(entry) ? entry.source : endpointText(entry.source, entry.sourcePort),
      destination: isCore(entry) ? entry.destination : endpointText(entry.destination, entry.destinationPort),
      protection,
      cut: isSip(entry) && entry.cut,
      repeats: repeated === null ? null : frameText(repeated, labels),
      shows: placed.shownBy.get(entry) ?? [],
      findings: placed.toldAt.get(entry) ?? [],
    };
    before = entry;
    return arrow;
  });
  return { title, callId, hosts: columns, arrows, findings: placed.atHead.get(index) ?? [] };
}

function protocolOf(entry: LadderEntry): string | null {
  if (isCore(entry)) return entry.protocol;
  return isCx(entry) ? 'Diameter (Cx)' : null;
}

function labelAndKind(entry: LadderEntry, severalMethods: boolean): Pick<LadderArrow, 'label' | 'kind'> {
  if (isCore(entry)) return { label: entry.coreLabel, kind: entry.kind };
  if (isCx(entry)) return { label: cxLabel(entry), kind: cxKind(entry) };
  return { label: labelOf(entry, severalMethods), kind: kindOf(entry.status) };
}

function deltaText(entry: LadderEntry, before: LadderEntry): string {
  const text = elapsedText(before, entry);
  return text.startsWith('-') ? text : `+${text}`;
}

function frameText({ file, frame }: LadderEntry, labels: readonly string[]): string {
  return `${labels[file] ?? ''}${frame}`;
}

function kindOf(status: number | null): ArrowKind {
  if (status === null) return 'request';
  if (status < 200) return 'provisional';
  if (status < 300) return 'success';
  return status === 401 || status === 407 ? 'challenge' : 'failure';
}

function cxKind({ request, result }: LadderCx): ArrowKind {
  if (request) return 'request';
  return isFailure(result) ? 'failure' : 'success';
}

function labelOf(
  { method, status, reason, cseqMethod, sdp }: LadderMessage,
  severalMethods: boolean,
): string {
  const text = method ?? `${status} ${reason ?? ''}`.trimEnd();
  const about = method === null && severalMethods && cseqMethod !== null ? ` (${cseqMethod})` : '';
  return `${text}${about}${sdp ? ' (SDP)' : ''}`;
}

/** Includes the Call-IDs under which a P-CSCF forwarded them. */
function registrationsByCallId(registrations: readonly Registration[]): ReadonlyMap<string, Registration> {
  const names = registrations.flatMap(one =>
    one.attempts.flatMap(({ passedOnAs }) => passedOnAs.map(({ callId }) => [callId, one] as const)),
  );
  return new Map([...names, ...registrations.map(one => [one.callId, one] as const)]);
}

function titleOf(
  messages: readonly LadderMessage[],
  registration: Registration | null,
  outcomes: LadderContext['outcomes'],
): string {
  if (registration !== null) {
    const who = registration.impu ?? registration.impi;
    return `Registration (${outcomes?.get(registration.callId) ?? outcomeOf(registration)})${who === null ? '' : ` of ${who}`}`;
  }
  const first = messages.find(({ method }) => method !== null);
  if (first === undefined) {
    const method = messages[0]?.cseqMethod ?? null;
    return method === null ? 'Responses without their request' : `${method} without its request`;
  }
  return `${first.method} ${first.from ?? '?'} → ${first.to ?? '?'}`;
}
