import type { Pdn } from '../../../access/pdn.ts';
import type { Phone } from '../../cases/case.ts';
import { asksForPcscf, isImsApn, mayHaveRegistered } from '../../evidence/access/ims-connections.ts';
import { pdnName } from '../../evidence/access/pdn-text.ts';
import { framesOf } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** GSMA IR.88 §6.3.2, IR.92 §4.3: the IMS has an APN of its own, `ims`. */
export const apnNotIms: AccessRule = {
  about: 'access',
  id: 'P07',
  title: 'The connection is not to the APN of the IMS',
  term: 'wrong APN, REGISTER over the internet APN, DNN internet',
  evidence:
    'The REGISTERs come from a connection whose APN is not that of the IMS; or a UE that does not register asks for a P-CSCF on such a connection only. A note if it registers, or does not try.',
  severity: 'warning',
  advice:
    'Set up the APN ims with type ims on the UE, in the HSS or UDM, and in the PGW or SMF. Without it there is no bearer with QCI 5, and calls get no bearer of their own.',
  settle: 'Read the APN settings of the UE and the subscription of this IMSI.',
  check: (phone, subject) => {
    const pdn = subject === null ? askingElsewhere(phone) : subject.connection;
    if (pdn === null || pdn.apn === null || isImsApn(pdn.apn)) return null;
    const isRegistered = subject?.outcome === 'registered' || subject?.outcome === 'deregistered';
    const what = subject === null ? 'The UE asks for a P-CSCF' : `The REGISTERs of ${pdn.ue.join(', ')} come`;
    const bearer =
      pdn.qci === null ? '' : ` Its default bearer has ${pdn.isFiveGs ? '5QI' : 'QCI'} ${pdn.qci}.`;
    return {
      detail: `${what} ${subject === null ? 'on' : 'from'} ${pdnName(pdn)}.${bearer}`,
      frames: framesOf([...pdn.frames.slice(0, 8), ...(subject?.attempts[0]?.gm.requests.slice(0, 1) ?? [])]),
      confidence: 'likely',
      severity: subject === null || isRegistered ? 'note' : 'warning',
    };
  },
};

/** The connection on which a UE asks for a P-CSCF, if it has none to the APN of the IMS. */
function askingElsewhere(phone: Phone): Pdn | null {
  const { connections } = phone;
  if (mayHaveRegistered(phone) || connections.some(({ apn }) => apn === null || isImsApn(apn))) return null;
  return connections.findLast(pdn => pdn.result === 'accepted' && asksForPcscf(pdn)) ?? null;
}
