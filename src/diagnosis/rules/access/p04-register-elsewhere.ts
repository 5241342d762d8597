import type { Pdn } from '../../../access/pdn.ts';
import type { Phone, RegistrationCase } from '../../cases/case.ts';
import { doubtOf, lastBefore } from '../../evidence/access/ims-connections.ts';
import { pdnName } from '../../evidence/access/pdn-text.ts';
import { framesOf } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** TS 24.229 §5.1.1.1 and §9.2.1: a UE registers at a P-CSCF that it discovered. */
export const registerElsewhere: AccessRule = {
  about: 'access',
  id: 'P04',
  title: 'The REGISTER goes to another address than the P-CSCF that was given',
  term: 'wrong P-CSCF address, static P-CSCF on the UE, P-CSCF in ISIM',
  evidence:
    'The connection that REGISTERs come from was given P-CSCF addresses, and all REGISTERs go to others. No DNS or DHCP names those. A note if the UE registers.',
  severity: 'error',
  advice:
    'Find out where the UE has the address from: a P-CSCF set by hand or in its ISIM (EF_P-CSCF), an earlier connection, DNS that the capture does not show. Then let the UE use the address that the network gives, or correct that one in the PGW or SMF.',
  settle: 'Read the IMS settings of the UE and its ISIM, and ask which of the two addresses is the P-CSCF.',
  certain:
    'The set-up of the connection and the REGISTERs are in the capture, all of them in the clear, and the capture shows no question that could have given the other address.',
  check: (phone, subject) => {
    const connection = subject?.connection ?? null;
    if (subject === null || connection === null || connection.pcscf.length === 0) return null;
    const requests = subject.attempts.flatMap(({ gm }) => gm.requests);
    const [first] = requests;
    const known = knownTo(phone, subject);
    if (first === undefined || requests.some(({ destination }) => known.has(destination))) return null;
    const isRegistered = subject.outcome === 'registered' || subject.outcome === 'deregistered';
    const isSure = connection.begun && phone.lookups.length === 0 && doubtOf(phone) === null;
    return {
      detail: `${pdnName(connection)} was given ${connection.pcscf.join(', ')} as P-CSCF, but the UE sends its REGISTER to ${first.destination}.${answerText(subject)}`,
      frames: framesOf([...givenIn(connection), ...requests.slice(0, 4)]),
      confidence: isSure ? 'certain' : 'likely',
      severity: isRegistered ? 'note' : 'error',
      explains: requests,
    };
  },
};

/** All addresses of P-CSCFs that were given to the phone before. */
function knownTo({ connections, lookups }: Phone, { begin, capture }: RegistrationCase): Set<string> {
  const moment = begin ?? capture.last;
  return new Set(
    [...lastBefore(connections, moment), ...lastBefore(lookups, moment)].flatMap(({ pcscf }) => pcscf),
  );
}

/** The first messages of its set-up. */
function givenIn({ frames }: Pdn) {
  return frames.slice(0, 8);
}

function answerText({ attempts }: RegistrationCase): string {
  const isAnswered = attempts.some(({ gm }) => gm.responses.length > 0);
  return isAnswered ? '' : ' Nothing answers it there.';
}
