import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import { type SessionMessage, tunnelKey } from '../facts.ts';
import { addFrames, type BearerRecord } from './bearer-record.ts';
import type { PdnRecord } from './pdn-record.ts';
import { type AccessLimits, networkIdentifier, type PdnTable } from './pdn-table.ts';
import { type Place, secondsApart } from './place.ts';
import { Subscriber } from './subscriber.ts';

/** A message of GTP-C with what joins it to others. */
export interface GtpSession {
  readonly message: SessionMessage;
  readonly request: boolean;
  /** Type number of the request, also in the answer. */
  readonly requestType: number;
  /** Of the receiver; null without one. */
  readonly teid: number | null;
  readonly sequence: number;
}

/** A request and what it was about. */
interface Transaction {
  readonly record: PdnRecord;
  readonly hash: number;
  readonly place: Place;
  /** Bearers of the request, in its order. */
  readonly bearers: readonly (BearerRecord | null)[];
}

/** Transactions remembered for each connection held: its set-up on two interfaces, and that of two bearers. */
const TRANSACTIONS_EACH = 4;

/** Seconds in which the same bytes are a request sent again: N3 times T3 (TS 29.274 §7.6) are less. */
const RETRANSMISSION_SECONDS = 60;

/** Seconds in which a gateway passes on a request for bearers, with time to page the phone. */
const PASSING_SECONDS = 10;

/**
 * Joins requests and answers of GTP-C by their ends and sequence number, the interfaces S11 and S5 by IMSI, bearer
 * identity, tunnel ends and traffic flow templates, and them to NAS.
 */
export class GtpJoiner {
  readonly #table: PdnTable;
  readonly #transactions: BoundedMap<string, Transaction>;
  /** The last requests for bearers, by what a gateway passes on of them. */
  readonly #additions: BoundedMap<string, Transaction>;
  readonly #byControlTunnel: BoundedMap<string, Subscriber<PdnRecord>>;

  constructor(table: PdnTable, { connections }: AccessLimits) {
    this.#table = table;
    this.#transactions = new BoundedMap(TRANSACTIONS_EACH * connections);
    this.#additions = new BoundedMap(connections);
    this.#byControlTunnel = new BoundedMap(TRANSACTIONS_EACH * connections);
  }

  /** Takes one message; `hash` is that of its bytes, `templates` that of its traffic flow templates, null without any. */
  take(session: GtpSession, hash: number, templates: number | null, place: Place): void {
    if (session.request) this.#request(session, hash, templates, place);
    else this.#answer(session, place);
  }

  #request(session: GtpSession, hash: number, templates: number | null, place: Place): void {
    const { message } = session;
    const key = transactionKey(session, place.source, place.destination);
    const before = this.#transactions.get(key);
    if (
      before?.record.root.isHeld &&
      before.hash === hash &&
      secondsApart(before.place, place) < RETRANSMISSION_SECONDS
    ) {
      this.#table.saw(before.record.root, message, place);
      return;
    }
    const found =
      message.procedure === 'connect' ? this.#connect(message, place) : this.#existing(session, place);
    if (found === null) return;
    this.#table.saw(found, message, place);
    found.take(message, place);
    const origin = templates === null ? null : this.#passedOn(message, templates, place);
    const linked = this.#linked(found, message);
    const record = origin === null ? linked : this.#table.unite(linked, origin.record);
    const bearers = bearersOf(record, origin?.bearers ?? [], message, place);
    const transaction = { record, hash, place, bearers };
    this.#transactions.set(key, transaction);
    if (templates !== null) this.#additions.set(additionKey(message, templates), transaction);
  }

  #answer(session: GtpSession, place: Place): void {
    const { message } = session;
    const key = transactionKey(session, place.destination, place.source);
    const transaction = this.#transactions.get(key);
    const asked = transaction?.record.root;
    const found = asked?.isHeld ? asked : this.#existing(session, place);
    if (found === null) return;
    this.#table.saw(found, message, place);
    found.take(message, place);
    const isAccepted = message.part === 'accept';
    if (isAddition(message)) answerBearers(found, transaction?.bearers ?? [], message, place);
    const record = this.#linked(found, message);
    if (!isAccepted) return;
    if (message.procedure === 'release') record.released = true;
    if (message.procedure === 'release-bearer') release(record, message);
  }

  /** On S5 the same request as on S11 before, or that which follows from NAS, or the first of its connection. */
  #connect(message: SessionMessage, place: Place): PdnRecord {
    const subscriber =
      message.imsi === null
        ? new Subscriber<PdnRecord>()
        : this.#table.withImsi(message.imsi, new Subscriber<PdnRecord>());
    const apn = networkIdentifier(message.apn);
    const same = subscriber.connections.findLast(
      record =>
        record.isAskedAgainAt(place) &&
        !record.isFiveGs &&
        record.via.includes(message.carrier) &&
        record.id === message.linked &&
        networkIdentifier(record.apn) === apn,
    );
    if (same !== undefined) return same;
    const waiting = message.carrier === 'gtpv2' ? this.#table.takeWaiting(message, place) : null;
    if (waiting === null) return this.#table.create(place, subscriber, true, false);
    if (waiting.subscriber?.root.unite(subscriber) === false) waiting.subscriber = subscriber;
    return waiting;
  }

  /**
   * The connection by the control plane end that it was sent to and its bearers, by tunnel ends, or a new one; null for
   * a message that is about none that is known and does not say about which.
   */
  #existing({ message, teid }: GtpSession, place: Place): PdnRecord | null {
    const key = teid === null || teid === 0 ? null : tunnelKey(place.destination, teid);
    const known = key === null ? undefined : this.#byControlTunnel.get(key)?.root;
    const subscriber = known ?? new Subscriber<PdnRecord>();
    if (key !== null && known === undefined) this.#byControlTunnel.set(key, subscriber);
    const ids = message.bearers.map(({ id }) => id);
    const connections = subscriber.connections.filter(({ isFiveGs }) => !isFiveGs);
    const found =
      connections.findLast(({ id }) => id !== null && id === message.linked) ??
      connections.findLast(({ id, bearers }) =>
        ids.some(one => one !== null && (one === id || bearers.some(bearer => bearer.id === one))),
      ) ??
      this.#table.withTunnels(
        message.bearers.flatMap(({ tunnels }) => tunnels),
        subscriber,
      ) ??
      (message.linked === null && connections.length === 1 ? connections[0] : undefined);
    if (found === undefined || found === null) {
      const isSaid = message.linked !== null || message.bearers.length > 0;
      if (!isSaid && message.procedure !== 'connect') return null;
      const record = this.#table.create(place, subscriber, false, false);
      record.id = message.linked;
      return record;
    }
    if (found.subscriber !== null) found.subscriber.root.unite(subscriber);
    return found;
  }

  /** Remembers the ends that a message names. */
  #linked(record: PdnRecord, message: SessionMessage): PdnRecord {
    const subscriber = record.subscriber?.root;
    if (subscriber !== undefined)
      for (const tunnel of message.controlTunnels) this.#byControlTunnel.set(tunnel, subscriber);
    const isIt = message.procedure === 'connect' || isAddition(message);
    if (!isIt) return record;
    return this.#table.link(
      record,
      message.bearers.flatMap(({ tunnels }) => tunnels),
    );
  }

  /** The request for bearers, on the interface before, that this one follows from; null without one. */
  #passedOn(message: SessionMessage, templates: number, place: Place): Transaction | null {
    const before = this.#additions.get(additionKey(message, templates));
    if (before === undefined || secondsApart(before.place, place) >= PASSING_SECONDS) return null;
    const { source, destination } = before.place;
    return source === place.source || destination === place.destination ? null : before;
  }
}

/** The bearers of a request for some, those that it was asked for before first; empty for other messages. */
function bearersOf(
  record: PdnRecord,
  before: readonly (BearerRecord | null)[],
  message: SessionMessage,
  place: Place,
): (BearerRecord | null)[] {
  if (!isAddition(message)) return [];
  return message.bearers.map((facts, i) => {
    const bearer = heldBy(record, before[i] ?? null) ?? record.bearerOf(facts);
    bearer?.take(facts);
    if (bearer !== null) addFrames(bearer.frames, place.file, place.frames);
    return bearer;
  });
}

/** A bearer of a record that has become part of another is found there by its ends. */
function heldBy(record: PdnRecord, bearer: BearerRecord | null): BearerRecord | null {
  if (bearer === null) return null;
  return record.bearerRecords.find(one => one === bearer || one.isAbout(bearer)) ?? null;
}

/** Bearers of an answer are those of the request with the same ends, and without ends those in the same place. */
function answerBearers(
  record: PdnRecord,
  asked: readonly (BearerRecord | null)[],
  message: SessionMessage,
  place: Place,
): void {
  const isAccepted = message.part === 'accept';
  const current = asked.map(bearer => heldBy(record, bearer));
  for (const [i, facts] of message.bearers.entries()) {
    const bearer = current.find(one => one?.isAbout(facts)) ?? current[i] ?? record.bearerOf(facts);
    if (!bearer) continue;
    const isRefused = facts.cause !== null && facts.cause.number >= FIRST_REFUSAL;
    bearer.take(facts);
    bearer.answer(isAccepted && !isRefused, isRefused ? facts.cause : message.cause);
    addFrames(bearer.frames, place.file, place.frames);
  }
  if (message.bearers.length === 0) for (const one of current) one?.answer(isAccepted, message.cause);
}

/** Causes from here on refuse (TS 29.274 §8.4). */
const FIRST_REFUSAL = 64;

/** The default bearer, and with it the connection, or others. */
function release(record: PdnRecord, { linked, bearers }: SessionMessage): void {
  if (linked !== null && linked === record.id) {
    record.released = true;
    return;
  }
  for (const bearer of record.bearerRecords)
    if (bearers.some(facts => bearer.isAbout(facts))) bearer.released = true;
}

function isAddition({ procedure }: SessionMessage): boolean {
  return procedure === 'add-bearer';
}

function additionKey({ linked }: SessionMessage, templates: number): string {
  return `${linked} ${templates}`;
}

function transactionKey({ requestType, sequence }: GtpSession, from: string, to: string): string {
  return `${from} ${to} ${requestType} ${sequence}`;
}
