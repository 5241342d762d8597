import { BoundedMap } from '../bytes/tables/bounded-map.ts';
import type { RegisterName } from '../model/registration.ts';
import type { RegisterLeg } from './parties/register-leg.ts';
import type { AttemptRecord, RegistrationRecord, RegistrationTable } from './registration-table.ts';

/** Seconds within which a P-CSCF forwards a REGISTER. */
const PASSED_WITHIN = 5;

/** Most names kept for one REGISTER: further ones do not come from a P-CSCF. */
const NAMES_KEPT = 16;

/** A REGISTER whose Call-ID belongs to no registration. */
export interface StrangeRegister {
  readonly callId: string;
  /** Private and public identity; null if missing. */
  readonly impi: string | null;
  readonly impu: string | null;
  readonly leg: RegisterLeg;
  readonly seconds: number;
}

/** The latest REGISTER of an identity. */
interface Sent extends RegisterName {
  readonly seconds: number;
}

/**
 * A P-CSCF that is a B2BUA may forward a REGISTER under its own Call-ID (RFC 3261 §6). Both are one registration,
 * matched by identity: the second REGISTER is sent while the first waits for its answer, and it comes from the
 * destination of the first or has the header fields of a P-CSCF.
 */
export class PassedOn {
  readonly #table: RegistrationTable;
  readonly #latest: BoundedMap<string, Sent>;
  /** The Call-ID of the UE by that of a B2BUA. */
  readonly #owners: BoundedMap<string, string>;
  /** The CSeq of the UE by Call-ID and CSeq of a B2BUA. */
  readonly #numbers: BoundedMap<string, number>;

  /** @param capacity most identities, and most Call-IDs of P-CSCFs, kept. */
  constructor(table: RegistrationTable, capacity: number) {
    this.#table = table;
    this.#latest = new BoundedMap(capacity);
    this.#owners = new BoundedMap(capacity);
    this.#numbers = new BoundedMap(capacity);
  }

  /** Notes a REGISTER of a registration. */
  sent({ callId, impi, impu }: RegistrationRecord, { cseq }: AttemptRecord, seconds: number): void {
    for (const name of [impi, impu]) if (name !== null) this.#latest.set(name, { callId, cseq, seconds });
  }

  /** The registration that has a leg with this Call-ID; null if none is known. */
  ownerOf(callId: string): RegistrationRecord | null {
    const owner = this.#owners.get(callId);
    return owner === undefined ? null : this.#table.get(owner);
  }

  /** Finds the registration that a REGISTER is a leg of; null if it starts its own. */
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

  /** The attempt for a message under the Call-ID of a P-CSCF; created if the UE's own was not seen. */
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

/** Does it come from the P-CSCF, and not from another UE of the same user? */
function isPassedOn(leg: RegisterLeg, legs: readonly RegisterLeg[]): boolean {
  if (legs.some(one => one.source === leg.source)) return false;
  if (leg.isMarked || leg.vias > 1 || legs.some(one => one.destination === leg.source)) return true;
  const isFromImsUe = legs.some(one => one.asksForSecurity) && !leg.asksForSecurity && !leg.inEsp;
  return isFromImsUe && !legs.some(one => one.destination === leg.destination);
}
