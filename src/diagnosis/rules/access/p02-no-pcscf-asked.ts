import type { Pdn } from '../../../access/pdn.ts';
import type { Phone } from '../../cases/case.ts';
import {
  asksForPcscf,
  doubtOf,
  hasLookedUp,
  isEmergency,
  isImsApn,
  mayHaveRegistered,
  secondsAfter,
} from '../../evidence/access/ims-connections.ts';
import { pdnName } from '../../evidence/access/pdn-text.ts';
import { hasSip } from '../../evidence/access/sip-hosts.ts';
import { ANSWER_TIME } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { AccessRule, Hit } from '../rule.ts';

/** TS 24.229 §9.2.1, GSMA IR.92 §2.2.1 and §4.4: a UE asks for a P-CSCF when it connects to the IMS APN. */
export const noPcscfAsked: AccessRule = {
  about: 'access',
  id: 'P02',
  title: 'The UE opens no connection for the IMS',
  term: 'no IMS APN, no P-CSCF address request in PCO, VoLTE switched off, carrier policy',
  evidence:
    'The first connection of a UE is set up in the capture, none of its connections asks for a P-CSCF, and it sends no SIP. A warning if there is a connection to the IMS APN, otherwise a note: many devices do no IMS.',
  severity: 'warning',
  advice:
    'Look at the UE first: is VoLTE or VoNR switched on, does it have an APN of type ims, and does its maker allow IMS for this PLMN (carrier policy)? Then at the subscription: the HSS or UDM must have the APN ims, and the MME or AMF must say that it supports IMS voice over PS.',
  settle: 'Read the log of the UE, and the subscription of this IMSI (APN ims, IMS voice over PS).',
  check: (phone, subject) => {
    const { connections } = phone;
    if (subject !== null || mayHaveRegistered(phone) || hasLookedUp(phone)) return null;
    if (connections.some(pdn => asksForPcscf(pdn) || pdn.pcscf.length > 0 || isEmergency(pdn))) return null;
    if (hasSip(phone)) return null;
    const standing = connections.filter(({ begun, result }) => begun && result === 'accepted');
    const ims = standing.findLast(({ apn }) => isImsApn(apn));
    if (ims !== undefined) return withoutQuestion(phone, ims);
    const [first] = standing;
    return first === undefined || !isFirst(first) ? null : withoutIms(phone, standing);
  },
};

function withoutQuestion(phone: Phone, ims: Pdn): Hit {
  const doubt = doubtOf(phone);
  return {
    detail: `${pdnName(ims)} is set up, but the UE does not ask for a P-CSCF in it, is given none, and sends no SIP.${doubt === null ? '' : ` ${doubt}`}`,
    frames: framesOf(ims.frames),
    confidence: doubt === null ? 'likely' : 'possible',
    title: 'The UE asks for no P-CSCF on its connection to the IMS',
    advice:
      'Find out how the UE is to find its P-CSCF: by these options (the usual way), by DHCP, or from its USIM (ISIM, EF_P-CSCF). A UE that does not ask usually has IMS switched off, or its modem is not told that this APN is for the IMS.',
  };
}

function withoutIms(phone: Phone, standing: readonly Pdn[]): Hit {
  const last = standing.at(-1) as Pdn;
  const doubt = doubtOf(phone);
  const isLong = secondsAfter(phone, last) >= ANSWER_TIME;
  const names = [...new Set(standing.map(pdnName))].join(', ');
  return {
    detail: `The UE has ${names}, asks for no P-CSCF there, and sends no SIP.${isLong ? '' : ' The capture ends soon after.'}${doubt === null ? '' : ` ${doubt}`}`,
    frames: framesOf(last.frames),
    confidence: isLong && doubt === null && !last.isFiveGs ? 'likely' : 'possible',
    severity: 'note',
  };
}

/** Is it the first connection of a UE? In EPS its default bearer has the number 5; others may stand in 5GS, too. */
function isFirst({ id, isFiveGs }: Pdn): boolean {
  return isFiveGs || id === 5;
}
