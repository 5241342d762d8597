import type { FrameReference } from '../../../model/capture.ts';
import type { RegistrationCase, SetFacts } from '../../cases/case.ts';
import { framesOf, isAfter, type SipNote, type TcpNote } from '../../journal/notes.ts';
import { ANSWER_TIME, downlinkOf, secondsLeft } from '../evidence.ts';
import { connectionsOf } from './connections.ts';

/** A REGISTER over TCP in ESP that got no response, although the P-CSCF let the UE connect. */
export interface UnansweredInTcp {
  readonly facts: SetFacts;
  readonly request: SipNote;
  /** The SYN-ACK of the P-CSCF. */
  readonly synAck: TcpNote;
  /** Does ESP of the P-CSCF follow the REGISTER? Then at least its kernel took it. */
  readonly isTaken: boolean;
  readonly frames: readonly FrameReference[];
}

/**
 * The REGISTER that answers the last challenge, if it went over TCP in ESP and nothing but TCP itself came back: no
 * response on Gm, no copy on Mw. Null before an answer had time to come, and where the capture lost octets of TCP.
 */
export function unansweredInTcp(subject: RegistrationCase): UnansweredInTcp | null {
  const facts = subject.sets.at(-1);
  const { gm, mw } = facts?.answer ?? { gm: null, mw: null };
  const request = gm?.requests.find(
    ({ transport, protection }) => transport === 'tcp' && protection !== null,
  );
  if (facts === undefined || request === undefined || gm === null || mw === null) return null;
  if (gm.responses.length + mw.requests.length > 0 || subject.capture.gaps > 0) return null;
  if (subject.next === null && secondsLeft(subject, request) < ANSWER_TIME) return null;
  const { sourcePort, destinationPort } = request;
  const synAck = connectionsOf(subject, 'ue').find(
    ({ answer }) =>
      answer?.kind === 'syn-ack' &&
      answer.sourcePort === destinationPort &&
      answer.destinationPort === sourcePort,
  )?.answer;
  if (synAck == null) return null;
  const isTaken = downlinkOf(facts).some(({ last }) => isAfter(last, request));
  return { facts, request, synAck, isTaken, frames: framesOf([synAck, ...gm.requests]) };
}
