import { groupedBy } from '../../bytes/tables/grouped-by.ts';
import type { Challenge, Registration } from '../../model/registration.ts';
import type { SaSet } from '../../model/security-association.ts';
import { outcomeOf } from '../../registration/registration-table.ts';
import type { Journal } from '../journal/journal.ts';
import type { SipNote } from '../journal/notes.ts';
import { Signs } from '../journal/signs.ts';
import type { CaptureFacts, CaptureTraffic } from './case.ts';
import { type AttemptFacts, attemptFacts, type RegistrationCase, type SetFacts } from './case.ts';
import { CxByUser } from './cx-by-user.ts';
import { NotesByAddress } from './notes-by-address.ts';
import { notesDuring } from './time-window.ts';

/** What an analysis knows at its end. */
export interface AnalysisFacts {
  readonly registrations: readonly Registration[];
  readonly sets: readonly SaSet[];
  readonly challengeOf: (nonce: string) => Challenge | null;
  readonly journal: Journal;
  readonly duplicates: number;
  readonly gaps: number;
  readonly traffic: CaptureTraffic;
}

/** Brings together, registration by registration, what the rules look at. */
export function buildCases(facts: AnalysisFacts): CaptureFacts {
  const { journal, registrations } = facts;
  const registers = groupedBy(journal.registers, note => note.message.callId);
  const addresses = registrations.map(one => ueAddressesOf(one, registers.get(one.callId) ?? []));
  const wanted = new Set(addresses.flatMap(set => [...set]));
  const others = new NotesByAddress(journal.others, wanted);
  const tcp = new NotesByAddress(journal.tcp, wanted);
  const tcpBySet = groupedBy(journal.tcp, note => note.protection?.sa?.set ?? null);
  const start = { seconds: 0, nanoseconds: 0 };
  const cx = new CxByUser(journal.cx);
  const cases: LinkedCase[] = [];
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
    icmp: journal.icmpErrors,
    incomplete: journal.incompleteDatagrams,
    signs: new Signs(journal.incompleteDatagrams, journal.tcpTalks, journal.icmpErrors),
    sets: facts.sets,
    activities: journal.esp.sets(),
    badEsp: journal.badEsp,
    strayEsp: journal.esp.stray(),
    duplicates: facts.duplicates,
    duplicateFrames: journal.duplicateFrames,
    gaps: facts.gaps,
    gapFrames: journal.gapFrames,
  };
  for (const [i, registration] of registrations.entries()) {
    const ueAddresses = addresses[i] as ReadonlySet<string>;
    const notes = registers.get(registration.callId) ?? [];
    const unverified = notes.filter(isUnverified);
    const believed = notes.filter(note => !isUnverified(note));
    const byCseq = groupedBy(believed, note => note.message.cseq?.number ?? null);
    const attempts = registration.attempts
      .map(attempt => attemptFacts(attempt, byCseq.get(attempt.cseq) ?? [], ueAddresses, facts.challengeOf))
      .sort((a, b) => a.attempt.cseq - b.attempt.cseq);
    cases.push({
      registration,
      outcome: outcomeOf(registration),
      attempts,
      unverified,
      sets: registration.sets.map(set => setFacts(set, attempts, journal)),
      ueAddresses,
      others: others.of(ueAddresses),
      cx: cx.during([registration.impi, registration.impu], notes[0] ?? start, notes.at(-1) ?? start),
      tcp: [],
      previous: null,
      next: null,
      capture,
    });
  }
  linkCases(cases);
  for (const one of cases) one.tcp = notesDuring(one, tcp.of(one.ueAddresses));
  return capture;
}

/** A case before it is known which others are of the same UE, and so when it ends. */
type LinkedCase = {
  -readonly [Key in keyof RegistrationCase]: Key extends 'previous' | 'next'
    ? LinkedCase | null
    : RegistrationCase[Key];
};

/** Chains the cases of one UE: those with the IMPI, the IMPU or an address of the one before. */
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

/**
 * The UE is where the registration says, where its SAs end, and where a REGISTER with one Via comes from: one that has
 * passed a CSCF has more (RFC 3261 §16.6). Where only such a one was seen, with the Security-Client that the P-CSCF
 * left in it, the registration takes the P-CSCF for the UE.
 */
function ueAddressesOf({ ue, sets }: Registration, notes: readonly SipNote[]): Set<string> {
  const found = new Set<string>();
  let passedOn = false;
  for (const { message, source } of notes) {
    if (message.method !== 'REGISTER') continue;
    const single = message.headers('via').length === 1 && !/,/.test(message.header('via') ?? '');
    if (single) found.add(source);
    else if (source === ue) passedOn = true;
  }
  for (const set of sets) found.add(set.ue.address);
  if (ue !== null && !passedOn) found.add(ue);
  return found;
}

function setFacts(set: SaSet, attempts: readonly AttemptFacts[], journal: Journal): SetFacts {
  const challenged = attempts.find(
    ({ securityServer, gmChallenge }) =>
      gmChallenge?.nonce === set.nonce &&
      securityServer.some(({ spiC, spiS }) => spiC === set.pcscf.spiC && spiS === set.pcscf.spiS),
  );
  const answer =
    attempts.find(({ attempt }) => attempt.protectedBy === set) ??
    attempts.find(
      ({ attempt }) =>
        set.nonce !== null &&
        attempt.answeredNonce === set.nonce &&
        attempt.protectedBy === null &&
        !attempt.resynchronisation,
    );
  return { set, challenged: challenged ?? null, answer: answer ?? null, activity: journal.esp.of(set) };
}

function isUnverified({ protection }: SipNote): boolean {
  return protection?.icv === 'bad';
}
