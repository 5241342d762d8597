import type { SaSet } from '../../../model/security-association.ts';
import type { RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, secondsLeft } from '../../evidence/evidence.ts';
import { clearMessages, portName } from '../../evidence/gm-ports.ts';
import { framesOf, type SipNote, secondsBetween } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * A P-CSCF sends NAT keep-alives to its contacts and ignores their SAs:
 * https://github.com/herlesupreeth/docker_open5gs/issues/7, https://github.com/open5gs/open5gs/issues/483,
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/53. TS 33.203 §7.1: protected ports accept nothing
 * unprotected.
 */
export const requestOutsideIpsec: RegistrationRule = {
  about: 'registration',
  id: 'R18',
  title: 'The P-CSCF sends requests outside IPsec',
  term: 'unprotected OPTIONS keep-alive to a protected port, NATPING',
  evidence:
    'After the SAs were agreed, the P-CSCF sends an unprotected request from a port without an SA to port-c or port-s of the UE.',
  severity: 'warning',
  advice:
    'Switch off the NAT keep-alive of the P-CSCF for UEs with IPsec (NATPING in the Kamailio configuration). A UE must drop such a request; a P-CSCF that waits for the answer ends the registration or the call.',
  settle: null,
  certain:
    'The request is in the capture outside ESP, from a port without an SA to a protected port of the UE.',
  check: subject => {
    const requests = clearMessages(subject)
      .filter(
        ({ note, set, fromUe }) => !fromUe && note.message.method !== null && !isFromProtected(note, set),
      )
      .map(({ note }) => note);
    const [first] = requests;
    if (first === undefined) return null;
    const methods = [...new Set(requests.map(({ message }) => message.method))].join(', ');
    const count = requests.length === 1 ? '1 request' : `${requests.length} requests`;
    const ends = `from ${first.source} port ${first.sourcePort} to port ${first.destinationPort} of the UE`;
    const answer = answersOf(subject, requests)[0];
    const waited = secondsLeft(subject, first) >= ANSWER_TIME;
    return {
      detail: `${count} (${methods}), unprotected, ${ends}. ${
        answer !== undefined
          ? `The UE answers${answer.protection === null ? ', unprotected as well' : ' in ESP'}.`
          : waited
            ? 'The UE does not answer.'
            : 'The capture ends before an answer could come.'
      }`,
      frames: framesOf(
        [...requests.slice(0, 8), ...(answer === undefined ? [] : [answer])].sort((a, b) =>
          secondsBetween(b, a),
        ),
      ),
      confidence: 'certain',
      severity: answer === undefined && waited ? 'warning' : 'note',
    };
  },
};

function isFromProtected(note: SipNote, { pcscf }: SaSet): boolean {
  return portName(pcscf, note.sourcePort) !== null;
}

/** Responses of the UE to any of these requests. */
function answersOf({ others }: RegistrationCase, requests: readonly SipNote[]): SipNote[] {
  const asked = new Set(requests.map(transactionOf));
  return others.filter(note => note.message.status !== null && asked.has(transactionOf(note)));
}

function transactionOf({ message }: SipNote): string {
  return `${message.callId} ${message.cseq?.number} ${message.cseq?.method}`;
}
