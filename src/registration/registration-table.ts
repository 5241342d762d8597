import { BoundedMap } from '../bytes/bounded-map.ts';
import type { FrameReference } from '../model/capture.ts';
import type { Attempt, Registration, RegistrationOutcome } from '../model/registration.ts';

/** One way on which a REGISTER was seen: Gm, Mw, or the same packet at another tap. */
export interface RegisterLeg {
  readonly source: string;
  readonly destination: string;
  /** Values of the Security-Client headers of the request; taken apart only if a challenge needs them. */
  readonly client: readonly string[];
}

/** An attempt with what is needed to join its answer. */
export interface AttemptRecord extends Attempt {
  readonly legs: RegisterLeg[];
  /** Digest algorithm that its answer names; null if it names none. */
  algorithm: string | null;
}

/** A registration whose attempts keep their legs. */
export interface RegistrationRecord extends Registration {
  readonly attempts: AttemptRecord[];
}

/** Registrations by Call-ID, bounded; the oldest is given up first. */
export class RegistrationTable {
  readonly #byCallId: BoundedMap<string, RegistrationRecord>;

  /** @param capacity registrations kept at most. */
  constructor(capacity: number) {
    this.#byCallId = new BoundedMap(capacity);
  }

  /** Registrations given up because there were too many. */
  get evicted(): number {
    return this.#byCallId.evicted;
  }

  /** All that are kept, in the order in which they were first seen. */
  all(): RegistrationRecord[] {
    return [...this.#byCallId.values()];
  }

  /** The registration of a Call-ID, made if need be. */
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
    };
    this.#byCallId.set(callId, registration);
    return registration;
  }
}

/** The attempt with this CSeq, made if need be. */
export function obtainAttempt(registration: RegistrationRecord, cseq: number): AttemptRecord {
  const known = registration.attempts.find(attempt => attempt.cseq === cseq);
  if (known !== undefined) return known;
  const attempt: AttemptRecord = {
    cseq,
    requestFrames: [],
    responseFrames: [],
    protectedBy: null,
    answeredNonce: null,
    resynchronisation: false,
    sqnMs: null,
    response: null,
    status: null,
    challengeNonce: null,
    expires: null,
    outcome: 'unanswered',
    legs: [],
    algorithm: null,
  };
  registration.attempts.push(attempt);
  return attempt;
}

/** Frames kept of one attempt at most: retransmissions without end add nothing. */
const FRAMES_KEPT = 64;

/** Notes a frame once, up to a bound. */
export function noteFrame(frames: FrameReference[], file: number, frame: number): void {
  const seen = frames.some(one => one.frame === frame && one.file === file);
  if (!seen && frames.length < FRAMES_KEPT) frames.push({ file, frame });
}

/** What became of a registration: what its last attempt that was answered or challenged came to. */
export function outcomeOf(registration: Registration): RegistrationOutcome {
  for (const attempt of registration.attempts.toReversed()) {
    if (attempt.outcome === 'registered') return 'registered';
    if (attempt.outcome === 'deregistered') return 'deregistered';
    if (attempt.outcome === 'failed') return 'failed';
    if (attempt.outcome === 'challenged') return 'incomplete';
  }
  return 'incomplete';
}
