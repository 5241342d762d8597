import type { RegistrationCase } from '../../cases/case.ts';
import { notesDuring } from '../../cases/time-window.ts';
import { ANSWER_TIME, secondsLeft } from '../../evidence/evidence.ts';
import { type Connection, connectionsOf } from '../../evidence/silence/connections.ts';
import { type EspRefusal, refusalOfDownlink } from '../../evidence/silence/esp-refusal.ts';
import { refusalText } from '../../evidence/silence/icmp-refusal.ts';
import { signsOfUe } from '../../evidence/silence/signs-of-life.ts';
import { framesOf, inFrameOrder, type TcpNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/3, https://github.com/herlesupreeth/docker_open5gs/issues/542 */
export const connectionToUeFails: RegistrationRule = {
  about: 'registration',
  id: 'R20',
  title: 'The P-CSCF cannot connect to the UE over TCP',
  term: 'NOTIFY not delivered, SYN to UE port-s unanswered, 408 for the called UE',
  evidence:
    'The P-CSCF sends SYNs in ESP to the UE. A RST refuses them, or it repeats them and no SYN-ACK comes. NOTIFY and calls to the UE need that connection.',
  severity: 'warning',
  advice:
    'Make the P-CSCF send over the connection that the UE opened (Kamailio: the TCP flags of ipsec_forward), or over UDP for short messages. If it must connect, it must connect to port-s: the UE listens nowhere else.',
  settle: 'Try again over UDP. Or read a log of the UE: does it listen on port-s over TCP?',
  certain: 'A RST in ESP, or an ICMP error that quotes the SYN, says that the connection was not accepted.',
  check: subject => {
    const failed = connectionsOf(subject, 'pcscf').find(one => hasFailed(subject, one));
    const [first] = failed?.syns ?? [];
    if (failed === undefined || first === undefined) return null;
    const { syns, answer } = failed;
    const refusal = refusalOfSyn(subject, first);
    const how =
      answer !== null
        ? 'A RST refuses the connection'
        : refusal === null
          ? 'No SYN-ACK comes'
          : refusalText(refusal);
    const later = notesDuring(subject, subject.others).filter(
      ({ message }) => message.method === 'NOTIFY' && message.status === null,
    );
    const notify = later.some(({ protection }) => protection !== null) ? '' : ' No NOTIFY reaches the UE.';
    const port = first.protection?.sa?.set.ue.portS;
    const where = first.destinationPort === port ? 'port-s' : 'not port-s';
    return {
      detail: `The P-CSCF sends ${syns.length} ${syns.length === 1 ? 'SYN' : 'SYNs'} from port ${first.sourcePort} to port ${first.destinationPort} of the UE (${where}). ${how}.${notify}`,
      frames: inFrameOrder(
        framesOf([...syns, ...(answer === null ? [] : [answer]), ...(refusal?.frames ?? [])]),
      ),
      // Certain: a RST, or an ICMP error that quotes this ESP, says that the SYN was not accepted.
      confidence: answer === null && refusal === null ? 'likely' : 'certain',
      ...(answer === null && refusal === null ? {} : { settle: null }),
    };
  },
};

/** What ICMP errors say of ESP of the P-CSCF since this SYN. */
function refusalOfSyn(subject: RegistrationCase, syn: TcpNote): EspRefusal | null {
  const set = syn.protection?.sa?.set;
  const facts = subject.sets.find(one => one.set === set);
  return facts === undefined ? null : refusalOfDownlink(subject, facts, syn);
}

function hasFailed(subject: RegistrationCase, { syns, answer }: Connection): boolean {
  if (answer !== null) return answer.kind === 'rst';
  const [syn] = syns as [TcpNote];
  if (refusalOfSyn(subject, syn) !== null) return true;
  if (signsOfUe(subject, syn).length > 0) return false;
  // A capture that loses packets may lose a SYN-ACK as well.
  const enough = subject.capture.gapFrames.length > 0 ? 3 : 2;
  return syns.length >= enough && secondsLeft(subject, syns[0] as TcpNote) >= ANSWER_TIME / 2;
}
