import { causeText } from '../../../access/pdn.ts';
import {
  doubtOf,
  familiesOf,
  hasLookedUp,
  isForIms,
  mayHaveRegistered,
  usablePcscf,
} from '../../evidence/access/ims-connections.ts';
import { familiesText, pdnName, pdnTypeText } from '../../evidence/access/pdn-text.ts';
import { framesOf } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** TS 24.301 §6.5.1.3 (causes 50 and 51): the network may give one address family where the UE asked for both. */
export const otherFamily: AccessRule = {
  about: 'access',
  id: 'P06',
  title: 'The UE cannot use any P-CSCF address that it is given',
  term: 'P-CSCF IPv6 on an IPv4 PDN, ESM cause 50, ESM cause 51, PDN type IPv4 only allowed',
  evidence:
    'A connection for the IMS is accepted and P-CSCF addresses are given, but all of them are of a family that the UE does not have there, or are no address of a host (0.0.0.0, link-local). The UE sends no REGISTER.',
  severity: 'error',
  advice:
    'Give the P-CSCF an address of the family that the UE gets, and put it into the configuration of the PGW or SMF; or allow both families: PDN type of the subscription, address pools of the gateway.',
  settle:
    'Compare the PDN type in the subscription, the address pools and the P-CSCF addresses of the PGW or SMF.',
  certain: 'The type of the connection and all addresses that it was given are in the capture.',
  check: (phone, subject) => {
    if (subject !== null || mayHaveRegistered(phone) || hasLookedUp(phone)) return null;
    const standing = phone.connections.filter(pdn => pdn.result === 'accepted' && isForIms(pdn));
    if (standing.some(pdn => usablePcscf(pdn).length > 0)) return null;
    const pdn = standing.findLast(({ pcscf }) => pcscf.length > 0);
    if (pdn === undefined) return null;
    const { pdnTypeAsked, pdnType, cause } = pdn;
    const isSure = pdnType !== null && pdn.begun && doubtOf(phone) === null;
    const changed =
      pdnTypeAsked !== null && pdnType !== null && pdnTypeAsked !== pdnType
        ? ` It asked for ${pdnTypeText(pdnTypeAsked)}${cause === null ? '' : `; ${causeText(cause)}`}.`
        : '';
    return {
      detail: `${pdnName(pdn)}: the UE has ${familiesText(familiesOf(pdn))} there, but the P-CSCF that it is given is ${pdn.pcscf.join(', ')}.${changed}`,
      frames: framesOf(pdn.frames),
      confidence: isSure ? 'certain' : 'likely',
      ...(isSure ? { settle: null } : {}),
    };
  },
};
