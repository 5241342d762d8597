import type { MobilityEvent } from '../../access/mobility.ts';
import type { Pdn } from '../../access/pdn.ts';
import { addTo } from '../../bytes/tables/add-to.ts';
import type { Registration } from '../../model/registration.ts';
import type { PolicyNote } from '../journal/access-notes.ts';
import type { Moment } from '../journal/notes.ts';
import type { CaptureFacts, Phone, RegistrationCase } from './case.ts';
import { CLOCK_SLACK } from './cx-by-user.ts';
import { byTime, indexAt } from './time-window.ts';
import { ueKey, ueKeys } from './ue-address.ts';

/** Connections with one address looked at: those that had it last; an address serves one phone at a time. */
const MOST = 16;

/** What phones are made of. */
interface Sources {
  readonly pdns: readonly Pdn[];
  readonly mobility: readonly MobilityEvent[];
  readonly policy: readonly PolicyNote[];
  readonly capture: CaptureFacts;
}

/** A registration with the moment when it begins; `join` takes what belongs to it. */
interface Joinable {
  readonly one: RegistrationCase;
  readonly join: (phone: Phone, connection: Pdn | null) => void;
}

type Building = {
  -readonly [Key in keyof Phone]: Phone[Key] extends readonly (infer Item)[] ? Item[] : Phone[Key];
} & { readonly keys: Set<string> };

/**
 * The phones of a capture. A connection belongs to a registration by the address of its REGISTERs, otherwise its phone
 * does by the IMSI; if it may be one of several, to none.
 */
export function buildPhones(
  { pdns, mobility, policy, capture }: Sources,
  cases: readonly Joinable[],
): Phone[] {
  const phones = new Phones(capture);
  for (const pdn of [...pdns].sort(byTime)) if (pdn.lookup === null) phones.addConnection(pdn);
  for (const event of [...mobility].sort(byTime)) phones.addMobility(event);
  if (policy.some(({ chargingId }) => chargingId !== null))
    phones.addChargingIds(cases.map(({ one }) => one));
  for (const note of policy) phones.addPolicy(note);
  for (const pdn of pdns) if (pdn.lookup !== null) phones.addLookup(pdn);
  for (const { one, join } of cases) {
    const found = phones.of(one);
    if (found === null) continue;
    found.phone.registrations.push(one);
    join(found.phone, found.connection);
  }
  return phones.all;
}

class Phones {
  readonly all: Building[] = [];
  readonly #capture: CaptureFacts;
  readonly #byName = new Map<string, Building>();
  /** Connections with an address of this key, in order. */
  readonly #byKey = new Map<string, Pdn[]>();
  readonly #owners = new Map<Pdn, Building>();
  readonly #bySession = new Map<string, Building>();
  /** Phones whose registrations and dialogs have this charging identity: that of a call has both of its phones. */
  readonly #byChargingId = new Map<string, Building[]>();

  constructor(capture: CaptureFacts) {
    this.#capture = capture;
  }

  addConnection(pdn: Pdn): void {
    const phone = this.#named(nameOf(pdn));
    phone.imsi ??= pdn.imsi;
    phone.connections.push(pdn);
    this.#owners.set(pdn, phone);
    for (const key of ueKeys(pdn.ue)) {
      phone.keys.add(key);
      addTo(this.#byKey, key, pdn);
    }
  }

  /** Of a phone that has a connection as well, or of one that gets none. */
  addMobility(event: MobilityEvent): void {
    const phone = this.#named(nameOf({ ...event, isFiveGs: event.carrier === 'ngap', frames: [event] }));
    phone.imsi ??= event.imsi;
    phone.mobility.push(event);
  }

  /** The charging identities of registrations and of the dialogs of their phones. */
  addChargingIds(cases: readonly RegistrationCase[]): void {
    for (const one of cases) {
      const phone = this.of(one)?.phone ?? this.#unconnected(one);
      if (phone === null) continue;
      for (const id of chargingIdsOf(one)) {
        const known = this.#byChargingId.get(id);
        if (known === undefined) this.#byChargingId.set(id, [phone]);
        else if (!known.includes(phone)) known.push(phone);
      }
    }
  }

  addPolicy(note: PolicyNote): void {
    const phone = this.#ofPolicy(note);
    if (phone === null) return;
    phone.policy.push(note);
    if (note.session !== null) this.#bySession.set(`${note.application} ${note.session}`, phone);
  }

  /** A question is of who asks it; an answer alone is of who gets it. */
  addLookup(pdn: Pdn): void {
    const [step] = pdn.steps;
    if (step === undefined) return;
    // A phone that asks by DHCP has no address yet.
    const [given] = pdn.ue;
    const key = ueKey(given ?? (step.part === 'request' ? step.source : step.destination));
    if (key !== null) this.#withKey(key, pdn, null)?.lookups.push(pdn);
  }

  of(one: RegistrationCase): { phone: Building; connection: Pdn | null } | null {
    const begin = one.begin ?? one.capture.last;
    const imsi = imsiOf(one.registration);
    const keys = ueKeys([...one.ueAddresses, ...(one.registration.ue === null ? [] : [one.registration.ue])]);
    for (const key of keys) {
      const connection = this.#connection(key, begin, imsi);
      const phone = connection === null ? undefined : this.#owners.get(connection);
      if (phone !== undefined) return { phone, connection };
    }
    const named = imsi === null ? undefined : this.#byName.get(imsi);
    if (named !== undefined) return { phone: named, connection: null };
    for (const key of keys) {
      const loose = this.#byName.get(key);
      if (loose !== undefined) return { phone: loose, connection: null };
    }
    return null;
  }

  /** By its session or charging identity; otherwise by the address that it is about, or the subscriber. */
  #ofPolicy({ application, session, addresses, users, chargingId, ...note }: PolicyNote): Building | null {
    const known = session === null ? undefined : this.#bySession.get(`${application} ${session}`);
    if (known !== undefined) return known;
    const [charged, another] = chargingId === null ? [] : (this.#byChargingId.get(chargingId) ?? []);
    if (charged !== undefined && another === undefined) return charged;
    const imsi = users.map(imsiIn).find(digits => digits !== null) ?? null;
    const named = imsi === null ? undefined : this.#byName.get(imsi);
    for (const key of ueKeys(addresses))
      if (this.#byKey.has(key) || named === undefined) return this.#withKey(key, note, imsi);
    return named ?? null;
  }

  /** The phone with this address at a moment; one without connections if the capture shows none. */
  #withKey(key: string, moment: Moment, imsi: string | null): Building | null {
    const connection = this.#connection(key, moment, imsi);
    if (connection !== null) return this.#owners.get(connection) ?? null;
    if (this.#byKey.has(key)) return null;
    const phone = this.#named(key);
    phone.keys.add(key);
    phone.imsi ??= imsi;
    return phone;
  }

  /** A phone of a registration that no connection is known of, by its address. */
  #unconnected({ ueAddresses }: RegistrationCase): Building | null {
    const [key] = ueKeys([...ueAddresses]);
    if (key === undefined) return null;
    const phone = this.#named(key);
    phone.keys.add(key);
    return phone;
  }

  /** The connection that had this address at a moment; null if it may have been one of several. */
  #connection(key: string, moment: Moment, imsi: string | null): Pdn | null {
    const all = this.#byKey.get(key) ?? [];
    const end = indexAt(all, { seconds: moment.seconds + CLOCK_SLACK, nanoseconds: moment.nanoseconds });
    const possible = all
      .slice(Math.max(0, end - MOST), end)
      .filter(pdn => hasStood(pdn) && (imsi === null || pdn.imsi === null || pdn.imsi === imsi));
    const latest = possible.findLast(({ begun }) => begun) ?? possible.at(-1) ?? null;
    const isOther = (pdn: Pdn) =>
      !pdn.released && latest !== null && this.#owners.get(pdn) !== this.#owners.get(latest);
    const isSure = imsi !== null && latest?.imsi === imsi;
    return !isSure && possible.some(isOther) ? null : latest;
  }

  #named(name: string): Building {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const phone: Building = {
      imsi: null,
      keys: new Set(),
      connections: [],
      mobility: [],
      lookups: [],
      policy: [],
      registrations: [],
      capture: this.#capture,
    };
    this.#byName.set(name, phone);
    this.all.push(phone);
    return phone;
  }
}

/** Those of a registration, as the P-CSCF passed it on as well, and of the dialogs of its phone. */
function chargingIdsOf({ registration, others, capture }: RegistrationCase): Set<string> {
  const calls = new Set([
    registration.callId,
    ...registration.attempts.flatMap(({ passedOnAs }) => passedOnAs.map(({ callId }) => callId)),
    ...others.map(({ message }) => message.callId),
  ]);
  return new Set([...calls].flatMap(callId => [...capture.chargingIdsOf(callId)]));
}

/** Was it accepted by anyone, whoever refused it? */
function hasStood({ result, steps }: Pdn): boolean {
  return result === 'accepted' || steps.some(({ part }) => part === 'accept');
}

/** By IMSI, otherwise by GUTI, otherwise by its association; of a message that shows none of them by its frame. */
function nameOf({
  imsi,
  guti,
  coreId,
  radioId,
  isFiveGs,
  frames: [first],
}: Pick<Pdn, 'imsi' | 'guti' | 'coreId' | 'radioId' | 'isFiveGs' | 'frames'>): string {
  if (imsi !== null) return imsi;
  if (guti !== null) return `guti ${guti}`;
  if (coreId !== null || radioId !== null) return `association ${isFiveGs} ${coreId} ${radioId}`;
  return `frame ${first?.file} ${first?.frame}`;
}

/** The IMSI in an IMPI, or in an IMPU that is made of it (TS 23.003 §13.3, §13.4B); null without one. */
export function imsiOf({ impi, impu }: Pick<Registration, 'impi' | 'impu'>): string | null {
  return imsiIn(impi ?? '') ?? imsiIn(impu ?? '');
}

/** 14 or 15 digits: an MSISDN in place of an IMSI has a plus sign or is in a `tel` URI. */
function imsiIn(text: string): string | null {
  return /^(?:sip:)?(\d{14,15})(?:@|$)/.exec(text)?.[1] ?? null;
}
