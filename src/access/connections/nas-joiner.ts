import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { BearerFacts, SessionMessage } from '../facts.ts';
import { type NasIdentity, tmsiOfGuti } from '../nas/identity.ts';
import { isDetached, mobilityMessage } from '../nas/mobility.ts';
import type { NasReading } from '../nas/reading.ts';
import type { AccessPdu } from '../s1ap-ngap/pdu.ts';
import { addFrames } from './bearer-record.ts';
import type { MobilityList } from './mobility-list.ts';
import type { PdnRecord } from './pdn-record.ts';
import type { AccessLimits, PdnTable } from './pdn-table.ts';
import { type Place, secondsApart } from './place.ts';
import { Subscriber } from './subscriber.ts';

/** Counts of NAS in S1AP and NGAP. */
export interface NasStatistics {
  /** NAS messages. */
  messages: number;
  /** Those that cannot be read because they are ciphered. */
  ciphered: number;
}

/** Set-ups under way of one phone: it has few transactions at a time (TS 24.301 §6.2). */
const SET_UPS_KEPT = 16;

/** Seconds in which the same first message of a phone is a copy of it: captures show it at several interfaces. */
const COPY_SECONDS = 1;

/** A phone's signalling association, from its first message to the release of its context. */
interface Phone {
  subscriber: Subscriber<PdnRecord>;
  readonly begin: Place;
  readonly beginHash: number;
  /** The last decision of mobility management about it. */
  decided: { readonly hash: number; readonly place: Place } | null;
  /** Set-ups by procedure transaction, of 5GS by PDU session. */
  readonly setUps: BoundedMap<number, PdnRecord>;
}

/**
 * Joins session management in NAS by the association of the phone, the procedure transaction and the bearer or PDU
 * session, and phones by IMSI and S-TMSI.
 */
export class NasJoiner {
  readonly statistics: NasStatistics = { messages: 0, ciphered: 0 };
  readonly #table: PdnTable;
  readonly #phones: BoundedMap<string, Phone>;
  readonly #mobility: MobilityList;

  constructor(table: PdnTable, { connections }: AccessLimits, mobility: MobilityList) {
    this.#table = table;
    this.#phones = new BoundedMap(connections);
    this.#mobility = mobility;
  }

  /** Takes one message of S1AP or NGAP, with its NAS messages read, in their order; `hash` is that of its bytes. */
  take(pdu: AccessPdu, readings: readonly NasReading[], hash: number, place: Place): void {
    if (pdu.radioId === null) return;
    const key = phoneKey(pdu.radioId, place);
    const phone = this.#phone(key, pdu, hash, place);
    if (pdu.tmsi !== null) this.#table.withTmsi(pdu.tmsi, phone.subscriber, false);
    for (const [i, reading] of readings.entries()) {
      this.statistics.messages++;
      if (reading.ciphered) this.statistics.ciphered++;
      for (const identity of reading.identities) this.#identify(phone, identity, pdu.initial);
      if (reading.mobility !== null) this.#decide(phone, reading.mobility, pdu, hash, place);
      if (reading.session !== null)
        this.#session(phone, withBearers(reading.session, pdu.nas[i]?.bearers ?? []), pdu, place);
    }
    if (pdu.failed.length > 0) fail(phone, pdu.failed, place);
    if (pdu.released) this.#phones.delete(key);
  }

  #phone(key: string, { initial }: AccessPdu, hash: number, place: Place): Phone {
    const known = this.#phones.get(key);
    const isCopy =
      known !== undefined && known.beginHash === hash && secondsApart(known.begin, place) < COPY_SECONDS;
    if (known !== undefined && (!initial || isCopy)) return known;
    const setUps = new BoundedMap<number, PdnRecord>(SET_UPS_KEPT);
    const phone = {
      subscriber: new Subscriber<PdnRecord>(),
      begin: place,
      beginHash: hash,
      decided: null,
      setUps,
    };
    this.#phones.set(key, phone);
    return phone;
  }

  /** A decision of mobility management; a copy of the message just before is none. */
  #decide(phone: Phone, nas: Uint8Array, pdu: AccessPdu, hash: number, place: Place): void {
    const message = mobilityMessage(nas);
    const { decided } = phone;
    if (message === null) return;
    if (decided?.hash === hash && secondsApart(decided.place, place) < COPY_SECONDS) return;
    phone.decided = { hash, place };
    this.#mobility.add(message, pdu, place, phone.subscriber);
    if (isDetached(message, nas))
      for (const record of phone.subscriber.connections)
        if (record.isFiveGs === (message.system === '5gs')) record.released = true;
  }

  /** A GUTI in the phone's first message is one that it has; later ones are given to it. */
  #identify(phone: Phone, { imsi, imei, guti }: NasIdentity, isInitial: boolean): void {
    if (imsi !== null) phone.subscriber = this.#table.withImsi(imsi, phone.subscriber);
    const subscriber = phone.subscriber.root;
    if (guti !== null) {
      this.#table.withTmsi(tmsiOfGuti(guti), subscriber, !isInitial);
      subscriber.root.guti = guti;
    }
    if (imei === null) return;
    subscriber.imei = imei;
    for (const record of subscriber.connections) record.imei ??= imei;
  }

  #session(phone: Phone, message: SessionMessage, pdu: AccessPdu, place: Place): void {
    const found = this.#recordOf(phone, message, place);
    if (found === null) return;
    this.#table.saw(found, message, place);
    // Found by its tunnel ends, it may be of a phone that only GTP-C has shown so far.
    found.subscriber?.root.unite(phone.subscriber);
    found.coreId = pdu.coreId ?? found.coreId;
    found.radioId = pdu.radioId ?? found.radioId;
    found.take(message, place);
    const record = this.#table.link(
      found,
      message.bearers.flatMap(({ tunnels }) => tunnels),
    );
    const { procedure, part, carrier } = message;
    if (carrier === 's1ap' && record.isPending && !record.via.includes('gtpv2')) this.#table.awaitGtp(record);
    const isOfFlows = record.isFiveGs && procedure === 'update-bearer' && part === 'request';
    if (procedure === 'add-bearer' || isOfFlows) takeBearers(record, message, place);
    if (record.isFiveGs && procedure === 'update-bearer' && part !== 'request') answerFlows(record, message);
    if (procedure === 'release-bearer' && part === 'request') release(record, message);
    if (procedure === 'release' && part !== 'reject' && isEnd(message)) record.released = true;
    // A 5G session has one flow more than its default in the request that sets it up.
    if (record.isFiveGs && procedure === 'connect' && part === 'accept')
      takeFurtherFlows(record, message, place);
  }

  /** Null for an answer that belongs to nothing. */
  #recordOf(phone: Phone, message: SessionMessage, place: Place): PdnRecord | null {
    const { procedure, part, transaction, linked } = message;
    const isFiveGs = message.carrier === 'ngap';
    const key = isFiveGs ? linked : transaction;
    const known = key === null ? undefined : phone.setUps.get(key)?.root;
    const setUp = known?.isHeld ? known : undefined;
    if (procedure === 'connect' || procedure === 'information') {
      // Whoever asks for the same again while nothing was answered repeats it.
      const isIt =
        setUp !== undefined &&
        (part !== 'request' || procedure === 'information' || setUp.isAskedAgainAt(place));
      if (isIt) return setUp;
      if (key === null)
        return [...phone.setUps.values()].findLast(({ root }) => root.isHeld && root.isPending)?.root ?? null;
      const isBegin = procedure === 'connect' && part === 'request';
      const subscriber = phone.subscriber.root;
      // An answer without its request: the capture begins between them, or the request was ciphered.
      const record = this.#table.create(place, subscriber, isBegin, isFiveGs);
      if (isFiveGs) record.id = linked;
      phone.setUps.set(key, record);
      return record;
    }
    return this.#standing(phone, message, isFiveGs) ?? this.#unknown(phone, message, place, isFiveGs);
  }

  #standing(phone: Phone, message: SessionMessage, isFiveGs: boolean): PdnRecord | null {
    const connections = phone.subscriber.connections.filter(record => record.isFiveGs === isFiveGs);
    const ids = message.bearers.map(({ id }) => id);
    return (
      connections.findLast(({ id }) => id !== null && id === message.linked) ??
      connections.findLast(({ id, bearers }) =>
        ids.some(
          one => one !== null && (one === id || (!isFiveGs && bearers.some(bearer => bearer.id === one))),
        ),
      ) ??
      this.#table.withTunnels(
        message.bearers.flatMap(({ tunnels }) => tunnels),
        phone.subscriber,
      )
    );
  }

  /** A connection that has stood before the capture began; only a request of the network shows it for certain. */
  #unknown(phone: Phone, message: SessionMessage, place: Place, isFiveGs: boolean): PdnRecord | null {
    if (message.linked === null && message.bearers.length === 0) return null;
    const record = this.#table.create(place, phone.subscriber, false, isFiveGs);
    record.id = message.linked;
    return record;
  }
}

/**
 * What S1AP and NGAP say of the bearer or the flows that a NAS message sets up or changes. NAS may say nothing of the
 * flows of a PDU session.
 */
function withBearers(session: SessionMessage, carried: readonly BearerFacts[]): SessionMessage {
  const { procedure, part } = session;
  const isChange = session.carrier === 'ngap' && procedure === 'update-bearer' && part === 'request';
  if (carried.length === 0 || !(procedure === 'connect' || procedure === 'add-bearer' || isChange))
    return session;
  if (session.carrier === 's1ap') {
    const [first] = carried;
    const [own = first, ...rest] = session.bearers;
    return own === undefined ? session : { ...session, bearers: [withRadio(own, first), ...rest] };
  }
  const own = session.bearers.map(bearer =>
    withRadio(
      bearer,
      carried.find(({ id }) => id === bearer.id),
    ),
  );
  const others = carried.filter(({ id }) => !session.bearers.some(bearer => bearer.id === id));
  return { ...session, bearers: [...own, ...others] };
}

/** The rates of NAS are what the phone is told; the ARP is told to the radio network alone. */
function withRadio(own: BearerFacts, carried: BearerFacts | undefined): BearerFacts {
  if (carried === undefined) return own;
  const { qci, arp, guaranteed, maximum, tunnels } = carried;
  return {
    ...own,
    qci: own.qci ?? qci,
    arp,
    guaranteed: guaranteed ?? own.guaranteed,
    maximum: maximum ?? own.maximum,
    tunnels,
  };
}

function takeBearers(record: PdnRecord, message: SessionMessage, place: Place): void {
  for (const facts of message.bearers) {
    // Of a PDU session the flow that it began with is no further one.
    if (record.isFiveGs && facts.id === record.defaultFlow) continue;
    const bearer = record.bearerOf(facts);
    bearer?.take(facts);
    if (bearer) addFrames(bearer.frames, place.file, place.frames);
    if (message.part !== 'request') bearer?.answer(message.part === 'accept', message.cause);
  }
}

function takeFurtherFlows(record: PdnRecord, message: SessionMessage, place: Place): void {
  for (const facts of message.bearers.slice(1)) {
    const bearer = record.bearerOf(facts);
    bearer?.take(facts);
    bearer?.answer(true, null);
    if (bearer) addFrames(bearer.frames, place.file, place.frames);
  }
}

/** The answer names no flows: it is about all that were not answered. */
function answerFlows(record: PdnRecord, message: SessionMessage): void {
  for (const bearer of record.bearerRecords)
    if (bearer.result === 'unanswered') bearer.answer(message.part === 'accept', message.cause);
}

function release(record: PdnRecord, message: SessionMessage): void {
  for (const facts of message.bearers) {
    if (facts.id !== null && facts.id === record.id) record.released = true;
    for (const bearer of record.bearerRecords) if (bearer.isAbout(facts)) bearer.released = true;
  }
}

/** In 5GS the phone completes the end that the network commands; in EPS the network deactivates the bearer. */
function isEnd({ carrier, part }: SessionMessage): boolean {
  return carrier === 'ngap' && part === 'accept';
}

/** The radio network could not set these up. */
function fail(phone: Phone, ids: readonly number[], place: Place): void {
  for (const record of phone.subscriber.connections)
    for (const bearer of record.bearerRecords) {
      if (bearer.id === null || !ids.includes(bearer.id) || bearer.result !== 'unanswered') continue;
      bearer.answer(false, null);
      addFrames(bearer.frames, place.file, place.frames);
    }
}

/** The same in both directions. */
function phoneKey(radioId: number, { source, sourcePort, destination, destinationPort }: Place): string {
  const ends = [`${source} ${sourcePort}`, `${destination} ${destinationPort}`].sort();
  return `${ends.join(' ')} ${radioId}`;
}
