import type { Cause } from '../../../access/facts.ts';
import type { MobilityEvent } from '../../../access/mobility.ts';
import { causeText } from '../../../access/pdn.ts';
import type { Phone } from '../../cases/case.ts';
import { acceptedAt, doubtOf, mayHaveRegistered } from '../../evidence/access/ims-connections.ts';
import { mobilityText } from '../../evidence/access/pdn-text.ts';
import { ANSWER_TIME } from '../../evidence/evidence.ts';
import { framesOf, isAfter, secondsBetween } from '../../journal/notes.ts';
import type { AccessRule, Hit } from '../rule.ts';

/** TS 24.301 §5.4.2, §5.5.1.2.5, §5.5.2 and §9.9.3.9; TS 24.501 §5.4.1, §5.5.1.2.5, §5.5.2 and §9.11.3.2. */
export const notAdmitted: AccessRule = {
  about: 'access',
  id: 'P14',
  title: 'The network does not let the UE in',
  term: 'Attach reject, Registration reject, Authentication reject, Authentication failure, MAC failure, synch failure, EMM cause, 5GMM cause, Detach, Deregistration',
  evidence:
    'An attach, registration, update or service request is rejected, or the authentication of the access network fails, or the UE is detached; after that nothing is accepted, no connection is set up, and there is no REGISTER. A note if the UE itself detaches without having had a connection.',
  severity: 'error',
  advice: 'Look up the cause, and read the log of the MME or AMF for this subscriber at this time.',
  settle: 'Read the log of the MME or AMF for this subscriber, and capture until the UE tries again.',
  certain:
    'The network rejects the UE in the clear, with its cause; the capture has no later accept, and nothing in it is ciphered.',
  check: (phone, subject) => {
    if (subject !== null || mayHaveRegistered(phone)) return null;
    const last = phone.mobility.findLast(({ part }) => part !== 'accept');
    if (last === undefined || goesOn(phone, last) || isOfConnection(phone, last)) return null;
    return last.part === 'end' ? detached(phone, last) : refused(phone, last);
  },
};

/** Is anything accepted after it? */
function goesOn({ mobility, connections }: Phone, last: MobilityEvent): boolean {
  const isLater = (moment: { seconds: number; nanoseconds: number } | null) =>
    moment !== null && isAfter(moment, last);
  return (
    mobility.some(event => event.part === 'accept' && isLater(event)) ||
    connections.some(pdn => isLater(acceptedAt(pdn)))
  );
}

/** An attach that fails because of its connection has the cause there (TS 24.301 §5.5.1.2.5): P05 names it. */
function isOfConnection({ connections }: Phone, { cause }: MobilityEvent): boolean {
  const isFailure = cause?.kind === 'emm' && cause.number === ESM_FAILURE;
  return isFailure && connections.some(pdn => pdn.cause?.kind === 'esm');
}

const ESM_FAILURE = 19;

function refused(phone: Phone, last: MobilityEvent): Hit | null {
  const { capture, mobility } = phone;
  const accepted = mobility.findLastIndex(({ part }) => part === 'accept');
  const refusals = mobility.slice(accepted + 1).filter(({ part }) => part === 'reject');
  const told = refusals.findLast(({ cause }) => cause !== null)?.cause ?? null;
  const isFinal = FINAL.has(last.name);
  const waited = secondsBetween(last, capture.last);
  // A phone that says that an authentication failed is asked again.
  if (!isFinal && waited < ANSWER_TIME) return null;
  const doubt = doubtOf(phone);
  const isSure = isFinal && doubt === null;
  const texts = [...new Set(refusals.slice(-SHOWN).map(mobilityText))].join(', then ');
  return {
    detail: `${texts}. Nothing is accepted after it in the capture.${doubt === null ? '' : ` ${doubt}`}`,
    frames: framesOf(refusals.slice(-SHOWN)),
    confidence: isSure ? 'certain' : doubt === null ? 'likely' : 'possible',
    title: titleOf(last, told),
    ...(isSure ? { settle: null } : {}),
    ...adviceFor(told, last),
  };
}

/** Rejections that end what a phone began; after others it goes on. */
const FINAL: ReadonlySet<string> = new Set(['Attach reject', 'Registration reject', 'Authentication reject']);

/** Refusals shown of one phone, the last ones: a phone that tries again gets the same. */
const SHOWN = 4;

function titleOf({ name }: MobilityEvent, cause: Cause | null): string {
  const why = cause === null ? '' : `: ${causeText(cause)}`;
  if (name.startsWith('Authentication'))
    return `The authentication of the UE by the access network fails${why}`;
  return `The network does not let the UE in${why}`;
}

function detached(phone: Phone, last: MobilityEvent): Hit | null {
  const { isFromUe, cause } = last;
  // That it leaves in the end explains nothing.
  if (isFromUe && phone.connections.some(pdn => acceptedAt(pdn) !== null)) return null;
  const doubt = doubtOf(phone);
  const who = isFromUe ? 'The UE detaches from the network' : 'The network detaches the UE';
  const why = cause === null ? '' : `: ${causeText(cause)}`;
  return {
    detail: `${mobilityText(last)}${isFromUe ? ' from the UE' : ' from the network'}, and nothing is accepted after it.${doubt === null ? '' : ` ${doubt}`}`,
    frames: framesOf([last]),
    confidence: doubt === null ? 'likely' : 'possible',
    severity: isFromUe ? 'note' : 'warning',
    title: `${who}${why}`,
    ...(isFromUe
      ? { advice: 'Capture until the UE attaches again: was it switched off, or put into flight mode?' }
      : adviceFor(cause, last)),
  };
}

function adviceFor(cause: Cause | null, { name }: MobilityEvent): { advice: string } | object {
  if (cause === null) return name === 'Authentication reject' ? { advice: KEYS } : {};
  const table = cause.kind === 'emm' || cause.kind === '5gmm' ? ADVICE : [];
  const advice = table.find(({ causes }) => causes.includes(cause.number))?.advice;
  return advice === undefined ? {} : { advice };
}

const KEYS =
  'The USIM and the HSS or UDM do not have the same K and OPc (or OP), or not the same AMF: compare them. The IMS uses the same USIM and would fail for the same reason.';

/** By cause; EMM and 5GMM have the same numbers for these. */
const ADVICE: readonly { readonly causes: readonly number[]; readonly advice: string }[] = [
  { causes: [3, 6, 20, 26], advice: KEYS },
  {
    causes: [21],
    advice:
      'SQN in the HSS or UDM is out of the range that the USIM accepts. The network has to synchronise with the AUTS of this message; if it fails again and again, set SQN in the HSS or UDM anew.',
  },
  {
    causes: [2, 7, 8, 9, 14],
    advice:
      'Is this IMSI provisioned in the HSS or UDM, and is its subscription allowed in EPS or 5GS? Compare the IMSI of the USIM digit by digit, and the length of the MNC.',
  },
  {
    causes: [11, 12, 13, 15, 27, 28, 31, 73, 78],
    advice:
      'Compare PLMN and TAC of eNB or gNB with the lists of the MME or AMF (Open5GS: gummei, tai, guami, plmn_support), and look for restrictions of roaming or access in the subscription.',
  },
  { causes: [5], advice: 'The network does not accept this device: look for its IMEI in the EIR.' },
  {
    causes: [62],
    advice:
      'No slice is allowed: compare the S-NSSAI that the UE asks for with its subscription in the UDM and with what gNB, AMF and NSSF support.',
  },
  {
    causes: [17, 19, 22, 42, 111],
    advice:
      'The cause says little: read the log of the MME or AMF at this time. Often a node behind it is down or refuses: HSS or UDM, SGW, PGW or SMF.',
  },
  {
    causes: [23, 24],
    advice:
      'UE and MME or AMF find no common algorithms for NAS: compare the security capabilities of the UE with the lists of integrity and ciphering algorithms there.',
  },
];
