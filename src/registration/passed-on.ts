import { BoundedMap } from '../bytes/tables/bounded-map.ts';
import type { RegisterName } from '../model/registration.ts';
import type { RegisterLeg } from './parties/register-leg.ts';
import type { AttemptRecord, RegistrationRecord, RegistrationTable } from './registration-table.ts';

/** Seconds within which a P-CSCF passes a REGISTER on. */
const PASSED_WITHIN = 5;

/** Names of one REGISTER at most: further ones are not the work of a P-CSCF. */
const NAMES_KEPT = 16;

/** A REGISTER under a Call-ID that no registration has. */
export interface StrangeRegister {
  readonly callId: string;
  /** Private and public identity; null where it does not say. */
  readonly impi: string | null;
  readonly impu: string | null;
  readonly leg: RegisterLeg;
  readonly seconds: number;
}

/** The REGISTER that an identity sent last. */
interface Sent extends RegisterName {
  readonly seconds: number;
}

/**
 * A P-CSCF that is a B2BUA may pass a REGISTER on under a Call-ID of its own (RFC 3261 §6): both are one registration.
 * They are joined by identity, as the second goes out while the first waits for its answer, from where that went to or
 * with the marks of a P-CSCF.
 */
export class PassedOn {
  readonly #table: RegistrationTable;
  readonly #latest: BoundedMap<string, Sent>;
  /** By the Call-ID of a B2BUA that of the UE. */
  readonly #owners: BoundedMap<string, string>;
  /** By Call-ID and CSeq of a B2BUA the CSeq of the UE. */
  readonly #numbers: BoundedMap<string, number>;

  /** @param capacity identities, and Call-IDs of P-CSCFs, kept at most. */
  constructor(table: RegistrationTable, capacity: number) {
    this.#table = table;
    this.#latest = new BoundedMap(capacity);
    this.#owners = new BoundedMap(capacity);
    this.#numbers = new BoundedMap(capacity);
  }

  /** Takes note of a REGISTER of a registration. */
  sent({ callId, impi, impu }: RegistrationRecord, { cseq }: AttemptRecord, seconds: number): void {
    for (const name of [impi, impu]) if (name !== null) this.#latest.set(name, { callId, cseq, seconds });
  }

  /** The registration that a Call-ID was found to be a leg of; null if it is none. */
  ownerOf(callId: string): RegistrationRecord | null {
    const owner = this.#owners.get(callId);
    return owner === undefined ? null : this.#table.get(owner);
  }

  /** Looks for the registration that a REGISTER is a leg of; null if it begins one of its own. */
  find({ callId, impi, impu, leg, seconds }: StrangeRegister): RegistrationRecord | null {
    const sent = this.#latest.get(impi ?? '') ?? this.#latest.get(impu ?? '');
    if (sent === undefined || seconds - sent.seconds > PASSED_WITHIN) return null;
    const registration = this.#table.get(sent.callId);
    const attempt = registration?.attempts.findLast(({ cseq }) => cseq === sent.cseq);
    if (registration === null || attempt === undefined || attempt.outcome !== 'unanswered') return null;
    const isOtherUser = impi !== null && registration.impi !== null && impi !== registration.impi;
    if (isOtherUser || !isPassedOn(leg, attempt.legs)) return null;
    this.#owners.set(callId, sent.callId);
    return registration;
  }

  /** The attempt that a message under the Call-ID of a P-CSCF belongs to, made where the UE's own was not seen. */
  attemptOf({ callId, cseq }: RegisterName, registration: RegistrationRecord): AttemptRecord {
    const name = `${cseq} ${callId}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) return this.#table.attempt(registration, known);
    const last = registration.attempts.at(-1);
    const isWaiting = last !== undefined && last.outcome === 'unanswered';
    const number = isWaiting ? last.cseq : (last?.cseq ?? 0) + 1;
    this.#numbers.set(name, number);
    const attempt = this.#table.attempt(registration, number);
    if (attempt.passedOnAs.length < NAMES_KEPT) attempt.passedOnAs.push({ callId, cseq });
    return attempt;
  }
}

/** Is it on its way from the P-CSCF, and not from another UE of the same user? */
function isPassedOn(leg: RegisterLeg, legs: readonly RegisterLeg[]): boolean {
  if (legs.some(one => one.source === leg.source)) return false;
  if (leg.isMarked || leg.vias > 1 || legs.some(one => one.destination === leg.source)) return true;
  const isFromImsUe = legs.some(one => one.asksForSecurity) && !leg.asksForSecurity && !leg.inEsp;
  return isFromImsUe && !legs.some(one => one.destination === leg.destination);
}
