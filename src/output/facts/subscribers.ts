import type { Pdn } from '../../access/pdn.ts';
import { challengeOfNonce } from '../../aka/challenge.ts';
import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { MobilityEvent } from '../../analysis/events/mobility-event.ts';
import type { PdnEvent } from '../../analysis/events/pdn-event.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { PolicyEvent } from '../../analysis/events/policy-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { groupedBy } from '../../bytes/tables/grouped-by.ts';
import { KeyIndex } from '../../bytes/tables/key-index.ts';
import { imsiOf } from '../../diagnosis/cases/build-phones.ts';
import { sipNameNumber } from '../../lane/wasm/sip-names.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { Challenge, Registration } from '../../model/registration.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import { parseRegInfo, type RegInfo } from '../../sip/ims/reg-info.ts';
import type { BearerSeen } from '../json/line-types.ts';
import { Connections, imsConnection } from './connections.ts';
import { type CxNote, CxNotes } from './cx-notes.ts';
import { factOf, frameOf, RegisterFacts } from './register-facts.ts';
import type { Fact, NonceParts, SaUse, Subscriber } from './subscriber.ts';

/** Registrations whose messages are looked at: as many as a report lists. */
const REGISTRATIONS_KEPT = 5000;

/** SAs whose messages are counted: four of each of them. */
const SAS_KEPT = 4 * REGISTRATIONS_KEPT;

/** Messages of Cx, connections, and NOTIFYs of reg-event kept: a few of each registration. */
const NOTES_KEPT = 4 * REGISTRATIONS_KEPT;

/** Kinds of messages counted of one SA: the methods of SIP, and their responses. */
const KINDS_KEPT = 64;

const CSEQ = sipNameNumber('cseq');
const BLANK = 0x20;

/** Where to look for what a capture shows of one subscriber. */
interface Sources {
  readonly byNonce: ReadonlyMap<string, Challenge>;
  readonly cx: CxNotes;
  readonly regEvents: KeyIndex<Fact<readonly RegInfo[]>>;
  readonly mobility: KeyIndex<MobilityEvent>;
}

/** Gathers what a capture shows of each subscriber, while it is read and at its end. */
export class Subscribers {
  readonly #registers = new Map<string, RegisterFacts>();
  readonly #uses = new Map<SecurityAssociation, { first: FrameReference; messages: Map<string, number> }>();
  readonly #regEvents: Fact<readonly RegInfo[]>[] = [];
  readonly #cx: CxNote[] = [];
  readonly #pdns: Pdn[] = [];
  readonly #mobility: MobilityEvent[] = [];
  /** Registrations, SAs and other things not looked at because there were too many. */
  leftOut = 0;

  sip(event: SipEvent): void {
    const { message, origin } = event;
    const method = message.method ?? message.cseq?.method ?? null;
    if (origin.protection?.sa && origin.protection.icv === 'good')
      this.#use(
        origin.protection.sa,
        frameOf(origin),
        message.method ?? `${message.status} (${message.cseq?.method ?? '?'})`,
      );
    if (method === 'REGISTER' && message.callId !== null) this.#registerFacts(message.callId)?.take(event);
    if (message.method === 'NOTIFY' && /^reg\b/i.test(message.header('event') ?? '')) this.#regEvent(event);
  }

  /** The same for the message of a plain packet; only registrations need its objects. */
  plain(packet: PlainEvent): void {
    const { bytes, start, status, headers, isOfRegister, sa } = packet;
    const method = status === null ? latin1(bytes, start, bytes.indexOf(BLANK, start)) : null;
    if (isOfRegister || method === 'NOTIFY') {
      this.sip(packet.event);
      return;
    }
    const end = headers.valueEnd(headers.find(CSEQ));
    const name = method ?? `${status} (${latin1(bytes, bytes.lastIndexOf(BLANK, end - 1) + 1, end)})`;
    this.#use(sa, packet, name);
  }

  diameter({ facts, origin }: PolicyEvent): void {
    if (facts.application === 'Cx') this.#keep(this.#cx, { facts, at: frameOf(origin) });
  }

  mobility(event: MobilityEvent): void {
    if (event.part !== 'accept') this.#keep(this.#mobility, event);
  }

  pdn(event: PdnEvent): void {
    if (event.lookup === null) this.#keep(this.#pdns, event);
  }

  /** One for each subscriber, in the order of their first registration; then those with a connection alone. */
  all({ registrations, challenges }: Pick<AnalysisResult, 'registrations' | 'challenges'>): Subscriber[] {
    const byNonce = new Map(challenges.map(challenge => [challenge.nonce, challenge]));
    const groups = groupedBy(registrations, ({ impi, impu, callId }) => impi ?? impu ?? callId);
    const connections = new Connections(this.#pdns);
    const regEvents = new KeyIndex(this.#regEvents, ({ value }) => value.map(({ aor }) => aor));
    const mobility = new KeyIndex(this.#mobility, namesOf);
    const sources = { byNonce, cx: new CxNotes(this.#cx), regEvents, mobility };
    const named = new Set<string>();
    const taken = new Set<Pdn>();
    const found = [...groups.values()].map(group => {
      const pdns = connections.of(group);
      for (const pdn of pdns) taken.add(pdn);
      for (const name of [...group.map(imsiOf), ...pdns.flatMap(namesOf)]) if (name !== null) named.add(name);
      return this.#subscriber(group, pdns, sources);
    });
    const alone = groupedBy(
      this.#pdns.filter(pdn => !taken.has(pdn)),
      pdn => pdn.imsi ?? pdn.guti ?? pdn,
    );
    for (const pdn of [...alone.values()].flat()) for (const name of namesOf(pdn)) named.add(name);
    const refused = groupedBy(
      this.#mobility.filter(event => !namesOf(event).some(name => named.has(name))),
      event => event.imsi ?? event.guti ?? `${event.carrier} ${event.coreId} ${event.radioId}`,
    );
    return [
      ...found,
      ...[...alone.values()].map(pdns => this.#subscriber([], pdns, sources)),
      ...[...refused.values()].map(events => this.#subscriber([], [], sources, events)),
    ];
  }

  #subscriber(
    group: readonly Registration[],
    pdns: readonly Pdn[],
    sources: Sources,
    events: readonly MobilityEvent[] | null = null,
  ): Subscriber {
    const registers = group.map(({ callId }) => this.#registers.get(callId)).filter(one => one !== undefined);
    const first = <Value>(of: (facts: RegisterFacts) => Fact<Value> | null) =>
      registers.map(of).find(fact => fact !== null) ?? null;
    const impus = new Set(group.map(({ impu }) => impu).filter(impu => impu !== null));
    const associatedUris = first(({ associatedUris: uris }) => uris);
    const impu = [...new Set([...impus, ...(associatedUris?.value ?? [])])];
    const impi = group.find(one => one.impi !== null)?.impi ?? null;
    const cx = sources.cx.of(impi, impus);
    const pdn = imsConnection(pdns);
    const ofPdn = <Value>(value: Value | null | undefined) => factOfPdn(pdn, 'request', value ?? null);
    const given = <Value>(value: Value | null | undefined) => factOfPdn(pdn, 'accept', value ?? null);
    const attempts = group.flatMap(one => one.attempts);
    const challenged = attempts.find(({ challengeNonce }) => challengeNonce !== null)?.challengeNonce ?? null;
    const challenge = challenged === null ? undefined : sources.byNonce.get(challenged);
    const names = [...group.map(imsiOf), ...pdns.flatMap(namesOf)].filter(name => name !== null);
    const mobility = events ?? sources.mobility.of([...new Set(names)]);
    const uses = group.flatMap(({ sets }) => sets.flatMap(set => set.sas));
    const named = cx.find(({ facts: { serverName } }) => serverName !== null);
    return {
      impi,
      impu,
      imsi: ofPdn(pdn?.imsi) ?? imsiFact(group) ?? imsiOfMobility(mobility),
      msisdn: ofPdn(pdn?.msisdn),
      ue: unique([...group.map(({ ue }) => ue), ...(pdn?.ue ?? [])]),
      pcscf: group.find(({ pcscf }) => pcscf !== null)?.pcscf ?? null,
      scscf:
        named === undefined ? first(facts => facts.serviceRoute) : factOf(named.facts.serverName, named.at),
      apn: ofPdn(pdn?.apn),
      qci: given(pdn?.qci),
      arp: given(pdn?.arp),
      ambr: given(pdn?.ambr),
      bearers: bearersOf(pdn),
      mobility: mobility.map(({ name, part, cause, file, frame }) => ({
        value: { name, part, cause },
        at: { file, frame },
      })),
      pcscfGiven: given(pdn?.pcscf.length === 0 ? null : pdn?.pcscf),
      cell: first(facts => facts.cell),
      expiresAsked: first(facts => facts.expiresAsked),
      expiresGranted: grantedIn(group, registers),
      registration: registrationKind(cx),
      nonce: challenge === undefined ? null : factOf(nonceParts(challenge), challenge.first),
      keysSeen: [...registers.flatMap(one => one.keysSeen), ...keysOfHss(cx, challenge)],
      keys: challenge?.keys ?? [],
      associatedUris,
      userAgent: first(facts => facts.userAgent),
      registers: registers.flatMap(one => one.registers),
      uses: uses.map(sa => this.#useOf(sa)).filter(use => use !== null),
      regEvents: sources.regEvents.of(impu),
      sas: uses.length,
    };
  }

  #registerFacts(callId: string): RegisterFacts | null {
    const known = this.#registers.get(callId);
    if (known !== undefined) return known;
    if (this.#registers.size >= REGISTRATIONS_KEPT) {
      this.leftOut++;
      return null;
    }
    const facts = new RegisterFacts();
    this.#registers.set(callId, facts);
    return facts;
  }

  /** @param name of the message, see `SaUse`. */
  #use(sa: SecurityAssociation, at: FrameReference, name: string): void {
    let use = this.#uses.get(sa);
    if (use === undefined) {
      if (this.#uses.size >= SAS_KEPT) {
        this.leftOut++;
        return;
      }
      use = { first: frameOf(at), messages: new Map() };
      this.#uses.set(sa, use);
    }
    if (use.messages.has(name) || use.messages.size < KINDS_KEPT)
      use.messages.set(name, (use.messages.get(name) ?? 0) + 1);
  }

  #useOf(sa: SecurityAssociation): SaUse | null {
    const use = this.#uses.get(sa);
    return use === undefined ? null : { set: sa.set.id, sa: sa.name, spi: sa.spi, ...use };
  }

  #regEvent({ message, origin }: SipEvent): void {
    const value = parseRegInfo(latin1(message.bytes, message.bodyStart));
    if (value.length > 0) this.#keep(this.#regEvents, { value, at: frameOf(origin) });
  }

  #keep<Item>(kept: Item[], item: Item): void {
    if (kept.length < NOTES_KEPT) kept.push(item);
    else this.leftOut++;
  }
}

/** A fact of a connection, with the first message of its kind: a question, or an answer of the network. */
function factOfPdn<Value>(
  pdn: Pdn | null,
  part: 'request' | 'accept',
  value: Value | null,
): Fact<Value> | null {
  const step = pdn?.steps.find(one => one.part === part && one.name !== 'ESM information response');
  const at = step ?? pdn?.frames[0];
  return at === undefined ? null : factOf(value, frameOf(at));
}

function bearersOf(pdn: Pdn | null): Fact<BearerSeen>[] {
  return (pdn?.bearers ?? []).flatMap(({ frames: [first], ...bearer }) => {
    const { id, qci, arp, guaranteed, maximum, result } = bearer;
    return first === undefined ? [] : [{ value: { id, qci, arp, guaranteed, maximum, result }, at: first }];
  });
}

/** What names a phone in the access network. */
function namesOf({ imsi, guti }: Pick<Pdn, 'imsi' | 'guti'>): string[] {
  return [imsi, guti].filter(name => name !== null);
}

function imsiOfMobility(events: readonly MobilityEvent[]): Fact<string> | null {
  const event = events.find(({ imsi }) => imsi !== null);
  return event === undefined ? null : factOf(event.imsi, frameOf(event));
}

/** The IMSI that an identity shows, at its first REGISTER. */
function imsiFact(group: readonly Registration[]): Fact<string> | null {
  for (const one of group) {
    const imsi = imsiOf(one);
    const at = one.attempts[0]?.requestFrames[0];
    if (imsi !== null && at !== undefined) return { value: imsi, at };
  }
  return null;
}

/** What the first 200 grants. */
function grantedIn(group: readonly Registration[], registers: readonly RegisterFacts[]): Fact<number> | null {
  const granted = group.flatMap(({ attempts }) => attempts).find(({ outcome }) => outcome === 'registered');
  const at = registers.find(({ accepted }) => accepted !== null)?.accepted ?? null;
  return granted === undefined || at === null ? null : factOf(granted.expires, at);
}

/** Experimental results of a UAA (TS 29.229 §6.2.3.1, §6.2.3.2). */
const FIRST_REGISTRATION = 2001;
const SUBSEQUENT_REGISTRATION = 2002;

function registrationKind(cx: readonly CxNote[]): Fact<'first' | 'subsequent'> | null {
  for (const { facts, at } of cx) {
    if (facts.command !== 'UAA' || !facts.experimental) continue;
    if (facts.result === FIRST_REGISTRATION) return { value: 'first', at };
    if (facts.result === SUBSEQUENT_REGISTRATION) return { value: 'subsequent', at };
  }
  return null;
}

function nonceParts({ nonce }: Challenge): NonceParts | null {
  const challenge = challengeOfNonce(nonce);
  if (challenge === null) return null;
  const { rand, autn } = challenge;
  return { rand, sqnXorAk: autn.subarray(0, 6), amf: autn.subarray(6, 8), mac: autn.subarray(8, 16) };
}

/** Answers of the HSS, if keys are known from one. */
function keysOfHss(cx: readonly CxNote[], challenge: Challenge | undefined): Subscriber['keysSeen'] {
  if (challenge?.keys.some(({ source }) => source === 'maa') !== true) return [];
  const answers = cx.filter(({ facts: { command, result } }) => command === 'MAA' && result === 2001);
  return answers.map(({ at }) => ({ source: 'maa', at }));
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter(value => value !== null))];
}
