import { OldestFirst } from '../bytes/tables/oldest-first.ts';
import type { FrameReference, Moment } from '../model/capture.ts';
import type { Attempt, Registration, RegistrationOutcome } from '../model/registration.ts';
import type { SaSet } from '../model/security-association.ts';
import type { Contact, SipMessage } from '../sip/message.ts';
import { noteContacts } from './granted.ts';
import type { RegisterLeg } from './parties/register-leg.ts';

/** An attempt with the values that match its answer. */
export interface AttemptRecord extends Attempt {
  readonly legs: RegisterLeg[];
  /** Did a request, and a final response, come in ESP with a good ICV? */
  provenRequest: boolean;
  provenResponse: boolean;
  /** When a response outside ESP refused a proven request; null without. */
  refusedAt: Moment | null;
  /** Nonces of all its challenges. */
  readonly challengeNonces: string[];
  /** Digest algorithm in its answer; null if it names none. */
  algorithm: string | null;
  /** Contacts of the request on all legs. */
  readonly contacts: Contact[];
}

/** A registration with the legs of its attempts. */
export interface RegistrationRecord extends Registration {
  /** Bytes that the table counts for it. */
  cost: number;
  readonly attempts: AttemptRecord[];
}

/** Bounds of the table. */
export interface RegistrationLimits {
  /** Most registrations kept; the oldest is dropped first. */
  readonly registrations: number;
  /** Bytes of all registrations together, roughly. */
  readonly registrationBytes: number;
}

/** Most attempts and SA sets kept of one registration: a Call-ID lasts as long as the UE is switched on. */
const MAX_ATTEMPTS = 1000;
/** Most legs of one REGISTER: it has two, and each may be seen at several taps. */
const MAX_LEGS = 16;

/** Bytes of records without their texts, roughly. */
const COST = { REGISTRATION: 800, ATTEMPT: 700, LEG: 500, FRAME: 60, SET: 16, CONTACT: 200 } as const;

/** Registrations by Call-ID, bounded; the oldest is dropped first. */
export class RegistrationTable {
  readonly #limits: RegistrationLimits;
  readonly #byCallId = new Map<string, RegistrationRecord>();
  readonly #oldest = new OldestFirst(this.#byCallId);
  #bytes = 0;
  /** Registrations dropped because there were too many, and attempts dropped because a registration had too many. */
  evicted = 0;
  evictedAttempts = 0;

  constructor(limits: RegistrationLimits) {
    this.#limits = limits;
  }

  /** All registrations kept, in the order of their first message. */
  all(): RegistrationRecord[] {
    return [...this.#byCallId.values()];
  }

  /** The registration of a Call-ID; null if there is none. */
  get(callId: string): RegistrationRecord | null {
    return this.#byCallId.get(callId) ?? null;
  }

  /** The registration of a Call-ID, created if necessary. */
  obtain(callId: string): RegistrationRecord {
    const known = this.#byCallId.get(callId);
    if (known !== undefined) return known;
    const registration: RegistrationRecord = {
      callId,
      impi: null,
      impu: null,
      ue: null,
      pcscf: null,
      attempts: [],
      sets: [],
      cost: 0,
    };
    this.#byCallId.set(callId, registration);
    this.#charge(registration, COST.REGISTRATION + 2 * callId.length);
    return registration;
  }

  /** The attempt with this CSeq, created if necessary. */
  attempt(registration: RegistrationRecord, cseq: number): AttemptRecord {
    const { attempts } = registration;
    const known = attempts.findLast(attempt => attempt.cseq === cseq);
    if (known !== undefined) return known;
    const attempt = newAttempt(cseq);
    attempts.push(attempt);
    if (attempts.length > MAX_ATTEMPTS) {
      attempts.shift();
      this.evictedAttempts++;
    } else this.#charge(registration, COST.ATTEMPT);
    return attempt;
  }

  /** Adds a leg of a REGISTER or its response, up to a bound. */
  addLeg(registration: RegistrationRecord, { legs }: AttemptRecord, leg: RegisterLeg): void {
    if (legs.length >= MAX_LEGS) return;
    legs.push(leg);
    this.#charge(
      registration,
      leg.client.reduce<number>((sum, { length }) => sum + length, COST.LEG),
    );
  }

  /** Notes what a REGISTER asks for: its Contacts, and the seconds unless a 200 has said them. */
  noteAsked(registration: RegistrationRecord, attempt: AttemptRecord, message: SipMessage): void {
    const { contacts } = attempt;
    const known = contacts.length;
    noteContacts(contacts, message);
    for (const { uri, instance } of contacts.slice(known))
      this.#charge(registration, COST.CONTACT + uri.length + (instance?.length ?? 0));
    if (attempt.outcome !== 'registered') attempt.expires ??= message.expires;
  }

  /** Notes a frame of an attempt once, up to a bound. */
  noteFrame(registration: RegistrationRecord, frames: FrameReference[], file: number, frame: number): void {
    const seen = frames.some(one => one.frame === frame && one.file === file);
    if (seen || frames.length >= FRAMES_KEPT) return;
    frames.push({ file, frame });
    this.#charge(registration, COST.FRAME);
  }

  /** Notes a set that a challenge of the registration created. */
  noteSet(registration: RegistrationRecord, set: SaSet): void {
    registration.sets.push(set);
    if (registration.sets.length > MAX_ATTEMPTS) registration.sets.shift();
    else this.#charge(registration, COST.SET);
  }

  /** Counts the growth of a registration, and drops old ones if necessary. */
  #charge(registration: RegistrationRecord, bytes: number): void {
    if (this.#byCallId.get(registration.callId) !== registration) return;
    registration.cost += bytes;
    this.#bytes += bytes;
    const { registrations, registrationBytes } = this.#limits;
    while (this.#byCallId.size > registrations || this.#bytes > registrationBytes) this.#evictOldest();
  }

  #evictOldest(): void {
    const callId = this.#oldest.next() as string;
    this.#bytes -= this.#byCallId.get(callId)?.cost ?? 0;
    this.#byCallId.delete(callId);
    this.evicted++;
  }
}

function newAttempt(cseq: number): AttemptRecord {
  return {
    cseq,
    passedOnAs: [],
    requestFrames: [],
    responseFrames: [],
    protectedBy: null,
    answeredNonce: null,
    resynchronisation: false,
    sqnMs: null,
    response: null,
    responseForm: null,
    status: null,
    challengeNonce: null,
    expires: null,
    outcome: 'unanswered',
    provenRequest: false,
    provenResponse: false,
    refusedAt: null,
    outvoted: false,
    legs: [],
    challengeNonces: [],
    algorithm: null,
    contacts: [],
  };
}

/** Most frames kept of one attempt: endless retransmissions add nothing. */
const FRAMES_KEPT = 64;

/** The outcome of a registration: that of its last attempt that was answered or challenged, unless ESP outvotes it. */
export function outcomeOf(registration: Registration): RegistrationOutcome {
  for (const attempt of registration.attempts.toReversed()) {
    if (attempt.outvoted) continue;
    if (attempt.outcome === 'registered') return 'registered';
    if (attempt.outcome === 'deregistered') return 'deregistered';
    if (attempt.outcome === 'failed') return 'failed';
    if (attempt.outcome === 'challenged') return 'incomplete';
  }
  return 'incomplete';
}
