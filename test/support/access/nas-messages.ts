import type { SessionCarrier, SessionMessage } from '../../../src/access/facts.ts';
import { sessionMessage } from '../../../src/access/facts.ts';
import { type NasReading, NOTHING_SAID } from '../../../src/access/nas/reading.ts';
import type { AccessPdu, CarriedNas } from '../../../src/access/s1ap-ngap/pdu.ts';

/** A message of S1AP or NGAP about one phone; `nas` is what its NAS messages say, with the bearers beside them. */
export interface Carried {
  readonly pdu: AccessPdu;
  readonly readings: readonly NasReading[];
}

/** One that carries these readings. */
export function carrying(
  pdu: Partial<AccessPdu>,
  ...readings: readonly (Partial<NasReading> & { readonly bearers?: CarriedNas['bearers'] })[]
): Carried {
  return {
    pdu: {
      procedure: 13,
      name: 'UplinkNASTransport',
      coreId: 100,
      radioId: 1,
      tmsi: null,
      nas: readings.map(({ bearers = [] }) => ({ bytes: new Uint8Array(0), bearers })),
      bearers: [],
      failed: [],
      initial: false,
      released: false,
      whole: true,
      ...pdu,
    },
    readings: readings.map(({ bearers: _, ...said }) => ({ ...NOTHING_SAID, ...said })),
  };
}

type Kind = readonly [SessionMessage['procedure'], SessionMessage['part']];

const EPS: Readonly<Record<string, Kind>> = {
  'PDN connectivity request': ['connect', 'request'],
  'PDN connectivity reject': ['connect', 'reject'],
  'Attach reject': ['connect', 'reject'],
  'ESM information response': ['information', 'accept'],
  'Activate default EPS bearer context request': ['connect', 'accept'],
  'Activate default EPS bearer context reject': ['confirm', 'reject'],
  'Activate dedicated EPS bearer context request': ['add-bearer', 'request'],
  'Activate dedicated EPS bearer context accept': ['add-bearer', 'accept'],
  'Activate dedicated EPS bearer context reject': ['add-bearer', 'reject'],
  'Deactivate EPS bearer context request': ['release-bearer', 'request'],
};

const FIVE_GS: Readonly<Record<string, Kind>> = {
  'PDU session establishment request': ['connect', 'request'],
  'PDU session establishment accept': ['connect', 'accept'],
  'PDU session establishment reject': ['connect', 'reject'],
  'PDU session modification command': ['update-bearer', 'request'],
  'PDU session modification complete': ['update-bearer', 'accept'],
  'PDU session release command': ['release', 'request'],
  'PDU session release complete': ['release', 'accept'],
};

/** What a message of session management in NAS-EPS says. */
export function esm(name: keyof typeof EPS, members: Partial<SessionMessage> = {}): SessionMessage {
  return message('s1ap', EPS, name, members);
}

/** In NAS-5GS; `linked` is the PDU session. */
export function fiveGsm(name: keyof typeof FIVE_GS, members: Partial<SessionMessage> = {}): SessionMessage {
  return message('ngap', FIVE_GS, name, members);
}

function message(
  carrier: SessionCarrier,
  kinds: Readonly<Record<string, Kind>>,
  name: string,
  members: Partial<SessionMessage>,
): SessionMessage {
  const [procedure, part] = kinds[name] as Kind;
  return sessionMessage(carrier, name, procedure, part, members);
}
