import { canonicalAddress, parseAddress } from '../../../bytes/address.ts';
import { equalBytes } from '../../../bytes/equal.ts';
import type { FrameReference } from '../../../model/capture.ts';
import type { RegistrationCase, SetFacts } from '../../cases/case.ts';
import { isUplink } from '../../journal/esp-activity.ts';
import { type Moment, secondsBetween, type TcpNote } from '../../journal/notes.ts';
import { ANSWER_TIME, downlinkOf, isTunnelled, secondsLeft, uplinkOf } from '../evidence.ts';
import { signsOfPcscf } from './signs-of-life.ts';

/** ESP of the UE in one SA set without any answer. */
export interface UnansweredEsp {
  readonly facts: SetFacts;
  readonly packets: number;
  readonly since: Moment;
  readonly last: Moment;
  /** The first few. */
  readonly frames: readonly FrameReference[];
  /** Is every ICV good, is one bad, or could they not be checked? */
  readonly icv: 'good' | 'bad' | 'unknown';
  /** Did the UE and the capture go on long enough for an answer to come? */
  readonly waited: boolean;
}

/** This many packets over this many seconds are one repeated message: T1 of the access is 2 s (TS 24.229 §7.7). */
const REPEATED_PACKETS = 3;
const REPEATED_SECONDS = 2;

/**
 * The last SA set of a registration if the UE was never answered in it: not in ESP of the set, nor to its REGISTER in
 * any other way. Null if the 401 was not seen on Gm: then the way to the UE may not have been captured.
 */
export function unansweredEsp(subject: RegistrationCase): UnansweredEsp | null {
  const facts = subject.sets.findLast(({ activity }) => activity !== null);
  if (facts === undefined || facts.challenged === null) return null;
  const silence = facts.activity?.silence ?? null;
  if (silence === null || downlinkOf(facts).length > 0) return null;
  if ((facts.answer?.gm.responses.length ?? 0) > 0 || isAnsweredElsewhere(subject, silence.since))
    return null;
  if (signsOfPcscf(subject, silence.since).length > 0) return null;
  const { packets, since, last, frames } = silence;
  const isRepeated = packets >= REPEATED_PACKETS && secondsBetween(since, last) >= REPEATED_SECONDS;
  return {
    facts,
    packets,
    since,
    last,
    frames,
    icv: icvOf(facts),
    waited: isRepeated || subject.next !== null || secondsLeft(subject, since) >= ANSWER_TIME,
  };
}

/** An answer to a re-REGISTER may come in the old set (TS 24.229 §5.2.2.2), and encrypted ESP may be that answer. */
function isAnsweredElsewhere({ sets }: RegistrationCase, since: Moment): boolean {
  return sets.some(set => downlinkOf(set).some(sa => sa.closed > 0 && secondsBetween(since, sa.last) > 0));
}

function icvOf(facts: SetFacts): UnansweredEsp['icv'] {
  const sas = uplinkOf(facts).map(({ sa }) => sa);
  if (sas.some(sa => sa.icvBad > 0)) return 'bad';
  return sas.every(sa => sa.unchecked === 0) ? 'good' : 'unknown';
}

/** Where ESP of the UE came from, and the address that the UE itself named. */
export interface Translation {
  readonly seen: string;
  readonly named: string;
  readonly where: 'Via' | 'Contact';
}

/** Evidence of a NAT between UE and P-CSCF, which breaks ESP in transport mode; null without. */
export function translationOf({ facts }: UnansweredEsp): Translation | null {
  const request = facts.challenged?.gm.requests[0] ?? null;
  const seen = uplinkOf(facts)[0]?.paths[0]?.source;
  if (request === null || seen === undefined) return null;
  // TS 33.203 §M.2: tunnel mode in UDP is made for NATs.
  if (isTunnelled(facts.challenged?.securityServer ?? [])) return null;
  const { via, contacts } = request.message;
  const named = canonicalAddress(via?.host ?? '');
  // The REGISTER in the clear came from the address that it names: no NAT changed that, so the UE itself has moved.
  if (named !== null && named === request.source && named !== seen) return null;
  if (named !== null && named !== seen) return isSameUe(named, seen) ? null : { seen, named, where: 'Via' };
  const contact = contacts
    .map(({ address }) => canonicalAddress(address?.host ?? ''))
    .find(host => host !== null);
  return contact == null || contact === seen || isSameUe(contact, seen)
    ? null
    : { seen, named: contact, where: 'Contact' };
}

/** Does all of it come from another address than the one that the SAs were agreed with? */
export function hasMoved({ facts }: UnansweredEsp): boolean {
  if (isTunnelled(facts.challenged?.securityServer ?? [])) return false;
  return uplinkOf(facts).every(({ sa, paths }) => paths.every(({ source }) => source !== sa.source));
}

/**
 * May two addresses be those of one UE? Two of one IPv6 /64, which belongs to one bearer (TS 23.401 §5.3.1.2.2), or one
 * of each IP version: a NAT of IPv4 leaves the version as it is.
 */
export function isSameUe(one: string, other: string): boolean {
  const [first, second] = [parseAddress(one), parseAddress(other)];
  if (first === null || second === null) return false;
  if (first.length !== second.length) return true;
  return first.length === 16 && equalBytes(first, 0, second, 0, 8);
}

/** The SYNs of the UE in a set. */
export function synsOf({ capture }: RegistrationCase, { set }: SetFacts): TcpNote[] {
  return capture.tcpInSet(set).filter(({ kind, protection }) => {
    const sa = protection?.sa ?? null;
    return kind === 'syn' && sa !== null && isUplink(sa);
  });
}
