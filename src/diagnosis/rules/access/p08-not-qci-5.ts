import { isEmergency, isImsApn } from '../../evidence/access/ims-connections.ts';
import { pdnName } from '../../evidence/access/pdn-text.ts';
import { framesOf } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** TS 23.203 §6.1.7.2 and TS 23.501 §5.7.4 (5: IMS signalling), GSMA IR.92 §4.3. */
export const notQci5: AccessRule = {
  about: 'access',
  id: 'P08',
  title: 'The default bearer of the IMS connection does not have QCI or 5QI 5',
  term: 'IMS default bearer QCI 9, 5QI 5 for IMS signalling',
  evidence: 'The default bearer or QoS flow of a connection to the IMS APN has another QCI or 5QI than 5.',
  severity: 'warning',
  advice:
    'Set QCI or 5QI 5 for the APN ims in the subscription (HSS or UDM) or in the PCRF or PCF. Some UEs use no IMS on other bearers, and SIP competes with data there.',
  settle: null,
  certain: 'The bearer with its QCI or 5QI is in the capture.',
  check: (phone, subject) => {
    const pdn =
      subject === null
        ? phone.connections.findLast(({ apn, result }) => result === 'accepted' && isImsApn(apn))
        : subject.connection;
    if (pdn == null || !isImsApn(pdn.apn) || isEmergency(pdn)) return null;
    if (pdn.qci === null || pdn.qci === SIGNALLING || pdn.result !== 'accepted') return null;
    const name = pdn.isFiveGs ? '5QI' : 'QCI';
    const isSure = pdn.begun;
    return {
      detail: `${pdnName(pdn)} has a default bearer with ${name} ${pdn.qci}; ${name} ${SIGNALLING} is for IMS signalling.`,
      frames: framesOf(pdn.frames),
      confidence: isSure ? 'certain' : 'likely',
    };
  },
};

const SIGNALLING = 5;
