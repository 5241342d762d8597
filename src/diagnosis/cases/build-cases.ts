import type { Pdn } from '../../access/pdn.ts';
import { addTo } from '../../bytes/tables/add-to.ts';
import { groupedBy } from '../../bytes/tables/grouped-by.ts';
import type { Attempt, Challenge, Registration } from '../../model/registration.ts';
import type { SaSet } from '../../model/security-association.ts';
import type { WhoIsWho } from '../../registration/parties/who-is-who.ts';
import { outcomeOf } from '../../registration/registration-table.ts';
import { cutFrames } from '../certainty.ts';
import type { Journal } from '../journal/journal.ts';
import type { SipNote } from '../journal/notes.ts';
import { Signs } from '../journal/signs.ts';
import { buildPhones } from './build-phones.ts';
import type { CaptureFacts, CaptureTraffic, Phone, RegistrationCase, SetFacts } from './case.ts';
import { type AttemptFacts, attemptFacts } from './case.ts';
import { ChargingIndex } from './charging-index.ts';
import { CxByUser } from './cx-by-user.ts';
import { NotesByAddress } from './notes-by-address.ts';
import { byTime, notesDuring, timesOf } from './time-window.ts';
import { isVerified } from './trust.ts';
import { ueKeys } from './ue-address.ts';
import { unprovedBeside } from './unproved.ts';

/** The results of an analysis at its end. */
export interface AnalysisFacts {
  readonly registrations: readonly Registration[];
  readonly whoIsWho: WhoIsWho;
  readonly sets: readonly SaSet[];
  readonly challengeOf: (nonce: string) => Challenge | null;
  readonly journal: Journal;
  readonly duplicates: number;
  readonly gaps: number;
  /** Notes, SA sets, challenges and registrations that were dropped because a table was full. */
  readonly dropped: number;
  /** NAS messages that cannot be read because they are ciphered. */
  readonly nasCiphered?: number;
  readonly traffic: CaptureTraffic;
}

/** Collects for each registration the facts that the rules use. */
export function buildCases(facts: AnalysisFacts): CaptureFacts {
  const { journal, registrations, whoIsWho } = facts;
  const registers = groupedBy(journal.registers, note => note.message.callId);
  const addresses = registrations.map(one => whoIsWho.ueAddressesOf(one));
  const wanted = new Set(addresses.flatMap(set => [...set]));
  const others = new NotesByAddress(journal.others, wanted);
  const tcp = new NotesByAddress(journal.tcp, wanted);
  const tcpBySet = groupedBy(journal.tcp, note => note.protection?.sa?.set ?? null);
  const icmp = groupedBy(journal.icmpErrors, ({ quoted }) => `${quoted.source} ${quoted.destination}`);
  const start = { seconds: 0, nanoseconds: 0 };
  const cx = new CxByUser(journal.cx);
  const charging = new ChargingIndex(() => [...journal.registers, ...journal.others]);
  const cases: LinkedCase[] = [];
  const phones: Phone[] = [];
  const unproved = unprovedBeside(facts.sets);
  const forged: SipNote[] = [];
  const believedSets = (registration: Registration, attempts: readonly AttemptFacts[]) =>
    registration.sets
      .map(set => setFacts(set, attempts, journal))
      .filter(({ set, challenged }) => {
        const notice = challenged?.gmFinal ?? null;
        if (!unproved.has(set) || (notice !== null && isVerified(notice))) return true;
        if (notice !== null) forged.push(notice);
        return false;
      });
  const capture: CaptureFacts = {
    first: journal.first ?? start,
    last: journal.last ?? start,
    traffic: facts.traffic,
    cases,
    registers: journal.registers,
    others: journal.others,
    tcp: journal.tcp,
    tcpInSet: set => tcpBySet.get(set) ?? [],
    cx: journal.cx,
    phones,
    sentBy: lookup(
      () => journal.access.sent.all(),
      ({ source }) => [source],
    ),
    othersOf: lookup(
      () => journal.others,
      ({ source, destination }) => [source, destination],
    ),
    chargingIdsOf: callId => charging.of(callId),
    tcpOf: lookup(
      () => journal.tcp,
      ({ source, destination }) => [source, destination],
    ),
    nasCiphered: facts.nasCiphered ?? 0,
    icmpAbout: (source, destination) => icmp.get(`${source} ${destination}`) ?? [],
    incomplete: journal.incompleteDatagrams,
    fragmentConflicts: journal.fragmentConflicts,
    signs: new Signs(journal.incompleteDatagrams, journal.tcpTalks, journal.icmpErrors, [
      ...journal.registers,
      ...journal.others,
    ]),
    sets: facts.sets,
    unproved: forged,
    activities: journal.esp.sets(),
    badEsp: journal.badEsp,
    strayEsp: journal.esp.stray(),
    duplicates: facts.duplicates,
    duplicateFrames: journal.duplicateFrames,
    gaps: facts.gaps,
    unseen: { dropped: facts.dropped, cut: cutFrames(journal.registers) },
    gapFrames: journal.gapFrames,
  };
  for (const [i, registration] of registrations.entries()) {
    const ueAddresses = addresses[i] as ReadonlySet<string>;
    const own = registers.get(registration.callId) ?? [];
    const passedOn = registration.attempts.map(attempt => passedOnNotes(attempt, registers));
    const notes = together(own, passedOn.flat());
    const unverified = own.filter(isUnverified);
    const believed = own.filter(note => !isUnverified(note));
    const byCseq = groupedBy(believed, note => note.message.cseq?.number ?? null);
    const attempts = registration.attempts
      .map((attempt, j) => ({ attempt, own: together(byCseq.get(attempt.cseq) ?? [], passedOn[j] ?? []) }))
      .sort((a, b) => a.attempt.cseq - b.attempt.cseq)
      .map(({ attempt, own: all }, at, sorted) => {
        const next = sorted[at + 1]?.own ?? [];
        return attemptFacts(attempt, all, ueAddresses, facts.challengeOf, next);
      });
    cases.push({
      registration,
      outcome: outcomeOf(registration),
      attempts,
      unverified,
      sets: believedSets(registration, attempts),
      ueAddresses,
      others: others.of(ueAddresses),
      ...cx.during([registration.impi, registration.impu], notes[0] ?? start, notes.at(-1) ?? start),
      tcp: [],
      phone: null,
      connection: null,
      begin: null,
      anew: null,
      over: null,
      previous: null,
      next: null,
      capture,
    });
  }
  linkCases(cases);
  for (const [i, times] of timesOf(cases).entries()) Object.assign(cases[i] as LinkedCase, times);
  for (const one of cases) one.tcp = notesDuring(one, tcp.of(one.ueAddresses));
  const joinable = cases.map(one => ({
    one,
    join: (phone: Phone, connection: Pdn | null) => Object.assign(one, { phone, connection }),
  }));
  const { pdns, mobility, policy } = journal.access;
  for (const phone of buildPhones({ pdns, mobility, policy, capture }, joinable)) phones.push(phone);
  return capture;
}

/** Notes by the keys of addresses that they name, sorted when somebody asks first. */
function lookup<Note>(
  notes: () => readonly Note[],
  addresses: (note: Note) => readonly string[],
): (key: string) => readonly Note[] {
  let found: Map<string, Note[]> | null = null;
  return key => {
    if (found === null) {
      found = new Map();
      for (const note of notes()) for (const one of ueKeys(addresses(note))) addTo(found, one, note);
    }
    return found.get(key) ?? [];
  };
}

/** A case before it is linked with the others of the same UE. */
type LinkedCase = {
  -readonly [Key in keyof RegistrationCase]: Key extends 'previous' | 'next'
    ? LinkedCase | null
    : RegistrationCase[Key];
};

/** Links the cases of one UE: each with the next one that shares its IMPI, IMPU or an address. */
function linkCases(cases: readonly LinkedCase[]): void {
  const latest = new Map<string, LinkedCase>();
  for (const one of cases) {
    const { impi, impu } = one.registration;
    const names = [impi, impu, ...one.ueAddresses].filter(name => name !== null);
    const previous = names.map(name => latest.get(name)).find(found => found !== undefined) ?? null;
    if (previous !== null && previous.next === null) {
      one.previous = previous;
      previous.next = one;
    }
    for (const name of names) latest.set(name, one);
  }
}

/** What a P-CSCF that is a B2BUA made of a REGISTER, under names of its own. */
function passedOnNotes(
  { passedOnAs }: Attempt,
  registers: ReadonlyMap<string, readonly SipNote[]>,
): SipNote[] {
  return passedOnAs.flatMap(({ callId, cseq }) =>
    (registers.get(callId) ?? []).filter(({ message }) => message.cseq?.number === cseq),
  );
}

function together(notes: readonly SipNote[], more: readonly SipNote[]): readonly SipNote[] {
  return more.length === 0 ? notes : [...notes, ...more].sort(byTime);
}

function setFacts(set: SaSet, attempts: readonly AttemptFacts[], journal: Journal): SetFacts {
  const challenged = attempts.find(
    ({ securityServer, gmChallenges }) =>
      gmChallenges.some(({ nonce }) => nonce === set.nonce) &&
      securityServer.some(({ spiC, spiS }) => spiC === set.pcscf.spiC && spiS === set.pcscf.spiS),
  );
  const nonces = new Set(challenged?.gmChallenges.map(({ nonce }) => nonce) ?? [set.nonce]);
  const answer =
    attempts.find(({ attempt }) => attempt.protectedBy === set) ??
    attempts.find(
      ({ attempt }) =>
        attempt.answeredNonce !== null &&
        nonces.has(attempt.answeredNonce) &&
        attempt.protectedBy === null &&
        !attempt.resynchronisation,
    );
  return { set, challenged: challenged ?? null, answer: answer ?? null, activity: journal.esp.of(set) };
}

function isUnverified({ protection }: SipNote): boolean {
  return protection?.icv === 'bad';
}
