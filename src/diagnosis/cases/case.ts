import type { MobilityEvent } from '../../access/mobility.ts';
import type { Pdn } from '../../access/pdn.ts';
import { isAkaChallenge } from '../../aka/challenge.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { Attempt, Challenge, Registration, RegistrationOutcome } from '../../model/registration.ts';
import type { SaSet } from '../../model/security-association.ts';
import type { IncompleteDatagram } from '../../net/ip/fragmented-datagram.ts';
import {
  answersIn,
  challengesIn,
  type DigestParameters,
  mainAnswer,
  takenChallenge,
} from '../../sip/digest.ts';
import { parseSecurityMechanisms, type SecurityMechanism } from '../../sip/security-agreement.ts';
import type { Unseen } from '../certainty.ts';
import type { PolicyNote } from '../journal/access-notes.ts';
import type { BadPackets } from '../journal/bad-packets.ts';
import type { SetActivity, StrayEsp } from '../journal/esp-activity.ts';
import type { CxNote, IcmpNote, Moment, SipNote, TcpNote } from '../journal/notes.ts';
import type { Sent } from '../journal/sent-packets.ts';
import type { Signs } from '../journal/signs.ts';
import { byTrust, isFinal, isVerified } from './trust.ts';

/** The messages of one REGISTER on one side of the P-CSCF, every retransmission, in order. */
export interface LegNotes {
  readonly requests: readonly SipNote[];
  readonly responses: readonly SipNote[];
}

/** One REGISTER (a CSeq of a Call-ID) with all that the capture shows of it. */
export interface AttemptFacts {
  readonly attempt: Attempt;
  /** Between UE and P-CSCF, unprotected or in ESP. */
  readonly gm: LegNotes;
  /** Between the CSCFs. */
  readonly mw: LegNotes;
  /** Clear messages on Gm that contradict what came in ESP with a good ICV, in order. In `gm` only if all of the attempt is. */
  readonly outvoted: readonly SipNote[];
  /** The request from the UE; otherwise as a CSCF forwarded it; null if neither was seen. */
  readonly request: SipNote | null;
  /** Final response on Gm, and on any leg (preferably Gm); null without one. */
  readonly gmFinal: SipNote | null;
  readonly final: SipNote | null;
  /** The answer of `request` to a challenge, of several the first with a `response`; null if it has none. */
  readonly authorization: DigestParameters | null;
  /** Security-Client and Security-Verify of `request`; empty without. */
  readonly securityClient: readonly SecurityMechanism[];
  readonly securityVerify: readonly SecurityMechanism[];
  /** Security-Server of the final response on Gm; empty without. */
  readonly securityServer: readonly SecurityMechanism[];
  /** Does Require or Proxy-Require of `request` name `sec-agree`? */
  readonly requiresSecAgree: boolean;
  /** The challenges of the final response, on Gm and on Mw, in the order of the header fields; empty without. */
  readonly gmChallenges: readonly DigestParameters[];
  readonly mwChallenges: readonly DigestParameters[];
  /** The one of them that the next REGISTER takes, otherwise the first of AKA, otherwise the first; null without. */
  readonly gmChallenge: DigestParameters | null;
  readonly mwChallenge: DigestParameters | null;
  /** The challenge with this nonce; null without one. */
  readonly challenge: Challenge | null;
}

/** One SA set of a registration with the attempt whose 401 created it, and the attempt that answered in it. */
export interface SetFacts {
  readonly set: SaSet;
  /** The REGISTER that was challenged with the Security-Server of this set; null if it was not seen. */
  readonly challenged: AttemptFacts | null;
  /** The first REGISTER that answers the challenge, or went through the set; null without one. */
  readonly answer: AttemptFacts | null;
  /** Its ESP; null for none. */
  readonly activity: SetActivity | null;
}

/**
 * When a registration begins, and when its UE registers again, for the first time and for the second. Null for never;
 * the beginning is null if none of its messages was kept.
 */
export interface CaseTimes {
  readonly begin: Moment | null;
  readonly anew: Moment | null;
  readonly over: Moment | null;
}

/** One registration (a Call-ID) with all that the capture shows of it, for the rules. */
export interface RegistrationCase extends CaseTimes {
  readonly registration: Registration;
  /** The outcome of its REGISTERs, before any rule. */
  readonly outcome: RegistrationOutcome;
  /** In the order of CSeq. */
  readonly attempts: readonly AttemptFacts[];
  /** REGISTERs and responses in ESP with a bad ICV. No other member uses them. */
  readonly unverified: readonly SipNote[];
  /** In the order of their creation. */
  readonly sets: readonly SetFacts[];
  /** Addresses of the UE: on Gm, and inside and outside a tunnel. Empty if only Mw was captured. */
  readonly ueAddresses: ReadonlySet<string>;
  /** Other messages to or from these addresses, of any method but REGISTER, in order. */
  readonly others: readonly SipNote[];
  /** Cx messages about its IMPI or IMPU during the registration; are these all? */
  readonly cx: readonly CxNote[];
  readonly isCxWhole: boolean;
  /** Its phone, and the connection that its REGISTERs went over; null where the capture does not show them for sure. */
  readonly phone: Phone | null;
  readonly connection: Pdn | null;
  /** TCP connections opened or refused to or from these addresses in this registration or the next, in order. */
  readonly tcp: readonly TcpNote[];
  /** The registrations of the same UE (IMPI, IMPU or address) before and after this one; null without. */
  readonly previous: RegistrationCase | null;
  readonly next: RegistrationCase | null;
  readonly capture: CaptureFacts;
}

/**
 * A phone as the access network and the policy core show it: the connections of one subscriber, and what was asked about
 * its addresses.
 */
export interface Phone {
  /** Null if it was not seen. */
  readonly imsi: string | null;
  /** Keys of its addresses; see `ueKey`. */
  readonly keys: ReadonlySet<string>;
  /** In the order in which they began. */
  readonly connections: readonly Pdn[];
  /** What mobility management decided about it, in order. */
  readonly mobility: readonly MobilityEvent[];
  /** Questions of DNS, DHCP and IKE that came from its addresses. */
  readonly lookups: readonly Pdn[];
  /** Rx and Gx about its addresses and sessions, in order. */
  readonly policy: readonly PolicyNote[];
  readonly registrations: readonly RegistrationCase[];
  readonly capture: CaptureFacts;
}

/** How much traffic of each kind a capture has. */
export interface CaptureTraffic {
  readonly frames: number;
  /** Frames that the snap length cut. */
  readonly truncatedFrames: number;
  readonly espPackets: number;
  /** IKE messages (UDP ports 500 and 4500). */
  readonly ikeMessages: number;
  /** Of all methods, each once. */
  readonly sipMessages: number;
}

/** What the whole capture shows. */
export interface CaptureFacts {
  /** Times of the first and the last frame. */
  readonly first: Moment;
  readonly last: Moment;
  readonly traffic: CaptureTraffic;
  /** All registrations, in the order of their first message. */
  readonly cases: readonly RegistrationCase[];
  /** REGISTERs and their responses; all other messages. */
  readonly registers: readonly SipNote[];
  readonly others: readonly SipNote[];
  /** Openings of TCP connections, in ESP and unprotected. */
  readonly tcp: readonly TcpNote[];
  /** Those inside the ESP of a set. */
  tcpInSet(set: SaSet): readonly TcpNote[];
  readonly cx: readonly CxNote[];
  /** All phones that the access network or the policy core shows, in the order of their first message. */
  readonly phones: readonly Phone[];
  /** What addresses with a key (see `ueKey`) sent over UDP and as ICMP. */
  sentBy(key: string): readonly Sent[];
  /** SIP of other methods than REGISTER to and from addresses with a key (see `ueKey`), in order. */
  othersOf(key: string): readonly SipNote[];
  /** The charging identities (ICID) in messages of a Call-ID; empty if none was seen. */
  chargingIdsOf(callId: string | null): ReadonlySet<string>;
  /** TCP segments that open or refuse connections from and to addresses with a key, in order. */
  tcpOf(key: string): readonly TcpNote[];
  /** NAS messages that cannot be read because they are ciphered. */
  readonly nasCiphered: number;
  /** The ICMP errors, in order, about packets from one address to another (canonical text). */
  icmpAbout(source: string, destination: string): readonly IcmpNote[];
  /** Datagrams with missing fragments. */
  readonly incomplete: readonly IncompleteDatagram[];
  /** Datagrams whose fragments contradict each other. */
  readonly fragmentConflicts: number;
  /** Signs that an end sent something, although no whole message of it was captured. */
  readonly signs: Signs;
  /** All SA sets, also those without a registration. */
  readonly sets: readonly SaSet[];
  /** Clear 401s with agreements that no packet proves, beside one that an ICV has proved; see unprovedBeside(). */
  readonly unproved: readonly SipNote[];
  /** The ESP of each set that has any. */
  readonly activities: readonly SetActivity[];
  /** One packet of each SA with bad ICVs. */
  readonly badEsp: BadPackets;
  /** ESP without an agreement at its time. */
  readonly strayEsp: readonly StrayEsp[];
  /** Copies of ESP packets, which were counted once. */
  readonly duplicates: number;
  /** The first few frames with a copy of an earlier packet or message. */
  readonly duplicateFrames: readonly FrameReference[];
  /** What of it was cut or dropped, so that findings are less certain. */
  readonly unseen: Unseen;
  /** How often the capture lost something: TCP gaps, cut packets. */
  readonly gaps: number;
  /** The first few frames after which octets of SIP over TCP are missing. */
  readonly gapFrames: readonly FrameReference[];
}

/** The facts of one attempt. `notes` are those of its Call-ID and CSeq, `next` those of the next CSeq, in order. */
export function attemptFacts(
  attempt: Attempt,
  notes: readonly SipNote[],
  ueAddresses: ReadonlySet<string>,
  challengeOf: (nonce: string) => Challenge | null,
  next: readonly SipNote[] = [],
): AttemptFacts {
  const isGm = (note: SipNote) =>
    note.protection !== null || ueAddresses.has(note.source) || ueAddresses.has(note.destination);
  const { believed, outvoted } = byTrust(notes.filter(isGm));
  const gm = legOf(believed);
  const mw = legOf(notes.filter(note => !isGm(note)));
  const request = gm.requests.find(isVerified) ?? gm.requests[0] ?? mw.requests[0] ?? null;
  const gmFinal = finalOf(gm.responses);
  const mwFinal = finalOf(mw.responses);
  const gmChallenges = challengesOf(gmFinal);
  const mwChallenges = challengesOf(mwFinal);
  const gmChallenge = chosenOf(gmChallenges, next);
  const mwChallenge = chosenOf(mwChallenges, next);
  const nonce = (gmChallenge ?? mwChallenge)?.nonce ?? null;
  return {
    attempt,
    gm,
    mw,
    outvoted: attempt.outvoted ? believed : outvoted,
    request,
    gmFinal,
    final: gmFinal ?? mwFinal,
    authorization: request === null ? null : mainAnswer(answersIn(request.message)),
    securityClient: mechanismsOf(request, 'security-client'),
    securityVerify: mechanismsOf(request, 'security-verify'),
    securityServer: mechanismsOf(gmFinal, 'security-server'),
    requiresSecAgree: tagsOf(request, 'require', 'proxy-require').includes('sec-agree'),
    gmChallenges,
    mwChallenges,
    gmChallenge,
    mwChallenge,
    challenge: nonce === null ? null : challengeOf(nonce),
  };
}

/** Option tags of header fields, in lower case. */
export function tagsOf(note: SipNote | null, ...names: readonly string[]): string[] {
  const values = names.flatMap(name => note?.message.headers(name) ?? []);
  return values.flatMap(value => value.split(',')).map(tag => tag.trim().toLowerCase());
}

function legOf(notes: readonly SipNote[]): LegNotes {
  return {
    requests: notes.filter(({ message }) => message.status === null),
    responses: notes.filter(({ message }) => message.status !== null),
  };
}

function finalOf(responses: readonly SipNote[]): SipNote | null {
  const finals = responses.filter(isFinal);
  return finals.find(isVerified) ?? finals[0] ?? null;
}

/** The headers have no meaning in other responses (RFC 3261 §20.44). */
function challengesOf(final: SipNote | null): DigestParameters[] {
  const status = final?.message.status ?? null;
  return final === null || (status !== 401 && status !== 407) ? [] : challengesIn(final.message);
}

/** Nonce, algorithm and realm of the answer say which challenge it takes (RFC 7616 §3.7). */
function chosenOf(
  challenges: readonly DigestParameters[],
  next: readonly SipNote[],
): DigestParameters | null {
  if (challenges.length > 1)
    for (const { message } of next) {
      const answer = message.status === null ? mainAnswer(answersIn(message)) : null;
      const taken = answer === null ? null : takenChallenge(challenges, answer);
      if (taken !== null) return taken;
    }
  return challenges.find(isAkaChallenge) ?? challenges[0] ?? null;
}

function mechanismsOf(note: SipNote | null, name: string): SecurityMechanism[] {
  return note === null ? [] : parseSecurityMechanisms(note.message.headers(name));
}
