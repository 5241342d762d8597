import { includesText, ownText } from '../bytes/latin1.ts';
import type { AuthenticationVector } from '../diameter/cx.ts';
import { isAgreed } from '../ipsec/sa/sa-set.ts';
import type { SaDatabase } from '../ipsec/sa-database.ts';
import type { Moment } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';
import type { Origin } from '../model/origin.ts';
import type { KeyMaterial, SaSet } from '../model/security-association.ts';
import { challengesIn, type DigestParameters, mainAnswer } from '../sip/digest.ts';
import { ipsecMechanisms, parseSecurityMechanisms } from '../sip/security-agreement.ts';
import { type Agreement, agree, endOf, espEnds, isUsable, noAgreement, suitesOf } from './agreement.ts';
import { algorithmsOf, type ChallengeStore, type KeptChallenge, takeFresh } from './challenge-store.ts';
import { judgeAnswer } from './digest-check.ts';
import { grantedBy } from './granted.ts';
import { keptText, LONGEST_TEXT } from './kept-text.ts';
import type { KeyBook } from './key-book.ts';
import { addToLeg, isOnLeg } from './parties/register-leg.ts';
import { RegisterMessage } from './parties/register-message.ts';
import { ATTEMPTS_SEARCHED, clientOf } from './parties/security-offer.ts';
import {
  isClearOnGm,
  isProven,
  isProvenSet,
  markOutvoted,
  takesRequest,
  takesResponse,
} from './parties/trust.ts';
import { PassedOn } from './passed-on.ts';
import {
  type AttemptRecord,
  type RegistrationLimits,
  type RegistrationRecord,
  RegistrationTable,
} from './registration-table.ts';
import { SaLifecycle } from './sets/sa-lifecycle.ts';
import { SetsByNonce } from './sets/sets-by-nonce.ts';
import type { SipObservation } from './sip-observation.ts';

/** The parts that a tracker works with. */
export interface TrackerContext {
  readonly database: SaDatabase;
  readonly challenges: ChallengeStore;
  /** Keys from the user. */
  readonly keyBook: KeyBook;
  readonly report: Report;
  /** Called when a set is created or gets a key, so that ESP that waits can be tried. */
  readonly changed: (set: SaSet) => void;
  /** Called with the keys from a challenge or a USIM, each time it is seen. */
  readonly learnt: (keys: readonly KeyMaterial[]) => void;
  readonly limits: RegistrationLimits;
}

/**
 * Combines REGISTERs, challenges and security agreements of all legs into registrations and SA sets.
 *
 * A 401 with Security-Server is on Gm: its destination is the UE, its source the P-CSCF. The Security-Client is that of
 * the REGISTER that it answers (same Call-ID and CSeq). The keys are those of its nonce, from any leg with `ck` and
 * `ik` (TS 24.229 §5.2.2, TS 33.203 §7.2).
 */
export class RegistrationTracker {
  readonly #context: TrackerContext;
  readonly #table: RegistrationTable;
  readonly #lifecycle: SaLifecycle;
  readonly #passedOn: PassedOn;
  readonly #setsByNonce: SetsByNonce;
  #newestSet = 0;

  constructor(context: TrackerContext) {
    this.#context = context;
    const { registrations } = context.limits;
    this.#table = new RegistrationTable(context.limits);
    this.#lifecycle = new SaLifecycle(registrations);
    this.#passedOn = new PassedOn(this.#table, registrations);
    this.#setsByNonce = new SetsByNonce(registrations);
  }

  /** The registrations seen, in the order of their first message. */
  get registrations(): RegistrationRecord[] {
    return this.#table.all();
  }

  /** Registrations dropped because the table was full. */
  get evicted(): number {
    return this.#table.evicted;
  }

  /** Attempts dropped because a registration had too many. */
  get evictedAttempts(): number {
    return this.#table.evictedAttempts;
  }

  /** Keys of a challenge that its sets were not given, because there were too many. */
  get ignoredKeys(): number {
    return this.#setsByNonce.ignoredKeys;
  }

  /** Takes one SIP message. Only REGISTERs, their responses and Security-Verify matter. */
  observe(observation: SipObservation): void {
    const { message, origin } = observation;
    if (origin.protection?.icv === 'bad') return;
    const { method } = message;
    if (method !== null && method !== 'REGISTER') {
      this.#learnInSession(observation);
      return;
    }
    // Nearly all messages end here, before their headers are parsed.
    const isChallenge = message.status === 401 || message.status === 407;
    if (!isChallenge && method === null && !includesText(message.bytes, 'REGISTER')) return;
    const cseq = message.cseq;
    const { callId } = message;
    if (cseq === null || cseq.method !== 'REGISTER' || callId === null || callId.length > LONGEST_TEXT) {
      // Its keys are those of its nonce, whatever else it lacks; the first pass over several files learns them too.
      if (isChallenge) this.#learnKeys(challengesIn(message), origin);
      return;
    }
    const register = new RegisterMessage(observation);
    const { registration, attempt } = this.#attemptOf(register, callId, cseq.number);
    registration.impu ??= keptText(message.to?.uri ?? null);
    const leg = attempt.legs.find(one => isOnLeg(one, register));
    if (leg === undefined) this.#table.addLeg(registration, attempt, register.leg);
    else addToLeg(leg, register);
    if (method === null) this.#response(register, registration, attempt);
    else this.#request(register, registration, attempt);
  }

  #learnKeys(challenges: readonly DigestParameters[], origin: Origin): void {
    for (const one of this.#context.challenges.learn(challenges, origin)) this.#giveKeys(one);
  }

  /** The registration and attempt of a message: usually by its Call-ID and CSeq, unless a B2BUA has changed them. */
  #attemptOf(register: RegisterMessage, callId: string, cseq: number) {
    const known = this.#table.get(callId);
    if (known !== null) return { registration: known, attempt: this.#table.attempt(known, cseq) };
    const kept = ownText(callId);
    const owner = this.#ownerOf(register, kept);
    if (owner !== null)
      return { registration: owner, attempt: this.#passedOn.attemptOf({ callId: kept, cseq }, owner) };
    const registration = this.#table.obtain(kept);
    return { registration, attempt: this.#table.attempt(registration, cseq) };
  }

  #ownerOf(register: RegisterMessage, callId: string): RegistrationRecord | null {
    const { message, origin, answers } = register;
    const known = this.#passedOn.ownerOf(callId);
    if (known !== null || message.status !== null) return known;
    const impi = mainAnswer(answers)?.username ?? null;
    const impu = message.to?.uri ?? null;
    return this.#passedOn.find({ callId, impi, impu, leg: register.leg, seconds: origin.seconds });
  }

  /** Takes the vectors from an HSS: they may have keys that the 401 on Gm lacks. */
  observeVectors(vectors: readonly AuthenticationVector[], origin: Origin): void {
    for (const vector of vectors) this.#giveKeys(this.#context.challenges.learnVector(vector, origin));
  }

  /** End of the capture at `seconds`: expires the sets whose time is over. */
  finish(seconds: number): void {
    for (const registration of this.registrations) this.#settle(registration);
    this.#lifecycle.finish(seconds);
  }

  #request(register: RegisterMessage, registration: RegistrationRecord, attempt: AttemptRecord): void {
    const { message, origin, answers } = register;
    this.#table.noteFrame(registration, attempt.requestFrames, origin.file, origin.frame);
    if (message.callId === registration.callId) this.#passedOn.sent(registration, attempt, origin.seconds);
    for (const { nonce, username, algorithm } of answers) this.#learnUsimKeys(nonce, username, algorithm);
    if (!takesRequest(attempt, origin)) return;
    this.#table.noteAsked(registration, attempt, message);
    const digest = mainAnswer(answers);
    if (digest !== null) {
      registration.impi ??= keptText(digest.username);
      attempt.answeredNonce ??= digest.nonce === '' ? null : keptText(digest.nonce);
      attempt.algorithm ??= keptText(digest.algorithm);
      attempt.resynchronisation ||= digest.auts !== null;
      this.#takeChallenge(registration, digest);
      judgeAnswer(digest, message, attempt, this.#context);
    }
    if (origin.protection === null) return;
    const { sa } = origin.protection;
    if (sa === null || !isAgreed(sa)) this.#learnFromAnswer(register, registration, attempt);
    else attempt.protectedBy = sa.set;
  }

  /** A 401 may have several challenges; the answer shows which one the UE takes (RFC 7616 §3.7). */
  #takeChallenge({ attempts }: RegistrationRecord, { nonce }: DigestParameters): void {
    const challenged = attempts.slice(-ATTEMPTS_SEARCHED).findLast(one => one.challengeNonce !== null);
    const taken = challenged?.challengeNonces.find(one => one === nonce);
    if (challenged !== undefined && taken !== undefined) challenged.challengeNonce = taken;
  }

  /** Also for a challenge without a known agreement. */
  #learnUsimKeys(nonce: string | null, username: string | null, algorithm: string | null): void {
    const { keyBook, learnt } = this.#context;
    if (nonce === null || nonce === '' || !keyBook.hasUsims) return;
    learnt(keyBook.usimKeys(nonce, keptText(username), algorithm));
  }

  #response(register: RegisterMessage, registration: RegistrationRecord, attempt: AttemptRecord): void {
    const { message, origin } = register;
    const status = message.status ?? 0;
    this.#table.noteFrame(registration, attempt.responseFrames, origin.file, origin.frame);
    if (status >= 200 && !takesResponse(attempt, origin)) {
      this.#learnKeys(register.challenges, origin);
      return;
    }
    if (attempt.status === null || attempt.status < 200 || status >= 200) attempt.status = status;
    if (status < 200) return;
    if (status === 401 || status === 407) this.#challenged(register, registration, attempt);
    else if (status < 300) this.#accepted(register, registration, attempt);
    else {
      attempt.outcome = 'failed';
      const { seconds, nanoseconds } = origin;
      if (attempt.provenRequest && !isProven(origin)) attempt.refusedAt ??= { seconds, nanoseconds };
      else this.#refuse(registration, attempt, origin);
    }
  }

  #refuse(registration: RegistrationRecord, attempt: AttemptRecord, at: Moment): void {
    for (const set of this.#answeredSets(registration, attempt)) this.#lifecycle.refused(set, at);
  }

  /** At the end: a refusal outside ESP counts where nothing in ESP contradicts it. */
  #settle(registration: RegistrationRecord): void {
    for (const attempt of registration.attempts)
      if (attempt.refusedAt !== null && attempt.outcome === 'failed')
        this.#refuse(registration, attempt, attempt.refusedAt);
    markOutvoted(registration);
  }

  #challenged(register: RegisterMessage, registration: RegistrationRecord, attempt: AttemptRecord): void {
    const { message, origin } = register;
    attempt.outcome = 'challenged';
    const challenges = this.#context.challenges.learn(register.challenges, origin);
    const [challenge] = challenges;
    if (challenge === undefined) return;
    attempt.challengeNonce ??= challenge.nonce;
    for (const one of challenges) {
      const { nonce } = one;
      const { challengeNonces } = attempt;
      if (!challengeNonces.includes(nonce) && challengeNonces.length < NONCES_OF_AN_ATTEMPT)
        challengeNonces.push(nonce);
      this.#giveKeys(one);
      for (const algorithm of one.algorithms) this.#learnUsimKeys(nonce, registration.impi, algorithm);
      one.autn ??= this.#context.keyBook.checkAutn(nonce, registration.impi);
    }

    const server = parseSecurityMechanisms(message.headers('security-server'));
    if (server.length === 0) return;
    const { source, destination } = espEnds(register);
    registration.ue = destination;
    registration.pcscf = source;
    const client = parseSecurityMechanisms(clientOf(registration, attempt, register.flow));
    const agreement = agree(client, server, destination, source);
    if (agreement !== null) {
      const set = this.#addSet(agreement, challenge.nonce, registration, origin);
      for (const one of challenges.slice(1)) this.#alsoOf(set, one, registration, origin);
    } else if (ipsecMechanisms(server).length > 0) this.#context.report(noAgreement(origin, client.length));
  }

  #accepted(observation: SipObservation, registration: RegistrationRecord, attempt: AttemptRecord): void {
    const first = attempt.outcome !== 'registered' && attempt.outcome !== 'deregistered';
    const granted = grantedBy(observation.message, attempt.contacts, attempt.expires);
    if (attempt.expires === 0 || granted === 0) {
      attempt.outcome = 'deregistered';
      const ends = (set: SaSet) => !isProvenSet(set) || !isClearOnGm(attempt, set.ue.address);
      this.#lifecycle.deregistered(identityOf(registration), observation.origin, ends);
      return;
    }
    attempt.outcome = 'registered';
    attempt.expires = granted;
    if (!first) return;
    for (const set of this.#answeredSets(registration, attempt))
      this.#lifecycle.accepted(identityOf(registration), set, observation.origin, granted ?? Infinity);
  }

  /** The sets that an attempt uses: those of the nonce in its answer, or the one that carried it. */
  #answeredSets(registration: RegistrationRecord, attempt: AttemptRecord): SaSet[] {
    const { answeredNonce } = attempt;
    const byNonce = answeredNonce === null ? [] : this.#setsByNonce.of(answeredNonce);
    const isFrom = (set: SaSet) => attempt.legs.some(({ source }) => source === set.ue.address);
    const own = byNonce.filter(set => registration.sets.includes(set) || isFrom(set));
    if (own.length > 0) return own;
    return attempt.protectedBy === null ? [] : [attempt.protectedBy];
  }

  /** Adds another challenge of the 401: the keys and the answer of the set may belong to it. */
  #alsoOf(set: SaSet, challenge: KeptChallenge, { impi }: RegistrationRecord, origin: Origin): void {
    this.#setsByNonce.note(challenge.nonce, set);
    const { nonce } = challenge;
    const question = { nonce, username: impi, algorithms: algorithmsOf(challenge, null), spis: [] };
    const { keyBook, database } = this.#context;
    for (const key of keyBook.keysFor(question, origin)) database.addKey(set, key);
    this.#giveKeys(challenge);
  }

  /** Without a registration the set was learnt in mid-session: it is in use, and its end is unknown. */
  #addSet(
    agreement: Agreement,
    nonce: string | null,
    registration: RegistrationRecord | null,
    origin: Origin,
  ): SaSet {
    const { challenges, keyBook, database } = this.#context;
    const challenge = nonce === null ? null : challenges.get(nonce);
    const { ue, pcscf, agreed, offered } = agreement;
    const question = {
      nonce,
      username: registration?.impi ?? null,
      algorithms: algorithmsOf(challenge, algorithmOf(registration, nonce)),
      spis: [ue.spiC, ue.spiS, pcscf.spiC, pcscf.spiS],
    };
    const keys = [...(challenge?.keys ?? []), ...keyBook.keysFor(question, origin)];
    const set = database.addSet({ ue, pcscf, agreed, offered, nonce, keys });
    if (set.id <= this.#newestSet) return set;
    this.#newestSet = set.id;

    if (nonce !== null) this.#setsByNonce.note(nonce, set);
    if (registration === null) set.state = 'established';
    else {
      this.#table.noteSet(registration, set);
      this.#lifecycle.created(identityOf(registration), set, origin);
    }
    this.#context.changed(set);
    return set;
  }

  /** Gives the sets of a challenge the keys that were found after their creation. */
  #giveKeys(challenge: KeptChallenge): void {
    const fresh = takeFresh(challenge);
    if (fresh.length === 0) return;
    this.#context.learnt(fresh);
    for (const set of this.#setsByNonce.toGive(challenge.nonce, fresh.length)) {
      for (const key of fresh) this.#context.database.addKey(set, key);
      this.#context.changed(set);
    }
  }

  /**
   * Learns from a protected REGISTER that was read without an agreement, because the capture started after the 401. It
   * repeats the challenged Security-Client, and its Security-Verify repeats the Security-Server, so it has the whole
   * agreement. If its source port is not its port-c, it is a re-REGISTER, and its Security-Client is only an offer (TS
   * 24.229 §5.1.1.4.2).
   */
  #learnFromAnswer(
    observation: SipObservation,
    registration: RegistrationRecord,
    attempt: AttemptRecord,
  ): void {
    const { message, origin } = observation;
    const { source, destination, sourcePort } = observation.flow;
    const client = parseSecurityMechanisms(message.headers('security-client'));
    const verify = parseSecurityMechanisms(message.headers('security-verify'));
    const agreement = agree(client, verify, source, destination);
    if (agreement === null || agreement.ue.portC !== sourcePort) {
      this.#learnInSession(observation);
      // The ICV proves that the REGISTER was sent in ESP, even if headers are missing.
      attempt.protectedBy ??= origin.protection?.icv === 'good' ? (origin.protection.sa?.set ?? null) : null;
      return;
    }
    registration.ue = source;
    registration.pcscf = destination;
    attempt.protectedBy = this.#addSet(agreement, attempt.answeredNonce, registration, origin);
  }

  /**
   * Learns from the Security-Verify of a later request that was read without an agreement. It gives only the P-CSCF's
   * half: without the UE's SPIs only the two uplink SAs are known. The header must have the SPI of its own packet,
   * because Kamailio also copies it to the called UE, whose P-CSCF has other values.
   */
  #learnInSession(observation: SipObservation): void {
    const { message, origin } = observation;
    const { source, sourcePort, destination } = observation.flow;
    if (origin.protection === null) return;
    if (origin.protection.sa !== null && isAgreed(origin.protection.sa)) return;
    const verify = parseSecurityMechanisms(message.headers('security-verify'));
    const answer = verify.find(isUsable);
    const { spi } = origin.protection;
    if (answer === undefined || (spi !== answer.spiS && spi !== answer.spiC)) return;
    const agreed = suitesOf(verify);
    const pcscf = endOf(answer, destination);
    const ue = { address: source, portC: sourcePort, portS: 0, spiC: 0, spiS: 0 };
    this.#addSet({ ue, pcscf, agreed, offered: agreed }, null, null, origin);
  }
}

/** Most challenges kept of one attempt: a 401 has one per algorithm, and a REGISTER may be challenged again. */
const NONCES_OF_AN_ATTEMPT = 16;

/** The algorithm in the answer to a challenge, for a challenge that was not seen. */
function algorithmOf(registration: RegistrationRecord | null, nonce: string | null): string | null {
  return registration?.attempts.find(({ answeredNonce }) => answeredNonce === nonce)?.algorithm ?? null;
}

function identityOf(registration: RegistrationRecord): string {
  return registration.impu ?? registration.callId;
}
