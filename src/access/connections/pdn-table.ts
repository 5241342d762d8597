import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { SessionMessage } from '../facts.ts';
import type { Pdn } from '../pdn.ts';
import { PdnRecord, type Said } from './pdn-record.ts';
import { type Place, secondsApart } from './place.ts';
import { Subscriber } from './subscriber.ts';

/** Bounds of the tables about PDN connections. */
export interface AccessLimits {
  /** Connections and lookups that are held for further messages. */
  readonly connections: number;
  /** Their messages. */
  readonly messages: number;
}

/** Set-ups in NAS that wait for their GTP-C: it follows within milliseconds, so few are under way together. */
const WAITING_KEPT = 64;

/** Seconds that a set-up in NAS waits for its GTP-C: T3485 and N3-REQUESTS (TS 24.301 §10.3) give it 40 at most. */
const WAITING_SECONDS = 40;

/** What is known of a table's own: tunnel ends and identities, several of each connection. */
const KEYS_EACH = 4;

/**
 * The connections that are known, by all that shows which messages are about one: see `GtpJoiner` and `NasJoiner`. A
 * table that is full, of connections or of their messages, gives out its oldest connection as it is.
 */
export class PdnTable {
  /** Connections given out before the end because there were too many. */
  evicted = 0;
  readonly #records = new Set<PdnRecord>();
  readonly #limits: AccessLimits;
  /** Messages listed of all that are held. */
  #messages = 0;
  readonly #emit: (pdn: Pdn) => void;
  readonly #byTunnel: BoundedMap<string, PdnRecord>;
  readonly #imsis: BoundedMap<string, Subscriber<PdnRecord>>;
  readonly #tmsis: BoundedMap<string, Subscriber<PdnRecord>>;
  readonly #waiting: PdnRecord[] = [];

  /** @param emit receives each connection when no more of it is awaited, in the order of their first messages. */
  constructor(limits: AccessLimits, emit: (pdn: Pdn) => void) {
    const { connections } = limits;
    this.#limits = limits;
    this.#emit = emit;
    this.#byTunnel = new BoundedMap(KEYS_EACH * connections);
    this.#imsis = new BoundedMap(connections);
    this.#tmsis = new BoundedMap(connections);
  }

  /** The end of the capture. */
  end(): void {
    for (const record of this.#records) this.#emit(record);
    this.#records.clear();
  }

  /** Keeps a new connection. */
  add(record: PdnRecord): void {
    if (this.#records.size >= this.#limits.connections) this.#giveOutOldest(record);
    this.#records.add(record);
    record.subscriber?.root.add(record);
  }

  /** Adds a message to those that were seen of a connection. */
  saw(record: PdnRecord, message: Said, place: Place): void {
    this.#messages -= record.steps.length;
    record.saw(message, place);
    this.#messages += record.steps.length;
    while (this.#messages > this.#limits.messages && this.#records.size > 1) this.#giveOutOldest(record);
  }

  /** A new connection of a phone. */
  create(place: Place, subscriber: Subscriber<PdnRecord>, begun: boolean, isFiveGs: boolean): PdnRecord {
    const record = new PdnRecord(place, { begun, isFiveGs, subscriber: subscriber.root });
    record.imei = subscriber.root.imei;
    this.add(record);
    return record;
  }

  /** The phone with this IMSI, united with the one it was found on. */
  withImsi(imsi: string, found: Subscriber<PdnRecord>): Subscriber<PdnRecord> {
    const known = this.#imsis.get(imsi);
    const root = found.root;
    // The same association may speak for another phone after an identity was given anew.
    const own = root.imsi !== null && root.imsi !== imsi ? new Subscriber<PdnRecord>() : root;
    own.imsi = imsi;
    known?.unite(own);
    const united = known?.root ?? own;
    this.#imsis.set(imsi, united);
    return united;
  }

  /** Remembers that a phone has this S-TMSI, and unites it with the one that had it. */
  withTmsi(tmsi: string, found: Subscriber<PdnRecord>, isNew: boolean): void {
    if (!isNew) this.#tmsis.get(tmsi)?.unite(found);
    this.#tmsis.set(tmsi, found.root);
  }

  /** The connection with one of these ends, unless it is of another phone; null if none is known. */
  withTunnels(tunnels: readonly string[], subscriber: Subscriber<PdnRecord>): PdnRecord | null {
    for (const tunnel of tunnels) {
      const record = this.#byTunnel.get(tunnel)?.root;
      if (record === undefined || record.released || !record.isHeld) continue;
      if (agree(record.imsi, subscriber.root.imsi)) return record;
    }
    return null;
  }

  /**
   * Remembers the user plane ends of a connection. If another has one of them and nothing speaks against it, they are
   * one; returns the record that has both.
   */
  link(record: PdnRecord, tunnels: readonly string[]): PdnRecord {
    let whole = record.root;
    for (const tunnel of tunnels) {
      const other = this.#byTunnel.get(tunnel)?.root;
      if (other !== undefined) whole = this.unite(whole, other);
      this.#byTunnel.set(tunnel, whole);
    }
    return whole;
  }

  /** A set-up in NAS that GTP-C may follow. */
  awaitGtp(record: PdnRecord): void {
    if (this.#waiting.includes(record)) return;
    if (this.#waiting.length >= WAITING_KEPT) this.#waiting.shift();
    this.#waiting.push(record);
  }

  /** The one set-up in NAS that this request of GTP-C follows from; null without one, and if it may be one of several. */
  takeWaiting(message: SessionMessage, place: Place): PdnRecord | null {
    const possible = this.#waiting.filter(({ root }) => follows(root, message, place));
    const [only] = possible;
    if (only === undefined || possible.length > 1) return null;
    this.#waiting.splice(this.#waiting.indexOf(only), 1);
    return only.root;
  }

  /** The record that has both, if nothing speaks against it that they are one; otherwise the first. */
  unite(first: PdnRecord, second: PdnRecord): PdnRecord {
    const [one, other] = [first.root, second.root];
    if (one === other || !areOne(one, other)) return one;
    const isFirst = compare(one, other) <= 0;
    const [earlier, later] = isFirst ? [one, other] : [other, one];
    this.#messages -= earlier.steps.length + later.steps.length;
    earlier.absorb(later);
    this.#messages += earlier.steps.length;
    this.#records.delete(later);
    later.isHeld = false;
    if (earlier.subscriber !== null && later.subscriber !== null)
      earlier.subscriber.root.unite(later.subscriber.root);
    return earlier;
  }

  /** As it is; not the one that is at work. */
  #giveOutOldest(current: PdnRecord): void {
    for (const oldest of this.#records) {
      if (oldest === current) continue;
      this.#records.delete(oldest);
      this.#messages -= oldest.steps.length;
      oldest.isHeld = false;
      this.#emit(oldest);
      this.evicted++;
      return;
    }
  }
}

function compare(one: PdnRecord, other: PdnRecord): number {
  return one.seconds - other.seconds || one.nanoseconds - other.nanoseconds;
}

/** Does nothing that both say differ? */
function areOne(one: PdnRecord, other: PdnRecord): boolean {
  if (one.released || other.released || one.isFiveGs !== other.isFiveGs) return false;
  if (!one.isHeld || !other.isHeld || one.isAfter(other) || other.isAfter(one)) return false;
  return (
    agree(one.imsi, other.imsi) &&
    agree(one.id, other.id) &&
    agree(networkIdentifier(one.apn), networkIdentifier(other.apn))
  );
}

function agree<T>(one: T | null, other: T | null): boolean {
  return one === null || other === null || one === other;
}

/** An APN without its operator identifier (TS 23.003 §9.1), in lower case. */
export function networkIdentifier(apn: string | null): string | null {
  return apn?.toLowerCase().replace(/\.mnc\d+\.mcc\d+\.gprs$/, '') ?? null;
}

/** The MME passes APN, PDN type and PCO on as the phone gave them (TS 29.274 §7.2.1). */
function follows(record: PdnRecord, message: SessionMessage, place: Place): boolean {
  const asked = message.pco?.containers ?? [];
  return (
    record.isHeld &&
    record.isPending &&
    secondsApart(record, place) < WAITING_SECONDS &&
    agree(record.imsi, message.imsi) &&
    agree(networkIdentifier(record.apn), networkIdentifier(message.apn)) &&
    (asked.length === 0 ||
      record.containersAsked.length === 0 ||
      asked.join() === record.containersAsked.join())
  );
}
