import type { Cause } from '../../../access/facts.ts';
import { causeText, type Pdn } from '../../../access/pdn.ts';
import type { Phone, RegistrationCase } from '../../cases/case.ts';
import {
  asksForPcscf,
  doubtOf,
  isImsApn,
  mayHaveRegistered,
  refusalCause,
} from '../../evidence/access/ims-connections.ts';
import { pdnName, pdnTypeText } from '../../evidence/access/pdn-text.ts';
import { ANSWER_TIME } from '../../evidence/evidence.ts';
import { framesOf, isAfter, secondsBetween } from '../../journal/notes.ts';
import type { AccessRule, Hit } from '../rule.ts';

/** TS 24.301 §6.5.1.4 and §9.9.4.4, TS 24.501 §6.4.1.4 and §9.11.4.2, TS 29.274 §8.4: causes of a refusal. */
export const connectionRefused: AccessRule = {
  about: 'access',
  id: 'P05',
  title: 'The connection for the IMS is refused',
  term: 'PDN connectivity reject, PDU session establishment reject, ESM cause 27, 33, 50, 51, Create Session Response',
  evidence:
    'A PDN connection or PDU session to the IMS APN, or one in which the UE asks for a P-CSCF, is rejected or not answered within 10 s, and no later one is accepted. A note if it is another connection and the UE has none at all.',
  severity: 'error',
  advice: 'Look up the cause, and read the log of whoever gives it: MME or AMF, PGW or SMF.',
  settle: 'Read the log of the MME or AMF, and of the PGW or SMF, for this IMSI at this time.',
  certain: 'The refusal is in the capture, with its cause, and no later connection is accepted.',
  check: (phone, subject) => {
    if (subject !== null) return usedAllTheSame(subject);
    if (mayHaveRegistered(phone)) return null;
    // A whole attach that is refused is named by P14.
    const open = phone.connections.filter(
      pdn => pdn.begun && pdn.result !== 'accepted' && refusalCause(pdn)?.kind !== 'emm',
    );
    const isMeant = (pdn: Pdn) => isImsApn(pdn.apn) || asksForPcscf(pdn);
    const replaced = (pdn: Pdn) =>
      phone.connections.some(
        one => one.result === 'accepted' && (isMeant(one) || one.pcscf.length > 0) && !isBefore(one, pdn),
      );
    const ims = open.findLast(pdn => isMeant(pdn) && !replaced(pdn));
    if (ims !== undefined) return ims.result === 'rejected' ? refused(phone, ims) : unanswered(phone, ims);
    const other = open.findLast(({ result }) => result === 'rejected');
    const isAlone = phone.connections.every(({ result }) => result !== 'accepted');
    return other === undefined || !isAlone ? null : withoutAny(other);
  },
};

/** One node refuses it, another accepts it, and the UE sends SIP over it. */
function usedAllTheSame({ connection, outcome }: RegistrationCase): Hit | null {
  if (connection === null || connection.result !== 'rejected') return null;
  const cause = refusalCause(connection);
  return {
    detail: `${pdnName(connection)} is rejected${cause === null ? '' : ` with ${causeText(cause)}`} in one message and accepted in another, and the UE sends SIP over it.`,
    frames: framesOf(connection.frames),
    confidence: 'likely',
    severity: outcome === 'registered' || outcome === 'deregistered' ? 'note' : 'warning',
    title: 'The connection for the IMS is refused in one message and accepted in another',
    ...(cause === null ? {} : adviceFor(cause)),
  };
}

/** Was it set up earlier, and ended since? */
function isBefore(one: Pdn, other: Pdn): boolean {
  return one.released && isAfter(other, one);
}

function refused(phone: Phone, pdn: Pdn): Hit {
  const { pdnTypeAsked } = pdn;
  const cause = refusalCause(pdn);
  const type = pdnTypeAsked === null ? '' : ` of type ${pdnTypeText(pdnTypeAsked)}`;
  const stands = cause !== null && STANDING[cause.kind] === cause.number;
  const isSure = cause !== null && !stands && doubtOf(phone) === null;
  return {
    detail: `${pdnName(pdn)}${type} is rejected${cause === null ? '' : ` with ${causeText(cause)}`}. No later one is accepted.`,
    frames: framesOf(pdn.frames),
    confidence: isSure ? 'certain' : stands ? 'possible' : 'likely',
    severity: stands ? 'warning' : 'error',
    ...(cause === null ? {} : { title: `The connection for the IMS is refused: ${causeText(cause)}` }),
    ...(cause === null ? {} : adviceFor(cause)),
    ...(isSure ? { settle: null } : {}),
  };
}

/** Causes that say that the phone has a connection to this APN, which the capture may not show. */
const STANDING: Partial<Record<Cause['kind'], number>> = { esm: 55, gtpv2: 116 };

function unanswered({ capture }: Phone, pdn: Pdn): Hit | null {
  const waited = secondsBetween(pdn, capture.last);
  if (waited < ANSWER_TIME || capture.nasCiphered > 0) return null;
  return {
    detail: `The request for ${pdnName(pdn)} gets no answer in the ${Math.round(waited)} s until the capture ends.`,
    frames: framesOf(pdn.frames),
    confidence: 'possible',
    severity: 'warning',
    title: 'The request for the IMS connection is not answered',
    advice:
      'Follow the request from hop to hop: MME or AMF, SGW, PGW or SMF, and what these ask of PCRF or PCF. Who gets it and does not answer?',
  };
}

function withoutAny(pdn: Pdn): Hit {
  const cause = refusalCause(pdn);
  return {
    detail: `${pdnName(pdn)} is rejected${cause === null ? '' : ` with ${causeText(cause)}`}, and the UE has no other: without one it cannot register.`,
    frames: framesOf(pdn.frames),
    confidence: 'likely',
    severity: 'note',
    title: 'The UE gets no connection at all',
    ...(cause === null ? {} : adviceFor(cause)),
  };
}

function adviceFor(cause: Cause): { advice: string } | object {
  const advice = ADVICE.find(({ causes }) => causes[cause.kind]?.includes(cause.number))?.advice;
  return advice === undefined ? {} : { advice };
}

/** What to do about a cause, by the table that it is from. */
const ADVICE: readonly {
  readonly causes: Partial<Record<Cause['kind'], readonly number[]>>;
  readonly advice: string;
}[] = [
  {
    causes: { esm: [27, 66], '5gsm': [27, 70], '5gmm': [91], gtpv2: [78], gtpv1: [219] },
    advice:
      'Add the APN or DNN to the PGW or SMF (Open5GS: session with dnn: ims in smf.yaml, and a subnet in upf.yaml), and compare its spelling at UE, HSS or UDM, and gateway.',
  },
  {
    causes: { esm: [29, 33], '5gsm': [29, 33], gtpv2: [92, 93], gtpv1: [209] },
    advice:
      'Add the APN or DNN ims to the subscription of this IMSI in the HSS or UDM (for 5GS in the slice that the UE uses).',
  },
  {
    causes: { esm: [28, 50, 51, 52], '5gsm': [28, 50, 51], gtpv2: [83], gtpv1: [220] },
    advice:
      'Compare the PDN type that the UE asks for with the one in the subscription and in the address pools of the gateway: set the APN on the UE, or the subscription, to IPv4, IPv6 or IPv4v6 accordingly.',
  },
  {
    causes: {
      esm: [26, 65],
      '5gsm': [26, 67, 69],
      '5gmm': [22, 65, 67, 69, 92],
      gtpv2: [73, 84, 113, 120],
      gtpv1: [199, 211],
    },
    advice:
      'Resources are used up: look at the address pool of the APN, at the number of bearers or sessions of this UE, and at the load of the gateway.',
  },
  {
    causes: { esm: [30, 31, 38], '5gsm': [31, 38], gtpv2: [72, 89, 94, 100], gtpv1: [204] },
    advice:
      'The cause says little: read the log of the PGW or SMF at this time. Often it waits for the PCRF or PCF (Gx, N7), which is down or does not know the APN.',
  },
];
