import {
  acceptedAt,
  doubtOf,
  hasLookedUp,
  isEmergency,
  isImsApn,
  isRoaming,
  mayHaveRegistered,
} from '../../evidence/access/ims-connections.ts';
import { familiesText, pdnName } from '../../evidence/access/pdn-text.ts';
import { framesOf } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** TS 24.008 §10.5.6.3 (containers 0001H and 000CH), TS 24.229 §9.2.1 and §B.2.2.1: how a UE finds its P-CSCF. */
export const noPcscfGiven: AccessRule = {
  about: 'access',
  id: 'P01',
  title: 'The network gives no P-CSCF address although the UE asks for one',
  term: 'P-CSCF discovery, PCO without P-CSCF address, container 000CH, no REGISTER',
  evidence:
    'A PDN connection or PDU session is accepted. The UE asked for a P-CSCF address in its protocol configuration options, and no answer has one. No other connection of the UE has a P-CSCF, no DNS or DHCP gives it one, and it sends no REGISTER. A warning if the APN is not that of the IMS.',
  severity: 'error',
  advice:
    'Give the P-CSCF addresses to the PGW or SMF for this APN (Open5GS: p-cscf in smf.yaml). If they are there, look where the options get lost: SGW, MME or AMF must pass them on unchanged; in home-routed roaming they come from the SMF or PGW of the home network.',
  settle: 'Read the configuration of the PGW or SMF for this APN, and capture its answer (S5/S8 or N4, N11).',
  certain:
    'The request and the answer of a connection to the IMS APN are in the capture and readable, and nothing in it can hide another connection.',
  check: (phone, subject) => {
    if (subject !== null || mayHaveRegistered(phone) || hasLookedUp(phone)) return null;
    if (phone.connections.some(({ pcscf }) => pcscf.length > 0)) return null;
    const asking = phone.connections.filter(
      pdn => pdn.begun && pdn.pcscfAsked.length > 0 && acceptedAt(pdn) !== null && pdn.result === 'accepted',
    );
    const pdn = asking.findLast(({ apn }) => isImsApn(apn)) ?? asking.at(-1);
    if (pdn === undefined || isEmergency(pdn)) return null;
    const doubt = doubtOf(phone);
    const isIms = isImsApn(pdn.apn);
    const isSure = isIms && doubt === null && isRoaming(pdn) !== true;
    const notes = [
      isIms
        ? ''
        : ` The APN is not that of the IMS: the UE may ask for a P-CSCF on another connection as well.`,
      isRoaming(pdn) === true ? ' The UE is roaming.' : '',
      doubt === null ? '' : ` ${doubt}`,
    ];
    return {
      detail: `${pdnName(pdn)}: the UE asks for the address of a P-CSCF (${familiesText(pdn.pcscfAsked)}), and the answer gives none.${notes.join('')}`,
      frames: framesOf(pdn.frames),
      confidence: isSure ? 'certain' : 'likely',
      severity: isIms ? 'error' : 'warning',
      ...(isSure ? { settle: null } : {}),
    };
  },
};
