import type { RegistrationCase } from '../../cases/case.ts';
import { notesDuring } from '../../cases/time-window.ts';
import { ANSWER_TIME, secondsLeft } from '../../evidence/evidence.ts';
import { type Connection, connectionsOf } from '../../evidence/silence/connections.ts';
import { framesOf, type TcpNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/3, https://github.com/herlesupreeth/docker_open5gs/issues/542 */
export const connectionToUeFails: RegistrationRule = {
  about: 'registration',
  id: 'R20',
  title: 'The P-CSCF cannot open TCP to the UE',
  term: 'NOTIFY not delivered, SYN to UE port-s unanswered, 408 for the called UE',
  evidence:
    'SYNs of the P-CSCF in ESP to the UE that are refused by a RST, or sent again and never answered by a SYN-ACK. NOTIFY and calls to the UE wait for that connection.',
  severity: 'warning',
  advice:
    'Let the P-CSCF send over the connection that the UE opened (Kamailio: the TCP flags of ipsec_forward), or over UDP where messages are short. Only port-s of the UE listens.',
  settle: 'The same with UDP, or a log of the UE: does it listen on port-s over TCP?',
  check: subject => {
    const failed = connectionsOf(subject, 'pcscf').find(one => hasFailed(subject, one));
    const [first] = failed?.syns ?? [];
    if (failed === undefined || first === undefined) return null;
    const { syns, answer } = failed;
    const how = answer === null ? 'no SYN-ACK comes' : 'a RST refuses it';
    const later = notesDuring(subject, subject.others).filter(
      ({ message }) => message.method === 'NOTIFY' && message.status === null,
    );
    const notify = later.some(({ protection }) => protection !== null) ? '' : ' No NOTIFY reaches the UE.';
    const port = first.protection?.sa?.set.ue.portS;
    const where = first.destinationPort === port ? 'port-s' : 'not port-s';
    return {
      detail: `${syns.length} ${syns.length === 1 ? 'SYN' : 'SYNs'} of the P-CSCF from port ${first.sourcePort} to ${first.destinationPort} of the UE (${where}): ${how}.${notify}`,
      frames: framesOf(answer === null ? syns : [...syns, answer]),
      confidence: answer === null ? 'likely' : 'certain',
    };
  },
};

function hasFailed(subject: RegistrationCase, { syns, answer }: Connection): boolean {
  if (answer !== null) return answer.kind === 'rst';
  // A capture that loses packets may lose a SYN-ACK as well.
  const enough = subject.capture.gapFrames.length > 0 ? 3 : 2;
  return syns.length >= enough && secondsLeft(subject, syns[0] as TcpNote) >= ANSWER_TIME / 2;
}
