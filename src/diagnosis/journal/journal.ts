import type { MobilityEvent } from '../../access/mobility.ts';
import type { Pdn } from '../../access/pdn.ts';
import { includesText } from '../../bytes/latin1.ts';
import { readU8 } from '../../bytes/read.ts';
import type { RegistrationExchange } from '../../diameter/registration-exchange.ts';
import type { EspResult } from '../../ipsec/decrypt/esp-result.ts';
import { icvFingerprint } from '../../ipsec/sa/sequence-window.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { Issue } from '../../model/issue.ts';
import type { Origin } from '../../model/origin.ts';
import type { PlainPacket } from '../../model/plain-packet.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import type { IncompleteDatagram } from '../../net/ip/fragmented-datagram.ts';
import type { IcmpError } from '../../net/ip/icmp.ts';
import { type Datagram, TCP_FLAG } from '../../net/packet/datagram.ts';
import type { NetTraces } from '../../net/traces.ts';
import { keptText } from '../../registration/kept-text.ts';
import type { SipObservation } from '../../registration/sip-observation.ts';
import type { SipMessage } from '../../sip/message.ts';
import { AccessNotes, type HeardPolicy } from './access-notes.ts';
import { BadPackets } from './bad-packets.ts';
import { EspActivity, type EspSighting } from './esp-activity.ts';
import {
  type CxNote,
  type IcmpNote,
  type Moment,
  MovingMoment,
  placeOf,
  type SipNote,
  type TcpNote,
} from './notes.ts';
import { HeardSip, SipNotes } from './sip-notes.ts';
import { type TcpTalk, TcpTalks } from './tcp-talk.ts';
import { Transactions } from './transactions.ts';

/** A SIP message when it is found. */
export interface HeardMessage extends SipObservation {
  readonly transport: SipNote['transport'];
}

/** A Cx message when it is found. */
export interface HeardExchange {
  readonly exchange: RegistrationExchange;
  readonly flow: { readonly source: string; readonly destination: string };
  readonly origin: Origin;
}

/** What a journal keeps at most. */
export interface JournalLimits {
  /** Octets of SIP messages, REGISTERs and their responses. */
  readonly registerBytes: number;
  /** Octets of SIP messages, all others. */
  readonly otherBytes: number;
  /** TCP segments, messages of Cx, of Rx and Gx, SA sets, SPIs without an agreement, ways of packets; each. */
  readonly entries: number;
  /** PDN connections and lookups of a P-CSCF, with twelve messages each. */
  readonly connections: number;
}

/**
 * What happened in a capture as far as a diagnosis needs it, in order: SIP messages, ESP by SA, the opening of TCP
 * connections, Cx. If there is too much, the oldest is dropped and counted.
 */
export class Journal implements NetTraces {
  readonly esp: EspActivity;
  readonly badEsp = new BadPackets();
  readonly access: AccessNotes;
  readonly #limits: JournalLimits;
  readonly #registers: SipNotes;
  readonly #others: SipNotes;
  readonly #tcp: TcpNote[] = [];
  readonly #talks: TcpTalks;
  readonly #icmp: IcmpNote[] = [];
  readonly #incomplete: IncompleteDatagram[] = [];
  readonly #cx: CxNote[] = [];
  readonly #duplicates: FrameReference[] = [];
  readonly #gaps: FrameReference[] = [];
  #fragmentConflicts = 0;
  #first: Moment | null = null;
  #last: MovingMoment | null = null;
  /** The packet and the message at hand. */
  readonly #sighting = new Sighting();
  readonly #heard = new HeardSip();
  #refused = 0;

  constructor(limits: JournalLimits) {
    this.#limits = limits;
    const transactions = new Transactions();
    this.#registers = new SipNotes(limits.registerBytes, transactions);
    this.#others = new SipNotes(limits.otherBytes, transactions);
    this.esp = new EspActivity(limits.entries);
    this.#talks = new TcpTalks(limits.entries);
    this.access = new AccessNotes(limits);
  }

  /** REGISTERs and their responses. */
  get registers(): readonly SipNote[] {
    return this.#registers.notes;
  }

  /** All other SIP messages. */
  get others(): readonly SipNote[] {
    return this.#others.notes;
  }

  get tcp(): readonly TcpNote[] {
    return this.#tcp;
  }

  /** Who sent data over unprotected TCP. */
  get tcpTalks(): readonly TcpTalk[] {
    return this.#talks.all();
  }

  /** ICMP errors. */
  get icmpErrors(): readonly IcmpNote[] {
    return this.#icmp;
  }

  /** Datagrams with missing fragments. */
  get incompleteDatagrams(): readonly IncompleteDatagram[] {
    return this.#incomplete;
  }

  /** Datagrams whose fragments contradict each other, as far as there are issues about them. */
  get fragmentConflicts(): number {
    return this.#fragmentConflicts;
  }

  get cx(): readonly CxNote[] {
    return this.#cx;
  }

  /** The first few frames with a copy of an earlier packet or message. */
  get duplicateFrames(): readonly FrameReference[] {
    return this.#duplicates;
  }

  /** The first few frames after which octets of SIP over TCP are missing. */
  get gapFrames(): readonly FrameReference[] {
    return this.#gaps;
  }

  /** Times of the first and of the last frame; null without any. */
  get first(): Moment | null {
    return this.#first;
  }

  get last(): Moment | null {
    return this.#last;
  }

  /** Notes dropped because there were too many. */
  get evicted(): number {
    return this.#registers.evicted + this.#others.evicted + this.#refused + this.access.refused;
  }

  /** Takes the time of a frame. */
  frame(moment: Moment): void {
    if (this.#last === null) {
      this.#first = new MovingMoment(moment);
      this.#last = new MovingMoment(moment);
    } else this.#last.moveTo(moment);
  }

  sip({ message, transport, origin, flow }: HeardMessage): void {
    const { protection } = origin;
    const heard = this.#heard;
    heard.transport = transport;
    heard.source = flow.source;
    heard.sourcePort = flow.sourcePort;
    heard.destination = flow.destination;
    heard.destinationPort = flow.destinationPort;
    heard.file = origin.file;
    heard.frame = origin.frame;
    heard.seconds = origin.seconds;
    heard.nanoseconds = origin.nanoseconds;
    heard.wrapper = origin.wrapper;
    heard.icv = protection?.icv ?? null;
    heard.sa = protection?.sa ?? null;
    heard.spi = protection?.spi ?? 0;
    heard.sequence = protection?.sequence ?? 0;
    heard.tunnel = protection?.tunnel ?? false;
    heard.bytes = message.bytes;
    heard.start = 0;
    heard.body = message.bodyStart;
    heard.end = message.bytes.length;
    heard.problem = message.problem;
    this.#keep(isOfRegister(message));
  }

  /** Takes a frame with its ESP packet and the message in it. */
  plain(packet: PlainPacket): void {
    this.frame(packet);
    const { source, destination, sa } = packet;
    const sighting = this.#sighting;
    sighting.source = source;
    sighting.destination = destination;
    sighting.sourcePort = 0;
    sighting.destinationPort = 0;
    sighting.isFragmented = false;
    sighting.length = packet.length;
    sighting.spi = sa.spi;
    sighting.sa = sa;
    sighting.verdict = 'read';
    sighting.sequence = packet.sequence;
    sighting.fingerprint = packet.fingerprint;
    sighting.file = packet.file;
    sighting.frame = packet.frame;
    sighting.seconds = packet.seconds;
    sighting.nanoseconds = packet.nanoseconds;
    this.esp.saw(sighting, false);
    const heard = this.#heard;
    heard.transport = 'udp';
    heard.source = source;
    heard.sourcePort = packet.sourcePort;
    heard.destination = destination;
    heard.destinationPort = packet.destinationPort;
    heard.file = packet.file;
    heard.frame = packet.frame;
    heard.seconds = packet.seconds;
    heard.nanoseconds = packet.nanoseconds;
    heard.wrapper = null;
    heard.icv = 'good';
    heard.sa = sa;
    heard.spi = sa.spi;
    heard.sequence = packet.sequence;
    heard.tunnel = false;
    heard.bytes = packet.bytes;
    heard.start = packet.start;
    heard.body = packet.body;
    heard.end = packet.end;
    heard.problem = null;
    this.#keep(packet.isOfRegister);
  }

  /** REGISTERs and their responses are kept whole, of other messages what is before the body. */
  #keep(isOfRegister: boolean): void {
    const heard = this.#heard;
    if (isOfRegister) this.#registers.add(heard);
    else {
      heard.end = heard.body;
      this.#others.add(heard);
    }
    heard.bytes = NO_BYTES;
  }

  /** Takes a TCP segment: what opens, refuses or ends a connection, and who sends data. */
  tcpSegment(segment: Datagram): void {
    if (segment.protection === null && segment.end + segment.missing > segment.start)
      this.#talks.saw(segment);
    const kind = kindOf(segment.tcpFlags);
    if (kind === null || this.#isFull(this.#tcp)) return;
    const ends = {
      source: segment.source,
      destination: segment.destination,
      sourcePort: segment.sourcePort,
      destinationPort: segment.destinationPort,
    };
    this.#tcp.push({ kind, sequence: segment.sequence, ...ends, ...placeOf(segment) });
  }

  udpDatagram(datagram: Datagram): void {
    this.access.sent.saw(datagram, datagram.destinationPort);
  }

  /** Takes an ICMP message that is no error. */
  icmpMessage(message: Datagram): void {
    const { bytes, start, end } = message;
    if (end > start) this.access.sent.saw(message, readU8(bytes, start));
  }

  pdn(pdn: Pdn): void {
    this.access.pdn(pdn);
  }

  mobility(event: MobilityEvent): void {
    this.access.mobilityEvent(event);
  }

  diameter(heard: HeardPolicy): void {
    this.access.diameter(heard);
  }

  /** Takes an ICMP error. */
  icmp(error: IcmpError, { file, frame, seconds, nanoseconds, protection }: Origin): void {
    if (!this.#isFull(this.#icmp))
      this.#icmp.push({ ...error, file, frame, seconds, nanoseconds, protection });
  }

  /** Takes a datagram with missing fragments. */
  incomplete(datagram: IncompleteDatagram): void {
    if (!this.#isFull(this.#incomplete)) this.#incomplete.push(datagram);
  }

  /** Takes an ESP packet after its check; `again`: a second time, when its key came. */
  espPacket(packet: Datagram, result: EspResult, again: boolean): void {
    const { outcome, sa, spi, sequence, protection } = result;
    if (outcome === 'duplicate') this.duplicate(packet);
    if (outcome === 'duplicate' || outcome === 'malformed') return;
    const closed = outcome === 'unknown-spi' || outcome === 'no-key' || outcome === 'truncated';
    const bad = outcome === 'bad-icv' || protection?.icv === 'bad';
    if (bad) this.badEsp.saw(sa, packet);
    const isVerified = protection?.icv === 'good' || outcome === 'implausible';
    const sighting = this.#sighting;
    sighting.source = packet.source;
    sighting.destination = packet.destination;
    sighting.sourcePort = packet.sourcePort;
    sighting.destinationPort = packet.destinationPort;
    sighting.isFragmented = (packet.frames?.length ?? 0) > 1;
    sighting.length = packet.end - packet.start + packet.missing;
    sighting.spi = spi;
    sighting.sa = sa;
    sighting.verdict = closed ? 'closed' : bad ? 'bad' : 'read';
    sighting.sequence = sequence;
    sighting.fingerprint = isVerified ? icvFingerprint(packet.bytes, packet.end, packet.truncated) : null;
    sighting.file = packet.file;
    sighting.frame = packet.frame;
    sighting.seconds = packet.seconds;
    sighting.nanoseconds = packet.nanoseconds;
    if (again && closed) return;
    if (again) this.esp.explained(sighting);
    this.esp.saw(sighting, again);
  }

  /** Takes a frame with a copy of an earlier packet or message. */
  duplicate(frame: FrameReference): void {
    keepFrame(this.#duplicates, frame);
  }

  /** Takes an issue; only missing octets of SIP count, and fragments that contradict each other. */
  issue({ code, damage, file, frame }: Issue): void {
    if (code === 'fragment-overlap') this.#fragmentConflicts++;
    if (code === 'sip-gap' && damage && file !== null && frame !== null)
      keepFrame(this.#gaps, { file, frame });
  }

  cxExchange({ exchange, flow, origin }: HeardExchange): void {
    const { file, frame, seconds, nanoseconds } = origin;
    if (this.#isFull(this.#cx)) return;
    const userName = keptText(exchange.userName);
    const publicIdentity = keptText(exchange.publicIdentity);
    const { source, destination } = flow;
    const names = { userName, publicIdentity, source, destination };
    this.#cx.push({ ...exchange, ...names, file, frame, seconds, nanoseconds });
  }

  #isFull(notes: readonly unknown[]): boolean {
    const full = notes.length >= this.#limits.entries;
    if (full) this.#refused++;
    return full;
  }
}

/** The sighting of the packet at hand: one record for all. */
class Sighting implements EspSighting {
  source = '';
  destination = '';
  sourcePort = 0;
  destinationPort = 0;
  isFragmented = false;
  length = 0;
  spi = 0;
  sa: SecurityAssociation | null = null;
  verdict: EspSighting['verdict'] = 'read';
  sequence = 0;
  fingerprint: number | null = null;
  file = 0;
  frame = 0;
  seconds = 0;
  nanoseconds = 0;
}

/** Is it a REGISTER or a response to one? Its CSeq says so, which is read only if the word occurs at all. */
function isOfRegister(message: SipMessage): boolean {
  return includesText(message.bytes, 'REGISTER') && message.cseq?.method === 'REGISTER';
}

/** What a segment does to its connection; null for one that only carries data. */
function kindOf(tcpFlags: number): TcpNote['kind'] | null {
  if ((tcpFlags & TCP_FLAG.RST) !== 0) return 'rst';
  if ((tcpFlags & TCP_FLAG.SYN) !== 0) return (tcpFlags & TCP_FLAG.ACK) === 0 ? 'syn' : 'syn-ack';
  return (tcpFlags & TCP_FLAG.FIN) === 0 ? null : 'fin';
}

const NO_BYTES = new Uint8Array(0);

/** Frames named of duplicates and of gaps: a finding shows the first few. */
const FRAMES_KEPT = 12;

function keepFrame(frames: FrameReference[], { file, frame }: FrameReference): void {
  if (frames.length < FRAMES_KEPT) frames.push({ file, frame });
}
