import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Arp, BearerFacts, BitRates, Cause, SessionMessage } from '../facts.ts';
import type { Family, PcoFacts } from '../pco/pco.ts';
import type { Carrier, Lookup, Pdn, PdnBearer, PdnResult, PdnStep } from '../pdn.ts';
import type { PdnType } from '../values.ts';
import { addFrames, BearerRecord } from './bearer-record.ts';
import { type Place, secondsApart } from './place.ts';
import { rootOf } from './root-of.ts';
import type { Subscriber } from './subscriber.ts';

/** Messages listed of one connection: a set-up over NAS, S11 and S5 has twelve, and a call eight more. */
const STEPS_KEPT = 200;

/** Bearers kept of one connection: a phone has eleven at a time, and a new one for each call. */
const BEARERS_KEPT = 64;

/** Addresses and tunnel ends kept of each kind: two families, two P-CSCFs of each; handovers bring new ends. */
const VALUES_KEPT = 32;

/** Seconds in which a set-up may be asked for again: N3 times T3 (TS 29.274 §7.6) and five times T3482 are less. */
const SET_UP_SECONDS = 60;

/** Seconds that the clocks of two captures may differ. */
const CLOCK_SECONDS = 1;

/** What is listed of a message. */
export type Said = Pick<PdnStep, 'carrier' | 'name' | 'part' | 'cause'>;

/** A connection while its messages come. */
export class PdnRecord implements Pdn {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly via: Carrier[] = [];
  readonly frames: FrameReference[] = [];
  readonly steps: PdnStep[] = [];
  begun: boolean;
  msisdn: string | null = null;
  imei: string | null = null;
  coreId: number | null = null;
  radioId: number | null = null;
  readonly tunnels: string[] = [];
  id: number | null = null;
  readonly isFiveGs: boolean;
  apn: string | null = null;
  pdnTypeAsked: PdnType | null = null;
  pdnType: PdnType | null = null;
  readonly ue: string[] = [];
  interfaceId: string | null = null;
  containersAsked: readonly number[] = [];
  containersGiven: readonly number[] = [];
  readonly pcscfAsked: Family[] = [];
  pcscfReselection = false;
  imsSignalling = false;
  readonly pcscf: string[] = [];
  readonly pcscfNames: string[] = [];
  readonly dnsAsked: Family[] = [];
  readonly dns: string[] = [];
  qci: number | null = null;
  arp: Arp | null = null;
  ambr: BitRates | null = null;
  readonly bearerRecords: BearerRecord[] = [];
  cause: Cause | null = null;
  result: PdnResult = 'unanswered';
  released = false;
  readonly lookup: Lookup | null;
  /** QoS flow that a PDU session began with. */
  defaultFlow: number | null = null;
  /** The phone that it is of; null for a lookup. */
  subscriber: Subscriber<PdnRecord> | null;
  /** The record that it was found to be a part of. */
  into: PdnRecord | null = null;
  /** Does a table hold it? Nothing more is added to one that was given out. */
  isHeld = true;
  /** When its set-up was answered, or it was seen to stand; null if neither. */
  #decided: Moment | null = null;

  constructor(
    place: Place,
    options: {
      readonly begun: boolean;
      readonly isFiveGs?: boolean;
      readonly subscriber?: Subscriber<PdnRecord>;
      readonly lookup?: Lookup;
    },
  ) {
    this.seconds = place.seconds;
    this.nanoseconds = place.nanoseconds;
    this.begun = options.begun;
    this.isFiveGs = options.isFiveGs ?? false;
    this.subscriber = options.subscriber ?? null;
    this.lookup = options.lookup ?? null;
    // Whoever changes a connection has one.
    if (!options.begun) {
      this.result = 'accepted';
      this.#decided = place;
    }
  }

  get imsi(): string | null {
    return this.subscriber?.root.imsi ?? null;
  }

  get guti(): string | null {
    return this.subscriber?.root.guti ?? null;
  }

  get bearers(): readonly PdnBearer[] {
    return this.bearerRecords;
  }

  /** Is it without an answer so far? */
  get isPending(): boolean {
    return this.result === 'unanswered' && !this.released;
  }

  /** Is a request at that time this set-up asked for again? After a long silence it is another attempt. */
  isAskedAgainAt(moment: Moment): boolean {
    return this.isPending && secondsApart(this, moment) < SET_UP_SECONDS;
  }

  /** Does it begin after the other one was answered or stood? Then they are two, whatever they have in common. */
  isAfter(other: PdnRecord): boolean {
    const decided = other.#decided;
    if (!this.begun || decided === null) return false;
    const isLater = this.seconds - decided.seconds + (this.nanoseconds - decided.nanoseconds) / 1e9 > 0;
    return isLater && secondsApart(this, decided) > CLOCK_SECONDS;
  }

  /** The record that has what this one had. */
  get root(): PdnRecord {
    return rootOf<PdnRecord>(this);
  }

  /** Adds a message to those that were seen of it. */
  saw({ carrier, name, part, cause }: Said, place: Place): void {
    const { file, frames, seconds, nanoseconds, source, destination } = place;
    if (!this.via.includes(carrier)) this.via.push(carrier);
    addFrames(this.frames, file, frames);
    const frame = frames.at(-1) ?? 0;
    if (this.steps.length < STEPS_KEPT)
      this.steps.push({ carrier, name, part, cause, file, frame, seconds, nanoseconds, source, destination });
  }

  /** Takes what a message says about the connection itself, not about further bearers. */
  take(message: SessionMessage, place: Moment): void {
    const { procedure, part, pco } = message;
    this.msisdn ??= message.msisdn;
    this.imei ??= message.imei;
    this.#takeCause(message);
    if (pco !== null) this.#takePco(pco);
    for (const tunnel of message.controlTunnels) addTo(this.tunnels, tunnel);
    const isAnswer = part !== 'request';
    if (procedure === 'connect' && isAnswer) {
      this.result = part === 'accept' ? this.#acceptance() : 'rejected';
      this.#decided ??= place;
    }
    if (procedure === 'confirm' && part === 'reject') this.result = 'rejected';
    if (this.result === 'unanswered' && showsThatItStands(message)) this.result = 'accepted';
    if (procedure !== 'connect' && procedure !== 'information') return;
    this.apn = isAnswer && procedure === 'connect' ? (message.apn ?? this.apn) : (this.apn ?? message.apn);
    this.id ??= message.linked;
    if (isAnswer) this.pdnType = message.pdnType ?? this.pdnType;
    else this.pdnTypeAsked ??= message.pdnType;
    // A phone asks for a fixed address at most; what it has is in the answer.
    if (isAnswer) for (const address of message.ue) addTo(this.ue, address);
    this.interfaceId = message.interfaceId ?? this.interfaceId;
    this.ambr = isAnswer ? (message.ambr ?? this.ambr) : (this.ambr ?? message.ambr);
    const [own] = message.bearers;
    if (own !== undefined) this.#takeDefaultBearer(own, isAnswer);
  }

  /** The bearer that these facts are about; a new one if they are about none so far. */
  bearerOf(facts: BearerFacts): BearerRecord | null {
    const known = this.bearerRecords.find(bearer => bearer.isAbout(facts));
    if (known !== undefined) return known;
    if (this.bearerRecords.length >= BEARERS_KEPT) return null;
    const bearer = new BearerRecord();
    this.bearerRecords.push(bearer);
    return bearer;
  }

  /** Adds all of another record, which turned out to be of the same connection and to be later. */
  absorb(other: PdnRecord): void {
    other.into = this;
    for (const carrier of other.via) if (!this.via.includes(carrier)) this.via.push(carrier);
    for (const { file, frame } of other.frames) addFrames(this.frames, file, [frame]);
    this.frames.sort((one, next) => one.file - next.file || one.frame - next.frame);
    for (const step of other.steps) if (this.steps.length < STEPS_KEPT) this.steps.push(step);
    this.steps.sort(
      (one, next) =>
        one.seconds - next.seconds || one.nanoseconds - next.nanoseconds || one.frame - next.frame,
    );
    this.result = strongest(this.result, other.result);
    this.begun ||= other.begun;
    this.#decided ??= other.#decided;
    this.#absorbValues(other);
    for (const bearer of other.bearerRecords) this.bearerOf(bearer)?.absorb(bearer);
  }

  #absorbValues(other: PdnRecord): void {
    this.msisdn ??= other.msisdn;
    this.imei ??= other.imei;
    this.coreId ??= other.coreId;
    this.radioId ??= other.radioId;
    this.id ??= other.id;
    this.apn ??= other.apn;
    this.pdnTypeAsked ??= other.pdnTypeAsked;
    this.pdnType ??= other.pdnType;
    this.interfaceId ??= other.interfaceId;
    this.ambr ??= other.ambr;
    this.qci ??= other.qci;
    this.arp ??= other.arp;
    this.defaultFlow ??= other.defaultFlow;
    if (other.cause !== null) this.cause = told(this.cause, other.cause);
    if (this.containersAsked.length === 0) this.containersAsked = other.containersAsked;
    if (this.containersGiven.length === 0) this.containersGiven = other.containersGiven;
    this.pcscfReselection ||= other.pcscfReselection;
    this.imsSignalling ||= other.imsSignalling;
    this.released ||= other.released;
    for (const [own, others] of [
      [this.tunnels, other.tunnels],
      [this.ue, other.ue],
      [this.pcscf, other.pcscf],
      [this.dns, other.dns],
    ] as const)
      for (const value of others) addTo(own, value);
    for (const family of other.pcscfAsked) addTo(this.pcscfAsked, family);
    for (const family of other.dnsAsked) addTo(this.dnsAsked, family);
  }

  /** A refusal by one of those that decide outlasts what another has accepted before. */
  #acceptance(): PdnResult {
    return this.result === 'rejected' ? 'rejected' : 'accepted';
  }

  #takeCause({ cause, procedure, part }: SessionMessage): void {
    const isAboutIt = procedure === 'connect' || procedure === 'confirm';
    if (cause === null || !isAboutIt || part === 'request') return;
    // "Request accepted" is no reason for anything.
    if (cause.number === 16 && cause.kind === 'gtpv2') return;
    if (cause.number === 128 && cause.kind === 'gtpv1') return;
    this.cause = told(this.cause, cause);
  }

  #takePco(pco: PcoFacts): void {
    for (const family of pco.pcscfAsked) addTo(this.pcscfAsked, family);
    for (const family of pco.dnsAsked) addTo(this.dnsAsked, family);
    for (const address of pco.pcscf) addTo(this.pcscf, address);
    for (const address of pco.dns) addTo(this.dns, address);
    this.pcscfReselection ||= pco.pcscfReselection;
    this.imsSignalling ||= pco.imsSignalling;
    if (pco.isGiven) this.containersGiven = pco.containers;
    else this.containersAsked = pco.containers;
  }

  #takeDefaultBearer(own: BearerFacts, isAnswer: boolean): void {
    this.qci = isAnswer ? (own.qci ?? this.qci) : (this.qci ?? own.qci);
    this.arp = isAnswer ? (own.arp ?? this.arp) : (this.arp ?? own.arp);
    this.defaultFlow ??= this.isFiveGs ? own.id : null;
    for (const tunnel of own.tunnels) addTo(this.tunnels, tunnel);
  }
}

/** Whoever changes a connection has one, also if the answer that set it up was not captured or cannot be read. */
function showsThatItStands({ procedure, part }: SessionMessage): boolean {
  if (procedure === 'confirm' || procedure === 'modify') return part === 'accept';
  return (procedure === 'add-bearer' || procedure === 'update-bearer') && part !== 'reject';
}

/** What NAS says is what the phone is told. */
function told(before: Cause | null, cause: Cause): Cause {
  const isNas = (one: Cause) => one.kind !== 'gtpv2' && one.kind !== 'gtpv1';
  return before !== null && isNas(before) && !isNas(cause) ? before : cause;
}

function strongest(one: PdnResult, other: PdnResult): PdnResult {
  if (one === 'rejected' || other === 'rejected') return 'rejected';
  return one === 'accepted' || other === 'accepted' ? 'accepted' : 'unanswered';
}

function addTo<T>(values: T[], value: T): void {
  if (values.length < VALUES_KEPT && !values.includes(value)) values.push(value);
}
